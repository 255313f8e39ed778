"""The table itself: agreement, pause, more time, and when it does not work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.clocks.actions import extend_clock
from core.errors import RuleBroken
from disputes import clockwork
from disputes.actions.agreeing import Promise, check_form, put_signatures, write_agreement, write_items
from disputes.actions.checks import agreement_of, need, not_future
from disputes.choices import (
    AgreementForm,
    ExtendReason,
    Result,
    SuspendReason,
    Tier,
    Track,
)
from disputes.engine import Step, step
from disputes.guards import PAUSE_DAYS, facts, paused_days
from disputes.models import Dispute, Extension, Suspension

EXTENDABLE = ("CK4", "CK3")


def agree(
    dispute: Dispute,
    *,
    actor: User,
    form: str,
    terms: str,
    agreed_on: date,
    items: Sequence[Promise],
    facts_agreed: str = "",
    parties_signed_on: date | None = None,
    mediator_signed_on: date | None = None,
    sealed_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """An agreement with things still to do (C3 row 14). CK3-CK5 end, CK8 and the nearest promise run."""
    with step(dispute, "agree", actor=actor, version=version, now=now) as s:
        need(items, "items", "请至少写一项要履行的内容；已经当场履行的，用「达成协议并当场履行」")
        check_form(s.dispute, form, at_once=False)
        agreement = write_agreement(s, AgreementForm(form), terms, agreed_on, facts_agreed)
        put_signatures(s, agreement, (parties_signed_on, mediator_signed_on, sealed_on))
        write_items(s, agreement, items)
        s.set(result=Result.WRITTEN.value)
        s.move()
        s.say(f"{AgreementForm(form).label}：{terms}"[:2000], public="双方已达成协议，正在履行")
    return dispute


def agree_performed(
    dispute: Dispute,
    *,
    actor: User,
    terms: str,
    agreed_on: date,
    proof: str,
    form: str = AgreementForm.ORAL,
    parties_signed_on: date | None = None,
    mediator_signed_on: date | None = None,
    sealed_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Agreed and done on the spot, with its proof (C3 row 15). Noted as an oral agreement (人民调解法 art. 28) unless it
    must or shall be written."""
    with step(dispute, "agree_performed", actor=actor, version=version, now=now) as s:
        need(proof, "proof", "请写怎么证明已经履行，比如现场照片、收条")
        check_form(s.dispute, form, at_once=True)
        agreement = write_agreement(s, AgreementForm(form), terms, agreed_on, "")
        put_signatures(s, agreement, (parties_signed_on, mediator_signed_on, sealed_on))
        s.set(result=Result.ON_SPOT.value)
        s.detail["proof"] = proof
        s.move()
        s.say(f"{terms}（{proof}）"[:2000], public="已当场解决，过几天我们会回访")
    return dispute


def fail(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    advice: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Mediation ends without agreement; arbitration, administrative and court routes are told (art. 26)."""
    with step(dispute, "fail", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写没谈成的原因")
        need(advice, "advice", "请写告诉了当事人哪些途径：仲裁、行政处理或起诉")
        _end_pause(s)
        s.set(result=Result.FAILED.value)
        s.move()
        s.say(f"{reason}。{advice}", public=f"没有谈成。{advice}"[:200])
    return dispute


def suspend(
    dispute: Dispute,
    *,
    actor: User,
    reason_code: str,
    resume_on: date,
    parties_told_on: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Pause CK3 and CK4 until a day (C3 row 12). In all no more than 30 days unless an appraisal is awaited (C5)."""
    with step(dispute, "suspend", actor=actor, version=version, now=now) as s:
        need(reason_code, "reason_code", "请选中止的原因")
        not_future(parties_told_on, "parties_told_on", s.now, "告知日期")
        today = timezone.localdate(s.now)
        if resume_on <= today:
            raise RuleBroken("too_early", "恢复日期要晚于今天", field="resume_on")
        planned = paused_days(s.dispute, s.now) + (resume_on - today).days
        if planned > PAUSE_DAYS and reason_code != SuspendReason.APPRAISAL:
            latest = today + timedelta(days=PAUSE_DAYS - paused_days(s.dispute, s.now))
            raise RuleBroken(
                "too_long", f"累计中止最多{PAUSE_DAYS}天，最晚恢复日期是{latest:%Y-%m-%d}", field="resume_on"
            )
        Suspension.objects.create(
            dispute=s.dispute,
            reason=reason_code,
            note=note,
            parties_told_on=parties_told_on,
            started_at=s.now,
            started_by=actor,
            resume_on=resume_on,
        )
        s.move()
        label = SuspendReason(reason_code).label
        s.say(f"{label}。{note}", public=f"暂停办理：{label}，预计{resume_on:%m月%d日}恢复")
    return dispute


def resume(
    dispute: Dispute,
    *,
    actor: User | None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Go on; the paused days are added. `actor` None is the day itself having come (C3 row 13)."""
    with step(dispute, "resume", actor=actor, version=version, now=now) as s:
        _end_pause(s)
        s.move()
        s.say(note or "中止期满，自动恢复" if actor is None else note, public="恢复办理")
    return dispute


def _end_pause(s: Step) -> None:
    for row in s.dispute.suspensions.filter(ended_at__isnull=True):
        row.ended_at = s.now
        row.save(update_fields=["ended_at"])


def contest(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    both_consent_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Both contest the agreement, or the court would not confirm it: set it aside and mediate anew (C3 row 18b)."""
    with step(dispute, "contest", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写哪里有争议")
        not_future(both_consent_on, "both_consent_on", s.now, "双方同意日期")
        agreement = agreement_of(s.dispute)
        agreement.set_aside_at = s.now
        agreement.save(update_fields=["set_aside_at"])
        s.set(result="", confirmation="")
        s.move()
        s.say(reason, public="协议内容有争议，重新调解")
    return dispute


def mediate_again(
    dispute: Dispute,
    *,
    actor: User,
    both_consent_on: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Both sides ask again within 30 days of the end (C3 row 22c)."""
    with step(dispute, "mediate_again", actor=actor, version=version, now=now) as s:
        not_future(both_consent_on, "both_consent_on", s.now, "双方同意日期")
        s.set(result="", mediator=s.dispute.mediator or actor, accepted_at=s.dispute.accepted_at or s.now)
        s.set(active_track=Track.PEOPLE.value)
        s.move()
        s.say(note or "双方要求再次调解", public="双方要求再次调解，已重新安排")
    return dispute


def ask_extension(
    dispute: Dispute,
    *,
    actor: User,
    clock_code: str,
    days: int,
    reason_code: str,
    parties_agreed_on: date | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Ask the tier's lead for more time, before expiry, once a tier (C5). CK4 needs both parties' consent."""
    with step(dispute, "ask_extension", actor=actor, version=version, now=now) as s:
        if clock_code not in EXTENDABLE:
            raise RuleBroken("missing", "请选要延长哪个时限", field="clock_code")
        code = clockwork.code_for(clock_code, s.dispute)
        clock = next((c for c in clockwork.live(s.dispute) if c.code == code), None)
        if clock is None or s.now > clock.due_at:
            raise RuleBroken("late", "已经到期的时限不能再申请延期", field="clock_code")
        if clock_code == "CK4" and parties_agreed_on is None:
            raise RuleBroken("missing", "延长调解期限要双方同意，请填同意日期", field="parties_agreed_on")
        Extension.objects.create(
            dispute=s.dispute,
            tier=s.dispute.tier,
            clock_code=code,
            days=days,
            reason=reason_code,
            note=note,
            parties_agreed_on=parties_agreed_on,
            asked_by=actor,
            asked_at=s.now,
        )
        s.say(f"{clock.rule.title}申请延长{days}天：{ExtendReason(reason_code).label}。{note}")
    return dispute


def decide_extension(
    dispute: Dispute,
    *,
    actor: User,
    approved: bool,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The lead answers the request; approval moves the clock and the parties are told. Nobody decides their own."""
    with step(dispute, "decide_extension", actor=actor, version=version, now=now) as s:
        row = next(e for e in facts(s.dispute).extensions if e.tier == s.dispute.tier and e.approved is None)
        if row.asked_by_id == actor.pk and s.dispute.tier != Tier.STREET:
            raise RuleBroken("own", "自己提的延期要由别的负责人审批")
        if not approved and not note:
            raise RuleBroken("missing", "不同意延期请写理由", field="note")
        row.approved, row.decided_by, row.decided_at, row.decision_note = approved, actor, s.now, note
        row.save(update_fields=["approved", "decided_by", "decided_at", "decision_note"])
        if approved:
            clock = next((c for c in clockwork.live(s.dispute) if c.code == row.clock_code), None)
            if clock is None:
                raise RuleBroken("late", "这个时限已经结束，不用延期了")
            label = ExtendReason(row.reason).label
            extend_clock(clock, days=row.days, actor=actor, reason=label, now=s.now)
        s.detail["extension"] = row.pk
        s.say(
            f"{'同意' if approved else '不同意'}延长{row.days}天。{note}",
            public=f"经双方同意，办理期限延长{row.days}天" if approved and row.parties_agreed_on else "",
        )
    return dispute
