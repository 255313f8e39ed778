"""What waits for a person beside cases: homes, opinions, petition matters, tickets, hazards and the day's walk (W1)."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from civics.keepers import takes_part
from civics.rooms import ROOMS as CIVIC_ROOMS
from civics.volunteers.selectors import listing as serving
from civics.wishes.selectors import listing as wishes
from core.accounts.models import User
from dashboard import duties
from dashboard.evaluation import selectors as evaluation
from dashboard.evaluation.querysets import DECIDERS
from dashboard.selectors.board import Figure
from disputes.hotline import policies as tickets
from disputes.hotline.selectors import listing as hotline
from disputes.petitions.selectors import listing as petitions
from disputes.querysets import STREET_DESK
from disputes.whistles.selectors import listing as whistles
from grids.choices import COMMUNITY_ROLES, Role
from grids.models import Hazard
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from grids.selectors import hazards, patrols
from grids.selectors.patrols import WalkCount
from grids.works.room import waiting
from partybuilding.items import policies as items
from partybuilding.items.selectors import listing as item_lists
from partybuilding.meetings import policies as joint
from partybuilding.meetings.selectors import listing as meetings
from partybuilding.works.rooms import ROOMS as PARTY_ROOMS
from residents.flows.posts import may_open_register
from residents.models import Household, Opinion, Visit
from residents.querysets import opens_register
from residents.selectors import opinions


@dataclass(frozen=True)
class Errands:
    """Figures lead to their lists; `walks` are today's rounds of the grids that the person walks."""

    whistles: list[Figure] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    walks: list[WalkCount] = field(default_factory=list)


def errands_for(user: User, scope: Scope, *, now: datetime) -> Errands:
    """One query for all numbers, one for those of whistles, and three more for whoever walks a grid."""
    wanted = _wanted(user, scope, now)
    numbers = _numbers(user, {key: rows for key, (_, rows) in wanted.items()})
    figures = [
        Figure(figure.label, numbers[key], figure.url, figure.look, figure.mark)
        for key, (figure, _) in wanted.items()
        if numbers[key] or not figure.look
    ]
    walks = patrols.counts_today(user, now.date()) if scope.has(Role.GRID_WORKER) else []
    return Errands(_whistles(user, scope, now), figures, walks)


def _whistles(user: User, scope: Scope, now: datetime) -> list[Figure]:
    """A department's own steps, what a community looks at and rates, what the street rules on and waits for."""
    if not duties.has_whistles(scope):
        return []
    if whistles.is_liaison_only(scope):
        keys: tuple[str, ...] = ("sign", "arrive", "answer", "overdue")
    elif scope.street:
        keys = ("draft", "sign", "decide", "arrive", "answer", "close", "overdue")
    else:
        keys = ("check", "rate", "overdue")
    numbers = whistles.counts(user, now, tuple(key for key in keys if key in whistles.tab_keys(scope)))
    return [
        Figure(whistles.LABELS[key], count, _url("whistles:list", tab=key), *_look(key))
        for key, count in numbers.items()
        if count or key != "overdue"
    ]


def _look(key: str) -> tuple[str, str]:
    return ("over", "■") if key == "overdue" else ("", "")


def _wanted(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """What is counted for this person and where each number leads; late ones are shown only when there are any."""
    wanted = _visits(user, now)
    wanted |= _tickets(user, scope, now)
    wanted |= _petitions(user, scope, now)
    wanted |= _meetings(user, scope, now)
    wanted |= _items(user, scope, now)
    wanted |= _rooms(user)
    wanted |= _civic(user, scope, now)
    wanted |= _evaluation(user, scope, now)
    # The street reads that list by community; it has no one number of its own.
    if opens_register(user) and not scope.street:
        due = Household.objects.visible_to(user).present().filter(confirm_due_on__lte=now.date())
        wanted["homes"] = (Figure("该核对的户", 0, _url("homes:confirm_list")), due)
    if scope.roles & FIELD_ROLES:
        found, asked = Hazard.objects.visible_to(user), hazards.conditions(user, now)
        wanted |= {
            "hazards": (Figure("隐患待办", 0, _url("hazards:list", tab="todo")), found.filter(asked["todo"])),
            "late_hazards": (
                Figure("隐患超期", 0, _url("hazards:list", tab="overdue"), "over", "■"),
                found.filter(asked["overdue"]),
            ),
        }
    return wanted


def _visits(user: User, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    if not may_open_register(user):
        return {}
    visits = Visit.objects.visible_to(user).filter(workers=user)
    owed, asked = Opinion.objects.visible_to(user), opinions.conditions(user, now)
    return {
        "visits": (
            Figure("今日走访", 0, _url("visits:today", mine=1)),
            visits.planned_before(_midnight(now)),
        ),
        "promised": (
            Figure("答应的事到日子", 0, _url("visits:today", mine=1), "soon", "▲"),
            visits.to_look_after(now.date()),
        ),
        "opinions": (
            Figure("待答复意见", 0, _url("opinions:list", tab="todo")),
            owed.filter(asked["todo"]),
        ),
        "late_opinions": (
            Figure("意见超期", 0, _url("opinions:list", tab="overdue"), "over", "■"),
            owed.filter(asked["overdue"]),
        ),
    }


def _tickets(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    if not tickets.may_open(scope):
        return {}
    return {
        "tickets": (
            Figure("热线待办", 0, _url("hotline:list", tab="todo")),
            hotline.errands(user, "todo", now),
        ),
        "late_tickets": (
            Figure("热线超期", 0, _url("hotline:list", tab="overdue"), "over", "■"),
            hotline.errands(user, "overdue", now),
        ),
    }


def _petitions(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """Whoever is named as handler now and then sees the number only while there is one."""
    if not scope.roles & petitions.WORKING_ROLES:
        return {}
    look = "" if scope.street_roles & STREET_DESK else "plain"
    todo = Figure("信访待办", 0, _url("petitions:list", tab="todo"), look)
    late = Figure("信访超期", 0, _url("petitions:list", tab="overdue"), "over", "■")
    return {
        "petitions": (todo, petitions.waiting(user)),
        "late_petitions": (late, petitions.late(user, now)),
    }


def _meetings(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """Who prepares, chairs or attends sees what comes next; only while there is something."""
    if not joint.may_open(scope):
        return {}
    topics = Figure("议题待办", 0, _url("meetings:topics", tab="todo"), "plain")
    return {
        "meetings": (
            Figure("会议待办", 0, _url("meetings:list", todo=1), "plain"),
            meetings.meetings_to_do(user, now),
        ),
        "topics": (topics, meetings.topics_to_do(user)),
    }


def _items(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """What a meeting gave to do; who only reads sees what is late."""
    if not items.may_open(scope):
        return {}
    look = "plain" if scope.street_roles else ""
    return {
        "items": (
            Figure("会议任务待办", 0, _url("items:lists", tab="todo"), look),
            item_lists.rows_of(user, "todo", now),
        ),
        "late_items": (
            Figure("会议任务超期", 0, _url("items:lists", tab="late"), "over", "■"),
            item_lists.rows_of(user, "late", now),
        ),
    }


def _rooms(user: User) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """Of all rooms of the common shape: proposals, requests, and what comes round; nobody sees a number that is nought."""
    return {
        f"{room.model.pages}_{room.key}": (
            Figure(f"{room.label}待办", 0, f"{room.list_url}?turn=mine", "plain"),
            rows,
        )
        for room, rows in waiting((*PARTY_ROOMS, *CIVIC_ROOMS), user)
    }


def _civic(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """What residents take part in and wait for; nobody sees a number that is nought."""
    if not takes_part(scope) or "todo" not in wishes.tab_keys(user):
        return {}
    todo = Figure("微心愿待办", 0, _url("wishes:list", tab="todo"), "plain")
    found = {"wishes": (todo, wishes.waiting(user, now))}
    if scope.has(*COMMUNITY_ROLES):
        joining = Figure("志愿者报名", 0, _url("volunteers:list", tab="todo"), "plain")
        hours = Figure("志愿时长待核", 0, _url("activities:list", tab="hours"), "plain")
        ready = Figure("服务证明待办", 0, _url("volunteers:certificates"), "plain")
        found |= {
            "volunteers": (joining, serving.waiting_people(user)),
            "service_hours": (hours, serving.waiting_hours(user)),
            "certificates": (ready, serving.waiting_certificates(user)),
        }
    return found


def _evaluation(user: User, scope: Scope, now: datetime) -> dict[str, tuple[Figure, "QuerySet[Any]"]]:
    """What waits for who scores, decides or checks; nobody sees a number that is nought."""
    found: dict[str, tuple[Figure, QuerySet[Any]]] = {}
    if scope.street_roles & DECIDERS:
        ready = Figure("考评待办", 0, _url("evaluation:list", todo=evaluation.MOVE), "plain")
        objected = Figure("考评异议待答复", 0, _url("evaluation:list", todo=evaluation.ANSWER), "plain")
        found |= {
            "evaluation": (ready, evaluation.to_move(user, now)),
            "objections": (objected, evaluation.to_answer(user)),
        }
    if scope.has(*COMMUNITY_ROLES):
        check = Figure("抽查待核对", 0, _url("evaluation:samples"), "plain")
        found["samples"] = (check, evaluation.to_check(user))
    return found


def _numbers(user: User, wanted: dict[str, "QuerySet[Any]"]) -> dict[str, int]:
    if not wanted:
        return {}
    found = User.objects.filter(pk=user.pk).values_list(*(_count(rows) for rows in wanted.values())).get()
    return dict(zip(wanted, found, strict=True))


def _count(rows: "QuerySet[Any]") -> Coalesce:
    """The number of rows as a column of another query."""
    counted = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(n=Count("pk", distinct=True))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _midnight(now: datetime) -> datetime:
    day = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))


def _url(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)
