"""Coming in and going out."""

from datetime import datetime, timedelta

import django_otp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django_otp.models import Device

from core.accounts import agents, sessions, throttle
from core.accounts.actions.accounts import end_sessions
from core.accounts.actions.passwords import change_password
from core.accounts.addresses import client_address
from core.accounts.events import emit
from core.accounts.models import CodeDevice, SignInSession, User
from core.errors import RuleBroken
from core.text import fold

KEEP_ROWS = timedelta(days=183)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, user: User, *, how: str, now: datetime | None = None) -> SignInSession:
    """Open a fresh session (new key, nothing of the old one left) after the password or a demo choice was accepted.

    `how` is "password", "identity" (the office's provider) or "demo". Until a second factor that is due was shown, the walls let nothing else through.
    Where the account is signed in too often already, the oldest sessions make room, once this one is really in."""
    now = now or timezone.now()
    with transaction.atomic():
        request.session.flush()
        login(request, user, backend=_BACKEND)
        row = SignInSession.objects.create(
            user=user,
            agent=agents.in_words(request.headers.get("User-Agent", "")),
            address=client_address(request),
            created_at=now,
            last_seen_at=now,
        )
        sessions.start(request, row, now=now)
        request.session[sessions.HOW] = how
        if user.only_wall:
            request.session.set_expiry(settings.WALL_SESSION_SECONDS)
        factor_due = how != "demo" and CodeDevice.objects.filter(user=user, confirmed=True).exists()
        request.session[sessions.FACTOR_DUE] = factor_due
        ended = [] if factor_due else _take_a_place(request, user, now=now)
        emit("account.sign_in", actor=user, user=user, now=now, how=how, sign_in=row.pk)
        _tell_ended(user, ended, now=now)
    return row


def _take_a_place(request: HttpRequest, user: User, *, now: datetime) -> list[int]:
    """Number this session and end the oldest beyond SESSIONS_PER_ACCOUNT; returns the rows that ended.

    A session that still owes its second factor takes no place: who has only the password pushes nobody out."""
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    account.sign_in_count += 1
    request.session[sessions.NUMBER] = account.sign_in_count
    SignInSession.objects.filter(pk=request.session[sessions.SIGN_IN]).update(number=account.sign_in_count)
    inside = sessions.open_rows(user.pk, now=now).filter(number__gt=account.sign_ins_over).order_by("-number")
    over = list(inside[max(1, settings.SESSIONS_PER_ACCOUNT) :])
    if over:
        account.sign_ins_over = over[0].number or 0
    account.save(update_fields=["sign_in_count", "sign_ins_over"])
    return [row.pk for row in over if row.end(SignInSession.End.OVER_LIMIT, now=now)]


def _tell_ended(user: User, ended: list[int], *, now: datetime) -> None:
    if ended:
        emit("account.end_oldest_sign_ins", actor=user, user=user, now=now, ended=ended)


def sign_in_with_password(
    request: HttpRequest, *, username: str, password: str, now: datetime | None = None
) -> User | None:
    """Sign the person in whose password this is; None when it is not, with the same words, steps and ledger line for
    a name that nobody has. Refuses (TooManyTries) while the throttle asks for a rest (core.accounts.throttle)."""
    now = now or timezone.now()
    if throttle.tried_from_everywhere(request, username):
        raise throttle.TooManyTries(now + throttle.cool_off())
    with transaction.atomic():
        throttle.one_try_at_a_time(request, username)
        user = authenticate(request, username=username, password=password)
        if isinstance(user, User):
            if user.temporary_until is not None and now >= user.temporary_until:
                raise RuleBroken("temporary_over", "临时密码已过期，请找系统管理员重新设一个")
            sign_in(request, user, how="password", now=now)
            return user
        _record_refusal(request, username, now=now)
    if getattr(request, "axes_locked_out", False):
        raise throttle.TooManyTries(throttle.rest_until(request, username, now=now))
    return None


def change_password_here(
    request: HttpRequest, user: User, *, old: str, new: str, now: datetime | None = None
) -> User:
    """The person at this screen changes the password; this session goes on, all others end. Guesses at the old one
    count like those at the sign-in page, so a borrowed session is no place to guess.

    Refuses what change_password refuses, and (TooManyTries) while the throttle asks for a rest."""
    now = now or timezone.now()
    with transaction.atomic():
        throttle.one_try_at_a_time(request, user.username)
        known = authenticate(request, username=user.username, password=old) is not None
        if not known:
            _record_refusal(request, user.username, now=now, what="password")
    if getattr(request, "axes_locked_out", False):
        raise throttle.TooManyTries(throttle.rest_until(request, user.username, now=now))
    if not known:
        raise RuleBroken("password_old", "现在的密码不对，请再输一次", field="old_password")
    keep = request.session.get(sessions.SIGN_IN, 0)
    user = change_password(user, old=old, new=new, actor=user, keep_session=keep, now=now)
    update_session_auth_hash(request, user)
    return user


def _record_refusal(request: HttpRequest, username: str, *, now: datetime, what: str = "sign_in") -> None:
    """One ledger line for a wrong try or for the lock it brought; tries during the lock are counted nowhere."""
    locked, tries = (
        getattr(request, "axes_locked_out", False),
        getattr(request, "axes_failures_since_start", None),
    )
    if locked and tries is None:
        return
    known = User.objects.filter(username=fold(username)).first()
    action = "account.sign_in_locked" if locked else f"account.{what}_refused"
    emit(action, actor=None, user=known, now=now, address=client_address(request), known=known is not None)


def try_second_factor(
    request: HttpRequest, user: User, *, device: Device, token: str, now: datetime | None = None
) -> bool:
    """Take the code or recovery code if it is right, unused, the person's own and not too soon after a wrong one."""
    now = now or timezone.now()
    with transaction.atomic():
        # The account before its device, as in a reset, or the two would wait in a ring.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if django_otp.verify_token(user, device.persistent_id, token):
            pass_second_factor(request, user, device=device, now=now)
            return True
        emit("account.second_factor_refused", actor=user, user=user, now=now)
    return False


def pass_second_factor(
    request: HttpRequest, user: User, *, device: Device, now: datetime | None = None
) -> None:
    """The right code was given: bind it to the session, under a new key again."""
    now = now or timezone.now()
    with transaction.atomic():
        django_otp.login(request, device)
        request.session.cycle_key()
        was_due = request.session.get(sessions.FACTOR_DUE)
        request.session[sessions.FACTOR_DUE] = False
        ended = _take_a_place(request, user, now=now) if was_due else []
        how = "code" if isinstance(device, CodeDevice) else "recovery"
        emit("account.second_factor", actor=user, user=user, now=now, how=how)
        _tell_ended(user, ended, now=now)


def sign_out(
    request: HttpRequest, *, because: str = SignInSession.End.SIGNED_OUT, now: datetime | None = None
) -> None:
    """End this session; nothing of it stays in the browser or the table of sessions."""
    now = now or timezone.now()
    user = request.user
    row = SignInSession.objects.filter(pk=request.session.get(sessions.SIGN_IN, 0)).first()
    with transaction.atomic():
        logout(request)
        if (
            row is not None
            and isinstance(user, User)
            and row.user_id == user.pk
            and row.end(because, now=now)
        ):
            emit("account.sign_out", actor=user, user=user, now=now, because=str(because), sign_in=row.pk)


def tidy_sign_ins(*, now: datetime | None = None) -> tuple[int, int]:
    """Nightly: close the rows of sessions whose browser never came back, and forget those of half a year ago (the
    ledger keeps its lines longer). Returns how many of each."""
    now = now or timezone.now()
    open_rows = SignInSession.objects.filter(ended_at=None)
    dead = open_rows.filter(last_seen_at__lt=now - timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS))
    closed = dead.update(ended_at=now, ended_because=SignInSession.End.IDLE)
    forgotten, _ = SignInSession.objects.filter(last_seen_at__lt=now - KEEP_ROWS).delete()
    return closed, forgotten


def sign_out_elsewhere(request: HttpRequest, user: User, *, now: datetime | None = None) -> int:
    """End every other session of the person at its next request; this one goes on. Returns how many were open."""
    now = now or timezone.now()
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        user.refresh_from_db(fields=["session_epoch"])
        ended = end_sessions(user, now=now, keep=request.session.get(sessions.SIGN_IN, 0))
        update_session_auth_hash(request, user)
        emit("account.sign_out_elsewhere", actor=user, user=user, now=now, ended=ended)
    return ended
