"""Judicial confirmation: both parties ask, the court takes it, the court decides (人民调解法 art. 33; 民事诉讼法
arts. 205-206). A right of the parties: the office helps and writes down, it decides nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.clocks.models import Clock
from core.errors import RuleBroken
from disputes.actions.checks import agreement_of, need, not_before, not_future
from disputes.choices import Mode
from disputes.choices_mediation import CONFIRMATION_ENDS, CONFIRMATION_OPEN, Confirmed, Excluded
from disputes.engine import KIND, Step, step
from disputes.models import Dispute, JudicialConfirmation


def apply_confirmation(
    dispute: Dispute,
    *,
    actor: User,
    court: str,
    applied_on: date,
    both_applied: bool,
    mode: str = Mode.LETTER,
    excluded: Sequence[str] = (),
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Both parties applied together within thirty days of effect (CK7). `excluded` are the grounds of art. 355 that
    hold: with one of them no court takes it, so it is not sent."""
    with step(dispute, "apply_confirmation", actor=actor, version=version, now=now) as s:
        if excluded:
            words = "；".join(Excluded(one).label for one in excluded)
            raise RuleBroken("excluded", f"法院不受理这类申请：{words}", field="excluded")
        if not both_applied:
            raise RuleBroken("missing", "司法确认要双方一起申请，请先问过双方", field="both_applied")
        need(court, "court", "请写向哪个法院申请")
        agreement = agreement_of(s.dispute)
        _check_day(s, applied_on, agreement.effective_on)
        JudicialConfirmation.objects.create(
            dispute=s.dispute,
            agreement=agreement,
            court=court,
            applied_on=applied_on,
            mode=mode,
            recorded_by=actor,
            recorded_at=s.now,
        )
        s.set(confirmation=Confirmed.APPLIED.value)
        s.say(f"双方{applied_on:%m月%d日}向{court}申请司法确认", public="双方已申请司法确认")
    return dispute


def _check_day(s: Step, applied_on: date, effective_on: date | None) -> None:
    """By the last clock, because its end moves with rest days and people record a day late."""
    not_future(applied_on, "applied_on", s.now, "申请日期")
    if effective_on is not None:
        not_before(applied_on, effective_on, "applied_on", "申请日期早于协议生效日期，请核对")
    clock = Clock.objects.of(KIND, s.dispute.pk).filter(code="CK7").order_by("started_at", "pk").last()
    if clock is None:
        return
    # It runs to midnight: that moment itself is already the next day.
    last = timezone.localdate(clock.due_at - timedelta(microseconds=1))
    if applied_on > last:
        words = f"要在协议生效后30天内申请，最后一天是{last:%Y-%m-%d}"
        raise RuleBroken("late", words, field="applied_on")


def _open(s: Step) -> JudicialConfirmation:
    row = s.dispute.confirmations.filter(outcome__in=CONFIRMATION_OPEN).last()
    if row is None:
        raise RuleBroken("state", "没有等待法院处理的司法确认申请")
    return row


def confirmation_filed(
    dispute: Dispute,
    *,
    actor: User,
    filed_on: date,
    case_no: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The court took it under a number; it decides within thirty days (民事诉讼法 art. 187)."""
    with step(dispute, "confirmation_filed", actor=actor, version=version, now=now) as s:
        need(case_no, "case_no", "请写法院的案号")
        row = _open(s)
        not_future(filed_on, "filed_on", s.now, "受理日期")
        not_before(filed_on, row.applied_on, "filed_on", "受理日期早于申请日期，请核对")
        row.filed_on, row.case_no, row.outcome = filed_on, case_no, Confirmed.FILED
        row.save(update_fields=["filed_on", "case_no", "outcome"])
        s.set(confirmation=Confirmed.FILED.value)
        s.say(f"{row.court}{filed_on:%m月%d日}受理，案号{case_no}", public="法院已受理司法确认申请")
    return dispute


def confirmation_decided(
    dispute: Dispute,
    *,
    actor: User,
    outcome: str,
    decided_on: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Valid: it can be enforced. Rejected: both may mediate anew (C3 row 18b) or sue; nothing moves by itself."""
    with step(dispute, "confirmation_decided", actor=actor, version=version, now=now) as s:
        if outcome not in CONFIRMATION_ENDS:
            raise RuleBroken("missing", "请选法院的结果", field="outcome")
        row, word = _open(s), Confirmed(outcome)
        if word in (Confirmed.VALID, Confirmed.REJECTED) and row.filed_on is None:
            raise RuleBroken("missing", "法院受理以后才会有裁定，请先「登记法院受理」", field="outcome")
        not_future(decided_on, "decided_on", s.now, "结果日期")
        not_before(
            decided_on, row.filed_on or row.applied_on, "decided_on", "结果日期早于申请或受理日期，请核对"
        )
        row.outcome, row.decided_on, row.note = word, decided_on, note
        row.save(update_fields=["outcome", "decided_on", "note"])
        s.set(confirmation=word.value)
        s.say(f"{row.court}：{word.label}。{note}{_what_next(word)}", public=f"司法确认：{word.label}")
    return dispute


def _what_next(word: Confirmed) -> str:
    if word == Confirmed.VALID:
        return "一方不履行的，对方可以向法院申请强制执行"
    if word == Confirmed.REJECTED:
        return "双方同意的可以重新调解，也可以向法院起诉（民事诉讼法第206条）"
    return ""
