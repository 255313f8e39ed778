"""Where a matter goes: answered in words, to the street's own opinion, to another unit, to another procedure (F2)."""

from datetime import date, datetime, time

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from disputes.models import PetitionMatter, PetitionObjection
from disputes.petitions.choices import PetitionState, Route, TellMode
from disputes.petitions.facts import facts
from disputes.petitions.flow import PETITIONS
from grids.models import Department

_DAY_END = time(18)


def answer(
    matter: PetitionMatter,
    *,
    actor: User,
    text: str,
    mode: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """A suggestion or an enquiry is answered in words, and that is its end (art. 29)."""
    with PETITIONS.step(matter, "answer", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写怎么答复的；建议要写采纳了哪些")
        if mode not in (TellMode.ON_SPOT, TellMode.WRITTEN):
            raise RuleBroken("missing", "请选怎么答复的", field="mode")
        s.set_quietly(answer_text=text)
        if not s.subject.notice_mode:
            s.set(notice_mode=mode, notice_on=timezone.localdate(s.now))
        s.set(ended_at=s.now)
        s.move()
        s.say(f"{TellMode(mode).label.removesuffix('告知')}答复")
    return matter


def propose(
    matter: PetitionMatter,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Route 6: the street itself looks into it and gives its opinion, once the leadership has signed."""
    with PETITIONS.step(matter, "propose", actor=actor, version=version, now=now) as s:
        s.set(route=Route.OPINION)
        s.move()
        s.say(note)
    return matter


def accept(
    matter: PetitionMatter,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Signed: sixty days from today, or from the receipt when day fifteen went by without a notice (art. 34, F5)."""
    with PETITIONS.step(matter, "accept", actor=actor, version=version, now=now) as s:
        notice = facts(s.subject).live("petition.notice")
        if notice is not None and s.now > notice.due_at:
            s.set(counts_from_receipt=True)
        s.set(accepted_at=s.now)
        s.move()
        s.say(note)
    return matter


def refuse(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Not to be accepted so: back to the petition officer."""
    with PETITIONS.step(matter, "refuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么退回、该怎么走")
        s.set(route=None)
        s.move()
        s.say(reason)
    return matter


def forward(
    matter: PetitionMatter,
    *,
    actor: User,
    department: Department,
    receipt_by: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """To the unit in whose power it lies, which has five working days to object and a day to return the receipt."""
    with PETITIONS.step(matter, "forward", actor=actor, version=version, now=now) as s:
        need(department, "department", "请选转给哪个单位")
        need(receipt_by, "receipt_by", "请写哪天前交回执")
        if receipt_by <= timezone.localdate(s.now):
            raise RuleBroken("receipt_by", "回执日期要晚于今天", field="receipt_by")
        s.set(
            competent=department,
            body_name=department.name,
            route=Route.DUTY,
            forwarded_at=s.now,
            receipt_due_at=timezone.make_aware(datetime.combine(receipt_by, _DAY_END)),
        )
        s.move()
        s.say(note or f"转送{department.name}")
    return matter


def guide(
    matter: PetitionMatter,
    *,
    actor: User,
    route: int,
    agency: str,
    advice: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Routes 1 to 5: another procedure decides it; the citizen is shown the way, the record stores where (art. 31)."""
    with PETITIONS.step(matter, "guide", actor=actor, version=version, now=now) as s:
        if route not in Route.values or route == Route.OPINION:
            raise RuleBroken("missing", "请选走哪条法定途径", field="route")
        need(agency, "agency", "请写到哪个机关")
        need(advice, "advice", "请写怎么提出、带什么材料")
        s.set(route=route, body_name=agency, ended_at=s.now)
        s.set_quietly(advice=advice)
        s.move()
        s.say(f"{Route(route).label}：{agency}")
    return matter


def decline(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    advice: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Not taken in, with the reason and the ways that are open: a clear answer even when it is no (F7)."""
    with PETITIONS.step(matter, "decline", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写不予受理的理由")
        need(advice, "advice", "请写信访人还可以走什么途径")
        s.set_quietly(decline_reason=reason, advice=advice)
        s.set(ended_at=s.now)
        s.move()
        s.say(reason)
    return matter


def join_open(
    matter: PetitionMatter,
    *,
    actor: User,
    same_as: PetitionMatter,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The same matter is being dealt with and its time still runs: not taken in twice (art. 19)."""
    with PETITIONS.step(matter, "join_open", actor=actor, version=version, now=now) as s:
        need(same_as, "same_as", "请写正在办理的那一件的编号")
        if same_as.pk == s.subject.pk or not same_as.is_open:
            raise RuleBroken("same_as", "要写另一件还在办的信访事项", field="same_as")
        s.set(same_as=same_as, ended_at=s.now)
        s.move()
        s.say(f"同一件在{same_as.no}里办理")
    return matter


def objection(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The unit says that it was sent to the wrong address (art. 23)."""
    with PETITIONS.step(matter, "objection", actor=actor, version=version, now=now) as s:
        _object(s, actor, reason, by_us=False)
    return matter


def objection_back(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The street says so to whoever sent it here."""
    with PETITIONS.step(matter, "objection_back", actor=actor, version=version, now=now) as s:
        _object(s, actor, reason, by_us=True)
    return matter


def _object(s: Step[PetitionMatter], actor: User, reason: str, *, by_us: bool) -> None:
    need(reason, "reason", "请写理由：为什么不归这里办，依据是什么")
    PetitionObjection.objects.create(
        matter=s.subject,
        by_us=by_us,
        department=s.subject.competent,
        reason=reason,
        by=actor,
        at=s.now,
    )
    s.move()
    s.say(reason)


def settle_objection(
    matter: PetitionMatter,
    *,
    actor: User,
    agreed: bool | None,
    note: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """What the sender says. Only when the sender agrees does the matter go back; else it stays where it was sent."""
    with PETITIONS.step(matter, "settle_objection", actor=actor, version=version, now=now) as s:
        if agreed is None:
            raise RuleBroken("missing", "请选转出方同不同意", field="agreed")
        need(note, "note", "请写理由，或对方怎么答复的")
        found = facts(s.subject).open_objection
        if found is None:
            raise RuleBroken("settled", "这次异议已经有结果了")
        found.agreed, found.note, found.settled_at = agreed, note, s.now
        found.save(update_fields=["agreed", "note", "settled_at"])
        s.move(_after_objection(s, found))
        s.say(note)
    return matter


def _after_objection(s: Step[PetitionMatter], found: PetitionObjection) -> PetitionState:
    """Sent out: back to us or still theirs. Sent here: back to the sender or still ours."""
    if found.by_us:
        s.skip_clocks.add("petition.receipt")
        if found.agreed:
            s.set(ended_at=s.now)
            return PetitionState.RETURNED
        s.skip_clocks.add("*")
        return PetitionState.RECEIVED
    s.skip_clocks.add("*")
    if found.agreed:
        s.set(competent=None, body_name="", route=None, forwarded_at=None, receipt_due_at=None)
        return PetitionState.RECEIVED
    s.skip_clocks.add("petition.receipt")
    return PetitionState.FORWARDED


def receipt(
    matter: PetitionMatter,
    *,
    actor: User,
    receipt_on: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The unit has it and answers the citizen itself: for the street the matter ends here."""
    with PETITIONS.step(matter, "receipt", actor=actor, version=version, now=now) as s:
        need(receipt_on, "receipt_on", "请写收到回执的日期")
        sent = s.subject.forwarded_at
        if receipt_on > timezone.localdate(s.now) or (sent and receipt_on < timezone.localdate(sent)):
            raise RuleBroken("receipt_on", "回执日期要在转送之后、今天以前", field="receipt_on")
        s.set(receipt_on=receipt_on, ended_at=s.now)
        s.move()
        s.say(note)
    return matter
