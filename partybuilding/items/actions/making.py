"""An item is made of a decision or of something else, put right while nobody has begun, given to another unit."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import subjects
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.papers.numbers import take_number
from grids.models import Area, Department
from partybuilding.choices_items import ItemState
from partybuilding.items import opinions, policies, talks
from partybuilding.items.flow import ITEMS
from partybuilding.models import ActionItem, MeetingDecision, PartyJointBody


@dataclass(frozen=True)
class Task:
    """What the form says of an item: the task, the problem behind it, who answers for it and till when (E6)."""

    what: str
    problem: str
    due_on: date
    standard: str
    lead: Department | None = None
    assisting: tuple[Department, ...] = ()
    responsible: str = ""
    community: Area | None = None
    place: str = ""
    cause: str = ""
    funding: str = ""
    is_public: bool = True
    by_residents: bool = False

    def columns(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _APART}


# Kept beside the row; names an official.
_APART = ("assisting", "responsible")
# Texts that people wrote: kept out of the timeline's diff.
_WRITTEN = ("what", "problem", "standard", "place", "cause", "funding")


@dataclass(frozen=True)
class Source:
    """Where it comes from: a decision, or a row of another kind with the words by which people know it."""

    body: PartyJointBody
    decision: MeetingDecision | None = None
    kind: str = ""
    pk: int | None = None

    @property
    def words(self) -> str:
        return subjects.get(self.kind).label(self.pk)[:60] if self.kind and self.pk is not None else ""


def make(
    task: Task, source: Source, *, actor: User, is_demo: bool = False, now: datetime | None = None
) -> ActionItem:
    """Number it, start its clock to the day that was given, tell the units. Refuses whoever does not keep the lists
    of the body, a day that is past, and an item without a source."""
    now = now or timezone.now()
    if not policies.may_make(actor, source.body):
        raise NotAllowed("role", "任务由会议秘书或街道案管列入清单，社区大党委的由本社区列入")
    if source.decision is None and not (source.kind and source.pk):
        raise RuleBroken("source", "请从会议的议定事项或别的来源「转成任务」")
    _check(task, now)
    with transaction.atomic():
        opinions.hold_source(source.kind, source.pk)
        talks.hold_source(source.kind, source.pk)
        year = timezone.localdate(now).year
        serial = take_number(settings.ITEM_SERIES, year=year)
        item = ActionItem.objects.create(
            state=ItemState.DRAFT,
            year=year,
            serial=serial,
            no=f"T-{year}-{serial:03d}",
            body=source.body,
            decision=source.decision,
            source_kind=source.kind,
            source_id=source.pk,
            source_words=source.words,
            responsible=task.responsible,
            created_by=actor,
            created_at=now,
            is_demo=is_demo,
            **task.columns(),
        )
        item.assisting.set(task.assisting)
        with ITEMS.step(item, "make", actor=actor, now=now) as s:
            s.move()
            s.say(task.standard)
    return item


def _check(task: Task, now: datetime) -> None:
    need(task.what, "what", "请写要做什么")
    need(task.problem, "problem", "请写要解决什么问题")
    need(task.standard, "standard", "请写办到什么程度算完成")
    check_day(task.due_on, now)
    _check_units(task.lead, task.assisting)
    if task.lead is None and not task.is_public:
        raise RuleBroken("unled", "内部掌握的任务没有单位能认领，请选牵头单位", field="lead")


def check_day(day: date | None, now: datetime, field: str = "due_on") -> None:
    need(day, field, "请选完成期限")
    if day is not None and day < timezone.localdate(now):
        raise RuleBroken("past", "完成期限不能早于今天", field=field)


def _check_units(lead: Department | None, assisting: tuple[Department, ...]) -> None:
    if lead in assisting:
        raise RuleBroken("twice", f"{lead}已经是牵头单位，不用再选配合", field="assisting")
    if any(one is not None and not one.is_active for one in (lead, *assisting)):
        raise RuleBroken("retired", "有单位已经停用，请换一个", field="lead")


def edit(
    item: ActionItem, *, actor: User, task: Task, version: int | None = None, now: datetime | None = None
) -> ActionItem:
    """Put right what was written, while no unit has begun. The day may change with it."""
    with ITEMS.step(item, "edit", actor=actor, version=version, now=now) as s:
        _check(task, s.now)
        told = task.columns()
        written = {name: told.pop(name) for name in _WRITTEN}
        s.set(**told)
        s.set_quietly(responsible=task.responsible, **written)
        s.subject.assisting.set(task.assisting)
        s.say("改了任务内容")
    return item


def reassign(
    item: ActionItem,
    *,
    actor: User,
    lead: Department,
    reason: str,
    assisting: tuple[Department, ...] = (),
    version: int | None = None,
    now: datetime | None = None,
) -> ActionItem:
    """Another unit answers for it and must take it. The day stays what the meeting gave."""
    with ITEMS.step(item, "reassign", actor=actor, version=version, now=now) as s:
        need(lead, "lead", "请选牵头单位")
        need(reason, "reason", "请写为什么调整")
        _check_units(lead, assisting)
        if lead.pk == s.subject.lead_id:
            raise RuleBroken("same", f"已经由{lead}牵头，请选另一个单位", field="lead")
        s.set(lead=lead, taken_at=None, asked_on=None)
        s.set_quietly(responsible="")
        s.subject.assisting.set(assisting)
        s.move()
        s.say(f"改由{lead}牵头：{reason}")
    return item
