"""A whistle is written, checked and blown: the slip, who it summons, and what of the matter they get to know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.files.actions import copy_photo
from core.flow.checks import need
from core.flow.edits import write_down
from core.papers.numbers import take_number
from disputes.models import CommunityCall, DutyClause, Whistle, WhistleUnit
from disputes.whistles import origins, policies
from disputes.whistles.choices import CallState, UnitState, WhistleKind, WhistleState
from disputes.whistles.facts import KIND
from disputes.whistles.flow import CALLS, UNITS, WHISTLES, hold
from grids.choices import AreaLevel, Role
from grids.models import Area, Department, Grid
from grids.scope import Scope

REASON_LENGTH = 4


@dataclass(frozen=True)
class Where:
    """What a whistle is about and where: a place, and the matter or the call it comes from."""

    place: Area
    place_detail: str = ""
    origin_kind: str = ""
    origin_id: int | None = None
    call: CommunityCall | None = None
    is_demo: bool = False


@dataclass(frozen=True)
class Slip:
    """What the form says: whom, which kind, what to do, on what ground, and what the units may read."""

    kind: str
    title: str
    task: str
    basis: str
    lead: Department
    assisting: tuple[Department, ...] = ()
    problem: str = ""
    cause: str = ""
    clause: DutyClause | None = None
    result_by: datetime | None = None
    share_address: bool = False
    photo_ids: tuple[int, ...] = ()
    # The key of a Contact of the origin; empty: no number is given.
    contact: str = ""
    share_reason: str = ""
    asks_resident: bool = True


def _check(slip: Slip, now: datetime) -> None:
    need(slip.title, "title", "请写是什么事")
    need(slip.task, "task", "请写要部门做什么")
    need(slip.basis, "basis", "请写依据：职责清单哪一条，或哪部法规")
    if slip.lead in slip.assisting:
        raise RuleBroken("twice", f"{slip.lead}已经是主办，不用再选协办", field="assisting")
    if any(not one.is_active for one in (slip.lead, *slip.assisting)):
        raise RuleBroken("retired", "有单位已经停用，请换一个", field="lead")
    if slip.kind == WhistleKind.TOUGH and (slip.result_by is None or slip.result_by <= now):
        raise RuleBroken("missing", "攻坚哨要写交办的办结日期，而且要在以后", field="result_by")
    if slip.contact and len(slip.share_reason.strip()) < REASON_LENGTH:
        raise RuleBroken("missing", "要给居民电话，请写清部门为什么要打这个电话", field="share_reason")


def _said(slip: Slip) -> dict[str, Any]:
    """The slip's plain columns."""
    return {
        "kind": slip.kind,
        "cause": slip.cause,
        "clause": slip.clause,
        "result_by": slip.result_by if slip.kind == WhistleKind.TOUGH else None,
        "share_address": slip.share_address,
        "share_contact": bool(slip.contact),
        "asks_resident": slip.asks_resident,
        "photo_ids": list(slip.photo_ids),
    }


def _written(slip: Slip) -> dict[str, Any]:
    """Texts that people wrote: kept out of the timeline's diff."""
    return {
        "title": slip.title,
        "problem": slip.problem,
        "task": slip.task,
        "basis": slip.basis,
        "share_reason": slip.share_reason.strip() if slip.contact else "",
    }


def _contact(whistle: Whistle, key: str) -> None:
    """Seal the number of the ticked person, and keep the masked name that goes with it."""
    origin = origins.get(whistle.origin_kind)
    number, name = "", ""
    if key and origin is not None and whistle.origin_id is not None:
        name, number = origin.contact(whistle.origin_id, key)
    if key and not number:
        raise RuleBroken("missing", "这个人没有登记电话，请换一个或不给电话", field="contact")
    whistle.contact_name = name
    whistle.seal_in("phone", number)


def draft_whistle(slip: Slip, where: Where, *, actor: User, now: datetime | None = None) -> Whistle:
    """Keep a whistle as a draft: no number, no clock, no unit hears of it. Ends the call it answers.

    Refuses whoever is not of the street's desk, and a matter that may be told to nobody."""
    now = now or timezone.now()
    if not policies.may_draft(actor):
        raise NotAllowed("role", "吹哨由街道发起。社区请先「社区呼叫」")
    _check(slip, now)
    origin = origins.get(where.origin_kind)
    if origin is not None and where.origin_id is not None and (why := origin.refuses(where.origin_id)):
        raise RuleBroken("origin", why)
    with transaction.atomic():
        hold(call=where.call)
        whistle = Whistle(
            state=WhistleState.DRAFT,
            place=where.place,
            place_detail=where.place_detail,
            community=where.place.community or where.place,
            grid=grid_of(where.place, now),
            origin_kind=where.origin_kind,
            origin_id=where.origin_id,
            call=where.call,
            created_by=actor,
            created_at=now,
            is_demo=where.is_demo,
            **_said(slip),
            **_written(slip),
        )
        _contact(whistle, slip.contact)
        whistle.save()
        _summon(whistle, slip, actor, now)
        if where.call is not None:
            _answer_call(where.call, actor, now)
        write_down(whistle, KIND, "draft", "拟哨", actor=actor, now=now, which=slip.kind, lead=slip.lead.pk)
    return whistle


def grid_of(place: Area, now: datetime) -> Grid | None:
    """The grid whose people look on the spot; an estate or a community has none of its own."""
    if place.level != AreaLevel.BUILDING:
        return None
    return Grid.for_building(place.pk, on=timezone.localdate(now))


def _summon(whistle: Whistle, slip: Slip, actor: User, now: datetime) -> None:
    shared: dict[str, Any] = {
        "whistle": whistle,
        "state": UnitState.PLANNED,
        "created_by": actor,
        "created_at": now,
        "is_demo": whistle.is_demo,
    }
    WhistleUnit.objects.create(department=slip.lead, is_lead=True, **shared)
    for one in slip.assisting:
        WhistleUnit.objects.create(department=one, is_lead=False, **shared)


def _answer_call(call: CommunityCall, actor: User, now: datetime) -> None:
    with CALLS.step(call, "whistle", actor=actor, now=now) as s:
        s.move()
        s.say("街道正在拟哨，吹哨后可以看到部门办理情况")


def edit_draft(
    whistle: Whistle, slip: Slip, *, actor: User, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """Write the draft anew; units and number are chosen anew with it."""
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "edit", actor=actor, version=version, now=now) as s:
            _check(slip, s.now)
            s.set(**_said(slip))
            s.set_quietly(**_written(slip))
            _contact(s.subject, slip.contact)
            s.set_quietly(contact_name=s.subject.contact_name)
            s.subject.save(
                update_fields=[
                    *Whistle.sealed_columns("phone"),
                    "contact_name",
                    "share_contact",
                    "share_reason",
                ]
            )
            s.subject.units.filter(state=UnitState.PLANNED).delete()
            _summon(s.subject, slip, actor, s.now)
    return whistle


def submit(
    whistle: Whistle, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> Whistle:
    """Lay the draft before the street's leadership."""
    with WHISTLES.step(whistle, "submit", actor=actor, version=version, now=now) as s:
        s.say(note or "请审核后吹哨")
    return whistle


def issue(
    whistle: Whistle, *, actor: User, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """Blow it (吹哨): number, clocks of every unit, copies of the ticked photos, and word to whoever must come.

    Refuses whom the kind does not name (D3). An emergency whistle of the duty officer waits for ratifying."""
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "issue", actor=actor, version=version, now=now) as s:
            moment = s.now
            if s.subject.kind == WhistleKind.TOUGH and (s.subject.result_by or moment) <= moment:
                raise RuleBroken("past", "交办的办结日期已经过了，请先修改拟哨", field="result_by")
            year = timezone.localdate(moment).year
            serial = take_number(settings.WHISTLE_SERIES, year=year)
            s.set(year=year, serial=serial, no=f"{year}-{serial:04d}", issued_by=actor, issued_at=moment)
            _sign_for_the_street(s.subject, s, actor, moment)
            _copy_photos(s.subject, actor, moment)
            s.move()
            s.say(s.subject.task)
        for unit in WhistleUnit.objects.filter(whistle=whistle, state=UnitState.PLANNED).order_by(
            "-is_lead", "pk"
        ):
            _call_in(unit, actor, moment)
        whistle.refresh_from_db()
        _tell_origin(whistle, actor, moment)
    return whistle


def _sign_for_the_street(whistle: Whistle, s: Any, actor: User, now: datetime) -> None:
    """In which office it is blown, and whether a leader has still to stand behind it."""
    if whistle.kind == WhistleKind.TOUGH:
        s.set(issued_as=policies.head_post(actor))
    if whistle.kind != WhistleKind.EMERGENCY:
        s.skip_clocks.add("whistle.ratify")
    elif Role.STREET_LEAD in Scope.of(actor).street_roles:
        s.skip_clocks.add("whistle.ratify")
        s.set(ratified_by=actor, ratified_at=now)


def _copy_photos(whistle: Whistle, actor: User, now: datetime) -> None:
    chosen = origins.shared_photos(whistle.origin_kind, whistle.origin_id, whistle.photo_ids)
    for number, stored in enumerate(chosen, start=1):
        copy_photo(
            stored,
            subject_kind=KIND,
            subject_id=whistle.pk,
            actor=actor,
            purpose="before",
            name=f"现场照片{number}.jpg",
            now=now,
        )


def _call_in(unit: WhistleUnit, actor: User, now: datetime) -> None:
    with UNITS.step(unit, "receive", actor=actor, now=now) as s:
        s.move()
        s.say(s.subject.whistle.task)


def _tell_origin(whistle: Whistle, actor: User, now: datetime) -> None:
    lead = whistle.units.get(is_lead=True, state=UnitState.PENDING).department
    origins.blown(
        whistle,
        f"吹哨{whistle.no}（{whistle.get_kind_display()}）：主办{lead}。{whistle.task}",
        public=f"已请{lead}来办",
        actor=actor,
        now=now,
    )


def blow(slip: Slip, where: Where, *, actor: User, now: datetime | None = None) -> Whistle:
    """Draft and issue in one act: what 「确认吹哨」 does for whoever may."""
    now = now or timezone.now()
    with transaction.atomic():
        whistle = draft_whistle(slip, where, actor=actor, now=now)
        return issue(whistle, actor=actor, now=now)


def void(
    whistle: Whistle, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """Drop a draft. A call that it answered waits for the street again, under its old limit."""
    with transaction.atomic():
        hold(whistle, call=whistle.call)
        with WHISTLES.step(whistle, "void", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写为什么作废")
            s.move()
            s.say(reason)
        call = whistle.call
        if call is not None and call.state == CallState.WHISTLED:
            with CALLS.step(call, "bring_back", actor=None, now=now) as back:
                back.move()
                back.say(f"拟哨作废：{reason}")
    return whistle
