"""Making, revoking and recognising keys."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import has_role
from core.api.models import ApiToken
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.lookups import one_of

LONGEST = timedelta(days=365)
KIND = "api_token"


def may_create(actor: User, user: User) -> bool:
    """One's own; for a system account the security administrator. The system administrator opens that account and gives
    it its posts, so into the cases it takes both (三员分立)."""
    return has_role(actor, "security_admin") if user.is_program else actor.pk == user.pk


def may_revoke(actor: User, token: ApiToken) -> bool:
    """One's own; anybody's by either administrator, so that a leak can be stopped by whoever is there."""
    return actor.pk == token.user_id or has_role(actor, "security_admin", "sysadmin")


def create_token(
    user: User,
    *,
    actor: User,
    name: str,
    scopes: Collection[str],
    expires_on: date,
    now: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new key; its text is in the answer and nowhere else. Refuses another's account, no scope, and more than a year."""
    now = now or timezone.now()
    if not may_create(actor, user):
        raise NotAllowed("role", "令牌由本人建；系统账号的令牌由安全管理员建")
    _check(user, scopes, expires_on, timezone.localdate(now))
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    text = f"xg_{prefix}_{secret}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user, name=name, prefix=prefix, key_hash=_hash(text), scopes=sorted(scopes),
            created_by=actor, created_at=now, expires_on=expires_on,
        )  # fmt: skip
        record(
            "api_token.create",
            actor=actor,
            subject_kind=KIND,
            subject_id=token.pk,
            detail={
                "account": user.username,
                "name": name,
                "prefix": prefix,
                "scopes": token.scopes,
                "until": str(expires_on),
            },
            now=now,
        )
    return token, text


def _check(user: User, scopes: Collection[str], expires_on: date, today: date) -> None:
    if not user.is_active:
        raise RuleBroken("disabled", "这个账号已经停用，先启用再建令牌")
    if not scopes:
        raise RuleBroken("missing", "请至少选一项范围", field="scopes")
    if not today <= expires_on <= today + LONGEST:
        raise RuleBroken("expires", "最后一天在今天和一年之间", field="expires_on")


def revoke_token(token: ApiToken, *, actor: User, now: datetime | None = None) -> ApiToken:
    """No request with it is answered from now on. Refuses one that is revoked already."""
    now = now or timezone.now()
    if not may_revoke(actor, token):
        raise NotAllowed("role", "令牌由本人或管理员撤销")
    with transaction.atomic():
        locked = ApiToken.objects.select_for_update(of=("self",), no_key=True).get(pk=token.pk)
        if locked.revoked_at is not None:
            raise RuleBroken("same", "这个令牌已经撤销了")
        locked.revoked_at, locked.revoked_by = now, actor
        locked.save(update_fields=["revoked_at", "revoked_by"])
        record(
            "api_token.revoke",
            actor=actor,
            subject_kind=KIND,
            subject_id=locked.pk,
            detail={"prefix": locked.prefix},
            now=now,
        )
    return locked


def recognise(text: str, *, now: datetime) -> ApiToken | None:
    """The key of this text while it and its account are good; notes the day. By the unique index of the prefix."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != "xg" or not text.isascii():
        return None
    token = one_of(ApiToken.objects.select_related("user").filter(prefix=parts[1]))
    if token is None or not compare_digest(bytes(token.key_hash), _hash(text)):
        return None
    today = timezone.localdate(now)
    if token.is_over(today) or not token.user.is_active:
        return None
    if token.last_used_on != today:
        seldom = Q(last_used_on=None) | Q(last_used_on__lt=today)
        ApiToken.objects.filter(seldom, pk=token.pk).update(last_used_on=today)
    return token


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
