"""What the page of one case shows, each part in as few queries as it can."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime

from core.accounts.models import User
from core.files.models import StoredFile
from core.flow.table import ActOption
from core.ui.words import local_date, local_dt
from disputes.carries import asked_by
from disputes.choices import Confidentiality, State
from disputes.engine import CASES
from disputes.mentions import doors_from
from disputes.models import (
    CommunityCall,
    Dispute,
    DisputeEvent,
    MediationCommittee,
    MediationSession,
    Watch,
    Whistle,
    WhistleUnit,
)
from disputes.subject import DisputeSubject
from disputes.whistles import policies as whistles
from disputes.whistles.choices import WITH_UNITS
from grids.models import Grid

KIND = DisputeSubject.kind
NEIGHBOUR_DAYS = 180
NEIGHBOUR_ROWS = 8
# The act that usually comes next in a state; the page draws it first and filled.
NEXT_ACTS: dict[str, tuple[str, ...]] = {
    State.REGISTERED: ("contact", "ask_consent"),
    State.CONSENT_PENDING: ("accept",),
    State.MEDIATING: ("hold_session", "agree"),
    State.ESCALATION_PENDING: ("sign",),
    State.SUSPENDED: ("resume",),
    State.PERFORMING: ("complete", "perform"),
    State.BREACHED: ("renegotiate",),
    State.TERMINATED: ("check_later", "close_directly"),
    State.REFERRED: ("check_later", "close_directly"),
    State.FOLLOW_UP: ("close", "follow_up"),
    State.CLOSED: ("archive",),
    State.NOT_ACCEPTED: ("close_directly", "check_later"),
    State.WITHDRAWN: ("close_directly", "check_later"),
    State.MERGED: ("unmerge",),
}
# They have places of their own on the page.
ELSEWHERE = frozenset({"add_party", "note", "reveal_phone"})
# Steps of a way that most cases never go: offered when they may be done, not named as blocked before.
ON_THEIR_WAY = frozenset({"court_result", "confirmation_filed", "confirmation_decided", "sign_agreement"})


def _counted(rows: QuerySet[Any], **where: Any) -> Coalesce:
    number = rows.filter(**where).order_by().values(next(iter(where))).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), 0)


def case_for_page(user: Any, no: str) -> Dispute | None:
    """The case with its counts, in one query."""
    photos = StoredFile.objects.filter(subject_kind=KIND, removed_at=None)
    found: Dispute | None = (
        Dispute.objects.visible_to(user)
        .filter(no=no)
        .select_related(
            "place__parent",
            "grid",
            "community",
            "holder",
            "mediator",
            "created_by",
            "merged_into",
            "committee",
        )
        .annotate(
            is_watched=Exists(Watch.objects.filter(user=user, dispute=OuterRef("pk"))),
            events_count=_counted(DisputeEvent.objects.all(), dispute=OuterRef("pk")),
            chase_count=_counted(DisputeEvent.objects.filter(act="chase"), dispute=OuterRef("pk")),
            sessions_count=_counted(MediationSession.objects.all(), dispute=OuterRef("pk")),
            photos_count=_counted(photos, subject_id=OuterRef("pk")),
            whistles_count=_counted(
                Whistle.objects.filter(origin_kind=KIND, no__isnull=False), origin_id=OuterRef("pk")
            ),
            **asked_by(user),
        )
        .first()
    )
    return found


@dataclass(frozen=True)
class Door:
    """A way from the case into another room: 吹哨给部门, 社区呼叫."""

    label: str
    url: str


@dataclass(frozen=True)
class Acts:
    """The buttons: what comes next first, then the rest, then what is blocked and why."""

    primary: list[ActOption] = field(default_factory=list)
    others: list[ActOption] = field(default_factory=list)
    blocked: list[ActOption] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.primary or self.others or self.doors)

    @property
    def are_few(self) -> bool:
        """Few enough to lie open beside the first."""
        return self.more_count <= 3

    @property
    def more_count(self) -> int:
        return len(self.others) + len(self.doors)


def acts_on_page(user: Any, dispute: Dispute, now: datetime) -> Acts:
    options = [one for one in CASES.acts_for(user, dispute, now) if one.act not in ELSEWHERE]
    allowed = {one.act: one for one in options if one.allowed}
    wanted = [act for act in NEXT_ACTS.get(dispute.state, ()) if act in allowed]
    if dispute.first_contact_at and "contact" in wanted:
        wanted = [act for act in wanted if act != "contact"] or wanted
    first = wanted[:1]
    doors, shut = whistle_doors(user, dispute)
    if dispute.is_open and dispute.confidentiality == Confidentiality.NORMAL:
        doors = [*doors, *(Door(*one) for one in doors_from(user, KIND, dispute.no or ""))]
    return Acts(
        primary=[allowed[act] for act in first],
        others=[one for one in allowed.values() if one.act not in first],
        blocked=[*(one for one in options if not one.allowed and one.act not in ON_THEIR_WAY), *shut],
        doors=doors,
    )


def whistle_doors(user: Any, dispute: Dispute) -> tuple[list[Door], list[ActOption]]:
    """Only the street whistles; a community calls it (D1). What is shut says why."""
    offered = []
    if whistles.may_draft(user):
        offered.append(Door("吹哨给部门", f"{reverse('whistles:new')}?case={dispute.no}"))
    if whistles.may_call(user, dispute.community_id):
        offered.append(Door("社区呼叫", f"{reverse('whistles:call_new')}?case={dispute.no}"))
    if not offered or not dispute.is_open:
        return [], []
    why = whistles.why_no_whistle(dispute)
    return ([], [ActOption("", one.label, False, why) for one in offered]) if why else (offered, [])


def whistles_of(user: Any, dispute: Dispute) -> dict[str, Any]:
    """The 吹哨 tab: calls and whistles of the case, each with its units; the link is for who may open it."""
    rows = Whistle.objects.of_origin(KIND, dispute.pk).exclude(no__isnull=True)
    standing = WhistleUnit.objects.standing().select_related("department")
    found = list(rows.prefetch_related(Prefetch("units", queryset=standing, to_attr="standing")))
    seen = set(
        Whistle.objects.visible_to(user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    calls = CommunityCall.objects.visible_to(user).filter(origin_kind=KIND, origin_id=dispute.pk)
    return {"whistles": [(one, one.pk in seen) for one in found], "calls": list(calls)}


def with_departments(dispute: Dispute) -> list[str]:
    """Departments that have the matter in their hands now. By index whistle_of_origin."""
    units = WhistleUnit.objects.working().filter(
        whistle__origin_kind=KIND, whistle__origin_id=dispute.pk, whistle__state__in=WITH_UNITS
    )
    return list(units.order_by("-is_lead", "pk").values_list("department__name", flat=True))


@dataclass(frozen=True)
class Nearby:
    """Cases of the same building and cause: links where one may look, a number for the rest."""

    seen: list[Dispute]
    unseen: int

    @property
    def total(self) -> int:
        return len(self.seen) + self.unseen


def nearby(user: Any, dispute: Dispute, now: datetime) -> Nearby:
    """Same building and cause within 180 days, by index dispute_place_cause; two queries."""
    rows = Dispute.objects.at_place(dispute.place_id, dispute.cause).filter(
        registered_at__gte=now - timedelta(days=NEIGHBOUR_DAYS)
    )
    rows = rows.exclude(pk=dispute.pk)
    total = rows.count()
    seen = rows.filter(pk__in=Dispute.objects.visible_to(user).values("pk"))
    chosen = list(seen.order_by("-registered_at", "-pk"))
    return Nearby(chosen[:NEIGHBOUR_ROWS], total - len(chosen[:NEIGHBOUR_ROWS]))


EVENT_KINDS: dict[str, str] = {"": "全部", **dict(DisputeEvent.Kind.choices)}


def events_for(dispute: Dispute, kind: str) -> "QuerySet[DisputeEvent]":
    """The timeline, newest first."""
    events = DisputeEvent.objects.filter(dispute=dispute).select_related("actor").order_by("-pk")
    return events.filter(kind=kind) if kind in DisputeEvent.Kind.values else events


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangeRow:
    """One act's changes of the record, field by field."""

    event: DisputeEvent
    fields: list[FieldChange]


def changes_for(dispute: Dispute) -> list[ChangeRow]:
    """变更记录, newest first, with the names behind the ids, a query a kind of them."""
    events = [one for one in events_for(dispute, "") if one.changes]
    names = _names(events)
    return [
        ChangeRow(event, [_change(name, pair, names) for name, pair in sorted(event.changes.items())])
        for event in events
    ]


def _names(events: Iterable[DisputeEvent]) -> dict[tuple[str, int], str]:
    ids: dict[str, set[int]] = {kind: set() for kind in _NAMED}
    for event in events:
        for name, pair in event.changes.items():
            kind = _kind_of(name)
            if kind is not None:
                ids[kind].update(one for one in pair if isinstance(one, int))
    found: dict[tuple[str, int], str] = {}
    for kind, (model, column) in _NAMED.items():
        if ids[kind]:
            rows = model._default_manager.filter(pk__in=ids[kind]).values_list("pk", column)
            found |= {(kind, pk): name for pk, name in rows}
    return found


# Rows whose ids stand in a diff, and the column that names them.
_NAMED: dict[str, tuple[Any, str]] = {
    "user": (User, "display_name"),
    "grid": (Grid, "name"),
    "committee": (MediationCommittee, "name"),
}


def _kind_of(name: str) -> str | None:
    if name in ("holder", "mediator"):
        return "user"
    if name == "committee":
        return "committee"
    return "grid" if name.endswith("grid") else None


def _change(name: str, pair: list[Any], names: dict[tuple[str, int], str]) -> FieldChange:
    column = Dispute._meta.get_field(name)
    old, new = (_in_words(column, name, value, names) for value in pair)
    return FieldChange(FIELD_WORDS.get(name) or str(getattr(column, "verbose_name", name)), old, new)


# Columns whose own name is not meant for the screen.
FIELD_WORDS: dict[str, str] = {
    "no": "编号",
    "year": "年份",
    "serial": "序号",
    "holder": "经办人",
    "mediator": "调解员",
    "committee": "调委会",
    "grid": "网格",
    "accepted_grid": "受理时网格",
    "merged_into": "并入",
    "visits_from": "回访起算",
    "rated_at": "评价时间",
}


def _in_words(column: Any, name: str, value: Any, names: dict[tuple[str, int], str]) -> str:
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(getattr(column, "flatchoices", ()) or ())
    if value in choices:
        return str(choices[value])
    if isinstance(value, int) and column.is_relation:
        return names.get((_kind_of(name) or "", value), "另一件" if name == "merged_into" else "（已不在）")
    if isinstance(value, str):
        return _moment_words(value) or value
    return str(value)


def _moment_words(text: str) -> str:
    """The diff keeps moments as text; people read them as everywhere else."""
    try:
        moment = parse_datetime(text)
        if moment is not None:
            return local_dt(moment)
        day = parse_date(text)
    except ValueError:
        return ""
    return local_date(day) if day else ""


def merged_here(user: Any, dispute: Dispute) -> Dispute | None:
    """The main case of a merged one, if the person sees it."""
    if dispute.merged_into_id is None:
        return None
    found: Dispute | None = Dispute.objects.visible_to(user).filter(Q(pk=dispute.merged_into_id)).first()
    return found
