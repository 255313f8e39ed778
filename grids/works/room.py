"""What a room is: one model, its table of acts, what each act asks for, what its pages show.

    class Brands(Room):
        kind, model, states = "community_brand", CommunityBrand, BrandState
        acts = (Act(row("register", "申报品牌", (), to=(S.PROPOSED,), who=(Who.KEEPER,), row="J14"), asks=("name", ...)), ...)
        table = table_of(acts)

The table is core.flow's, so locks, versions, refusals, timeline, ledger, clocks and notices are the engine's."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.flow import clockwork
from core.flow.engine import Flow, Step
from core.flow.table import CITIZEN, SYSTEM, ActOption, Transition
from grids.choices import Role
from grids.models import Area, Department
from grids.scope import Scope
from grids.selectors import holders
from grids.works.querysets import places_of
from grids.works.work import Work, WorkRecord

REGISTER, STRIKE = "register", "strike"


class Who(StrEnum):
    """Who may do an act, in relation to one row."""

    KEEPER = "keeper"
    COMMUNITY = "community"
    STREET = "street"
    # The two sides of a line of the co-building lists.
    PUBLISHER = "publisher"
    CLAIMER = "claimer"
    CITIZEN = CITIZEN
    SYSTEM = SYSTEM


WHO_WORDS: dict[str, str] = {
    Who.KEEPER: "本社区的书记、专干或街道",
    Who.COMMUNITY: "本社区的书记、专干",
    Who.STREET: "街道分管领导、案管或会议秘书",
    Who.PUBLISHER: "发布的一方",
    Who.CLAIMER: "认领的一方",
    Who.CITIZEN: "居民（公开页面上）",
    Who.SYSTEM: "系统",
}


class Tell(StrEnum):
    """Who hears of an act; the last four are words of the rules' reminders."""

    STREET = "street"
    COMMUNITY = "community"
    UNIT = "unit"
    HANDLER = "handler"
    LEAD = "lead"
    NEXT_TIER = "next_tier"
    SUPERVISION = "supervision"


@dataclass(frozen=True)
class Act:
    """One act: its row of the table and what its form asks for. What `row.needs` names must be filled in."""

    row: Transition
    # Columns of the work that it sets.
    asks: tuple[str, ...] = ()
    # Sealed values that it asks for (`Room.sealed`).
    seals: tuple[str, ...] = ()
    # A record that it writes under the work.
    adds: type[WorkRecord] | None = None
    # The question whose answer the timeline keeps.
    note: str = ""
    # What core.files keeps pictures of this act as; empty asks for none.
    photos: str = ""
    intro: str = ""
    # Fields of its own beside the columns, and what is done with them inside the step; answers with the timeline's words.
    fields: Callable[["Room", Any, User], dict[str, Any]] | None = None
    carry: Callable[["Room", Step[Any], dict[str, Any]], str] | None = None


@dataclass(frozen=True)
class Covered:
    """A sealed value of the row: shown masked, uncovered one at a time with a reason. `field` draws its input."""

    label: str
    mask: Callable[[str], str]
    field: Callable[..., forms.Field]


@dataclass(frozen=True)
class Computed:
    """A column that is worked out from the row and what the list's query brought along."""

    label: str
    words: Callable[[Any], str]


def renew(room: "Room", row: Any, code: str, now: datetime) -> list[str]:
    """A verb of the table beside core.flow's: this turn is over, the next counts from what the newest record says. Nothing
    while the row does not run."""
    if row.state != room.turns_in:
        return []
    done = clockwork.VERBS["stop"](room, row, code, now)
    since = room.turn_from(row)
    at = timezone.make_aware(datetime.combine(since, time.min)) if since else None
    return done + clockwork.start(room, row, code, now, at=at)


def table_of(acts: Iterable[Act]) -> dict[str, Transition]:
    return {act.row.act: act.row for act in acts}


class Room(Flow[Any]):
    """One of the rooms. A subclass is data; what it must say itself is above the line."""

    model: ClassVar[type[Work]]
    acts: ClassVar[tuple[Act, ...]]
    # Name of the pages, the line under it, and what a row's own name is called.
    label: ClassVar[str]
    lede: ClassVar[str]
    name_label: ClassVar[str] = "名称"
    # Columns of the list, facts of the page, choices to filter by, columns to search.
    columns: ClassVar[tuple[str, ...]]
    facts: ClassVar[tuple[str, ...]]
    filters: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ("name",)
    computed: ClassVar[Mapping[str, Computed]] = {}
    # ---------------------------------------------------------------------------------------------
    # The column that names the work it stands under, and the states of that work in which one may be added.
    under: ClassVar[str] = ""
    under_states: ClassVar[frozenset[str]] = frozenset()
    # Departments register here what they publish as the unit.
    units_register: ClassVar[bool] = False
    guards: ClassVar[Mapping[str, Callable[[Any, datetime], str]]] = {}
    list_template: ClassVar[str] = "works/list.html"
    page_template: ClassVar[str] = "works/detail.html"
    # Values about a person, by the names of the model's SEALED.
    sealed: ClassVar[Mapping[str, Covered]] = {}
    # What the page calls `links`.
    links_title: ClassVar[str] = ""
    # Whose work it is, for a refusal; and who hears for the street.
    kept_by: ClassVar[str] = "社区和街道"
    street_desk: ClassVar[tuple[str, ...]] = (Role.MEETING_SECRETARY, Role.STREET_LEAD)
    # The rule of what comes round again and again (`renew:<rule>` in the table), and the state in which it does.
    turn: ClassVar[str] = ""
    turns_in: ClassVar[str] = ""
    verbs: ClassVar[Mapping[str, clockwork.Verb]] = {**clockwork.VERBS, "renew": renew}
    who_words: ClassVar[Mapping[str, str]] = WHO_WORDS

    def __init__(self) -> None:
        self.spec = {act.row.act: act for act in self.acts}

    @property
    def key(self) -> str:
        """The word in its addresses."""
        return self.model.room

    @property
    def list_url(self) -> str:
        return reverse(f"{self.model.pages}:list", args=[self.key])

    @property
    def first_state(self) -> str:
        return str(self.table[REGISTER].to[0])

    @property
    def records(self) -> list[Any]:
        """Kinds of records that gather under a row."""
        return [act.adds for act in self.acts if act.adds is not None]

    # --- core.flow asks -------------------------------------------------------------------------
    def queryset(self) -> "models.QuerySet[Any]":
        return self.model.objects.select_related(*self._related())

    def _related(self) -> list[str]:
        shown = dict.fromkeys(
            (*self.columns, *self.facts, "community", *((self.under,) if self.under else ()))
        )
        known = {one.name for one in self.model._meta.fields if one.is_relation}
        return [name for name in shown if name in known]

    def holds(self, user: User, who: str, subject: Any) -> bool:
        return who in self.sides(user, subject)

    def sides(self, user: User, subject: Any) -> set[str]:
        """Everything that the user is for this row today."""
        scope = Scope.of(user)
        street = bool(scope.street_roles & self.model.keepers)
        found = {Who.STREET, Who.KEEPER} if street else set()
        if subject.community_id in scope.communities_as(*self.model.community_keepers):
            found |= {Who.KEEPER, Who.COMMUNITY}
        return {str(one) for one in found}

    def guard(self, name: str, subject: Any, now: datetime) -> str:
        if name == "has_records":
            return "" if any(self.live_records(subject)) else "还没有记录"
        return self.guards[name](subject, now)

    def live_records(self, subject: Any) -> Iterable[WorkRecord]:
        """Records of the row that were not struck, the newest of each kind first."""
        for kind in self.records:
            yield from kind._default_manager.filter(work=subject, struck_because="")

    def people(self, tell: str, subject: Any) -> Iterable[User]:
        if tell == Tell.UNIT:
            return self.unit_people(subject)
        if tell in (Tell.COMMUNITY, Tell.HANDLER) and subject.community_id:
            roles = self.model.community_keepers
            return {user for role in roles for user in holders(role, community=subject.community_id)}
        if tell == Tell.LEAD and subject.community_id:
            return set(holders(Role.COMMUNITY_LEAD, community=subject.community_id))
        return {user for role in self.street_desk for user in holders(role, street=True)}

    def unit_people(self, subject: Any) -> set[User]:
        """Liaisons of the unit on the other side, when it is one of the departments."""
        found: Any = subject
        for name in self.model.unit_path.split("__"):
            found = getattr(found, name, None)
        return set(holders(Role.DEPT_LIAISON, department=found)) if found is not None else set()

    def title(self, subject: Any) -> str:
        return f"{self.label} {subject.name}"

    def acts_for(self, user: User, subject: Any, now: datetime | None = None) -> list[ActOption]:
        """Without what is no button: registering, and striking where there is nothing to strike."""
        options = super().acts_for(user, subject, now)
        return [one for one in options if one.act != REGISTER and (one.allowed or one.act != STRIKE)]

    def turn_from(self, subject: Any) -> date | None:
        """The day from which the next turn counts; None when there is no record yet: from now."""
        return None

    # --- the pages ask --------------------------------------------------------------------------
    def may_open(self, user: Any) -> bool:
        """Whose work meets this room at all; which rows is the queryset's to say."""
        scope, model = Scope.of(user), self.model
        if scope.street_roles & (model.keepers | model.readers):
            return True
        if places_of(scope, (*model.community_keepers, *model.local_readers)):
            return True
        return bool(model.unit_path and scope.department_ids)

    def may_register(self, user: Any) -> bool:
        scope = Scope.of(user)
        if scope.street_roles & self.model.keepers or scope.communities_as(*self.model.community_keepers):
            return True
        return bool(self.units_register and scope.department_ids)

    def may_look(self, user: Any, subject: Any) -> bool:
        """Who may uncover a sealed value of a row that they see."""
        return Who.KEEPER in self.sides(user, subject)

    def options(self, name: str, user: User, subject: Any) -> "models.QuerySet[Any]":
        """What a column that names another row offers in a form."""
        scope = Scope.of(user)
        if name == "community":
            places = Area.objects.active().communities().order_by("code")
            if scope.street_roles & self.model.keepers:
                return places
            return places.filter(pk__in=scope.communities_as(*self.model.community_keepers))
        if name == "department":
            return Department.objects.filter(is_active=True)
        raise LookupError(name)

    def derived(self, subject: Any) -> dict[str, Any]:
        """Columns that nobody is asked for: the community of what stands under another work."""
        return {"community_id": getattr(subject, self.under).community_id} if self.under else {}

    def links(self, subject: Any, user: User) -> list[tuple[str, str]]:
        """What it led to elsewhere, in words, with an address for who may open it."""
        return []

    def mine(self, user: Any) -> models.Q | None:
        """What waits for the person, of what they see; None where nobody is waited for."""
        return None

    def listed(self, rows: Any) -> Any:
        """The rows of a list with what its computed columns read."""
        return rows

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        """Sums over the records of one row, for its page."""
        return []

    def list_more(self, user: Any, *, whole: bool) -> dict[str, Any]:
        """What a list template of its own shows beside the rows; `whole` when nothing narrows the list."""
        return {}

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        """What the page of a row shows beside its facts, records and links."""
        return {}


def waiting(rooms: Iterable[Room], user: Any) -> list[tuple[Room, Any]]:
    """Rooms in which something waits for the person, each with its rows."""
    found: list[tuple[Room, Any]] = []
    for room in rooms:
        wanted = room.mine(user) if room.may_register(user) else None
        if wanted is not None:
            seen: Any = room.model.objects
            found.append((room, seen.visible_to(user).filter(wanted)))
    return found


def is_due(state: str) -> models.Q:
    """Rows in the state whose turn has come."""
    return models.Q(state=state, due_at__lte=timezone.now())


def keeper(
    act: str, label: str, states: Iterable[str], clause: str, *, to: str = "", **more: Any
) -> Transition:
    """A row of the table that the keeper does; without `to` the state stays."""
    who = more.pop("who", (Who.KEEPER,))
    return Transition(
        act=act,
        label=label,
        from_states=frozenset(str(one) for one in states),
        to=(str(to),) if to else (),
        who=who,
        row=clause,
        **more,
    )
