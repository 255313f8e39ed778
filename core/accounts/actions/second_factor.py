"""The authenticator app and the recovery codes of a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.accounts import policies
from core.accounts.actions.accounts import end_sessions
from core.accounts.events import emit
from core.accounts.models import CodeDevice, RecoverySet, User
from core.errors import RuleBroken


def prepare_code_device(user: User) -> CodeDevice:
    """The device that waits for its first right code; shown again as it is until then, so a reload changes nothing."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        device = CodeDevice.objects.filter(user=user, confirmed=False).first()
        if device is None:
            device = CodeDevice(user=user, confirmed=False, name="身份验证器")
            device.make_secret()
            device.save()
    return device


def confirm_code_device(
    user: User, *, token: str, actor: User, now: datetime | None = None
) -> tuple[CodeDevice, list[str]] | None:
    """Bind the app whose code is right, in place of an earlier one, and make ten recovery codes, shown once.

    None when the code is wrong or came too soon after a wrong one (the count of wrong ones is kept)."""
    now = now or timezone.now()
    if actor.pk != user.pk:
        raise RuleBroken("factor_other", "身份验证器只能本人来绑定")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        device = CodeDevice.objects.select_for_update(no_key=True).filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(token):
            return None
        CodeDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _renew(user)
        emit("account.bind_second_factor", actor=actor, user=user, now=now)
    return device, codes


def renew_recovery_codes(user: User, *, actor: User, now: datetime | None = None) -> list[str]:
    """Ten new recovery codes, shown once; the old ones are void. Refuses somebody without an app bound."""
    now = now or timezone.now()
    if actor.pk != user.pk:
        raise RuleBroken("factor_other", "恢复码只能本人来换")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not CodeDevice.objects.filter(user=user, confirmed=True).exists():
            raise RuleBroken("factor_none", "还没有绑定身份验证器，先绑定才有恢复码")
        codes = _renew(user)
        emit("account.renew_recovery_codes", actor=actor, user=user, now=now)
    return codes


def reset_second_factor(user: User, *, actor: User | None, reason: str, now: datetime | None = None) -> None:
    """The phone is lost: take the app and the codes away, so that the person binds a new one at the next sign-in.
    Every session of the account ends. Done by the security administrator; refuses one's own account."""
    policies.require(policies.may_reset_second_factor(actor), to="重置二次验证", who="安全管理员")
    policies.require_other(actor, user, what="重置二次验证")
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        CodeDevice.objects.filter(user=user).delete()
        RecoverySet.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        end_sessions(user, now=now)
        emit("account.reset_second_factor", actor=actor, user=user, now=now, reason=reason)


def _renew(user: User) -> list[str]:
    recovery, _ = RecoverySet.objects.get_or_create(user=user, defaults={"name": "恢复码"})
    return recovery.renew()
