"""Whether mediation begins: ask the parties, accept, or say plainly why not and where to go instead."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import need, not_future
from disputes.choices import REFERRAL_RESULTS, Consent, DeclineReason, Mode, Result
from disputes.committees import chosen
from disputes.engine import Step, step
from disputes.models import Dispute

NO_CASE_WITHOUT_CONSENT = "有当事人明确拒绝，按《人民调解法》第十七条不能调解。请用「一方拒绝，终止」"


def ask_consent(
    dispute: Dispute,
    *,
    actor: User,
    asked_on: date,
    mode: str = Mode.PHONE,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Ask the parties whether they want mediation; a committee may offer it unasked (人民调解法 art. 17)."""
    with step(dispute, "ask_consent", actor=actor, version=version, now=now) as s:
        not_future(asked_on, "asked_on", s.now, "征询日期")
        s.set(holder=s.dispute.holder or actor)
        s.move()
        s.say(note or f"{Mode(mode).label}征询双方意愿", public="正在问双方是否愿意调解")
    return dispute


def accept(
    dispute: Dispute,
    *,
    actor: User,
    consents: Mapping[int, str],
    rights_told_on: date | None,
    mode: str = Mode.PHONE,
    mediator: User | None = None,
    chosen_by: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Mediation begins; CK4 starts. Needs that nobody clearly refused and that rights were told (C3 row 3).

    `consents` maps party ids to disputes.choices.Consent. The mediator is one of the tier's committee (人民调解法
    art. 19), the actor unless another is named; on a restricted case that is who handles it."""
    with step(dispute, "accept", actor=actor, version=version, now=now) as s:
        if rights_told_on is None:
            raise RuleBroken("missing", "请先把权利义务告诉双方，再填告知日期", field="rights_told_on")
        not_future(rights_told_on, "rights_told_on", s.now, "告知日期")
        _write_consents(s, consents, rights_told_on, mode)
        leads = mediator or actor
        s.set(committee=chosen(s.dispute, leads, s.now), mediator=leads, mediator_chosen_by=str(chosen_by))
        s.set(accepted_at=s.now, accepted_grid=s.dispute.grid)
        s.set(holder=leads if mediator else s.dispute.holder or actor)
        s.move()
        s.say("双方没有明确拒绝，已告知权利义务", public="已受理，正在安排调解")
    return dispute


def _write_consents(s: Step, consents: Mapping[int, str], told_on: date, mode: str) -> None:
    parties = list(s.dispute.parties.select_for_update(no_key=True))
    for party in parties:
        answer = consents.get(party.pk, party.consent)
        if answer == Consent.REFUSED:
            raise RuleBroken("refused", NO_CASE_WITHOUT_CONSENT, field="consents")
        if answer not in (Consent.AGREED, Consent.UNCLEAR):
            raise RuleBroken("missing", f"请填「{party.name}」的意愿", field="consents")
        party.consent, party.consent_on = answer, timezone.localdate(s.now)
        party.consent_mode, party.rights_told_on = mode, told_on
        party.save(update_fields=["consent", "consent_on", "consent_mode", "rights_told_on"])
    s.detail["consents"] = {str(party.pk): party.consent for party in parties}


def refuse(
    dispute: Dispute,
    *,
    actor: User,
    party: int,
    advice: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """One clear refusal ends it (人民调解法 art. 17); the parties are told of lawful routes."""
    with step(dispute, "refuse", actor=actor, version=version, now=now) as s:
        need(advice, "advice", "请写明告诉了当事人哪些途径，比如仲裁、起诉")
        row = s.dispute.parties.select_for_update(no_key=True).filter(pk=party).first()
        if row is None:
            raise RuleBroken("missing", "请选是哪一方拒绝", field="party")
        row.consent, row.consent_on = Consent.REFUSED, timezone.localdate(s.now)
        row.save(update_fields=["consent", "consent_on"])
        s.set(result=Result.REFUSED.value)
        s.move()
        s.say(f"{row.get_role_display()}明确拒绝调解。{advice}", public="一方不愿调解，已告知其他途径")
    return dispute


def decline(
    dispute: Dispute,
    *,
    actor: User,
    reason_code: str,
    advice: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Not a matter for mediation: say why and where to go (C3 row 5)."""
    with step(dispute, "decline", actor=actor, version=version, now=now) as s:
        need(reason_code, "reason_code", "请选不受理的原因")
        need(advice, "advice", "请写明建议当事人去哪里")
        s.set(result=Result.NOT_ACCEPTED.value)
        s.move()
        label = DeclineReason(reason_code).label
        s.detail["reason_code"] = reason_code
        s.say(f"{label}。{advice}", public=f"这件事不能调解（{label}）。{advice}"[:200])
    return dispute


def guide(
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
    """Hand over to the lawful route it belongs to, with the body and the date (C3 row 6)."""
    with step(dispute, "guide", actor=actor, version=version, now=now) as s:
        refer(s, result, referred_to, referred_on)
        s.say(note, public=f"已导引到{referred_to}")
    return dispute


def refer(s: Step, result: str, referred_to: str, referred_on: date) -> None:
    """What both referrals record: which route, which body, which day."""
    if result not in REFERRAL_RESULTS:
        raise RuleBroken("missing", "请选导引的途径", field="result")
    need(referred_to, "referred_to", "请写接收的单位")
    not_future(referred_on, "referred_on", s.now, "导引日期")
    s.set(result=str(result), referred_to=referred_to)
    s.detail["referred_on"] = referred_on.isoformat()
    s.move()


def withdraw(
    dispute: Dispute,
    *,
    actor: User,
    withdrawn_on: date,
    free_will: bool,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The applicant takes it back before an agreement, of free will (C3 row 17)."""
    with step(dispute, "withdraw", actor=actor, version=version, now=now) as s:
        if not free_will:
            raise RuleBroken("missing", "请先确认是当事人自愿撤回", field="free_will")
        not_future(withdrawn_on, "withdrawn_on", s.now, "撤回日期")
        for open_pause in s.dispute.suspensions.filter(ended_at__isnull=True):
            open_pause.ended_at = s.now
            open_pause.save(update_fields=["ended_at"])
        s.set(result=Result.WITHDRAWN.value)
        s.move()
        s.say(note or "当事人自愿撤回", public="申请人已撤回")
    return dispute
