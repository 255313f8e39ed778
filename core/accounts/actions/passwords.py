"""New passwords."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.accounts import policies, throttle
from core.accounts.actions.accounts import end_sessions
from core.accounts.events import emit
from core.accounts.models import PasswordHistory, User
from core.accounts.passwords import KEPT_PAST, TEMPORARY_FOR, temporary_password
from core.errors import RuleBroken


def change_password(
    user: User,
    *,
    old: str,
    new: str,
    actor: User,
    keep_session: int = 0,
    now: datetime | None = None,
) -> User:
    """The person chooses a new password: every other session of theirs ends, because its hash no longer matches.

    Refuses a wrong old password and a new one that breaks the policy."""
    now = now or timezone.now()
    if actor.pk != user.pk:
        raise RuleBroken("password_other", "密码只能本人来改")
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not user.check_password(old):
            raise RuleBroken("password_old", "现在的密码不对，请再输一次", field="old_password")
        try:
            validate_password(new, user)
        except ValidationError as problem:
            raise RuleBroken("password_policy", "。".join(problem.messages), field="new_password") from None
        _store(user, new, now=now)
        user.must_change_password = False
        user.temporary_until = None
        user.save(
            update_fields=["password", "password_changed_at", "must_change_password", "temporary_until"]
        )
        end_sessions(user, now=now, keep=keep_session)
        emit("account.change_password", actor=actor, user=user, now=now)
    return user


def set_temporary_password(user: User, *, actor: User | None, now: datetime | None = None) -> str:
    """Give a password that opens the account for three days and only to choose an own one. It is in the answer and
    nowhere else; every session of the account ends, and so does a lock on it. Refuses one's own account."""
    policies.require(policies.may_manage_accounts(actor), to="设临时密码", who="系统管理员")
    policies.require_other(actor, user, what="设临时密码")
    if user.is_program:
        raise RuleBroken("program", "系统账号没有密码，只用令牌进来")
    now = now or timezone.now()
    password = temporary_password()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        _store(user, password, now=now)
        user.must_change_password = True
        user.temporary_until = now + TEMPORARY_FOR
        user.save(
            update_fields=["password", "password_changed_at", "must_change_password", "temporary_until"]
        )
        end_sessions(user, now=now)
        throttle.forget(user.username)
        emit("account.set_temporary_password", actor=actor, user=user, now=now)
    return password


def _store(user: User, password: str, *, now: datetime) -> None:
    """Put the present hash into the history, which keeps as many as the policy looks at."""
    PasswordHistory.objects.create(user=user, encoded=user.password, created_at=now)
    kept = user.past_passwords.values_list("pk", flat=True)[:KEPT_PAST]
    user.past_passwords.exclude(pk__in=list(kept)).delete()
    user.set_password(password)
    user.password_changed_at = now
