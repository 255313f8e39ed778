"""A wish is written down, looked at and made public without a name."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from civics.models import MicroWish
from civics.public import new_code
from civics.wishes import policies
from civics.wishes.choices import WishState
from civics.wishes.flow import KIND, WISHES
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import need
from core.flow.edits import write_down
from core.papers.numbers import take_number
from grids.models import Area


@dataclass(frozen=True)
class Wished:
    """What somebody wishes for, in words that name nobody, and how to reach them."""

    community: Area
    kind: str
    title: str
    amount: Decimal
    name: str
    phone: str
    text: str = ""
    is_demo: bool = False


def collect(told: Wished, *, actor: User, now: datetime | None = None) -> MicroWish:
    """Write a wish down under its number; the community has to look at it. Refuses who does not work there."""
    now = now or timezone.now()
    if told.community not in policies.collects_in(actor):
        raise NotAllowed("role", "微心愿由本社区、本网格的同志或街道综治中心登记")
    need(told.title, "title", "请用几个字写心愿是什么")
    need(told.name, "name", "请写怎么称呼心愿人，只有社区看得到")
    need(told.phone, "phone", "请写电话，送达时要联系")
    year = timezone.localdate(now).year
    with transaction.atomic():
        serial = take_number(settings.WISH_SERIES, year=year)
        wish = MicroWish(
            year=year, serial=serial, no=f"MW-{year}-{serial:05d}", code=new_code(), state=WishState.COLLECTED,
            community=told.community, kind=told.kind, title=told.title, text=told.text, amount=told.amount,
            created_by=actor, created_at=now, last_act="登记心愿", last_act_at=now, is_demo=told.is_demo,
        )  # fmt: skip
        wish.seal_in("name", told.name)
        wish.seal_in("phone", told.phone)
        wish.save()
        clockwork.apply(WISHES, wish, ("start:wish.check",), now=now)
        wish.save(update_fields=WISHES.refresh_due(wish))
        write_down(wish, KIND, "collect", "登记心愿", actor=actor, now=now, no=wish.no)
        people = set(WISHES.people("handler", wish)) - {actor}
        WISHES.notify(
            people, kind="todo", title=f"请核实：{WISHES.title(wish)}", subject=wish, key=f"{KIND}:{wish.pk}:v1", now=now
        )  # fmt: skip
    return wish


def edit(
    wish: MicroWish, *, actor: User, title: str, text: str, kind: str, amount: Decimal, name: str = "", phone: str = "",
    version: int | None = None, now: datetime | None = None,
) -> MicroWish:  # fmt: skip
    """Put the words right while nobody has read them; name and telephone only where they were wrong."""
    with WISHES.step(wish, "edit", actor=actor, version=version, now=now) as s:
        need(title, "title", "请用几个字写心愿是什么")
        s.set(kind=kind, amount=amount)
        s.set_quietly(title=title, text=text)
        s.seal(**{key: value for key, value in (("name", name), ("phone", phone)) if value})
    return wish


def check(
    wish: MicroWish, *, actor: User, is_real: bool, is_lawful: bool, note: str = "",
    version: int | None = None, now: datetime | None = None,
) -> MicroWish:  # fmt: skip
    """The community stands for it: it is real, lawful, small. What costs too much is refused by the table's guard."""
    with WISHES.step(wish, "check", actor=actor, version=version, now=now) as s:
        if not is_real:
            raise RuleBroken("missing", "核实过是真实的再勾选；不属实的请「不采纳」", field="is_real")
        if not is_lawful:
            raise RuleBroken("missing", "合法合规的再勾选；不合规的请「不采纳」", field="is_lawful")
        s.move()
        s.say("真实、合法，在额度内" + (f"：{note}" if note else ""))
    return wish


def refuse(
    wish: MicroWish, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """Not taken up, with the reason that the wisher is told."""
    with WISHES.step(wish, "refuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不采纳，怎么和本人说的")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return wish


def publish(
    wish: MicroWish, *, actor: User, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """For everybody to read and to claim; thirty days run from now."""
    with WISHES.step(wish, "publish", actor=actor, version=version, now=now) as s:
        s.set(published_at=s.now)
        s.move()
    return wish


def take_down(
    wish: MicroWish, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """Off the public page, to put something right; the thirty days begin anew."""
    with WISHES.step(wish, "take_down", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤下")
        s.set(published_at=None)
        s.move()
        s.say(reason)
    return wish
