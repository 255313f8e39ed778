"""What a summoned unit does (部门报到): sign, object, contact, arrive, plan, ask for time, explain, answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.reveals import reveal
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.files.photos import Photo
from core.flow.checks import need
from core.ui.words import local_date
from disputes.models import Objection, UnitAnswer, UnitExtension, Whistle, WhistleUnit
from disputes.whistles import origins, policies
from disputes.whistles.actions.following import follow, to_work
from disputes.whistles.choices import ENDED_STATES, Outcome, UnitState
from disputes.whistles.facts import ANSWER_KIND, KIND, facts
from disputes.whistles.flow import UNITS, hold
from grids.models import Department

Uploads = Sequence["UploadedFile[Any] | Photo"]


def sign(
    unit: WhistleUnit, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> WhistleUnit:
    """The slip arrived and a person answers for it. It is no word on whose matter it is: that takes an objection."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "sign", actor=actor, version=version, now=now) as s:
            s.set(liaison=actor, signed_at=now)
            s.move()
            s.say(note)
        follow(unit, "sign", actor=actor, now=now)
    return unit


def object_to(
    unit: WhistleUnit,
    *,
    actor: User,
    reason: str,
    clause: str,
    suggested: Department | None,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """不属本单位: once, within a working day of signing, with the clause and the unit whose it is. The street rules.

    A slip that was not signed yet is signed with it: whoever objects has received it. Clocks rest, save in an emergency."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        if WhistleUnit.objects.values_list("state", flat=True).get(pk=unit.pk) == UnitState.PENDING:
            sign(unit, actor=actor, version=version, now=now)
            version = None
        with UNITS.step(unit, "object", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写为什么不属于本单位")
            need(clause, "clause", "请写依据：职责清单哪一条，或哪部法规")
            _suggestion(s.subject, suggested)
            Objection.objects.create(
                unit=s.subject,
                as_lead=s.subject.is_lead,
                reason=reason,
                clause=clause,
                suggested=suggested,
                by=actor,
                at=now,
            )
            s.move()
            s.say(f"{reason}。依据：{clause}。建议由{suggested}办")
        count = unit.whistle.objection_count + 1
        follow(unit, "object", actor=actor, now=now, objection_count=count)
    return unit


def _suggestion(unit: WhistleUnit, suggested: Department | None) -> None:
    need(suggested, "suggested", "请选建议由哪个单位办")
    if suggested is not None and suggested.pk == unit.department_id:
        raise RuleBroken("self", "建议的单位就是你们自己，请换一个", field="suggested")


def contact(
    unit: WhistleUnit, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> WhistleUnit:
    """Spoke with the community or the resident before coming (难点民生: within 24 hours)."""
    with UNITS.step(unit, "contact", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写联系了谁、约在什么时候")
        s.set(contacted_at=s.now)
        s.move()
        s.say(text)
    return unit


def arrive(
    unit: WhistleUnit,
    *,
    actor: User,
    people: str = "",
    arrived_at: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """我已到场. A whistle that went to the upper level is taken up again by it. Refuses an hour to come."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "arrive", actor=actor, version=version, now=now) as s:
            moment = arrived_at or now
            if moment > now:
                raise RuleBroken("future", "到场时间不能晚于现在", field="arrived_at")
            s.set(arrived_at=moment, liaison=s.subject.liaison or actor)
            s.set_quietly(arrival_people=people or actor.display_name)
            s.move()
            s.say(people)
        follow(unit, "arrive", actor=actor, now=now)
        follow(unit, "resume_work", actor=actor, now=now)
    return unit


def plan(
    unit: WhistleUnit,
    *,
    actor: User,
    text: str,
    until: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """What will be done and by when, agreed on the spot. The lead's plan begins the work."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        with UNITS.step(unit, "plan", actor=actor, version=version, now=now) as s:
            need(text, "text", "请写打算怎么办")
            if until is not None and until < timezone.localdate(now):
                raise RuleBroken("past", "打算办完的日期要在今天或以后", field="until")
            s.set_quietly(plan=text)
            s.set(plan_until=until)
            s.say(f"{text}{f'，{local_date(until, today=timezone.localdate(now))}前' if until else ''}")
        follow(unit, "plan", actor=actor, now=now)
    return unit


def progress(
    unit: WhistleUnit, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> WhistleUnit:
    """One line of how it goes."""
    with UNITS.step(unit, "progress", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写办到哪一步")
        s.say(text)
    return unit


def ask_extension(
    unit: WhistleUnit,
    *,
    actor: User,
    days: int,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """More time, asked before the result is due; the street's leadership answers. Refuses more than the rule gives."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        if unit.is_lead:
            to_work(unit, actor=actor, now=now)
        with UNITS.step(unit, "ask_extension", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写为什么要延期")
            most = _result_clock(s.subject).rule.max_extension_days
            if not 1 <= days <= most:
                raise RuleBroken("days", f"最多可以延长{most}天", field="days")
            UnitExtension.objects.create(
                unit=s.subject, days=days, reason=reason, asked_by=actor, asked_at=now
            )
            s.say(f"申请延长{days}天：{reason}")
        follow(unit, "ask_extension", actor=actor, now=now)
    return unit


def _result_clock(unit: WhistleUnit) -> Clock:
    """The running clock of the result; the guard has seen that there is one."""
    return next(
        one for one in facts(unit.whistle).clocks_of(unit) if one.is_live and one.code.endswith(".result")
    )


def explain(
    unit: WhistleUnit,
    *,
    actor: User,
    reason: str,
    interim: str,
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """D5: a unit that is late says why and where it stands. It still owes its answer."""
    with UNITS.step(unit, "explain", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么超期")
        need(interim, "interim", "请写现在办到哪一步")
        UnitAnswer.objects.create(
            unit=s.subject,
            round=s.subject.whistle.rework_count,
            result=Outcome.PARTLY,
            text=interim,
            late_reason=reason,
            is_interim=True,
            by=actor,
            at=s.now,
        )
        s.say(f"超期原因：{reason}。阶段情况：{interim}")
    return unit


def answer(
    unit: WhistleUnit,
    *,
    actor: User,
    result: str,
    text: str,
    photos: Uploads = (),
    late_reason: str = "",
    missing_reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """反馈结果 with evidence. Late answers say why (D5). The lead's answer is the whistle's, and is then checked on the
    spot; with `missing_reason` the lead says why the matter does not wait for units that have not answered."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(unit.whistle)
        if unit.is_lead:
            to_work(unit, actor=actor, now=now)
        with UNITS.step(unit, "answer", actor=actor, version=version, now=now) as s:
            _keep_answer(
                s.subject, actor, now, result=Outcome(result), text=text, late=late_reason, photos=photos
            )
            s.set(answered_at=now)
            s.move()
            s.say(f"{Outcome(result).label}：{text}")
        if unit.is_lead:
            more = {"missing_reason": missing_reason} if missing_reason else {}
            follow(unit, "resolve", actor=actor, now=now, result=result, **more)
            _tell_origin(unit, Outcome(result), text, now)
    return unit


def _keep_answer(
    unit: WhistleUnit,
    actor: User,
    now: datetime,
    *,
    result: Outcome,
    text: str,
    late: str,
    photos: Uploads,
) -> None:
    need(text, "text", "请写办理情况")
    is_late = any(
        one.is_live and now > one.due_at
        for one in facts(unit.whistle).clocks_of(unit)
        if one.code.endswith(".result")
    )
    if is_late:
        need(late, "late_reason", "已经超期了，请写一句为什么晚了")
    row = UnitAnswer.objects.create(
        unit=unit,
        round=unit.whistle.rework_count,
        result=result,
        text=text,
        late_reason=late,
        by=actor,
        at=now,
    )
    for one in photos:
        attach_photo(one, subject_kind=ANSWER_KIND, subject_id=row.pk, actor=actor, purpose="proof", now=now)


def _tell_origin(unit: WhistleUnit, result: Outcome, text: str, now: datetime) -> None:
    whistle = unit.whistle
    words = f"吹哨{whistle.no}：{unit.department}反馈「{result.label}」。{text}"
    public = f"{unit.department}已反馈，我们正在现场核实"
    origins.tell(whistle.origin_kind, whistle.origin_id, words, public=public, now=now)


def rate_whistle(
    unit: WhistleUnit,
    *,
    actor: User,
    justified: bool,
    clear: bool,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> WhistleUnit:
    """D6, the other half of the double assessment: was it this unit's to be summoned, and did the slip say enough."""
    with UNITS.step(unit, "rate_whistle", actor=actor, version=version, now=now) as s:
        s.set(was_justified=justified, was_clear=clear)
        s.set_quietly(quality_note=note)
        s.say(
            f"{'该吹给我们' if justified else '不该吹给我们'}，{'信息够用' if clear else '信息不够'}{f'：{note}' if note else ''}"
        )
    return unit


def reveal_phone(whistle: Whistle, *, actor: User, reason: str, now: datetime | None = None) -> str:
    """The resident's number for a liaison who must call, while the whistle goes on; the look is committed first (P13).

    Refuses everybody who does not speak for a unit of it, and a whistle that has ended."""
    if policies.unit_of(actor, whistle) is None:
        raise NotAllowed("role", "只有被吹哨单位的联络员能看这个电话")
    if not whistle.share_contact:
        raise RuleBroken("missing", "这次吹哨没有给居民电话")
    if whistle.state in ENDED_STATES:
        raise RuleBroken("state", "这次吹哨已经结束，电话不再显示")
    return reveal(
        lambda: whistle.open_sealed("phone"),
        actor=actor,
        subject_kind=KIND,
        subject_id=whistle.pk,
        field="phone",
        reason=reason,
        now=now,
    )
