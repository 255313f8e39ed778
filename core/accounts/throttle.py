"""Who is counted when passwords are guessed (trust.md T9).

django-axes counts wrong tries per account name and address: five, then 15 minutes of rest. Two things are added:
a browser that this person signed in with before is counted by itself, so nobody next door can lock its owner out;
and when one account is tried from very many addresses, only its known browsers are let in.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db import OperationalError, connection
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.accounts.addresses import throttle_address
from core.text import fold

COOKIE = "xg_device"
_SALT = "core.accounts.device"
_KEEP = timedelta(days=180)
_NAMES_PER_DEVICE = 12


class TooManyTries(Exception):
    """The person has to wait until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def _mark(name: str) -> str:
    return salted_hmac(_SALT, name, algorithm="sha256").hexdigest()[:20]


def _device(request: HttpRequest) -> dict[str, Any]:
    """The content of the device cookie; an empty one when there is none or it was changed."""
    try:
        content = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_KEEP)
    except signing.BadSignature:
        return {"id": "", "names": []}
    return content if isinstance(content, dict) else {"id": "", "names": []}


def is_known_device(request: HttpRequest, name: str) -> bool:
    return _mark(fold(name)) in _device(request)["names"]


def remember_device(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """After a right password: this browser belongs to that person, besides others who share it."""
    content = _device(request)
    names = [_mark(fold(name)), *(mark for mark in content["names"] if mark != _mark(fold(name)))]
    fresh = {"id": content["id"] or secrets.token_hex(12), "names": names[:_NAMES_PER_DEVICE]}
    response.set_cookie(
        COOKIE,
        signing.dumps(fresh, salt=_SALT),
        max_age=_KEEP,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """settings.AXES_USERNAME_CALLABLE: the name tries are counted under."""
    name = fold(str((credentials or {}).get("username") or request.POST.get("username", "")))[:150]
    if is_known_device(request, name):
        return f"{name} #{_device(request)['id']}"
    return name


def cool_off() -> timedelta:
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def tried_from_everywhere(request: HttpRequest, name: str) -> bool:
    """Whether strange browsers have to wait because this name is being tried from many addresses."""
    if is_known_device(request, name):
        return False
    recent = AccessAttempt.objects.filter(username=fold(name), attempt_time__gte=timezone.now() - cool_off())
    tries = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return bool(tries >= settings.SIGN_IN_SPREAD_LIMIT)


def forget(name: str) -> None:
    """Take the lock off an account, from whatever place: its owner was recognised by an administrator."""
    counted = Q(username=fold(name)) | Q(username__startswith=f"{fold(name)} #")
    AccessAttempt.objects.filter(counted).delete()


def rest_until(request: HttpRequest, name: str, *, now: datetime) -> datetime:
    """When the lock on this name from this place ends."""
    counted = counted_name(request, {"username": name})
    tries = AccessAttempt.objects.filter(username=counted, ip_address=throttle_address(request))
    last = tries.aggregate(last=Max("attempt_time"))["last"]
    return (last or now) + cool_off()


def one_try_at_a_time(request: HttpRequest, name: str) -> None:
    """Tries on one name from one place wait for each other inside the caller's transaction, or a hundred at once
    would all be read before the first was counted. Nobody else waits for them."""
    key = f"sign-in {counted_name(request, {'username': name})} {throttle_address(request)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            cursor.execute("SET LOCAL lock_timeout = '5s'")
    except OperationalError:
        raise TooManyTries(timezone.now() + timedelta(minutes=1)) from None
