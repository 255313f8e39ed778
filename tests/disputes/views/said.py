"""What a person types into the form of each act: the walk's example call, as a browser would send it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from disputes.choices import State
from disputes.models import Dispute
from disputes.supervision.choices import REQUIREMENTS
from disputes.workflow import TRANSITIONS
from tests.disputes.walk import DAY0, Walk, item_of, parties

Typed = dict[str, Any]
TODAY = DAY0.isoformat()


def minute(walk: Walk) -> str:
    return f"{timezone.localtime(walk.now):%Y-%m-%dT%H:%M}"


def _accept(case: Dispute, walk: Walk) -> Typed:
    consents = {f"consent_{pk}": "agreed" for pk in parties(case)}
    return {**consents, "mode": "phone", "rights_told_on": TODAY}


def _party(case: Dispute, walk: Walk) -> Typed:
    asked = {"consent": "agreed", "rights_told_on": TODAY} if case.accepted_at else {}
    return {"role": "third", "name": "铁北物业", "is_organisation": "on", **asked}


def _agree(case: Dispute, walk: Walk) -> Typed:
    first, second = parties(case)
    due = (DAY0 + timedelta(days=7)).isoformat()
    return {
        "agreed_on": TODAY,
        "terms": "三楼三日内疏通，赔偿800元",
        "item-0-what": "疏通下水",
        "item-0-debtor": str(second),
        "item-0-creditor": str(first),
        "item-0-amount": "800",
        "item-0-due_on": due,
        "item-1-what": "",
        "item-1-debtor": "",
        "item-1-due_on": "",
    }


def _sitting(case: Dispute, walk: Walk) -> Typed:
    return {
        "held_at": minute(walk),
        "place": "社区调解室",
        "mode": "on_site",
        "face_to_face": "on",
        "present": "双方、调解员",
        "facts": "三楼下水管堵塞",
        "outcome": "continue",
    }


def _conference(case: Dispute, walk: Walk) -> Typed:
    said = {"held_at": minute(walk), "place": "街道研判室", "chair": "赵街道", "recorder": "许秘书"}
    bodies = (("police", "雄关派出所", "没有违法情节"), ("judicial_office", "司法所", "证据清楚"))
    for at, (kind, body, opinion) in enumerate(bodies):
        said |= {f"body-{at}-kind": kind, f"body-{at}-body": body, f"body-{at}-opinion": opinion}
    return {**said, "decision": "继续调解", "next_step": "社区再谈一次"}


REFER = {"result": "to_court", "referred_to": "市城区人民法院", "referred_on": TODAY}
SAID: dict[str, Callable[[Dispute, Walk], Typed]] = {
    "accept": _accept,
    "add_party": _party,
    "agree": _agree,
    "agree_performed": lambda d, w: {
        "agreed_on": TODAY,
        "terms": "当场疏通",
        "proof": "现场照片",
        "agreement_form": "oral",
    },
    "answer_reopen": lambda d, w: {"public_text": "已到现场查看，管道畅通"},
    "apply_confirmation": lambda d, w: {
        "checked": "on",
        "both_applied": "on",
        "court": "市城区人民法院",
        "applied_on": TODAY,
        "mode": "letter",
    },
    "archive": lambda d, w: {"retention": "10y", "missing_note": "原件在纸质卷里"},
    "ask_consent": lambda d, w: {"asked_on": TODAY, "mode": "phone"},
    "ask_extension": lambda d, w: {
        "clock_code": "CK4",
        "days": "10",
        "reason_code": "complex",
        "parties_agreed_on": TODAY,
    },
    "assign": lambda d, w: {"holder": f"{w.cast.second_clerk.pk}:2", "note": "请今天联系"},
    "change_track": lambda d, w: {
        "track": "administrative",
        "authority": "住建局",
        "parties_agreed_on": TODAY,
        "consent_mode": "on_site",
        "reason": "双方愿意由部门主持",
    },
    "chase": lambda d, w: {"text": "居民家已进水，请今天到场"},
    "supervise": lambda d, w: {"requirement": REQUIREMENTS[0], "own_words": "请马上办理并书面答复"},
    "check_later": lambda d, w: {"note": "转回访"},
    "close": lambda d, w: {"citizen_told": "已电话告知"},
    "close_directly": lambda d, w: {"citizen_told": "已电话告知"},
    "complete": lambda d, w: {},
    "confer": _conference,
    "confirmation_decided": lambda d, w: {"outcome": "valid", "decided_on": TODAY},
    "confirmation_filed": lambda d, w: {"filed_on": TODAY, "case_no": "（2026）甘0201民特1号"},
    "contact": lambda d, w: {"mode": "phone", "note": "已约明天上门"},
    "contest": lambda d, w: {"reason": "双方都说数额写错", "both_consent_on": TODAY},
    "court_result": lambda d, w: {"outcome": "settled", "ended_on": TODAY},
    "decide_extension": lambda d, w: {"approved": "yes"},
    "decline": lambda d, w: {"reason_code": "not_civil", "advice": "请到派出所"},
    "enforce": lambda d, w: REFER,
    "escalate": lambda d, w: {"trigger": "two_rounds", "work_done": "谈过两次"},
    "fail": lambda d, w: {"reason": "数额谈不拢", "advice": "可以起诉或申请仲裁"},
    "follow_up": lambda d, w: {"at": minute(w), "mode": "phone", "performed": "yes", "satisfaction": "good"},
    "guide": lambda d, w: REFER,
    "hold_session": _sitting,
    "mediate_again": lambda d, w: {"both_consent_on": TODAY},
    "merge": lambda d, w: {"target": w.mediating().no, "reason": "同一件事"},
    "note": lambda d, w: {"text": "物业已到场"},
    "perform": lambda d, w: {"item": str(item_of(d)), "done_on": TODAY, "proof": "收条"},
    "pick_mediator": lambda d, w: {"mediator": str(w.cast.second_clerk.pk), "chosen_by": "parties"},
    "protect": lambda d, w: {"offered": ["police", "shelter", "order"], "offered_on": TODAY},
    "visit_warned": lambda d, w: {"sides": ["victim"], "visited_on": TODAY, "note": "情绪平稳"},
    "warn": lambda d, w: {"warned_on": TODAY, "letter_no": "嘉公告字3号"},
    "recuse": lambda d, w: {"reason": "和一方是亲属"},
    "refuse": lambda d, w: {"party": str(parties(d)[1]), "advice": "可以起诉"},
    "regrade": lambda d, w: {"severity": d.severity, "alert": "yellow", "reason": "双方情绪激动"},
    "renegotiate": lambda d, w: {
        "both_consent_on": TODAY,
        f"day_{item_of(d)}": (w.now + timedelta(days=5)).date().isoformat(),
    },
    "reopen": lambda d, w: {"reason": "又返水了"},
    "report_police": lambda d, w: {"reported_at": minute(w)},
    "resume": lambda d, w: {},
    "return_case": lambda d, w: {"reason": "社区还没有谈过", "instruction": "请先组织一次调解"},
    "rework": lambda d, w: {"reason": "回访时又返水"},
    "route_up": lambda d, w: {"trigger": "beyond", "reason": "要物业公司出面"},
    "sign_agreement": lambda d, w: {"sealed_on": TODAY},
    "sign": lambda d, w: {"note": "社区接着办"},
    "suspend": lambda d, w: {
        "reason_code": "absent",
        "resume_on": (w.now + timedelta(days=5)).date().isoformat(),
        "parties_told_on": TODAY,
    },
    "unmerge": lambda d, w: {"reason": "不是同一件事"},
    "withdraw": lambda d, w: {"withdrawn_on": TODAY, "free_will": "on"},
}


def before(act: str) -> State:
    """A state from which the act may be done."""
    return sorted(TRANSITIONS[act].from_states, key=list(State).index)[0]
