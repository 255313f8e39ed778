"""What a case answers for its papers (domain.md L1-L11) and how its file is bound (C9).

Only what the case holds. What it does not hold is left out, so that the paper shows a marked blank and the page says
what is missing; nothing is invented. What stands beside people's mediation is answered by disputes.papers_beside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.files.models import StoredFile
from core.papers.facts import paper_date
from core.papers.kinds import KINDS, File, Owner, Slot
from core.papers.models import Paper, PaperState
from disputes import guards, policies
from disputes import papers_beside as beside
from disputes.actions.closing import default_retention
from disputes.choices import AgreementForm, Consent, PartyRole, Result, Retention, State, Tier
from disputes.engine import CASES
from disputes.models import Agreement, CaseConference, Dispute, DisputeEvent, FollowUp, MediationSession
from disputes.workflow import Who
from grids.scope import Scope

Answers = Mapping[str, Any]
ENDING_ACTS = ("fail", "refuse")
_PHOTO = StoredFile.Purpose
# C9: ● must be there, ○ as needed.
SLOTS: tuple[Slot, ...] = (
    Slot("卷宗封面", drawn="cover", required=True),
    Slot("卷内目录", drawn="contents", required=True),
    Slot("人民调解申请书或受理登记表", codes=("L1", "L2"), required=True),
    Slot("人民调解权利义务告知书", codes=("L3",), required=True),
    Slot("当事人身份证明", required=True),
    Slot("授权委托书"),
    Slot("人民调解调查笔录", codes=("L4-inquiry",)),
    Slot("证据材料", photos=(_PHOTO.INTAKE, _PHOTO.BEFORE, _PHOTO.AFTER, _PHOTO.PROOF)),
    Slot("人民调解笔录", codes=("L4",), required=True),
    Slot("人民调解协议书或口头协议登记表", codes=("L5", "L6", "L5-admin"), required=True),
    Slot("收条等履行凭据"),
    Slot("人民调解回访记录", codes=("L8",), required=True),
    Slot("司法确认材料", codes=("L11", "L11-proof")),
    Slot("研判会纪要", codes=("L16-case",)),
    Slot("不予处罚申请书", codes=("L5-police",)),
    Slot("终止调解告知书、结案报告", codes=("L7", "L9")),
    Slot("卷宗情况说明（备考表）", drawn="note"),
    Slot("卷宗封底", drawn="back", required=True),
)
CODES = ("L1", "L2", "L3", "L4-inquiry", "L4", "L5", "L6", "L7", "L8", "L9", "L11", "L11-proof", "L16-case")
# Where a missing fact is filled in: the act whose form asks for it.
_ACTS = {
    "parties": "add_party",
    "party_names": "add_party",
    "accepted_on": "accept",
    "consent": "ask_consent",
    "terms": "agree",
    "items": "agree",
    "agreed_on": "agree",
    "effective_on": "agree",
    "closed_on": "close",
    "reason": "fail",
    "advice": "fail",
}
_PART_ACTS = {"L4": "hold_session", "L8": "follow_up"}


class DisputePapers(Owner):
    """Registered for kind "dispute"."""

    subject_kind = "dispute"

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        case = _case(subject_id)
        answer = _ANSWERS.get(code)
        return {**_common(case), **(answer(case, part) if answer else {})}

    def parts(self, code: str, subject_id: int) -> Sequence[tuple[int, str]]:
        if code == "L4":
            rows = MediationSession.objects.filter(dispute=subject_id).order_by("number")
            return [(row.pk, f"第{row.number}次") for row in rows]
        if code == "L8":
            visits = FollowUp.objects.filter(dispute=subject_id).order_by("pk")
            return [(row.pk, f"第{at}次") for at, row in enumerate(visits, 1)]
        if code == "L16-case":
            meetings = CaseConference.objects.filter(dispute=subject_id).order_by("number")
            return [(row.pk, f"第{row.number}次") for row in meetings]
        return ()

    def codes(self, subject_id: int) -> Sequence[str]:
        """The usual ones, and those that only some matters need."""
        case = _case(subject_id)
        return (*CODES, *beside.codes_of(case))

    def pages(self, code: str, subject_id: int) -> Answers:
        """The act whose form asks for the fact. What a sitting or visit on record left open has no page: it is written
        on its paper."""
        no = Dispute.objects.values_list("no", flat=True).get(pk=subject_id)
        if not no:
            return {}
        acts = dict(_ACTS)
        if code in _PART_ACTS:
            one = "" if self.parts(code, subject_id) else _PART_ACTS[code]
            acts = {field.key: one for field in KINDS[code].fields if one}
        return {key: reverse("disputes:act", args=[no, act]) for key, act in acts.items()}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """Whoever works the case at its tier, closes it or archives it."""
        case, scope = _case(subject_id), Scope.of(user)
        if case.state == State.DRAFT:
            return "草稿还没有登记，不能出具文书"
        forbidden = CASES.forbids(user, case)
        if not forbidden.allowed:
            return forbidden.reason
        if act == "issue" and (why := beside.why_not(case, code)):
            return why
        works = policies.is_staff(scope, case.tier, case, user) or policies.is_lead(scope, case.tier, case)
        if works or policies.holds(user, Who.ARCHIVIST, case, scope):
            return ""
        return f"这件现在由{case.get_tier_display()}办，文书由经办的{case.get_tier_display()}出具"

    def series(self, code: str, subject_id: int) -> str:
        """铁北人调字: the committee of the tier that holds the case (N7: apart from the street's own numbers)."""
        case = _case(subject_id)
        if case.committee is not None:
            return case.committee.series
        place = case.community if case.tier < Tier.STREET else case.community.parent
        name = (place.short_name or place.name) if place else ""
        return f"{name.removesuffix('社区').removesuffix('街道')}人调字" if name else ""

    def file_of(self, subject_id: int) -> File:
        case = _case(subject_id)
        facts = {
            "title": f"{_names(case)}{case.title}纠纷" if case.title else _names(case),
            "file_no": case.file_no,
            "case_no": case.official_no,
            "mediators": _mediators(case),
            "from_on": _day(case.accepted_at or case.registered_at),
            "to_on": _day(case.closed_at),
            "retention": Retention(case.retention or default_retention(case)).label,
            "filed_by": str(case.holder) if case.holder else "",
            "filed_on": _day(case.archived_at),
        }
        return File(facts["title"], case.official_no, facts, tuple(beside.slots_of(case, SLOTS)))


def _case(subject_id: int) -> Dispute:
    rows = Dispute.objects.select_related(
        "place__parent", "community__parent", "holder", "mediator", "created_by", "committee"
    )
    found: Dispute = rows.get(pk=subject_id)
    return found


def _day(moment: datetime | None) -> str:
    return paper_date(moment) if moment else ""


def _names(case: Dispute) -> str:
    """王建国、李桂花: those who quarrel, without third parties."""
    parties = [one for one in case.parties.all() if one.role != PartyRole.THIRD]
    return "、".join(one.name for one in parties)


def _mediators(case: Dispute) -> str:
    people = [case.mediator, *case.co_mediators.all()] if case.mediator else list(case.co_mediators.all())
    return "、".join(dict.fromkeys(person.display_name for person in people))


def _parties(case: Dispute) -> list[dict[str, str]]:
    """Sex, age and post are not kept by the house (data minimisation); the columns stay empty to be written in."""
    return [
        {
            "role": one.get_role_display(),
            "name": one.name,
            "phone": one.open_sealed("phone"),
            "address": one.address,
        }
        for one in case.parties.all()
    ]


def _common(case: Dispute) -> Answers:
    return {
        "case_no": case.official_no,
        "title": case.title,
        "parties": _parties(case),
        "party_names": _names(case),
        "cause": case.get_cause_display(),
        "source": case.get_source_display(),
        "facts": case.summary,
        "demands": case.demands,
        "mediator": case.mediator.display_name if case.mediator else "",
        "committee": case.committee.name if case.committee else "",
    }


def _acceptance(case: Dispute, part: int) -> Answers:
    consents = [
        f"{one.name}：{one.get_consent_display()}"
        for one in case.parties.all()
        if one.consent != Consent.NOT_ASKED
    ]
    return {
        "place": case.address,
        "people": str(case.people_involved),
        "amount": case.amount_claimed if case.amount_claimed > Decimal(0) else "",
        "consent": "；".join(consents),
        "accepted_on": _day(case.accepted_at),
        "registrar": case.created_by.display_name,
    }


def _sitting(case: Dispute, part: int) -> Answers:
    row = MediationSession.objects.select_related("mediator").filter(dispute=case, pk=part).first()
    if row is None:
        return {}
    return {
        "held_at": row.held_at,
        "place": row.place,
        "present": row.present,
        "invited": "；".join(filter(None, (row.invited, beside.sat_together(row)))),
        "mediators": beside.mediators_of(case, row),
        "recorder": row.recorder,
        "facts": row.facts,
        "positions": row.positions,
        "law_explained": row.law_explained,
        "proposals": row.proposals,
        "outcome": row.get_outcome_display(),
    }


def _agreement(form: AgreementForm) -> Callable[[Dispute, int], Answers]:
    def answers(case: Dispute, part: int) -> Answers:
        found = guards.Facts(case).agreement
        return _agreed(found, case) if found is not None and found.form == form else {}

    return answers


def _agreed(found: Agreement, case: Dispute) -> Answers:
    items = [
        {
            "what": item.what,
            "debtor": item.debtor.name,
            "creditor": item.creditor.name if item.creditor else "",
            "amount": item.amount if item.amount > Decimal(0) else "",
            "due_on": item.due_on,
        }
        for item in found.items.select_related("debtor", "creditor")
    ]
    return {
        "facts": found.facts or case.summary,
        "terms": found.terms,
        "items": items,
        "agreed_on": found.agreed_on,
        "copies": _copies(case),
        "mediator": found.mediator.display_name,
        "performance": _performance(case) or ("已当场履行" if case.result == Result.ON_SPOT else ""),
    }


def _copies(case: Dispute) -> str:
    """人民调解法 art. 29: each party keeps one, the committee one."""
    number = case.parties.count() + 1
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def _performance(case: Dispute) -> str:
    """What was kept of the agreement in force, item by item."""
    told = []
    for item in guards.Facts(case).items:
        if item.done_on:
            told.append(f"{item.what}：{paper_date(item.done_on)}已履行")
        elif item.waived_on:
            told.append(f"{item.what}：{paper_date(item.waived_on)}书面放弃")
        else:
            told.append(f"{item.what}：应于{paper_date(item.due_on)}前履行，尚未履行")
    return "；".join(told)


def _ended(case: Dispute, part: int) -> Answers:
    """Why it ended and which ways were told, from the act that ended it."""
    event = DisputeEvent.objects.filter(dispute=case, act__in=ENDING_ACTS).order_by("pk").last()
    if event is None:
        return {}
    advice = event.public_text.removeprefix("没有谈成。")
    reason = event.text.removesuffix(f"。{advice}") if advice else event.text
    return {"reason": reason, "advice": advice.rstrip("。")}


def _visit(case: Dispute, part: int) -> Answers:
    row = FollowUp.objects.select_related("visitor").filter(dispute=case, pk=part).first()
    if row is None:
        return {}
    return {
        "agreement_no": _agreement_number(case),
        "reason": "协议履行情况回访" if guards.Facts(case).agreement else "调解结束后回访",
        "visited_at": row.at,
        "mode": row.get_mode_display(),
        "performance": _performance(case) or ("都已兑现" if row.performed else "没有全部兑现"),
        "satisfaction": row.get_satisfaction_display(),
        "new_signs": row.new_signs,
        "suggestions": row.note,
        "visitor": row.visitor.display_name,
    }


def _agreement_number(case: Dispute) -> str:
    """The number of the agreement's own paper, once it was issued."""
    papers = Paper.objects.filter(subject_kind="dispute", subject_id=case.pk, kind__in=("L5", "L6"))
    found = papers.exclude(state=PaperState.VOID).order_by("pk").last()
    return found.number if found else ""


def _closing(case: Dispute, part: int) -> Answers:
    sessions = case.sessions.count()
    return {
        "file_no": case.file_no,
        "accepted_on": _day(case.accepted_at),
        "closed_on": _day(case.closed_at),
        "course": f"共调解{sessions}次。" + "".join(_course(case)) if sessions else "",
        "result": case.get_result_display() if case.result else "",
        "performance": _performance(case),
    }


def _course(case: Dispute) -> list[str]:
    return [
        f"{paper_date(one.held_at)}在{one.place}调解，{one.get_outcome_display()}。"
        for one in case.sessions.all()
    ]


def _confirmation(case: Dispute, part: int) -> Answers:
    found = guards.Facts(case).agreement
    if found is None:
        return {}
    return {
        **_agreed(found, case),
        "agreement_no": _agreement_number(case),
        "effective_on": found.effective_on,
        "court": beside.court_of(case),
        "enclosures": beside.ENCLOSURES,
    }


def _administrative(case: Dispute, part: int) -> Answers:
    found = guards.Facts(case).agreement
    return {**beside.body_of(case), **(_agreed(found, case) if found is not None else {})}


_ANSWERS: dict[str, Callable[[Dispute, int], Answers]] = {
    "L2": _acceptance,
    "L4": _sitting,
    "L5": _agreement(AgreementForm.WRITTEN),
    "L6": _agreement(AgreementForm.ORAL),
    "L7": _ended,
    "L8": _visit,
    "L9": _closing,
    "L11": _confirmation,
    "L11-proof": _confirmation,
    "L5-police": _confirmation,
    "L5-admin": _administrative,
    "L16-case": beside.conference,
}
