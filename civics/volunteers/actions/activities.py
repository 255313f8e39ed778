"""An activity is planned, announced, held and over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from civics.models import VolunteerActivity, VolunteerTeam
from civics.volunteers import policies
from civics.volunteers.choices import ActivityState, RecordState
from civics.volunteers.flow import ACTIVITIES
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.edits import write_down
from core.papers.numbers import take_number
from grids.models import Area

GROWN_UP = 18


@dataclass(frozen=True)
class Planned:
    """What people must know before they come."""

    community: Area
    title: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int
    risks: str
    min_age: int = 14
    needs: str = ""
    team: VolunteerTeam | None = None
    is_danger: bool = False
    is_trained: bool = False
    is_insured: bool = False
    is_demo: bool = False


def _check(told: dict[str, Any]) -> None:
    need(told["title"], "title", "请写活动名称")
    need(told["risks"], "risks", "请写有什么风险；没有特别的也要写，比如：注意路面结冰")
    if told["ends_at"] <= told["starts_at"]:
        raise RuleBroken("order", "结束要晚于开始", field="ends_at")
    if told["places"] < 1:
        raise RuleBroken("places", "至少要1个人", field="places")
    if told["is_danger"] and told["min_age"] < GROWN_UP:
        raise RuleBroken("age", f"有危险的任务要满{GROWN_UP}岁", field="min_age")


def plan(told: Planned, *, actor: User, now: datetime | None = None) -> VolunteerActivity:
    """A draft that only the community sees until it is announced."""
    now = now or timezone.now()
    if told.community not in policies.communities_of(actor):
        raise NotAllowed("role", "活动由本社区或街道综治中心组织")
    facts = {name: getattr(told, name) for name in told.__dataclass_fields__}
    _check(facts)
    year = timezone.localdate(now).year
    with transaction.atomic():
        serial = take_number(settings.ACTIVITY_SERIES, year=year)
        row = VolunteerActivity.objects.create(
            year=year, serial=serial, no=f"VA-{year}-{serial:05d}", state=ActivityState.DRAFT, created_by=actor,
            created_at=now, last_act="策划活动", last_act_at=now, **facts,
        )  # fmt: skip
        write_down(row, ACTIVITIES.kind, "plan", "策划活动", actor=actor, now=now, no=row.no)
    return row


def edit(
    row: VolunteerActivity, *, actor: User, version: int | None = None, now: datetime | None = None, **told: Any
) -> VolunteerActivity:  # fmt: skip
    """Put it right before it starts. Fewer places than people signed up are refused."""
    with ACTIVITIES.step(row, "edit", actor=actor, version=version, now=now) as s:
        _check(told)
        coming = s.subject.records.coming().count()
        if told["places"] < coming:
            raise RuleBroken("places", f"已经有{coming}人报名，名额不能更少", field="places")
        s.set(**told)
    return row


def announce(
    row: VolunteerActivity, *, actor: User, version: int | None = None, now: datetime | None = None
) -> VolunteerActivity:
    """On the public page, open to join."""
    with ACTIVITIES.step(row, "announce", actor=actor, version=version, now=now) as s:
        s.move()
    return row


def start(
    row: VolunteerActivity, *, actor: User, version: int | None = None, now: datetime | None = None
) -> VolunteerActivity:
    """The door is open: the code of the minute can be shown."""
    with ACTIVITIES.step(row, "start", actor=actor, version=version, now=now) as s:
        s.move()
    return row


def finish(
    row: VolunteerActivity, *, actor: User, version: int | None = None, now: datetime | None = None
) -> VolunteerActivity:
    """Over: whoever did not come is noted as absent, the hours are the organiser's to confirm."""
    with ACTIVITIES.step(row, "finish", actor=actor, version=version, now=now) as s:
        s.subject.records.filter(state=RecordState.SIGNED).update(state=RecordState.ABSENT)
        s.move()
    return row


def cancel(
    row: VolunteerActivity, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> VolunteerActivity:  # fmt: skip
    """Not held; whoever signed up is called by the community."""
    with ACTIVITIES.step(row, "cancel", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么取消，怎么通知报名的人")
        s.move()
        s.say(reason)
    return row


def note(
    row: VolunteerActivity, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> VolunteerActivity:  # fmt: skip
    """One more line on the timeline."""
    with ACTIVITIES.step(row, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return row
