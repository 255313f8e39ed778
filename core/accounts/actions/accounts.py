"""Opening and closing accounts."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.accounts import policies
from core.accounts.events import emit
from core.accounts.models import SignInSession, User
from core.accounts.passwords import TEMPORARY_FOR, temporary_password
from core.errors import RuleBroken
from core.text import clean_text, fold

# Letters of any script, digits and . _ - @; what folding would still change is refused.
_LONGEST = {"display_name": 25, "title": 60, "email": 254, "office_phone": 20}
_NAME = re.compile(r"[\w][\w.@-]{1,63}")


def username_from(typed: str) -> str:
    """The one spelling of an account name. Raises RuleBroken with what to change."""
    try:
        name = fold(clean_text(typed))
    except ValidationError as problem:
        raise RuleBroken("username_text", problem.messages[0], field="username") from None
    if not _NAME.fullmatch(name) or fold(name) != name:
        raise RuleBroken(
            "username_form", "账号用2到64个字母、数字或 . _ - @，以字母或数字开头", field="username"
        )
    return name


def create_account(
    *,
    username: str,
    display_name: str,
    actor: User | None,
    title: str = "",
    email: str = "",
    office_phone: str = "",
    now: datetime | None = None,
) -> tuple[User, str]:
    """Open an account with a temporary password, which is in the answer and nowhere else.

    Refuses a name that differs from another only by width or letter case (等保三级: 身份标识具有唯一性)."""
    policies.require(policies.may_manage_accounts(actor), to="开账号", who="系统管理员")
    now = now or timezone.now()
    password = temporary_password()
    user = User(
        username=username_from(username),
        **_facts(display_name=display_name, title=title, email=email, office_phone=office_phone),
        must_change_password=True,
        temporary_until=now + TEMPORARY_FOR,
        password_changed_at=now,
    )
    user.set_password(password)
    with transaction.atomic():
        _save_new(user)
        emit("account.create", actor=actor, user=user, now=now)
    return user, password


def create_program(
    *, username: str, display_name: str, purpose: str, actor: User, now: datetime | None = None
) -> User:
    """Open an account for another system: no password, so nobody signs in with it. What it sees are its postings, as
    with everybody; it comes in by tokens (core.api)."""
    policies.require(policies.may_manage_accounts(actor), to="开系统账号", who="系统管理员")
    facts = _facts(display_name=display_name, title=purpose)
    user = User(username=username_from(username), is_program=True, **facts)
    user.set_unusable_password()
    with transaction.atomic():
        _save_new(user)
        emit("account.create_program", actor=actor, user=user, now=now or timezone.now())
    return user


def _save_new(user: User) -> None:
    """Refuses a name that somebody has."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise RuleBroken(
            "username_taken", f"账号「{user.username}」已经有人用了，请换一个", field="username"
        ) from None


def edit_account(
    user: User,
    *,
    actor: User | None,
    display_name: str,
    title: str = "",
    email: str = "",
    office_phone: str = "",
    now: datetime | None = None,
) -> User:
    """Correct a person's name, title, mail and office phone. The account name stays: the ledger speaks by it."""
    policies.require(policies.may_manage_accounts(actor), to="改账号资料", who="系统管理员")
    facts = _facts(display_name=display_name, title=title, email=email, office_phone=office_phone)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        changed = sorted(name for name, value in facts.items() if getattr(user, name) != value)
        if not changed:
            return user
        for name in changed:
            setattr(user, name, facts[name])
        user.save(update_fields=changed)
        emit("account.edit", actor=actor, user=user, now=now or timezone.now(), changed=changed)
    return user


def _facts(**typed: str) -> dict[str, str]:
    """What is told of a person, cleaned. Raises RuleBroken by the field that has to be changed."""
    facts = {}
    for name, value in typed.items():
        try:
            facts[name] = clean_text(value, max_length=_LONGEST[name])
            if name == "email" and facts[name]:
                validate_email(facts[name])
        except ValidationError as problem:
            said = "邮箱要像 name@example.cn 这样" if name == "email" else problem.messages[0]
            raise RuleBroken("account_text", said, field=name) from None
    if not facts["display_name"]:
        raise RuleBroken("account_name", "请填姓名", field="display_name")
    return facts


def disable_account(user: User, *, actor: User | None, reason: str, now: datetime | None = None) -> User:
    """Close an account: every session of it ends at its next request. Refuses one's own account."""
    policies.require(policies.may_switch_accounts(actor), to="停用账号", who="系统管理员或安全管理员")
    policies.require_other(actor, user, what="停用账号")
    return _switch(user, active=False, actor=actor, reason=reason, now=now or timezone.now())


def enable_account(user: User, *, actor: User | None, reason: str = "", now: datetime | None = None) -> User:
    """Open a closed account again; old sessions stay closed. Refuses one's own account."""
    policies.require(policies.may_switch_accounts(actor), to="启用账号", who="系统管理员或安全管理员")
    policies.require_other(actor, user, what="启用账号")
    return _switch(user, active=True, actor=actor, reason=reason, now=now or timezone.now())


def set_only_wall(
    user: User, *, only_wall: bool, actor: User | None, reason: str, now: datetime | None = None
) -> User:
    """Give an account to a wall, or take it back; its sessions end. Who keeps posts sees to it that it has none."""
    policies.require(policies.may_manage_accounts(actor), to="设大屏账号", who="系统管理员")
    policies.require_other(actor, user, what="设大屏账号")
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if user.only_wall == only_wall:
            raise RuleBroken("account_same", "这个账号已经是这样了")
        user.only_wall = only_wall
        user.session_epoch = F("session_epoch") + 1
        user.save(update_fields=["only_wall", "session_epoch"])
        user.refresh_from_db(fields=["session_epoch"])
        end_sessions(user, now=now)
        emit(
            "account.give_to_wall" if only_wall else "account.take_from_wall",
            actor=actor, user=user, now=now, reason=reason,
        )  # fmt: skip
    return user


def _switch(user: User, *, active: bool, actor: User | None, reason: str, now: datetime) -> User:
    """Open or close under the row lock; refuses what is already so, so that the ledger holds no empty lines."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if user.is_active == active:
            raise RuleBroken("account_same", "这个账号已经在用了" if active else "这个账号已经停用了")
        user.is_active = active
        user.session_epoch = F("session_epoch") + 1
        user.save(update_fields=["is_active", "session_epoch"])
        user.refresh_from_db(fields=["session_epoch"])
        end_sessions(user, now=now)
        emit(
            "account.enable" if active else "account.disable", actor=actor, user=user, now=now, reason=reason
        )
    return user


def end_sessions(user: User, *, now: datetime, keep: int = 0) -> int:
    """Mark the rows of the person's open sessions as ended, all but `keep`; the epoch or the hash ends the sessions."""
    rows = SignInSession.objects.filter(user=user, ended_at=None).exclude(pk=keep)
    return rows.update(ended_at=now, ended_because=SignInSession.End.ENDED)
