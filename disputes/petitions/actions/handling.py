"""The street's own work on a matter: who handles it, mediation, more time, the opinion and its way to the citizen."""

from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.clocks.actions import extend_clock
from core.errors import RuleBroken
from core.flow.checks import need, not_before, not_future
from core.flow.engine import Step
from disputes.models import (
    Dispute,
    PetitionExtension,
    PetitionMatter,
    PetitionOpinion,
    PetitionRecusal,
)
from disputes.petitions.choices import (
    EXTENSION_DAYS,
    OWED_STATES,
    PetitionKind,
    ServeMode,
    Stance,
)
from disputes.petitions.facts import facts
from disputes.petitions.flow import PETITIONS
from grids.scope import Scope


def assign(
    matter: PetitionMatter,
    *,
    actor: User,
    handler: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Name the handler. Refuses whoever stepped aside in this matter, and whoever holds no post."""
    with PETITIONS.step(matter, "assign", actor=actor, version=version, now=now) as s:
        _give(s, handler)
        s.move()
        s.say(note)
    return matter


def reassign(
    matter: PetitionMatter,
    *,
    actor: User,
    handler: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Another handler, with the reason. The citizen's time runs on."""
    with PETITIONS.step(matter, "reassign", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么换人")
        if handler == s.subject.handler:
            raise RuleBroken("same", "承办人没有变", field="handler")
        _give(s, handler)
        s.say(reason)
    return matter


def _give(s: Step[PetitionMatter], handler: User) -> None:
    need(handler, "handler", "请选承办人")
    if not (handler.is_active and Scope.of(handler).roles):
        raise RuleBroken("handler", f"{handler.display_name}现在没有岗位，请换一个人", field="handler")
    if handler.pk in facts(s.subject).recused_ids:
        raise RuleBroken("recused", f"{handler.display_name}在这件里已经回避，请换一个人", field="handler")
    s.set(handler=handler)


def recuse(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """A handler with an interest is replaced (art. 28). They read and do nothing in it from now on."""
    with PETITIONS.step(matter, "recuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写回避的理由")
        gone = s.subject.handler
        if gone is not None:
            PetitionRecusal.objects.create(matter=s.subject, user=gone, reason=reason, at=s.now)
        s.set(handler=None)
        s.move()
        s.say(reason)
    return matter


def link_case(
    matter: PetitionMatter,
    *,
    actor: User,
    case: Dispute,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Mediation is tried in a case (art. 33). The sixty days run on."""
    with PETITIONS.step(matter, "link_case", actor=actor, version=version, now=now) as s:
        need(case, "case", "请写调解案件的编号")
        s.set(case=case)
        s.say(f"在案件{case.no}里调解")
    return matter


def ask_extension(
    matter: PetitionMatter,
    *,
    actor: User,
    days: int,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """A difficult matter needs more time: once, up to thirty days, before the day has come (art. 34)."""
    with PETITIONS.step(matter, "ask_extension", actor=actor, version=version, now=now) as s:
        if not 1 <= (days or 0) <= EXTENSION_DAYS:
            raise RuleBroken("days", f"延期1到{EXTENSION_DAYS}天", field="days")
        need(reason, "reason", "请写为什么办不完，信访人会看到这个理由")
        PetitionExtension.objects.create(
            matter=s.subject,
            round=s.subject.round,
            days=days,
            reason=reason,
            asked_by=actor,
            asked_at=s.now,
        )
        s.move()
        s.say(f"{days}天：{reason}")
    return matter


def decide_extension(
    matter: PetitionMatter,
    *,
    actor: User,
    approved: bool | None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The leadership says yes or no. Yes moves the day; the citizen is then told why."""
    with PETITIONS.step(matter, "decide_extension", actor=actor, version=version, now=now) as s:
        if approved is None:
            raise RuleBroken("missing", "请选同意还是不同意", field="approved")
        if not approved:
            need(note, "note", "不同意的，请写理由")
        asked = facts(s.subject).asked_extension
        clock = facts(s.subject).live("petition.finish")
        if asked is None or clock is None:
            raise RuleBroken("none", "没有等待审批的延期申请")
        asked.approved, asked.decided_by, asked.decided_at, asked.note = approved, actor, s.now, note
        if approved:
            asked.first_due_at = clock.due_at
            extend_clock(clock, days=asked.days, actor=actor, reason=asked.reason, now=s.now)
        asked.save(update_fields=["approved", "decided_by", "decided_at", "note", "first_due_at"])
        s.move()
        s.say(f"{'同意' if approved else '不同意'}延期{asked.days}天{'：' + note if note else ''}")
    return matter


def tell_extension(
    matter: PetitionMatter,
    *,
    actor: User,
    mode: str,
    told_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen knows why it takes longer (art. 34)."""
    with PETITIONS.step(matter, "tell_extension", actor=actor, version=version, now=now) as s:
        granted = facts(s.subject).granted_extension
        need(mode, "mode", "请选怎么告知的")
        need(told_on, "told_on", "请写告知日期")
        not_future(told_on, "told_on", s.now, "告知日期")
        if granted is None or granted.decided_at is None:
            raise RuleBroken("none", "没有批准过延期，不用告知")
        earliest = timezone.localdate(granted.decided_at)
        not_before(told_on, earliest, "told_on", "告知日期不能早于批准延期的日期")
        granted.told_on, granted.told_mode = told_on, mode
        granted.save(update_fields=["told_on", "told_mode"])
        s.say(ServeMode(mode).label, public=granted.reason)
    return matter


def draft_opinion(
    matter: PetitionMatter,
    *,
    actor: User,
    demand: str,
    found: str,
    stance: str,
    view: str,
    basis: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The opinion as it will be served: what is asked, what was found, what follows and on which ground (art. 32)."""
    with PETITIONS.step(matter, "draft_opinion", actor=actor, version=version, now=now) as s:
        need(demand, "demand", "请写信访请求")
        need(found, "found", "请写查明的事实和理由")
        need(stance, "stance", "请选支持、解释说明还是不予支持")
        need(view, "view", "请写处理意见；不支持也要说清楚")
        need(basis, "basis", "请写依据的法律、法规或政策")
        PetitionOpinion.objects.update_or_create(
            matter=s.subject,
            round=s.subject.round,
            defaults={
                "demand": demand,
                "facts": found,
                "stance": stance,
                "view": view,
                "basis": basis,
                "drafted_by": actor,
                "drafted_at": s.now,
            },
        )
        s.move()
        s.say(f"拟{Stance(stance).label}")
    return matter


def send_back(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The draft goes back to its handler."""
    with PETITIONS.step(matter, "send_back", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写哪里要改")
        s.move()
        s.say(reason)
    return matter


def sign_opinion(
    matter: PetitionMatter,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The leadership signs. Whoever drafted it does not sign it."""
    with PETITIONS.step(matter, "sign_opinion", actor=actor, version=version, now=now) as s:
        opinion = facts(s.subject).opinion
        if opinion is None:
            raise RuleBroken("none", "还没有拟好的处理意见")
        if opinion.drafted_by_id == actor.pk:
            raise RuleBroken("own", "自己拟的意见不能自己签，请另一位分管领导签发")
        opinion.signed_by, opinion.signed_at = actor, s.now
        opinion.save(update_fields=["signed_by", "signed_at"])
        s.move()
        s.say(note)
    return matter


def serve(
    matter: PetitionMatter,
    *,
    actor: User,
    served_on: date,
    mode: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen has the opinion: the sixty days end, the thirty days for asking a review begin (art. 34, 35)."""
    with PETITIONS.step(matter, "serve", actor=actor, version=version, now=now) as s:
        opinion = facts(s.subject).opinion
        need(served_on, "served_on", "请写送达日期")
        need(mode, "mode", "请选送达方式")
        not_future(served_on, "served_on", s.now, "送达日期")
        if opinion is None or opinion.signed_at is None:
            raise RuleBroken("none", "处理意见还没有签发")
        signed = timezone.localdate(opinion.signed_at)
        not_before(served_on, signed, "served_on", "送达日期不能早于签发日期")
        opinion.served_on, opinion.served_mode = served_on, mode
        opinion.save(update_fields=["served_on", "served_mode"])
        s.move()
        s.say(ServeMode(mode).label)
    return matter


def count_from_receipt(matter_id: int, *, now: datetime) -> None:
    """Day fifteen went by without a notice: the sixty days count from the receipt, the safe side for the citizen (F5).

    Only for what the street itself may owe an opinion on; an extension that was granted meanwhile stays."""
    matter = PetitionMatter.objects.get(pk=matter_id)
    owed = matter.kind == PetitionKind.APPEAL and matter.state in OWED_STATES and not matter.round
    if not owed or matter.counts_from_receipt or facts(matter).granted_extension:
        return
    with PETITIONS.step(matter, "count_from_receipt", actor=None, now=now) as s:
        s.set(counts_from_receipt=True)
        s.say("从收到之日起60天内办结")
