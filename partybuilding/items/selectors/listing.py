"""三清单: one table read three ways. Problems and tasks are rows, responsibility is counted by unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from core.flow.lights import by_urgency
from core.papers.numbers import read_number
from core.ui.filters import Tab
from grids.choices import COMMUNITY_ROLES, Role
from grids.models import Department
from grids.scope import Scope
from partybuilding.choices_items import LIVE_STATES, UNFINISHED, UNIT_OWES, ItemState
from partybuilding.items import policies
from partybuilding.items.querysets import ItemQuerySet
from partybuilding.models import ActionItem, JointMeeting

S = ItemState
LISTS: dict[str, str] = {"task": "任务清单", "problem": "问题清单", "duty": "责任清单"}
TODO, LATE = "todo", "late"
PARTS: dict[str, str] = {"": "都算", "lead": "牵头", "assist": "配合"}
_ROW = (
    "no", "what", "problem", "cause", "place", "state", "due_at", "yellow_at", "due_code", "due_on", "percent",
    "responsible", "last_act", "last_act_at", "order_count", "is_public", "by_residents", "cleared_at", "source_words",
    "community__name", "lead__name", "decision__text", "body__name",
)  # fmt: skip


def in_part(rows: Any) -> Any:
    """What is not finished: in work, to be verified, on account."""
    return rows.filter(state__in=UNFINISHED)


def todo(user: Any) -> Q:
    """Items whose next act is this person's, within visible_to(user)."""
    scope = Scope.of(user)
    mine = Q(pk__in=[])
    if departments := scope.department_ids:
        mine |= Q(lead__in=departments, state__in=[S.OPEN, S.IN_PROGRESS])
        mine |= Q(lead__isnull=True, state=S.OPEN)
    if communities := scope.communities_as(*COMMUNITY_ROLES):
        mine |= Q(community__in=communities, state=S.CLAIMED_DONE) & ~_mine_done(scope)
    if led := scope.communities_as(Role.COMMUNITY_LEAD):
        mine |= Q(body__community__in=led, state=S.EXTENDED)
    if scope.street_roles & {Role.CENTRE_INTAKE, Role.CENTRE_MANAGER}:
        mine |= Q(community__isnull=True, state=S.CLAIMED_DONE)
    if scope.street_roles & policies.OFFICE:
        mine |= Q(state=S.VERIFIED) & ~Q(verified_by=scope.user_id) & ~_mine_done(scope)
    if Role.STREET_LEAD in scope.street_roles:
        mine |= Q(state=S.EXTENDED)
    return mine


def _mine_done(scope: Scope) -> Q:
    return Q(done_by=scope.user_id) | Q(lead__in=scope.department_ids)


def tabs(user: Any, current: str, now: datetime) -> list[Tab]:
    """要我办, the three lists and 超期 with true counts, in one query; what waits for the person opens first."""
    units = Count("lead", filter=Q(state__in=UNFINISHED), distinct=True)
    counts = ActionItem.objects.visible_to(user).aggregate(
        todo=Count("pk", filter=todo(user), distinct=True),
        task=Count("pk", filter=Q(state__in=UNFINISHED), distinct=True),
        duty=units,
        late=Count("pk", filter=Q(state__in=LIVE_STATES, due_at__lte=now), distinct=True),
    )
    counts["problem"] = counts["task"]
    labels = {TODO: "要我办", **LISTS, LATE: "超期"}
    chosen = current if current in labels else (TODO if counts[TODO] else "task")
    return [Tab(key, label, counts[key], key == chosen) for key, label in labels.items()]


def rows_of(user: Any, tab: str, now: datetime) -> ItemQuerySet:
    """The rows of a tab; the workbench counts those of 要我办 and 超期."""
    rows: ItemQuerySet = ActionItem.objects.visible_to(user)
    if tab == TODO:
        return rows.filter(todo(user))
    return rows.overdue(now) if tab == LATE else rows


def list_rows(rows: Any, now: datetime) -> "QuerySet[ActionItem]":
    """Only what a list shows, most urgent first, with the helping units: two queries."""
    found: QuerySet[ActionItem] = by_urgency(rows, now).select_related(
        "community", "lead", "decision", "body"
    )
    return found.only(*_ROW).prefetch_related("assisting")


def with_unit(rows: Any, unit: int, part: str) -> Any:
    """Led by the unit, helped by it, or either."""
    helped = ActionItem.assisting.through.objects.filter(department=unit).values("actionitem_id")
    wanted = {"lead": Q(lead=unit), "assist": Q(pk__in=helped)}
    return rows.filter(wanted.get(part, Q(lead=unit) | Q(pk__in=helped)))


def matching(rows: Any, text: str) -> Any:
    """Number, task, problem or place; each word must be found somewhere."""
    number = read_number(text, "T", "雄任")
    if number:
        return rows.filter(year=number[0], serial=number[1])
    for word in text.split():
        rows = rows.filter(
            Q(what__icontains=word)
            | Q(problem__icontains=word)
            | Q(place__icontains=word)
            | Q(community__name__icontains=word)
            | Q(lead__name__icontains=word)
        )
    return rows


def meetings_of(user: Any) -> list[tuple[str, str]]:
    """Meetings of which the person sees items. One query."""
    seen = ActionItem.objects.visible_to(user).values("decision__meeting")
    rows = JointMeeting.objects.filter(pk__in=seen).select_related("body")
    return [(str(one.pk), str(one)) for one in rows[:40]]


@dataclass(frozen=True)
class Duty:
    """What one unit answers for; each number is the count of a filtered list."""

    unit: Department
    lead: int
    assist: int
    late: int
    orders: int
    cleared: int


def duties(rows: Any, now: datetime) -> list[Duty]:
    """责任清单: by unit in the order of the list of departments, never by person. Two queries."""
    bare = rows.order_by()
    led = {
        one["lead"]: one
        for one in bare.filter(lead__isnull=False)
        .values("lead")
        .annotate(
            led=Count("pk", filter=Q(state__in=UNFINISHED), distinct=True),
            late=Count("pk", filter=Q(state__in=LIVE_STATES, due_at__lte=now), distinct=True),
            orders=Count("pk", filter=Q(state__in=UNIT_OWES, order_count__gt=0), distinct=True),
            cleared=Count("pk", filter=Q(state=S.CLEARED), distinct=True),
        )
    }
    helped = dict(
        ActionItem.assisting.through.objects.filter(
            actionitem__in=bare.filter(state__in=UNFINISHED).values("pk")
        )
        .values_list("department")
        .annotate(n=Count("pk"))
    )
    units = Department.objects.filter(pk__in={*led, *helped}).order_by("pk")
    return [_duty(unit, led.get(unit.pk, {}), helped.get(unit.pk, 0)) for unit in units]


def _duty(unit: Department, led: dict[str, int], helped: int) -> Duty:
    return Duty(
        unit,
        led.get("led", 0),
        helped,
        led.get("late", 0),
        led.get("orders", 0),
        led.get("cleared", 0),
    )
