"""Carrying out what was agreed, and what happens when a day passes without it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.acceptance import refer
from disputes.actions.checks import agreement_of, need, not_before, not_future
from disputes.engine import Step, step
from disputes.guards import all_items_settled, facts
from disputes.models import Dispute, PerformanceItem


def _item(s: Step, pk: int) -> PerformanceItem:
    row = agreement_of(s.dispute).items.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None or row.is_settled:
        raise RuleBroken("missing", "请选一项还没履行的内容", field="item")
    return row


def perform(
    dispute: Dispute,
    *,
    actor: User,
    item: int,
    done_on: date,
    proof: str,
    waived: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Record one item as carried out, or waived in writing, with its proof (C3 row 21)."""
    with step(dispute, "perform", actor=actor, version=version, now=now) as s:
        row = _item(s, item)
        need(proof, "proof", "请写凭据，比如收条、照片、对方确认")
        settle_item(s, row, done_on, proof, waived=waived)
        words = "书面放弃" if waived else "已履行"
        s.say(f"{row.what}：{words}（{proof}）")
        s.dispute.__dict__.pop("_facts", None)
    return dispute


def settle_item(s: Step, row: PerformanceItem, on: date, proof: str, *, waived: bool) -> None:
    """Write the day and the proof on the item. The day is not before the agreement (N8) nor in the future."""
    not_future(on, "done_on", s.now, "履行日期")
    not_before(on, row.agreement.agreed_on, "done_on", "履行日期早于达成协议的日期，请核对")
    if waived:
        row.waived_on, row.waive_note = on, proof
    else:
        row.done_on, row.proof = on, proof
    row.save(update_fields=["waived_on", "waive_note", "done_on", "proof"])


def complete(
    dispute: Dispute,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Everything is done: on to the check-back within 7 days (C3 row 21, CK8)."""
    with step(dispute, "complete", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(note or "约定的事项都已履行", public="约定的事已办完，过几天我们会回访")
    return dispute


def lapse(dispute: Dispute, *, actor: User | None = None, now: datetime | None = None) -> Dispute:
    """A promised day passed: time itself marks the breach; the mediator urges performance (art. 31, C3 row 18)."""
    with step(dispute, "lapse", actor=actor, now=now) as s:
        today = timezone.localdate(s.now)
        late = [row for row in facts(s.dispute).items if not row.is_settled and row.due_on < today]
        s.move()
        s.say("到期未履行：" + "；".join(row.what for row in late), public="约定的事到期没有办，我们正在督促")
    return dispute


def renegotiate(
    dispute: Dispute,
    *,
    actor: User,
    both_consent_on: date,
    new_days: Mapping[int, date] | None = None,
    performed: Mapping[int, tuple[date, str]] | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """A new date that both accept, or done late after all (C3 row 19). `new_days`: item id → day;
    `performed`: item id → (day, proof)."""
    with step(dispute, "renegotiate", actor=actor, version=version, now=now) as s:
        not_future(both_consent_on, "both_consent_on", s.now, "双方同意日期")
        today = timezone.localdate(s.now)
        for pk, (day, proof) in (performed or {}).items():
            settle_item(s, _item(s, pk), day, proof, waived=False)
        for pk, day in (new_days or {}).items():
            if day < today:
                raise RuleBroken("too_early", "新的日期不能早于今天", field="items")
            row = _item(s, pk)
            row.due_on = day
            row.save(update_fields=["due_on"])
        left = agreement_of(s.dispute).items.filter(
            done_on__isnull=True, waived_on__isnull=True, due_on__lt=today
        )
        if left.exists():
            raise RuleBroken("missing", "还有到期没履行的事项，请写新的日期或登记已履行", field="items")
        s.dispute.__dict__.pop("_facts", None)
        s.move()
        s.say(note or "双方同意改约或已补履行", public="双方已重新约定时间")
    return dispute


def enforce(
    dispute: Dispute,
    *,
    actor: User,
    result: str,
    referred_to: str,
    referred_on: date,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Not performed: guide to the court, enforcement or another lawful route (arts. 32-33, C3 row 20)."""
    with step(dispute, "enforce", actor=actor, version=version, now=now) as s:
        refer(s, result, referred_to, referred_on)
        s.say(note, public=f"对方没有履行，已导引到{referred_to}")
    return dispute


def is_ready_to_complete(dispute: Dispute, now: datetime) -> bool:
    """Whether nothing of the agreement is left to do."""
    return not all_items_settled(dispute, now)
