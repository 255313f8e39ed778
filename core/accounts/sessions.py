"""The limits of a signed-in session and the row people see for it.

The stamps lie in the session itself, so most requests cost nothing; the row is written at most once a minute.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from core.accounts.models import SignInSession, User

STARTED = "xg_started"
SEEN = "xg_seen"
SIGN_IN = "xg_sign_in"
# By password, by the office's identity provider, or from the list of the demo.
HOW = "xg_how"
NUMBER = "xg_number"
# The account has a second factor that this session has not shown yet.
FACTOR_DUE = "xg_factor_due"
WRITE_EVERY = 60


def start(request: HttpRequest, row: SignInSession, *, now: datetime) -> None:
    """Stamp a fresh session."""
    stamp = int(now.timestamp())
    request.session[STARTED] = stamp
    request.session[SEEN] = stamp
    request.session[SIGN_IN] = row.pk


def why_over(request: HttpRequest, user: User, *, now: datetime) -> str:
    """The SignInSession.End for which the session is over now; empty when it goes on."""
    stamp = int(now.timestamp())
    number = request.session.get(NUMBER)
    if number is not None and number <= user.sign_ins_over:
        return SignInSession.End.OVER_LIMIT
    started = request.session.get(STARTED, stamp)
    seen = request.session.get(SEEN, stamp)
    if user.only_wall:
        # Nobody touches a wall; its session runs as long as its cookie.
        return SignInSession.End.TOO_LONG if stamp - started >= settings.WALL_SESSION_SECONDS else ""
    if stamp - started >= settings.SESSION_ABSOLUTE_SECONDS:
        return SignInSession.End.TOO_LONG
    if stamp - seen >= settings.SESSION_IDLE_SECONDS:
        return SignInSession.End.IDLE
    return ""


def touch(request: HttpRequest, *, now: datetime) -> None:
    """Remember that the person is at work, at most once a minute."""
    stamp = int(now.timestamp())
    request.session.setdefault(STARTED, stamp)
    # A clock set back must not freeze the stamp.
    if 0 <= stamp - request.session.get(SEEN, 0) < WRITE_EVERY:
        return
    request.session[SEEN] = stamp
    SignInSession.objects.filter(pk=request.session.get(SIGN_IN, 0), ended_at=None).update(last_seen_at=now)


def open_rows(user_id: int, *, now: datetime) -> QuerySet[SignInSession]:
    """Sessions of the person that can still be used, the latest first; dead ones nobody closed are left out."""
    idle = now - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    oldest = now - timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS)
    rows = SignInSession.objects.filter(user_id=user_id, ended_at=None, created_at__gt=oldest)
    return rows.filter(last_seen_at__gt=idle - timedelta(seconds=WRITE_EVERY))
