"""Who may do which act of those who see the thing: every table of acts, asked by role alone (trust.md P1, 3.3).

Things are of the demo town; what decides whose they are is set here by hand, in memory, so that the tables of
expected/hands.txt do not hang on what the town happens to hold. Places are those of 铁北, departments that of column D."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any

from django.db.models import Q
from django.utils import timezone

from civics.choices_services import Window
from civics.models import Volunteer
from civics.rooms import ROOMS as CIVIC_ROOMS
from core.accounts.models import User
from dashboard.evaluation.choices import Kind as Measured
from dashboard.rights.tables import flow_of
from disputes.choices import Confidentiality, Severity, Tier
from disputes.hotline.choices import TicketKind
from disputes.models import Recusal
from disputes.petitions.choices import PetitionState
from disputes.supervision.choices import Desk
from disputes.whistles.choices import UnitState, WhistleKind
from grids.choices import DepartmentCode, Programme
from grids.choices_field import Grade
from grids.models import Department
from partybuilding.choices_items import ItemState
from partybuilding.choices_works import Side
from partybuilding.models import PartyJointBody
from partybuilding.works.rooms import ROOMS as PARTY_ROOMS
from tests.permissions.people import COLUMNS
from tests.permissions.things import Places

MAY, MAY_NOT = "y", "-"


@dataclass(frozen=True)
class Pose:
    """One thing as it lies: the first row of a flow that fits `only`, with `facts` written over it, by name or way."""

    kind: str
    label: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    only: Q = field(default_factory=Q)

    @property
    def flow(self) -> Any:
        found = flow_of(self.kind)
        assert found is not None, self.kind
        return found[1]

    def row(self) -> Any:
        """Never saved. A table whose rows the town lacks is asked about one that is not kept at all."""
        rows = self.flow.queryset()
        row = rows.filter(self.only).order_by("pk").first()
        if row is None:
            assert not rows.exists(), f"the town has no {self.kind} for {self.label}"
            row = rows.model()
        for name, value in self.facts.items():
            *way, last = name.split(".")
            setattr(reduce(getattr, way, row), last, value)
        return row


def marks(pose: Pose, who: Mapping[str, User]) -> dict[str, str]:
    """By act, a mark for each column."""
    flow, row = pose.flow, pose.row()
    return {
        act: "".join(MAY if flow.by_role(who[one], line, row).allowed else MAY_NOT for one in COLUMNS)
        for act, line in flow.table.items()
    }


def poses(who: Mapping[str, User], places: Places) -> Iterator[Pose]:
    """Every flow, in each way its rows can lie for somebody."""
    here = {"community": places.grid.community, "grid": places.grid}
    yield from _cases(who, here)
    yield from _field(who, here)
    yield from _street(who, here)
    yield from _meetings(who, here)
    yield from _people(who, here)
    yield from _measured(who, here)
    yield from _rooms(who, here)


def _ours() -> Department:
    """The department of column D."""
    return Department.objects.get(code=DepartmentCode.HOUSING)


def _cases(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    plain = {**here, "involves_dv": False, "confidentiality": Confidentiality.NORMAL, "created_by": who["G"]}
    yield Pose("dispute", "grid", {
        **plain, "tier": Tier.GRID, "holder": who["G"], "mediator": None, "severity": Severity.MICRO,
    })  # fmt: skip
    yield Pose("dispute", "community", {
        **plain, "tier": Tier.COMMUNITY, "holder": who["Z"], "mediator": who["T"], "severity": Severity.SMALL,
    })  # fmt: skip
    major = {"tier": Tier.STREET, "holder": who["M"], "mediator": who["T"], "severity": Severity.MAJOR}
    yield Pose("dispute", "street, major, held by the manager", {**plain, **major})
    yield Pose(
        "dispute", "street, major, violence", {**plain, **major, "involves_dv": True, "holder": who["I"]}
    )
    restricted = {"involves_dv": True, "tier": Tier.COMMUNITY, "holder": who["T"], "mediator": who["T"]}
    yield Pose("dispute", "community, violence", {**plain, **restricted, "severity": Severity.SMALL})
    aside = {"_prefetched_objects_cache": {"recusals": [Recusal(user=who["S"])]}}
    yield Pose("dispute", "community, the secretary stepped aside", {
        **plain, **aside, "tier": Tier.COMMUNITY, "holder": who["Z"], "mediator": who["T"], "severity": Severity.SMALL,
    })  # fmt: skip


def _field(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    for tier in Tier:
        yield Pose("opinion", Tier(tier).name.lower(), {**here, "created_by": who["G"], "desk": tier})
    yield Pose("visit", "of the grid", {**here, "contact": None})
    yield Pose("visit", "of a leader's contact", {"grid": None}, Q(contact__isnull=False))
    told = {**here, "created_by": who["G"], "rectified_by": None, "last_act": "report"}
    yield Pose("hazard", "being told", {**told, "last_act": "", "grade": Grade.GENERAL})
    yield Pose(
        "hazard",
        "general, put right by the worker",
        {**told, "grade": Grade.GENERAL, "rectified_by": who["G"]},
    )
    yield Pose(
        "hazard",
        "major, put right by the secretary",
        {**told, "grade": Grade.MAJOR, "rectified_by": who["S"]},
    )


def _street(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    ours = _ours()
    led = Q(units__department=ours, units__is_lead=True)
    yield Pose("community_call", "of the community", here)
    for kind in WhistleKind:
        yield Pose("whistle", kind.value, {**here, "kind": kind}, led)
    yield Pose("whistle_unit", "at work", {"department": ours, "state": UnitState.PENDING})
    yield Pose("whistle_unit", "not told yet", {"department": ours, "state": UnitState.PLANNED})
    for desk in Desk:
        yield Pose(
            "supervision_order", desk.value, {**here, "desk": desk, "holder": None, "department": ours}
        )
    yield Pose(
        "supervision_order",
        "of the mediator",
        {**here, "desk": Desk.STREET, "holder": who["T"], "department": None},
    )
    for tier in Tier:
        yield Pose(
            "hotline_ticket",
            tier.name.lower(),
            {**here, "desk": tier, "kind": TicketKind.URGENT, "answered_by": who["M"]},
        )
    yield Pose(
        "hotline_ticket",
        "a question",
        {**here, "desk": Tier.STREET, "kind": TicketKind.ENQUIRY, "answered_by": None},
    )
    sent = {**here, "competent": ours, "handler": who["Z"]}
    yield Pose("petition", "with the unit", {**sent, "state": PetitionState.FORWARDED})
    yield Pose("petition", "accepted", {**sent, "state": PetitionState.ACCEPTED})
    yield Pose("petition", "left by whoever stepped aside", {**sent, "recused": [who["I"].pk, who["Z"].pk]})


def _meetings(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    ours = _ours()
    community = here["community"]
    street = {"body": PartyJointBody.objects.get(community__isnull=True, valid_to__isnull=True)}
    own = {"body": PartyJointBody(community=community)}
    topic = {"created_by": who["Z"], "community": community}
    for label, body in (("of the street", street), ("of the community", own)):
        yield Pose("meeting", label, body)
        yield Pose("meeting_topic", label, {**topic, **body})
    made = {
        "community": community,
        "lead": ours,
        "done_by": who["Z"],
        "verified_by": who["M"],
        "is_public": True,
    }
    yield Pose("action_item", "of the street, claimed", {**made, **street, "state": ItemState.OPEN})
    yield Pose("action_item", "of the whole street, unclaimed", {
        **made, **street, "community": None, "lead": None, "done_by": None, "verified_by": None, "state": ItemState.OPEN,
    })  # fmt: skip
    yield Pose("action_item", "of the community", {**made, **own, "lead": None, "state": ItemState.OPEN})
    # As a list brings them along.
    helped = {"lead": None, "is_public": False, "_prefetched_objects_cache": {"assisting": [ours]}}
    yield Pose(
        "action_item",
        "of the street, with a helping unit",
        {**made, **street, **helped, "state": ItemState.IN_PROGRESS},
    )


def _people(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    community = {"community": here["community"]}
    kept = {
        "programme": Programme.RESETTLEMENT, "created_by": who["B"], "lead_worker": who["B"],
        "reader_ids": [who["B"].pk], "asked_end_by": None,
    }  # fmt: skip
    yield Pose("support_enrollment", "proposed by the worker", kept)
    yield Pose("support_enrollment", "its end asked by the manager", {**kept, "asked_end_by": who["R"]})
    glass = {"glass_user_id": who["B"].pk, "glass_until": timezone.now() + timedelta(hours=1)}
    yield Pose("support_enrollment", "of a colleague, opened in danger", {
        **kept, **glass, "created_by": who["R"], "lead_worker": None, "reader_ids": [],
    })  # fmt: skip
    yield Pose("support_enrollment", "of a colleague, as a member of the team", {
        **kept, "created_by": who["R"], "lead_worker": None,
    })  # fmt: skip
    yield Pose(
        "support_enrollment",
        "of a colleague",
        {**kept, "created_by": who["R"], "lead_worker": None, "reader_ids": []},
    )
    yield Pose("care_booking", "taken", {**community, "counsellor": who["C"]})
    yield Pose("care_booking", "free", {**community, "counsellor": None})
    wish = {**community, "created_by": who["G"]}
    ours = _ours()
    yield Pose("micro_wish", "claimed by a unit", {**wish, "claimer": None, "claimer_unit": ours})
    yield Pose("micro_wish", "claimed by the clerk", {**wish, "claimer": who["Z"], "claimer_unit": None})
    yield Pose("volunteer", "of the community", community)
    yield Pose("volunteer_activity", "of the community", community)
    yield Pose("volunteer_certificate", "of the community", {"volunteer": Volunteer(**community)})


def _measured(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    ours = _ours()
    yield Pose("evaluation_period", "of the quarter")
    about = {Measured.WORKER: {"worker": who["G"]}, Measured.DEPARTMENT: {"department": ours}}
    for kind in Measured:
        facts = about.get(kind, here)
        yield Pose("evaluation_result", kind.value, facts, Q(period__kind=kind))
    of_worker = Q(period__kind=Measured.WORKER)
    yield Pose("evaluation_result", "of the scorer", {"worker": who["U"]}, of_worker)
    drafted = {"worker": who["G"], "period.drafted_by": who["F"]}
    yield Pose("evaluation_result", "drafted by who decides", drafted, of_worker)


def _rooms(who: Mapping[str, User], here: dict[str, Any]) -> Iterator[Pose]:
    """Rooms have one shape; three have sides of their own."""
    community = {"community": here["community"]}
    ours = _ours()
    more: dict[str, dict[str, Any]] = {
        "award_nomination": {"created_by": who["Z"]},
        "service_item": {"handler": who["S"], "window": Window.COMMUNITY},
        "cobuild_entry": {
            "agreement.community": here["community"],
            "agreement.department": ours,
            "side": Side.UNIT,
        },
    }
    for room in (*PARTY_ROOMS, *CIVIC_ROOMS):
        yield Pose(room.kind, "of the community", {**community, **more.get(room.kind, {})})
    at_street = {**community, "handler": who["M"], "window": Window.STREET}
    yield Pose("service_item", "at the window of the street", at_street)
    alone = {"agreement.community": here["community"], "agreement.department": None, "side": Side.UNIT}
    yield Pose("cobuild_entry", "of a unit without an account", {**community, **alone})
