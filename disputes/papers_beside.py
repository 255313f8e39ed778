"""What a case answers for papers beside people's mediation: the court's, an authority's, the police's, a conference's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.papers.kinds import Slot
from disputes.choices import Cause, Danger, Source, Track
from disputes.choices_mediation import BodyKind
from disputes.guards import Facts
from disputes.models import CaseConference, Dispute, JointMediation, MediationSession

Answers = Mapping[str, Any]
OWN_AGREEMENTS = ("L5", "L6")
# 最高人民法院民诉法解释 (2022) art. 354.
ENCLOSURES = "调解协议书、人民调解委员会主持调解的证明、与协议有关的财产权利证明、双方身份和住所联系方式证明"


def codes_of(case: Dispute) -> tuple[str, ...]:
    """Papers that only some cases need."""
    found: tuple[str, ...] = ()
    if case.active_track == Track.ADMINISTRATIVE:
        found += ("L5-admin",)
    if may_be_police_matter(case):
        found += ("L5-police",)
    return found


def may_be_police_matter(case: Dispute) -> bool:
    """治安管理处罚法 art. 9: blows or damage that came out of a quarrel between people. Violence at home is left to the
    police alone."""
    hurt = case.injury or case.danger == Danger.WEAPON or case.cause == Cause.DAMAGE
    told = case.police_reported_at is not None or case.source == Source.POLICE
    return (hurt or told) and not case.involves_dv


def why_not(case: Dispute, code: str) -> str:
    """Why a paper cannot be issued for this case now, whoever asks; empty when it can."""
    if code in OWN_AGREEMENTS:
        if case.active_track == Track.ADMINISTRATIVE:
            return "这件是行政调解，请用「行政调解协议书」"
        lead = JointMediation.objects.filter(session__dispute=case, is_lead=True).order_by("pk").last()
        if lead is not None and lead.kind != BodyKind.COMMITTEE:
            return f"联合调解由{lead.body}牵头，协议书由它出"
    if code == "L5-police":
        return _not_settled(case)
    return ""


def _not_settled(case: Dispute) -> str:
    found = Facts(case)
    if found.agreement is None:
        return "双方达成协议并且履行以后，才能申请不予处罚"
    if any(item.done_on is None for item in found.items):
        return "协议还没有全部履行，履行以后才能申请不予处罚"
    return ""


def slots_of(case: Dispute, slots: Iterable[Slot]) -> Iterator[Slot]:
    """The places of this case's file. What its way never led to is not missing: no agreement when mediation failed or
    the court settled it, no visit when it was closed without one."""
    found = Facts(case)
    never = {
        "L4": not case.sessions.exists() and found.agreement is None,
        "L5": found.agreement is None and bool(case.result),
        "L8": case.closed_at is not None and not found.follow_ups,
    }
    for slot in slots:
        yield replace(slot, required=False) if any(never.get(code) for code in slot.codes) else slot


def court_of(case: Dispute) -> str:
    """The court that was asked, else the one in whose district the committee is."""
    asked = case.confirmations.last()
    if asked is not None:
        return asked.court
    return case.committee.court if case.committee is not None else ""


def body_of(case: Dispute) -> Answers:
    """The authority that mediates and its own number."""
    change = case.track_changes.filter(to_track=Track.ADMINISTRATIVE).last()
    return {"body": change.body, "body_ref": change.body_ref} if change is not None else {}


def sat_together(row: MediationSession) -> str:
    """Bodies of a joint sitting with the lead first."""
    bodies = list(row.bodies.all())
    if not bodies:
        return ""
    return "联合调解：" + "、".join(f"{one}{one.people}" for one in bodies)


def mediators_of(case: Dispute, row: MediationSession) -> str:
    """Who led the sitting, and who mediates the case with them."""
    others = [one.display_name for one in case.co_mediators.all() if one.pk != row.mediator_id]
    return "、".join([row.mediator.display_name, *others])


def conference(case: Dispute, part: int) -> Answers:
    row = CaseConference.objects.filter(dispute=case, pk=part).first()
    if row is None:
        return {}
    return {
        "held_at": row.held_at,
        "place": row.place,
        "chair": row.chair,
        "opinions": [
            {"body": one.body, "people": one.people, "opinion": one.opinion} for one in row.opinions.all()
        ],
        "decision": row.decision,
        "next_step": row.next_step,
        "next_by": row.next_by,
        "recorder": row.recorder,
    }
