"""Others look whether it is done, and strike it off (E7). The doer is kept out by the flow's rule and by the table."""

from datetime import datetime

from core.accounts.models import User
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.flow.checks import need
from core.flow.engine import Step
from partybuilding.choices_items import ConfirmWay
from partybuilding.items.actions.doing import Uploads
from partybuilding.items.flow import CHECK_KIND, ITEMS
from partybuilding.models import ActionItem, ItemCheck


def _look(s: Step[ActionItem], by: User, text: str, photos: Uploads, **found: object) -> None:
    row = ItemCheck.objects.create(item=s.subject, text=text, by=by, at=s.now, **found)
    for one in photos:
        attach_photo(one, subject_kind=CHECK_KIND, subject_id=row.pk, actor=by, purpose="after", now=s.now)


def verify(
    item: ActionItem,
    *,
    actor: User,
    text: str,
    residents: int = 0,
    way: str = "",
    photos: Uploads = (),
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """The community saw that it is done. Where residents raised it at least one of them says so too; how many and in
    which way is kept, not who."""
    with ITEMS.step(item, "verify", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写现场看到的情况")
        if s.subject.by_residents and residents < 1:
            raise RuleBroken("residents", "这件是居民反映的，至少要有一位居民确认办好", field="residents")
        if residents and way not in ConfirmWay.values:
            raise RuleBroken("missing", "请选居民是怎么确认的", field="way")
        _look(s, actor, text, photos, passed=True, residents=residents, way=way if residents else "")
        s.set(verified_by=actor, verified_at=s.now)
        s.move()
        told = f"，{residents}位居民{ConfirmWay(way).label}确认" if residents else ""
        s.say(f"{text}{told}")
    return item


def refuse(
    item: ActionItem,
    *,
    actor: User,
    reason: str,
    photos: Uploads = (),
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """Not done: back to the unit under its old day; the progress is what it was before it claimed."""
    with ITEMS.step(item, "refuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写哪里没办好、要怎么办")
        _look(s, actor, reason, photos, passed=False)
        before = s.subject.entries.filter(percent__lt=100).values_list("percent", flat=True).first()
        s.set(percent=before or 0, done_by=None, done_at=None, evidence="")
        s.move()
        s.say(reason)
    return item


def clear(
    item: ActionItem, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """销号: evidence is there and the community, and a resident where it was theirs, said that it is done."""
    with ITEMS.step(item, "clear", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写销号意见")
        s.set(cleared_by=actor, cleared_at=s.now)
        s.move()
        s.say(text)
    return item
