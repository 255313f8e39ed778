"""What the street decides while a whistle runs: ratify, rule on objections and time, put on account, escalate, chase."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.clocks.actions import extend_clock
from core.errors import RuleBroken
from core.flow.checks import need
from disputes.models import Objection, Whistle, WhistleUnit
from disputes.supervision.actions import Matter, issue_order
from disputes.supervision.choices import Desk
from disputes.whistles import guards, origins, telling
from disputes.whistles.actions.following import day_anew, follow
from disputes.whistles.choices import Ruling, UnitState
from disputes.whistles.facts import KIND, facts
from disputes.whistles.flow import UNITS, WHISTLES, hold
from grids.models import Department


def ratify(
    whistle: Whistle, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> Whistle:
    """A leader stands behind the duty officer's emergency whistle (D3, within 24 hours)."""
    with WHISTLES.step(whistle, "ratify", actor=actor, version=version, now=now) as s:
        s.set(ratified_by=actor, ratified_at=s.now)
        s.say(note)
    return whistle


def _rule(
    unit: WhistleUnit, ruling: Ruling, note: str, actor: User, now: datetime, to: Department | None = None
) -> None:
    """Write the street's word on the open objection."""
    found = Objection.objects.select_for_update(no_key=True).get(unit=unit, ruling=Ruling.PENDING)
    found.ruling, found.ruling_note, found.ruled_to = ruling, note, to
    found.ruled_by, found.ruled_at = actor, now
    found.save(update_fields=["ruling", "ruling_note", "ruled_to", "ruled_by", "ruled_at"])


def rule_back(
    unit: WhistleUnit, *, actor: User, note: str, version: int | None = None, now: datetime | None = None
) -> WhistleUnit:
    """The matter stays with the unit; its clocks run on with what the objection took given back."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "rule_back", actor=actor, version=version, now=now) as s:
            need(note, "note", "请写裁定理由")
            _rule(s.subject, Ruling.BACK, note, actor, now)
            s.move()
            s.say(note)
        follow(unit, "rule_back", actor=actor, now=now)
    return unit


def reassign(
    unit: WhistleUnit,
    *,
    actor: User,
    note: str,
    to: Department | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """The objection stands. A lead is replaced by another unit with fresh clocks; an assisting one may simply go."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "reassign", actor=actor, version=version, now=now) as s:
            need(note, "note", "请写裁定理由")
            _check_new(s.subject, to)
            _rule(s.subject, Ruling.REASSIGNED if to else Ruling.RELEASED, note, actor, now, to)
            s.move()
            s.say(f"{note}{f'。改派给{to}' if to else ''}")
        if to is not None:
            _give_to(unit, to, actor, now)
        follow(unit, "reassign", actor=actor, now=now)
        if unit.is_lead:
            whistle = unit.whistle
            words = f"吹哨{whistle.no}：{unit.department}有异议，街道裁定改派给{to}"
            origins.tell(whistle.origin_kind, whistle.origin_id, words, public=f"改由{to}来办", now=now)
    return unit


def _check_new(unit: WhistleUnit, to: Department | None) -> None:
    if unit.is_lead:
        need(to, "to", "主办单位要改派给谁，请选一个")
    if to is None:
        return
    if to.pk == unit.department_id or not to.is_active:
        raise RuleBroken("same", "请选另一个在用的单位", field="to")
    if not unit.is_lead and to.pk in facts(unit.whistle).department_ids():
        raise RuleBroken("twice", f"{to}已经在这次吹哨里", field="to")


def _give_to(unit: WhistleUnit, to: Department, actor: User, now: datetime) -> None:
    """The new unit begins as if whistled now. One that assisted becomes the lead and begins anew."""
    standing = (
        WhistleUnit.objects.filter(whistle=unit.whistle_id, department=to)
        .exclude(state=UnitState.RELEASED)
        .first()
    )
    if standing is not None:
        with UNITS.step(standing, "promote", actor=actor, now=now) as s:
            s.set(
                is_lead=True,
                liaison=None,
                signed_at=None,
                contacted_at=None,
                arrived_at=None,
                answered_at=None,
            )
            s.move()
            s.say("改为主办单位，时限重新起算")
        return
    row = WhistleUnit.objects.create(
        whistle_id=unit.whistle_id,
        department=to,
        is_lead=unit.is_lead,
        state=UnitState.PLANNED,
        created_by=actor,
        created_at=now,
        is_demo=unit.is_demo,
    )
    with UNITS.step(row, "receive", actor=actor, now=now) as s:
        s.move()
        s.say(s.subject.whistle.task)


def decide_extension(
    unit: WhistleUnit,
    *,
    actor: User,
    approved: bool,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """More time or none. A no is given with a reason."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "decide_extension", actor=actor, version=version, now=now) as s:
            if not approved:
                need(note, "note", "不同意的，请写理由")
            asked = guards.open_extension(s.subject)
            assert asked is not None  # noqa: S101 - the guard has seen it
            asked.approved, asked.note, asked.decided_by, asked.decided_at = approved, note, actor, now
            asked.save(update_fields=["approved", "note", "decided_by", "decided_at"])
            if approved:
                running = [one for one in facts(s.subject.whistle).clocks_of(s.subject) if one.is_live]
                clock = next(one for one in running if one.code.endswith(".result"))
                extend_clock(clock, days=asked.days, actor=actor, reason=asked.reason, now=now)
            s.say(f"{'同意' if approved else '不同意'}延长{asked.days}天{f'：{note}' if note else ''}")
        follow(unit, "decide_extension", actor=actor, now=now)
    return unit


def put_on_account(
    whistle: Whistle, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """挂账: lawful, but it cannot be solved now. The reason is published; each quarter it is looked at again."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "put_on_account", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写挂账理由，居民能看到")
            s.set(account_reason=reason, account_since=now, account_reviews=0)
            s.move()
            s.say(reason, public=reason)
        _each_working(whistle, "halt", actor, now)
        words = f"吹哨{whistle.no}挂账：{reason}"
        origins.tell(
            whistle.origin_kind,
            whistle.origin_id,
            words,
            public=f"暂时解决不了：{reason}。每季度复查一次",
            now=now,
        )
    return whistle


def _each_working(whistle: Whistle, act: str, actor: User, now: datetime) -> None:
    """For every unit that owes something; one that waits for a ruling waits on."""
    rows = WhistleUnit.objects.filter(whistle=whistle).working().exclude(state=UnitState.OBJECTED)
    for unit in rows.order_by("pk"):
        with UNITS.step(unit, act, actor=actor, now=now):
            pass


def review_account(
    whistle: Whistle, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """Looked at again: it still cannot be solved. After three of these it may be closed with its reason."""
    with WHISTLES.step(whistle, "review_account", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写复查情况，居民能看到")
        s.set(account_reviews=s.subject.account_reviews + 1)
        s.say(text, public=text)
    return whistle


def resume_account(
    whistle: Whistle,
    *,
    actor: User,
    reason: str,
    result_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """It can be solved now: the units go on, each with a fresh limit for its result."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "resume_account", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写为什么现在能办了")
            s.set(result_by=day_anew(s.subject, result_by, now))
            s.move()
            s.say(reason)
        _each_working(whistle, "restart", actor, now)
    return whistle


def escalate(
    whistle: Whistle,
    *,
    actor: User,
    requirement: str,
    city_told: str,
    reply_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """提请上级: refused or overdue. The lead gets a supervision order, and the city is told."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "escalate", actor=actor, version=version, now=now) as s:
            need(city_told, "city_told", "请写向市里哪个单位、怎么报告的")
            lead = facts(s.subject).lead
            assert lead is not None  # noqa: S101 - an issued whistle has one
            matter = order_for(lead)
            issue_order(
                matter,
                actor=actor,
                basis="吹哨超期或拒办，提请上级",
                requirement=requirement,
                reply_by=reply_by,
                now=now,
            )
            s.set(city_told=city_told)
            s.move()
            s.say(f"{requirement}。已报告：{city_told}")
    return whistle


def order_for(unit: WhistleUnit) -> Matter:
    """What a supervision order about this unit says of it."""
    whistle = unit.whistle
    return Matter(
        kind=KIND,
        pk=whistle.pk,
        words=telling.title(whistle),
        desk=Desk.DEPARTMENT,
        department=unit.department,
        holder=unit.liaison,
        first_due_at=unit.due_at,
        is_demo=whistle.is_demo,
    )


def supervise(
    whistle: Whistle,
    *,
    actor: User,
    unit: int,
    requirement: str,
    basis: str = "",
    reply_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """督办 one unit of the whistle in writing."""
    with WHISTLES.step(whistle, "supervise", actor=actor, version=version, now=now) as s:
        chosen = next((one for one in facts(s.subject).units if one.pk == unit), None)
        if chosen is None:
            raise RuleBroken("missing", "请选督办哪个单位", field="unit")
        order = issue_order(
            order_for(chosen),
            actor=actor,
            basis=basis or f"吹哨{s.subject.no}",
            requirement=requirement,
            progress=chosen.get_state_display(),
            reply_by=reply_by,
            now=s.now,
        )
        s.detail["order"] = order.pk
        s.say(f"督办{chosen.department}（{order.no}）：{requirement}")
    return whistle


def chase(
    whistle: Whistle, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """催办: a word to whoever owes the next step — units, those who check, or those who rate."""
    now = now or timezone.now()
    with transaction.atomic():
        with WHISTLES.step(whistle, "chase", actor=actor, version=version, now=now) as s:
            need(text, "text", "请写要对方做什么、什么时候前")
            s.say(text)
        WHISTLES.notify(
            telling.who_owes(whistle) - {actor},
            kind="chase",
            title=f"催办：{telling.title(whistle)}",
            subject=whistle,
            key=f"{KIND}:{whistle.pk}:v{whistle.version}:chase",
            body=text[:200],
            actor=actor,
            now=now,
        )
    return whistle


def note(
    whistle: Whistle, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """One more line on the street's side of the timeline; units do not read it."""
    with WHISTLES.step(whistle, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return whistle
