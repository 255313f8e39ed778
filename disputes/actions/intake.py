"""A case comes in: draft, register, settle a small matter on the spot."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.crypto.sealed import next_numbers
from core.errors import NotAllowed, RuleBroken
from core.papers.numbers import take_number
from core.replay.recorded import plausible
from disputes.actions.acceptance import accept, ask_consent
from disputes.actions.mediating import agree_performed
from disputes.choices import Alert, Cause, Confidentiality, Mode, Severity, Source, State, Tier
from disputes.engine import step
from disputes.models import Dispute, DisputeParty
from disputes.querysets import CASE_ROLES
from disputes.severity import Facts, suggest
from grids.choices import AreaLevel, Role
from grids.models import Area, Grid
from grids.scope import Scope
from residents.models import Opinion

# Letters and digits that are not mistaken for each other on paper.
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_STREET_AUTHORS = frozenset({Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.STREET_LEAD})


@dataclass(frozen=True)
class PartyFacts:
    """One party as told at the desk or in the stairwell."""

    role: str
    name: str
    phone: str = ""
    is_organisation: bool = False
    address: str = ""


@dataclass(frozen=True)
class Intake:
    """What a form, an import or the phone queue knows of a new case. Place and cause are enough to begin."""

    place: Area
    cause: str
    title: str = ""
    source: str = Source.RESIDENT
    source_ref: str = ""
    # The opinion that this case takes over; it learns of it when the case gets its number.
    opinion: Opinion | None = None
    place_detail: str = ""
    occurred_on: date | None = None
    recorded_at: datetime | None = None
    summary: str = ""
    demands: str = ""
    people_involved: int = 2
    households_involved: int = 2
    amount_claimed: Decimal = Decimal(0)
    injury: bool = False
    involves_minor: bool = False
    involves_dv: bool = False
    cross_community: bool = False
    department_duty: bool = False
    needs_committee: bool = False
    danger: str = ""
    parties: tuple[PartyFacts, ...] = field(default=())
    is_demo: bool = False

    def facts(self) -> Facts:
        """What the grading looks at."""
        return Facts(
            people=self.people_involved,
            households=self.households_involved,
            amount=self.amount_claimed,
            injury=self.injury,
            minor=self.involves_minor,
            violence=self.involves_dv,
            cross_community=self.cross_community,
            department_duty=self.department_duty,
            needs_committee=self.needs_committee,
            danger=self.danger,
        )


def author_tier(user: User, place: Area) -> Tier:
    """The tier at which the author may log a case there. Refuses a place outside their postings."""
    scope = Scope.of(user)
    if scope.street_roles & _STREET_AUTHORS:
        return Tier.STREET
    community_id = place.community_id
    if community_id in scope.communities_as(Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD, Role.MEDIATOR):
        return Tier.COMMUNITY
    # A worker meets things next door too: any building of the community where their grid lies.
    if community_id in scope.grid_community_ids:
        return Tier.GRID
    raise NotAllowed("place", "这个地点不在你的社区，请换楼栋，或请那边的网格员登记")


def draft_dispute(intake: Intake, *, actor: User, now: datetime | None = None) -> Dispute:
    """Keep what is known so far, without number, clock or notice; the author alone sees it."""
    now = now or timezone.now()
    if not Scope.of(actor).roles & CASE_ROLES:
        raise NotAllowed("role", "你的岗位不登记案件")
    if intake.place.level not in (AreaLevel.BUILDING, AreaLevel.ESTATE, AreaLevel.COMMUNITY):
        raise RuleBroken("place", "请选到楼栋；找不到就选小区", field="place")
    tier = author_tier(actor, intake.place)
    with transaction.atomic():
        dispute = Dispute(created_by=actor, created_at=now, tier=tier)
        _fill(dispute, intake, now)
        dispute.save()
        write_parties(dispute, intake.parties)
    return dispute


def update_draft(dispute: Dispute, intake: Intake, *, actor: User, now: datetime | None = None) -> Dispute:
    """Replace what the draft holds. Refuses once it has a number."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = Dispute.objects.select_for_update(no_key=True).get(pk=dispute.pk)
        _own_draft(locked, actor)
        locked.tier = author_tier(actor, intake.place)
        _fill(locked, intake, now)
        locked.save()
        locked.parties.all().delete()
        write_parties(locked, intake.parties)
    return locked


def discard_draft(dispute: Dispute, *, actor: User) -> None:
    """Throw a draft away. A numbered case is never deleted."""
    with transaction.atomic():
        locked = Dispute.objects.select_for_update(no_key=True).get(pk=dispute.pk)
        _own_draft(locked, actor)
        locked.delete()


def _own_draft(dispute: Dispute, actor: User) -> None:
    if dispute.state != State.DRAFT:
        raise RuleBroken("state", "已经登记有编号了，不能再按草稿修改")
    if dispute.created_by_id != actor.pk:
        raise NotAllowed("role", "草稿只有登记的人能改")


_PLAIN = (
    "place", "cause", "source", "source_ref", "opinion", "place_detail", "occurred_on", "summary", "demands",
    "people_involved", "households_involved", "amount_claimed", "injury", "involves_minor", "involves_dv",
    "cross_community", "department_duty", "needs_committee", "danger", "is_demo",
)  # fmt: skip


def _fill(dispute: Dispute, intake: Intake, now: datetime) -> None:
    if intake.occurred_on and intake.occurred_on > timezone.localdate(now):
        raise RuleBroken("future", "发生日期不能晚于今天", field="occurred_on")
    for name in _PLAIN:
        setattr(dispute, name, getattr(intake, name))
    dispute.title = intake.title or Cause(intake.cause).label
    dispute.community = intake.place.community or intake.place
    dispute.grid = _grid_of(intake.place, now)
    dispute.recorded_at = plausible(intake.recorded_at, now)
    sensitive = intake.involves_dv or intake.involves_minor
    dispute.confidentiality = Confidentiality.RESTRICTED if sensitive else Confidentiality.NORMAL


def _grid_of(place: Area, now: datetime) -> Grid | None:
    if place.level != AreaLevel.BUILDING:
        return None
    return Grid.for_building(place.pk, on=timezone.localdate(now))


def write_parties(dispute: Dispute, parties: tuple[PartyFacts, ...]) -> None:
    """Their rows, each number sealed before it is stored. Two queries for them all."""
    rows = []
    for pk, told in zip(next_numbers(DisputeParty, len(parties)), parties, strict=True):
        row = DisputeParty(pk=pk, dispute=dispute, **{k: v for k, v in asdict(told).items() if k != "phone"})
        row.seal_in("phone", told.phone)
        rows.append(row)
    DisputeParty.objects.bulk_create(rows)


def register(
    dispute: Dispute,
    *,
    actor: User,
    severity: str = "",
    severity_reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Give the draft its number (一案一码), grade it, start CK1-CK3 and tell who holds it (C3 row 1).

    The grade is the suggested one unless the author says otherwise with a reason. Red tells the street at once."""
    with step(dispute, "register", actor=actor, version=version, now=now) as s:
        case = s.dispute
        advice = suggest(_facts_of(case))
        chosen = Severity(severity or advice.severity)
        if chosen != advice.severity and not severity_reason:
            raise RuleBroken("missing", f"{advice.in_words}。要改分级，请写一句理由", field="severity_reason")
        year = timezone.localdate(s.now).year
        serial = take_number(settings.CASE_SERIES, year=year)
        s.set(
            year=year,
            serial=serial,
            no=f"{year}-{serial:05d}",
            receipt_code="".join(secrets.choice(_CODE_ALPHABET) for _ in range(8)),
            registered_at=s.now,
            severity=chosen.value,
            severity_reason=severity_reason or "；".join(advice.reasons),
            alert=advice.alert.value,
            alert_reason="；".join(advice.alert_reasons),
            holder=_first_holder(case, actor),
        )
        s.changes.pop("receipt_code")
        s.move()
        s.say(case.summary[:200], public="已登记，我们会尽快和你联系")
    return dispute


def _facts_of(case: Dispute) -> Facts:
    return Facts(
        people=case.people_involved,
        households=case.households_involved,
        amount=case.amount_claimed,
        injury=case.injury,
        minor=case.involves_minor,
        violence=case.involves_dv,
        cross_community=case.cross_community,
        department_duty=case.department_duty,
        needs_committee=case.needs_committee,
        danger=case.danger,
    )


def _first_holder(case: Dispute, actor: User) -> User | None:
    """A grid worker holds what they log in their own grid; a desk's case waits for somebody to take it."""
    scope = Scope.of(actor)
    if case.tier == Tier.GRID and case.grid_id in scope.grids_as(Role.GRID_WORKER, Role.GRID_LEADER):
        return actor
    if case.is_restricted and case.tier != Tier.STREET:
        return actor
    return None


def log_dispute(
    intake: Intake,
    *,
    actor: User,
    severity: str = "",
    severity_reason: str = "",
    now: datetime | None = None,
) -> Dispute:
    """Draft and register in one transaction: what the desk form and the phone form do."""
    with transaction.atomic():
        draft = draft_dispute(intake, actor=actor, now=now)
        return register(draft, actor=actor, severity=severity, severity_reason=severity_reason, now=now)


def settle_on_spot(
    dispute: Dispute, *, actor: User, what: str, proof: str, now: datetime | None = None
) -> Dispute:
    """「我已处理」: a micro matter settled where it arose — asked, accepted, agreed and performed, each on record.

    Refuses anything but 微事: bigger matters need more than one minute of talk."""
    now = now or timezone.now()
    if dispute.severity != Severity.MICRO or dispute.alert == Alert.RED:
        raise RuleBroken("severity", "只有微事可以当场办结，这件请报社区", field="settle")
    today = timezone.localdate(now)
    consents: dict[int, Any] = {party.pk: "agreed" for party in dispute.parties.all()}
    with transaction.atomic():
        ask_consent(dispute, actor=actor, asked_on=today, mode=Mode.ON_SITE, now=now)
        accept(dispute, actor=actor, consents=consents, rights_told_on=today, mode=Mode.ON_SITE, now=now)
        agree_performed(dispute, actor=actor, terms=what, agreed_on=today, proof=proof, now=now)
    return dispute
