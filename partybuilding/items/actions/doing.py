"""What the lead unit does: takes or claims it, tells each month, asks for more time, says that it is done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from core.accounts.models import User
from core.clocks.actions import extend_clock
from core.clocks.models import Clock
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.files.photos import Photo
from core.flow.checks import need
from core.flow.engine import Step
from grids.models import Department
from grids.scope import Scope
from partybuilding.items.flow import ACTION, ENTRY_KIND, ITEMS, KIND
from partybuilding.models import ActionItem, ItemProgress

Uploads = Sequence["UploadedFile[Any] | Photo"]
WHOLE = 100


def take(
    item: ActionItem,
    *,
    actor: User,
    responsible: str,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """The lead unit begins, and says who there answers for it."""
    with ITEMS.step(item, "take", actor=actor, version=version, now=now) as s:
        _begin(s, responsible, note)
    return item


def claim(
    item: ActionItem,
    *,
    actor: User,
    responsible: str,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """E10: a member unit takes on what no unit was named for, and leads it from now on."""
    with ITEMS.step(item, "claim", actor=actor, version=version, now=now) as s:
        unit = Department.objects.filter(pk__in=Scope.of(actor).department_ids).order_by("pk").first()
        s.set(lead=unit)
        if unit is not None:
            s.subject.assisting.remove(unit)
        _begin(s, responsible, note or f"{unit}认领")
    return item


def _begin(s: Step[ActionItem], responsible: str, note: str) -> None:
    need(responsible, "responsible", "请写责任人的姓名和职务")
    s.set_quietly(responsible=responsible)
    s.set(taken_at=s.now)
    s.move()
    s.say(note)


def progress(
    item: ActionItem,
    *,
    actor: User,
    percent: int,
    text: str,
    photos: Uploads = (),
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """E8: the month's word. The next month counts from it. Done is claimed, not written as a hundred."""
    with ITEMS.step(item, "progress", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写这个月做了什么")
        if not 0 <= percent < WHOLE:
            raise RuleBroken("percent", "进度写0到99，办完了请「申报完成」", field="percent")
        _entry(s, actor, percent, text, photos)
        s.set(percent=percent)
        s.say(f"进度{percent}%：{text}")
    return item


def _entry(s: Step[ActionItem], by: User, percent: int, text: str, photos: Uploads) -> None:
    row = ItemProgress.objects.create(item=s.subject, percent=percent, text=text, by=by, at=s.now)
    for one in photos:
        attach_photo(one, subject_kind=ENTRY_KIND, subject_id=row.pk, actor=by, purpose="proof", now=s.now)


def ask_extension(
    item: ActionItem,
    *,
    actor: User,
    asked_on: date,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """More time, asked before it is due and granted once. The clock runs on until somebody has agreed."""
    with ITEMS.step(item, "ask_extension", actor=actor, version=version, now=now) as s:
        need(asked_on, "asked_on", "请选要延到哪天")
        need(reason, "reason", "请写为什么要延期")
        clock = _clock(s.subject)
        days, most = (asked_on - s.subject.due_on).days, clock.rule.max_extension_days
        if not 1 <= days <= most:
            words = f"要晚于现在的期限，最多延{most}天"
            raise RuleBroken("days", words, field="asked_on")
        s.set(asked_on=asked_on)
        s.set_quietly(asked_reason=reason)
        s.move()
        s.say(f"申请延到{asked_on:%-m月%-d日}：{reason}")
    return item


def _clock(item: ActionItem) -> Clock:
    rows = Clock.objects.live().of(KIND, item.pk).select_related("rule")
    running: Clock = rows.get(code=ACTION)
    return running


def approve_extension(
    item: ActionItem, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """The chair or the leader in charge agrees: the same clock runs to the later day."""
    with ITEMS.step(item, "approve_extension", actor=actor, version=version, now=now) as s:
        asked = s.subject.asked_on
        assert asked is not None  # noqa: S101 - nobody comes into this state without a day
        days = (asked - s.subject.due_on).days
        clock = extend_clock(
            _clock(s.subject), days=days, actor=actor, reason=s.subject.asked_reason, now=s.now
        )
        s.set(due_on=timezone.localdate(clock.due_at), extended_at=s.now, asked_on=None)
        s.set_quietly(asked_reason="")
        s.move()
        s.say(f"同意延到{asked:%-m月%-d日}{f'：{note}' if note else ''}")
    return item


def refuse_extension(
    item: ActionItem, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """The day stays; the reason is told."""
    with ITEMS.step(item, "refuse_extension", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "不同意的，请写理由")
        s.set(asked_on=None)
        s.set_quietly(asked_reason="")
        s.move()
        s.say(reason)
    return item


def claim_done(
    item: ActionItem,
    *,
    actor: User,
    text: str,
    evidence: str = "",
    photos: Uploads = (),
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """The unit says that it is done and shows it: photos, or papers by name."""
    with ITEMS.step(item, "claim_done", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写办成了什么样")
        if not photos and not evidence:
            raise RuleBroken("missing", "请放照片，或写明佐证材料（如验收单编号）", field="evidence")
        _entry(s, actor, WHOLE, text, photos)
        s.set(percent=WHOLE, done_by=actor, done_at=s.now, evidence=evidence)
        s.move()
        s.say(text)
    return item
