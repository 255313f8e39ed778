"""Binding an outside identity to an account, letting go of it, and coming in with it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from core.accounts.actions.sign_ins import sign_in
from core.accounts.addresses import client_address
from core.accounts.events import emit
from core.accounts.models import Identity, User
from core.errors import RuleBroken


def bind_identity(user: User, *, issuer: str, subject: str, now: datetime | None = None) -> Identity:
    """From now on the identity opens the account. Refuses one that opens another's, or a second one for the same."""
    now = now or timezone.now()
    try:
        with transaction.atomic():
            row = Identity.objects.create(user=user, issuer=issuer, subject=subject, bound_at=now)
            emit("account.bind_identity", actor=user, user=user, now=now, identity=row.pk)
    except IntegrityError:
        if Identity.objects.filter(user=user).exists():
            raise RuleBroken("bound", "这个账号已经绑定过，要换先解除绑定") from None
        raise RuleBroken("taken", "这个身份已经绑在别的账号上，请找系统管理员核对") from None
    return row


def unbind_identity(user: User, *, actor: User, now: datetime | None = None) -> bool:
    """By the person, or by whoever may reset the account; False when there was none."""
    now = now or timezone.now()
    with transaction.atomic():
        gone, _ = Identity.objects.filter(user=user).delete()
        if gone:
            emit("account.unbind_identity", actor=actor, user=user, now=now)
    return bool(gone)


def sign_in_with_identity(
    request: HttpRequest, *, issuer: str, subject: str, now: datetime | None = None
) -> User | None:
    """Sign in whose identity the provider has just vouched for. None for one that opens no account in use; the ledger
    has a line of it either way. The second factor stays due: the provider's own is its affair, ours is ours."""
    now = now or timezone.now()
    found = Identity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    user = found.user if found else None
    if user is None or not user.is_active:
        with transaction.atomic():
            address = client_address(request)
            emit(
                "account.sign_in_refused",
                actor=None,
                user=user,
                now=now,
                address=address,
                known=found is not None,
            )
        return None
    sign_in(request, user, how="identity", now=now)
    return user
