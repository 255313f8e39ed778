"""One home as its page shows it, and what happened to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from core.flow.models import Event
from residents import policies
from residents.models import Dwelling, Household, HouseholdService, Rental, Resident

MOST_EVENTS = 60


@dataclass(frozen=True)
class Member:
    """A person of a household, covered."""

    row: Resident
    looks: dict[str, bool]
    may_keep: bool = False
    may_state: bool = False

    @property
    def born(self) -> str:
        if self.row.birth_date and not self.row.is_child:
            return f"{self.row.birth_date:%Y年%-m月%-d日}"
        return f"{self.row.birth_year}年" if self.row.birth_year else ""


@dataclass(frozen=True)
class Home:
    """Everything of a household's page; at most six questions to the database."""

    row: Household
    members: list[Member]
    left: list[Member]
    services: list[HouseholdService]
    rental: Rental | None
    events: list[Event]
    may: dict[str, bool]


def home_page(user: Any, home: Household) -> Home:
    """The household with its people, services, letting and timeline."""
    rows = list(
        Resident.objects.visible_to(user)
        .filter(household=home)
        .select_related("guardian")
        .order_by("moved_out_on", "relation", "pk")
    )
    members = [_member(user, row) for row in rows]
    return Home(
        row=home,
        members=_head_first([one for one in members if one.row.is_present], home),
        left=[one for one in members if not one.row.is_present],
        services=list(home.services.filter(ended_on__isnull=True).order_by("agreed_on", "pk")),
        rental=rental_of(home.dwelling),
        events=events_of(home, rows),
        may={
            "register": policies.may_register(user, home).allowed,
            "join": policies.may_join_anything(user),
        },
    )


def _member(user: Any, row: Resident) -> Member:
    return Member(
        row,
        looks_of(user, row),
        may_keep=policies.may_keep(user, row).allowed,
        may_state=policies.may_print_statement(user, row).allowed,
    )


def _head_first(members: list[Member], home: Household) -> list[Member]:
    return sorted(members, key=lambda one: one.row.pk != home.head_id)


def looks_of(user: Any, row: Resident) -> dict[str, bool]:
    """Which values of the person may be uncovered by this reader, where there is one."""
    return {
        "name": policies.may_reveal(user, row, "name").allowed,
        "phone": row.has_sealed("phone") and policies.may_reveal(user, row, "phone").allowed,
        "id_number": row.has_sealed("id_number") and policies.may_reveal(user, row, "id_number").allowed,
    }


def rental_of(dwelling: Dwelling) -> Rental | None:
    """The letting of this very door."""
    return getattr(dwelling, "rental", None)


def events_of(home: Household, people: list[Resident]) -> list[Any]:
    """What happened to the home, its door and its people, newest first, each with whose line it is."""
    about = Q(subject_kind="household", subject_id=home.pk)
    about |= Q(subject_kind="dwelling", subject_id=home.dwelling_id)
    about |= Q(subject_kind="resident", subject_id__in=[one.pk for one in people])
    rows = Event.objects.filter(about).select_related("actor").order_by("-at", "-pk")
    names = {one.pk: one.masked_name for one in people}
    events: list[Any] = list(rows[:MOST_EVENTS])
    for event in events:
        whose = names.get(event.subject_id, "") if event.subject_kind == "resident" else ""
        event.label_with_name = f"{event.label}：{whose}" if whose else event.label
    return events


def homes_at(user: Any, dwelling: Dwelling) -> list[Household]:
    """Households behind a door that the person sees, those who left last."""
    rows = Household.objects.visible_to(user).filter(dwelling=dwelling)
    return list(rows.order_by("left_on", "ordinal").select_related("head"))


def present_members(home: Household) -> list[Resident]:
    return list(home.residents.present().order_by("relation", "pk"))


def is_due(home: Household, today: date) -> bool:
    return home.left_on is None and (home.confirm_due_on or today) <= today
