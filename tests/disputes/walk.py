"""Brings a case into any state, and knows one good call of every act: what the generated tests walk with.

The case is a small one (小事) held by the community of 铁北, so that every tier has somebody above and below it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from disputes.actions import (
    ACTIONS,
    Conference,
    Intake,
    Opinion,
    PartyFacts,
    Promise,
    Sitting,
    citizen_reopen,
    draft_dispute,
    lapse,
)
from disputes.choices import State
from disputes.models import Dispute, MediationCommittee, Mediator
from tests.cast import Cast, Log, two_parties

# A Monday morning in Shanghai, no holiday near.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY0 = date(2026, 3, 2)
HOUR = timedelta(hours=1)


@dataclass
class Walk:
    """Steps forward in time with each act, as the office would."""

    cast: Cast
    log: Log
    now: datetime = T0

    def do(self, dispute: Dispute, act: str, by: str, **data: Any) -> Dispute:
        self.now += HOUR
        ACTIONS[act](dispute, actor=getattr(self.cast, by), now=self.now, **data)
        dispute.refresh_from_db()
        return dispute

    def step(self, dispute: Dispute, act: str, by: str | None = None) -> Dispute:
        """The example call of the act."""
        return self.do(dispute, act, by or WHO[act], **DATA[act](dispute, self))

    def to(self, state: State) -> Dispute:
        """A fresh case in that state."""
        return _ROADS[state](self)

    def registered(self) -> Dispute:
        return self.log(actor=self.cast.clerk, severity="small", severity_reason="楼上楼下多户", now=self.now)

    def mediating(self) -> Dispute:
        case = self.step(self.registered(), "ask_consent")
        return self.step(case, "accept")


def parties(dispute: Dispute) -> list[int]:
    return list(dispute.parties.values_list("pk", flat=True))


def sitting(walk: Walk, **changes: Any) -> Sitting:
    told = {
        "held_at": walk.now,
        "place": "社区调解室",
        "mode": "on_site",
        "present": "双方当事人、调解员",
        "facts": "三楼下水管堵塞，一楼返水",
        "outcome": "continue",
    }
    return Sitting(**{**told, **changes})


def promise(dispute: Dispute, due_on: date = DAY0 + timedelta(days=7)) -> Promise:
    first, second = parties(dispute)
    return Promise(what="疏通下水并赔偿地板", debtor=second, creditor=first, due_on=due_on)


def to_track(track: str, **more: Any) -> dict[str, Any]:
    body = {"administrative": "住建局", "judicial": "市城区人民法院"}.get(track, "")
    told = {
        "track": track,
        "authority": body,
        "body_ref": "〔2026〕3号",
        "reason": "双方愿意",
        "parties_agreed_on": DAY0,
    }
    due = {"due_on": DAY0 + timedelta(days=20)} if track == "judicial" else {}
    return {**told, **due, **more}


def conference(walk: Walk, **changes: Any) -> Conference:
    told = {
        "held_at": walk.now,
        "place": "街道研判室",
        "chair": "赵街道",
        "recorder": "许秘书",
        "decision": "继续调解",
        "next_step": "社区再谈一次",
        "opinions": (
            Opinion("police", "雄关派出所", "没有违法情节"),
            Opinion("judicial_office", "司法所", "证据清楚"),
        ),
    }
    return Conference(**{**told, **changes})


def committee_of(cast: Cast, *people: str, kind: str = "community", **facts: Any) -> MediationCommittee:
    """A committee of 铁北 (or of the street) whose mediators are these of the cast."""
    home = cast.clerk.postings.get().community if kind == "community" else None
    told = {
        "kind": kind,
        "name": "雄关街道铁北社区人民调解委员会" if home else f"雄关街道{kind}人民调解委员会",
        "series": "铁北人调字" if home else f"{kind}人调字",
        "court": "市城区人民法院",
        "community": home,
        "term_from": date(2025, 1, 1),
        "term_to": date(2027, 12, 31),
    }
    made = MediationCommittee.objects.create(**{**told, **facts})
    Mediator.objects.bulk_create(
        Mediator(
            committee=made, user=getattr(cast, key), name=getattr(cast, key).display_name,
            post="head" if at == 0 else "member", is_woman=at == 1, valid_from=made.term_from,
        )
        for at, key in enumerate(people)
    )  # fmt: skip
    return made


def item_of(dispute: Dispute) -> int:
    return int(dispute.agreements.get(set_aside_at=None).items.first().pk)


WHO: dict[str, str] = {
    "accept": "clerk",
    "add_party": "clerk",
    "agree": "clerk",
    "agree_performed": "clerk",
    "answer_reopen": "secretary",
    "apply_confirmation": "clerk",
    "archive": "clerk",
    "ask_consent": "clerk",
    "ask_extension": "clerk",
    "assign": "secretary",
    "change_track": "clerk",
    "chase": "secretary",
    "check_later": "clerk",
    "close": "secretary",
    "close_directly": "secretary",
    "complete": "clerk",
    "confer": "clerk",
    "confirmation_decided": "clerk",
    "confirmation_filed": "clerk",
    "contact": "clerk",
    "contest": "clerk",
    "court_result": "clerk",
    "decide_extension": "secretary",
    "decline": "secretary",
    "enforce": "clerk",
    "escalate": "clerk",
    "fail": "clerk",
    "follow_up": "second_clerk",
    "guide": "intake",
    "hold_session": "clerk",
    "mediate_again": "clerk",
    "merge": "manager",
    "note": "clerk",
    "perform": "clerk",
    "pick_mediator": "clerk",
    "protect": "secretary",
    "visit_warned": "secretary",
    "warn": "secretary",
    "recuse": "clerk",
    "refuse": "clerk",
    "regrade": "secretary",
    "renegotiate": "clerk",
    "reopen": "manager",
    "report_police": "clerk",
    "resume": "clerk",
    "return_case": "intake",
    "reveal_phone": "clerk",
    "rework": "secretary",
    "route_up": "clerk",
    "sign": "intake",
    "sign_agreement": "clerk",
    "supervise": "manager",
    "suspend": "secretary",
    "unmerge": "manager",
    "withdraw": "clerk",
}
Data = Callable[[Dispute, Walk], dict[str, Any]]
DATA: dict[str, Data] = {
    "accept": lambda d, w: {"consents": dict.fromkeys(parties(d), "agreed"), "rights_told_on": DAY0},
    "add_party": lambda d, w: {
        "party": PartyFacts(role="third", name="铁北物业", is_organisation=True),
        "consent": "agreed",
        "rights_told_on": DAY0,
    },
    "agree": lambda d, w: {
        "form": "written",
        "terms": "三楼三日内疏通，赔偿800元",
        "agreed_on": DAY0,
        "items": [promise(d)],
        "parties_signed_on": DAY0,
        "mediator_signed_on": DAY0,
        "sealed_on": DAY0,
    },
    "agree_performed": lambda d, w: {"terms": "当场疏通", "agreed_on": DAY0, "proof": "现场照片"},
    "answer_reopen": lambda d, w: {"public_text": "已到现场查看，管道畅通"},
    "apply_confirmation": lambda d, w: {"court": "市城区人民法院", "applied_on": DAY0, "both_applied": True},
    "archive": lambda d, w: {"retention": "10y", "missing_note": "原件在纸质卷里"},
    "ask_consent": lambda d, w: {"asked_on": DAY0, "mode": "phone"},
    "ask_extension": lambda d, w: {
        "clock_code": "CK4",
        "days": 10,
        "reason_code": "complex",
        "parties_agreed_on": DAY0,
    },
    "assign": lambda d, w: {"holder": w.cast.second_clerk},
    "change_track": lambda d, w: to_track("administrative"),
    "chase": lambda d, w: {"text": "居民家已进水，请今天17:00前到场"},
    "check_later": lambda d, w: {},
    "close": lambda d, w: {"citizen_told": "电话"},
    "close_directly": lambda d, w: {"citizen_told": "电话"},
    "complete": lambda d, w: {},
    "confer": lambda d, w: {"conference": conference(w)},
    "confirmation_decided": lambda d, w: {"outcome": "valid", "decided_on": DAY0},
    "confirmation_filed": lambda d, w: {"filed_on": DAY0, "case_no": "（2026）甘0201民特1号"},
    "contact": lambda d, w: {"mode": "phone", "note": "已约明天上门"},
    "contest": lambda d, w: {"reason": "双方都说数额写错", "both_consent_on": DAY0},
    "court_result": lambda d, w: {"outcome": "settled", "ended_on": DAY0},
    "decide_extension": lambda d, w: {"approved": True},
    "decline": lambda d, w: {"reason_code": "not_civil", "advice": "请到派出所"},
    "enforce": lambda d, w: {"result": "to_court", "referred_to": "市城区人民法院", "referred_on": DAY0},
    "escalate": lambda d, w: {"trigger": "two_rounds", "work_done": "谈过两次"},
    "fail": lambda d, w: {"reason": "数额谈不拢", "advice": "可以起诉或申请仲裁"},
    "follow_up": lambda d, w: {"at": w.now, "mode": "phone", "performed": True, "satisfaction": "good"},
    "guide": lambda d, w: {"result": "to_court", "referred_to": "市城区人民法院", "referred_on": DAY0},
    "hold_session": lambda d, w: {"sitting": sitting(w)},
    "mediate_again": lambda d, w: {"both_consent_on": DAY0},
    "merge": lambda d, w: {"target": w.mediating(), "reason": "同一件事"},
    "note": lambda d, w: {"text": "物业已到场"},
    "perform": lambda d, w: {"item": item_of(d), "done_on": DAY0, "proof": "收条"},
    "pick_mediator": lambda d, w: {"mediator": w.cast.second_clerk, "chosen_by": "parties"},
    "protect": lambda d, w: {"offered": ["police", "shelter", "order"], "offered_on": DAY0},
    "visit_warned": lambda d, w: {"sides": ["victim"], "visited_on": DAY0, "note": "情绪平稳"},
    "warn": lambda d, w: {"warned_on": DAY0, "letter_no": "嘉公告字3号"},
    "recuse": lambda d, w: {"reason": "和一方是亲属"},
    "refuse": lambda d, w: {"party": parties(d)[1], "advice": "可以起诉"},
    "regrade": lambda d, w: {"alert": "yellow", "reason": "双方情绪激动"},
    "renegotiate": lambda d, w: {
        "both_consent_on": DAY0,
        "new_days": {item_of(d): (w.now + timedelta(days=5)).date()},
    },
    "reopen": lambda d, w: {"reason": "又返水了"},
    "report_police": lambda d, w: {"reported_at": w.now},
    "resume": lambda d, w: {},
    "return_case": lambda d, w: {"reason": "社区还没有谈过", "instruction": "请先组织一次调解"},
    "reveal_phone": lambda d, w: {"party": parties(d)[0], "reason": "联系上门时间"},
    "rework": lambda d, w: {"reason": "回访时又返水"},
    "route_up": lambda d, w: {"trigger": "beyond", "reason": "要物业公司出面"},
    "sign": lambda d, w: {},
    "sign_agreement": lambda d, w: {"sealed_on": DAY0},
    "supervise": lambda d, w: {"requirement": "请马上办理并书面答复"},
    "suspend": lambda d, w: {
        "reason_code": "absent",
        "resume_on": (w.now + timedelta(days=5)).date(),
        "parties_told_on": DAY0,
    },
    "unmerge": lambda d, w: {"reason": "不是同一件事"},
    "withdraw": lambda d, w: {"withdrawn_on": DAY0, "free_will": True},
}


def _draft(walk: Walk) -> Dispute:
    place = walk.registered().place
    intake = Intake(place=place, cause="23", title="草稿", parties=two_parties())
    return draft_dispute(intake, actor=walk.cast.clerk, now=walk.now)


def _breached(walk: Walk) -> Dispute:
    case = walk.to(State.PERFORMING)
    walk.now += timedelta(days=9)
    lapse(case, now=walk.now)
    case.refresh_from_db()
    return case


def _after(state: State, *acts: str) -> Callable[[Walk], Dispute]:
    def road(walk: Walk) -> Dispute:
        case = walk.to(state)
        for act in acts:
            case = walk.step(case, act)
        return case

    return road


_ROADS: dict[State, Callable[[Walk], Dispute]] = {
    State.DRAFT: _draft,
    State.REGISTERED: Walk.registered,
    State.CONSENT_PENDING: _after(State.REGISTERED, "ask_consent"),
    State.MEDIATING: Walk.mediating,
    State.ESCALATION_PENDING: _after(State.MEDIATING, "escalate"),
    State.SUSPENDED: _after(State.MEDIATING, "suspend"),
    State.PERFORMING: _after(State.MEDIATING, "agree"),
    State.BREACHED: _breached,
    State.TERMINATED: _after(State.MEDIATING, "fail"),
    State.REFERRED: _after(State.REGISTERED, "guide"),
    State.FOLLOW_UP: _after(State.MEDIATING, "agree_performed"),
    State.CLOSED: _after(State.FOLLOW_UP, "follow_up", "close"),
    State.ARCHIVED: _after(State.CLOSED, "archive"),
    State.NOT_ACCEPTED: _after(State.REGISTERED, "decline"),
    State.WITHDRAWN: _after(State.REGISTERED, "withdraw"),
    State.MERGED: _after(State.MEDIATING, "merge"),
}


def written(walk: Walk, case: Dispute, *, signed: bool = True) -> Dispute:
    """The same state with an agreement on paper: a case at the check-back may have an oral one."""
    days = {"parties_signed_on": DAY0, "mediator_signed_on": DAY0, "sealed_on": DAY0 if signed else None}
    effective = {"effective_on": DAY0 if signed else None}
    case.agreements.update(form="written", **days, **effective)
    case.__dict__.pop("_facts", None)
    return case


@contextmanager
def taken_back(walk: Walk) -> Iterator[None]:
    """One case is led into its state once; everything tried on it is undone."""
    before, here = walk.now, transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(here)
        walk.now = before


def ready_for(walk: Walk, act: str, state: State) -> Dispute:
    """A case in the state on which the act's guards hold too."""
    return made_ready(walk, act, walk.to(state))


def made_ready(walk: Walk, act: str, case: Dispute) -> Dispute:
    """What else the act needs of a case that is in its state."""
    if act == "complete":
        case = walk.step(case, "perform")
    if act == "close":
        case = walk.step(case, "follow_up")
    if act == "decide_extension":
        case = walk.step(case, "ask_extension")
    if act == "answer_reopen":
        walk.now += HOUR
        citizen_reopen(case, text="又堵了", now=walk.now)
        case.refresh_from_db()
    if act == "court_result":
        case = walk.do(case, "change_track", "clerk", **to_track("judicial"))
    if act == "pick_mediator":
        committee_of(walk.cast, "clerk", "second_clerk")
    if act in ("apply_confirmation", "confirmation_filed", "confirmation_decided", "sign_agreement"):
        case = written(walk, case, signed=act != "sign_agreement")
    if act in ("confirmation_filed", "confirmation_decided"):
        case = walk.step(case, "apply_confirmation")
    if act == "confirmation_decided":
        case = walk.step(case, "confirmation_filed")
    if act in ("warn", "visit_warned"):
        case = walk.step(case, "protect")
    if act == "visit_warned":
        case = walk.step(case, "warn")
    if act == "recuse":
        case = walk.do(case, "assign", "secretary", holder=walk.cast.clerk)
    return case
