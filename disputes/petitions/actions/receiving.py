"""A matter comes in: registered, the citizen told, grave news reported; accusations are only handed on."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.audit.reveals import reveal
from core.clocks.actions import cancel_clock
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need, not_before, not_future
from core.papers.numbers import take_number
from disputes.models import Accusation, PetitionMatter
from disputes.petitions import policies
from disputes.petitions.choices import (
    MOST_REPRESENTATIVES,
    Body,
    Channel,
    Content,
    PetitionKind,
    PetitionState,
    TellMode,
)
from disputes.petitions.facts import KIND, facts
from disputes.petitions.flow import PETITIONS
from grids.choices import AreaLevel
from grids.models import Area

LEVELS = (AreaLevel.BUILDING, AreaLevel.ESTATE, AreaLevel.COMMUNITY)
REVEALED = {"name": "姓名", "phone": "电话", "address": "住址", "accused": "被反映单位"}
_NOON = time(12)


@dataclass(frozen=True)
class Received:
    """What the desk knows of a new matter (F6)."""

    place: Area
    title: str
    summary: str
    demand: str
    kind: str = PetitionKind.APPEAL
    content: str = Content.OTHER
    channel: str = Channel.VISIT
    received_on: date | None = None
    reasons: str = ""
    place_detail: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    accused: str = ""
    representatives: int = 0
    follows: PetitionMatter | None = None
    is_demo: bool = False


def register(told: Received, *, actor: User, now: datetime | None = None) -> PetitionMatter:
    """Number the matter and start the fifteen days in which the citizen is told (art. 22, 23).

    Refuses anybody but the intake desk, an accusation (it has a form of its own), more than five representatives (art. 20)
    and a follow-up of a matter that still goes on."""
    now = now or timezone.now()
    if not policies.may_register(actor):
        raise NotAllowed("role", "信访事项由综治中心受理窗口登记")
    _refuse(told, now)
    with transaction.atomic():
        matter = _draft(told, actor, now)
        with PETITIONS.step(matter, "register", actor=actor, now=now) as s:
            year, serial = _number(now)
            s.set(year=year, serial=serial, no=f"XF-{year}-{serial:05d}")
            if told.channel != Channel.TRANSFER:
                s.skip_clocks.add("petition.objection")
            s.move()
            s.say(f"{Channel(told.channel).label}，{PetitionKind(told.kind).label}")
    return matter


def _refuse(told: Received, now: datetime) -> None:
    need(told.title, "title", "请用一句话写是什么事，不写人名")
    need(told.summary, "summary", "请写反映的情况")
    need(told.demand, "demand", "请写信访人要求什么")
    if told.kind not in PetitionKind.values:
        raise RuleBroken("kind", "检举控告请用「登记检举控告」，那里只记编号、日期和转给谁", field="kind")
    if told.place.level not in LEVELS:
        raise RuleBroken("place", "请选到楼栋；说不清就选小区", field="place")
    if not 0 <= told.representatives <= MOST_REPRESENTATIVES:
        raise RuleBroken(
            "representatives",
            f"共同信访的代表最多{MOST_REPRESENTATIVES}人，请他们推选代表",
            field="representatives",
        )
    if told.received_on is not None:
        not_future(told.received_on, "received_on", now, "收到日期")
    if told.follows is not None and told.follows.state != PetitionState.FINISHED:
        raise RuleBroken("follows", f"{told.follows.no}还在办，新情况请记在那一件里", field="follows")


def _number(now: datetime) -> tuple[int, int]:
    year = timezone.localdate(now).year
    return year, take_number(settings.PETITION_SERIES, year=year)


def _draft(told: Received, actor: User, now: datetime) -> PetitionMatter:
    """The row before it has a number; it never outlives the transaction."""
    day = told.received_on or timezone.localdate(now)
    # What lay in the letter-box yesterday came yesterday; the hour is not asked for.
    came = now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, _NOON))
    matter = PetitionMatter(
        state=PetitionState.DRAFT,
        kind=told.kind,
        content=told.content,
        channel=told.channel,
        received_at=came,
        representatives=told.representatives,
        title=told.title,
        summary=told.summary,
        demand=told.demand,
        reasons=told.reasons,
        place=told.place,
        place_detail=told.place_detail,
        community=told.place.community or told.place,
        follows=told.follows,
        created_by=actor,
        created_at=now,
        is_demo=told.is_demo,
    )
    for name in REVEALED:
        matter.seal_in(name, getattr(told, name))
    matter.save()
    return matter


def give_notice(
    matter: PetitionMatter,
    *,
    actor: User,
    mode: str,
    told_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen knows that it was received, where it lies and how it goes on (art. 23).

    A matter that was sent here is told of in writing. Not needed only where name or home is unclear: refused while both
    stand on record, and then no day is owed."""
    with PETITIONS.step(matter, "give_notice", actor=actor, version=version, now=now) as s:
        need(mode, "mode", "请选怎么告知的")
        found = s.subject
        if mode == TellMode.ON_SPOT and found.channel == Channel.TRANSFER:
            raise RuleBroken("mode", "转交来的要书面告知信访人", field="mode")
        if mode == TellMode.NOT_NEEDED and found.has_sealed("name") and found.has_sealed("address"):
            raise RuleBroken("mode", "姓名和住址都有登记，要告知信访人", field="mode")
        day = told_on or timezone.localdate(s.now)
        not_future(day, "told_on", s.now, "告知日期")
        not_before(day, timezone.localdate(found.received_at), "told_on", "告知日期不能早于收到日期")
        if mode == TellMode.NOT_NEEDED and (owed := facts(found).live("petition.notice")):
            cancel_clock(owed, now=s.now)
        s.set(notice_mode=mode, notice_on=day)
        s.say(TellMode(mode).label)
    return matter


def report_urgent(
    matter: PetitionMatter,
    *,
    actor: User,
    told: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Grave or urgent news goes up at once (art. 25): to whom it was told, and the leadership hears of it now."""
    with PETITIONS.step(matter, "report_urgent", actor=actor, version=version, now=now) as s:
        need(told, "told", "请写报告了哪个单位、怎么报的")
        s.set(is_urgent=True, urgent_told=told)
        s.say(told)
    return matter


def hand_on_accusation(
    *, body: str, actor: User, received_on: date | None = None, now: datetime | None = None
) -> Accusation:
    """检举控告: a number of the same counter, the day and the body it was handed to; nothing else is asked or kept (F7)."""
    now = now or timezone.now()
    if not policies.may_register(actor):
        raise NotAllowed("role", "检举控告由综治中心受理窗口登记")
    if body not in Body.values:
        raise RuleBroken("missing", "请选转给哪个机关", field="body")
    day = received_on or timezone.localdate(now)
    not_future(day, "received_on", now, "收到日期")
    with transaction.atomic():
        year, serial = _number(now)
        kept = Accusation.objects.create(year=year, serial=serial, received_on=day, body=body)
        record(
            "accusation.hand_on",
            actor=actor,
            subject_kind="accusation",
            subject_id=kept.pk,
            detail={"no": kept.official_no, "body": body},
            now=now,
        )
    return kept


def reveal_contact(
    matter: PetitionMatter, *, actor: User, field: str, reason: str, now: datetime | None = None
) -> str:
    """One sealed value, after the look at it was committed. Refuses anybody but the handler and the intake desk."""
    decision = PETITIONS.may(actor, "reveal_contact", matter, now)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    return reveal(
        lambda: matter.open_sealed(field),
        actor=actor,
        subject_kind=KIND,
        subject_id=matter.pk,
        field=field,
        reason=reason,
        now=now,
    )
