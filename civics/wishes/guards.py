"""What must hold before an act of a wish: the missing thing in plain words, or ""."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from civics.models import MicroWish
from civics.wishes.choices import ClaimState


def within_the_limit(wish: MicroWish, now: datetime) -> str:
    if wish.amount <= settings.WISH_MOST_YUAN:
        return ""
    return f"大约要花{wish.amount:f}元，超过{settings.WISH_MOST_YUAN}元。请和本人商量改小，或走救助、帮扶"


def names(wish: MicroWish, *texts: str) -> bool:
    """Whether a text holds the wisher's name or telephone."""
    known = [one for one in (wish.open_sealed("name"), wish.open_sealed("phone")) if len(one) > 1]
    return any(one in text for one in known for text in texts)


def names_nobody(wish: MicroWish, now: datetime) -> str:
    return (
        "心愿里写着本人的姓名或电话。公开的话不写姓名，请先「修改」"
        if names(wish, wish.title, wish.text)
        else ""
    )


def has_story(wish: MicroWish, now: datetime) -> str:
    return "" if wish.story else "还没有公开故事"


def somebody_waits(wish: MicroWish, now: datetime) -> str:
    waits = wish.claims.filter(state=ClaimState.WAITING).exists()
    return "" if waits else "公开页上还没有人留下认领"


GUARDS: dict[str, Callable[[MicroWish, datetime], str]] = {
    one.__name__: one for one in (within_the_limit, names_nobody, has_story, somebody_waits)
}
