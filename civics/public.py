"""What residents send without an account: how often from one place, and the code by which they find their own again.

Nothing here knows who somebody is. A place is counted under a keyed mark of its address, and forgotten after two days."""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest

from civics.models import PublicWrite
from core.accounts.addresses import throttle_address
from core.crypto import blind_index
from core.errors import RuleBroken

# Letters and digits that are not mistaken for each other on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# From one place: a family, or everybody behind one router of a community. From all places together: no flood fills a desk.
MOST_AN_HOUR, MOST_A_DAY, MOST_OF_ALL = 6, 20, 200
_KEPT = timedelta(days=2)


def new_code() -> str:
    """Eight characters, about 39 bits; with the number it opens one row and nothing else."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """As people type it: spaces and small letters are meant well."""
    return "".join(text.split()).upper()


@transaction.atomic
def count_write(request: HttpRequest, what: str, now: datetime, *, who: str = "") -> None:
    """Count one more; refuses with 429 what is too many. Whoever named themselves by number and code is counted by that
    (`who`), because a whole activity stands behind one router; others by their place. Tries of one wait for each other,
    so that ten at once are counted one after the other."""
    source = blind_index("public-write", who or throttle_address(request))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"public {source.hex()}"])
    PublicWrite.objects.filter(at__lt=now - _KEPT).delete()
    # By public_write_source and public_write_at.
    mine = PublicWrite.objects.filter(source=source, what=what)
    if (
        mine.filter(at__gt=now - HOUR).count() >= MOST_AN_HOUR
        or mine.filter(at__gt=now - DAY).count() >= MOST_A_DAY
        or PublicWrite.objects.filter(what=what, at__gt=now - HOUR).count() >= MOST_OF_ALL
    ):
        raise TooMany
    PublicWrite.objects.create(what=what, source=source, at=now)


class TooMany(RuleBroken):
    """The place has to wait."""

    status = 429

    def __init__(self) -> None:
        super().__init__("too_many", "刚才提交得太多了，请过一会儿再试，或直接打社区、街道的电话")
