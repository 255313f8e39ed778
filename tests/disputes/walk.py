"""Brings a case into any state, and knows one good call of every act: what the generated tests walk with.

The case is a small one (小事) held by the community of 铁北, so that every tier has somebody above and below it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from disputes.actions import (
    ACTIONS,
    Intake,
    PartyFacts,
    Promise,
    Sitting,
    citizen_reopen,
    draft_dispute,
    lapse,
)
from disputes.choices import State
from disputes.models import Dispute
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


def item_of(dispute: Dispute) -> int:
    return int(dispute.agreements.get(set_aside_at=None).items.first().pk)


WHO: dict[str, str] = {
    "accept": "clerk",
    "add_party": "clerk",
    "agree": "clerk",
    "agree_performed": "clerk",
    "answer_reopen": "secretary",
    "archive": "clerk",
    "ask_consent": "clerk",
    "ask_extension": "clerk",
    "assign": "secretary",
    "chase": "secretary",
    "check_later": "clerk",
    "close": "secretary",
    "close_directly": "secretary",
    "complete": "clerk",
    "contact": "clerk",
    "contest": "clerk",
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
    "archive": lambda d, w: {"retention": "10y"},
    "ask_consent": lambda d, w: {"asked_on": DAY0, "mode": "phone"},
    "ask_extension": lambda d, w: {
        "clock_code": "CK4",
        "days": 10,
        "reason_code": "complex",
        "parties_agreed_on": DAY0,
    },
    "assign": lambda d, w: {"holder": w.cast.second_clerk},
    "chase": lambda d, w: {"text": "居民家已进水，请今天17:00前到场"},
    "check_later": lambda d, w: {},
    "close": lambda d, w: {"citizen_told": "电话"},
    "close_directly": lambda d, w: {"citizen_told": "电话"},
    "complete": lambda d, w: {},
    "contact": lambda d, w: {"mode": "phone", "note": "已约明天上门"},
    "contest": lambda d, w: {"reason": "双方都说数额写错", "both_consent_on": DAY0},
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
    if act == "recuse":
        case = walk.do(case, "assign", "secretary", holder=walk.cast.clerk)
    return case
