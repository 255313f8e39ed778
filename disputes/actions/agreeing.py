"""What makes an agreement: its form, its words, its signatures, the promises in it (人民调解法 arts. 28-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import agreement_of, need, not_before, not_future
from disputes.choices import AgreementForm, Severity
from disputes.engine import Step, step
from disputes.models import Agreement, Dispute, PerformanceItem

Signed = tuple[date | None, date | None, date | None]


@dataclass(frozen=True)
class Promise:
    """One item of an agreement: who owes whom what by when."""

    what: str
    debtor: int
    due_on: date
    creditor: int | None = None
    amount: Decimal = Decimal(0)


def why_written(dispute: Dispute, *, at_once: bool) -> str:
    """Why this agreement must be in writing, as a sentence; empty when an oral one will do (C6: 宁波市人民调解条例
    art. 24 as model; the stricter national rule by FORCE_WRITTEN_IF_CIVIL_CONTENT)."""
    if not at_once:
        return "不是当场履行的，要写书面协议"
    if dispute.severity == Severity.MAJOR:
        return "大事要写书面协议"
    # What a grid worker settles at the door (微事) is noted, not drawn up.
    is_small = dispute.severity == Severity.SMALL
    if settings.FORCE_WRITTEN_IF_CIVIL_CONTENT and is_small and dispute.amount_claimed > 0:
        return "涉及钱物，要写书面协议"
    return ""


def check_form(dispute: Dispute, form: str, *, at_once: bool) -> None:
    """Refuse an oral agreement where writing is asked for."""
    why = why_written(dispute, at_once=at_once) if form == AgreementForm.ORAL else ""
    if why:
        raise RuleBroken("written", why, field="agreement_form")


def write_agreement(
    s: Step, form: AgreementForm, terms: str, agreed_on: date, facts_agreed: str
) -> Agreement:
    """The agreement with its words, unsaved."""
    need(terms, "terms", "请写约定的内容")
    not_future(agreed_on, "agreed_on", s.now, "达成日期")
    if s.dispute.accepted_at:
        first = timezone.localdate(s.dispute.accepted_at)
        not_before(agreed_on, first, "agreed_on", "达成日期早于受理日期，请核对")
    return Agreement(
        dispute=s.dispute,
        form=form,
        terms=terms,
        facts=facts_agreed,
        agreed_on=agreed_on,
        mediator=s.dispute.mediator or s.actor,
        created_at=s.now,
    )


def _check_signatures(agreement: Agreement, now: datetime) -> None:
    """人民调解法 art. 29: a written agreement takes effect only signed and sealed; none of it in the future."""
    named = {
        "parties_signed_on": agreement.parties_signed_on,
        "mediator_signed_on": agreement.mediator_signed_on,
        "sealed_on": agreement.sealed_on,
    }
    for name, day in named.items():
        if day is None:
            continue
        not_future(day, name, now, "签字盖章日期")
        not_before(day, agreement.agreed_on, name, "签字盖章不能早于达成日期")


def put_signatures(s: Step, agreement: Agreement, signed: Signed) -> None:
    """Parties, mediator, committee: when each signed or sealed. A written one is in force when all three have (art. 29)."""
    agreement.parties_signed_on, agreement.mediator_signed_on, agreement.sealed_on = signed
    _check_signatures(agreement, s.now)
    agreement.effective_on = agreement.effect_day()
    agreement.save()


def sign_agreement(
    dispute: Dispute,
    *,
    actor: User,
    parties_signed_on: date | None = None,
    mediator_signed_on: date | None = None,
    sealed_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Signatures and seal that came later. With the last of them it is in force and CK7 begins."""
    with step(dispute, "sign_agreement", actor=actor, version=version, now=now) as s:
        agreement = agreement_of(s.dispute)
        asked = (parties_signed_on, mediator_signed_on, sealed_on)
        if not any(asked):
            raise RuleBroken("missing", "请至少填一个日期", field="parties_signed_on")
        held = (agreement.parties_signed_on, agreement.mediator_signed_on, agreement.sealed_on)
        new, old_parties, old_mediator, old_seal = asked, *held
        put_signatures(s, agreement, (new[0] or old_parties, new[1] or old_mediator, new[2] or old_seal))
        s.dispute.__dict__.pop("_facts", None)
        effective = agreement.effective_on
        s.say(f"签字盖章已齐，{effective:%Y-%m-%d}生效" if effective else "补登了签字盖章，还没有齐")
    return dispute


def write_items(s: Step, agreement: Agreement, items: Sequence[Promise]) -> None:
    """The promises of an agreement; parties must be parties of the case (N8)."""
    own = set(s.dispute.parties.values_list("pk", flat=True))
    for promise in items:
        if promise.debtor not in own or (promise.creditor is not None and promise.creditor not in own):
            raise RuleBroken("party", "履行人要从这件案件的当事人里选", field="items")
        if promise.creditor == promise.debtor:
            raise RuleBroken("party", "履行人和对方不能是同一个人", field="items")
        not_before(promise.due_on, agreement.agreed_on, "items", "约定日期不能早于达成日期")
        if promise.amount < 0:
            raise RuleBroken("amount", "金额不能小于0", field="items")
        PerformanceItem.objects.create(
            agreement=agreement,
            what=promise.what,
            debtor_id=promise.debtor,
            creditor_id=promise.creditor,
            amount=promise.amount,
            due_on=promise.due_on,
        )
