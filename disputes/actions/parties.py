"""Somebody of the quarrel becomes known after it was logged: a patrol sees the leak before it meets the neighbours."""

from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.acceptance import NO_CASE_WITHOUT_CONSENT
from disputes.actions.checks import need, not_future
from disputes.actions.intake import PartyFacts, write_parties
from disputes.choices import Consent, Mode
from disputes.engine import Step, step
from disputes.models import Dispute, DisputeParty

MOST_PARTIES = 20


def add_party(
    dispute: Dispute,
    *,
    actor: User,
    party: PartyFacts,
    consent: str = "",
    rights_told_on: date | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Register one more party (C1b). Once mediation runs they must have been asked and told their rights too (art. 17).

    The timeline and the ledger keep that a party came, not who: names stand in the party's own row."""
    with step(dispute, "add_party", actor=actor, version=version, now=now) as s:
        need(party.name, "name", "请写姓名或单位")
        if s.dispute.parties.count() >= MOST_PARTIES:
            raise RuleBroken("too_many", f"一件最多登记{MOST_PARTIES}个当事人", field="name")
        if s.dispute.accepted_at:
            _agrees_to_join(s, consent, rights_told_on)
        write_parties(s.dispute, (party,))
        row = s.dispute.parties.latest("pk")
        if s.dispute.accepted_at:
            _write_consent(s, row, consent, rights_told_on)
        s.detail["party"] = row.pk
        s.say(f"补充了一方：{row.get_role_display()}")
    return dispute


def _agrees_to_join(s: Step, consent: str, told_on: date | None) -> None:
    if consent == Consent.REFUSED:
        raise RuleBroken("refused", NO_CASE_WITHOUT_CONSENT, field="consent")
    need(consent, "consent", "调解已经开始，请选这一方愿不愿意调解")
    need(told_on, "rights_told_on", "请先把权利义务告诉这一方，再填告知日期")
    if told_on is not None:
        not_future(told_on, "rights_told_on", s.now, "告知日期")


def _write_consent(s: Step, row: DisputeParty, consent: str, told_on: date | None) -> None:
    row.consent, row.consent_on = consent, timezone.localdate(s.now)
    row.consent_mode, row.rights_told_on = Mode.ON_SITE, told_on
    row.save(update_fields=["consent", "consent_on", "consent_mode", "rights_told_on"])
