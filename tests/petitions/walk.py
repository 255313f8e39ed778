"""Brings a petition matter into any state, and knows one good call of every act: what the generated tests walk with.

The matter lies in 铁北; its secretary handles it, so that handler, desk, officer and lead are four people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from disputes.models import Dispute, PetitionMatter
from disputes.petitions.actions import ACTIONS, Received, Ruled, register
from disputes.petitions.choices import Channel, Content, PetitionKind, PetitionState, Route
from disputes.petitions.flow import PETITIONS
from grids.models import Department
from tests.cast import PHONE, Cast, Log, Town

# A Monday morning in Shanghai, no holiday near.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAME, HOME, ACCUSED = "王建国", "铁路小区3号楼2单元501", "某某物业公司"
S = PetitionState
Roads = dict[PetitionState, Callable[["Walk"], PetitionMatter]]


@dataclass
class Walk:
    """Steps forward in time with each act, as the office would."""

    cast: Cast
    town: Town
    log: Log
    now: datetime = T0

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def housing(self) -> Department:
        return Department.objects.get(name="住建局")

    def told(self, **changes: Any) -> Received:
        facts: dict[str, Any] = {
            "place": self.town.building,
            "title": "小区北门路灯长期不亮",
            "summary": "北门到车棚的路灯不亮有一个月",
            "demand": "恢复照明",
            "content": Content.CONSTRUCTION,
            "name": NAME,
            "phone": PHONE,
            "address": HOME,
            "accused": ACCUSED,
        }
        return Received(**{**facts, **changes})

    def registered(self, **changes: Any) -> PetitionMatter:
        return register(self.told(**changes), actor=self.cast.intake, now=self.now)

    def case(self) -> Dispute:
        return self.log(actor=self.cast.secretary, now=self.now)

    def do(self, matter: PetitionMatter, act: str, by: str, **data: Any) -> PetitionMatter:
        self.now += HOUR
        ACTIONS[act](matter, actor=getattr(self.cast, by), now=self.now, **data)
        matter.refresh_from_db()
        return matter

    def step(self, matter: PetitionMatter, act: str, by: str | None = None, **changes: Any) -> PetitionMatter:
        """The example call of the act."""
        return self.do(matter, act, by or WHO[act], **{**DATA[act](self), **changes})

    def to(self, state: PetitionState) -> PetitionMatter:
        """A fresh matter in that state."""
        return ROADS[state](self)

    def along(self, matter: PetitionMatter, *acts: str) -> PetitionMatter:
        for act in acts:
            matter = self.step(matter, act)
        return matter

    def ready(self, matter: PetitionMatter, act: str) -> PetitionMatter:
        """The matter, or another one in its state, with what the act's guards ask for."""
        if act == "answer":
            return self.registered(kind=PetitionKind.SUGGESTION)
        if act == "objection_back":
            return self.registered(channel=Channel.TRANSFER)
        if act == "tell_extension":
            handled = self.along(self.to(S.HANDLING), "ask_extension", "decide_extension")
            ways = {
                S.HANDLING: (),
                S.SIGNING: ("draft_opinion",),
                S.SIGNED: ("draft_opinion", "sign_opinion"),
            }
            return self.along(handled, *ways[PetitionState(matter.state)])
        return self.along(PetitionMatter.objects.get(pk=matter.pk), *BEFORE.get(act, ()))


def first_state(act: str) -> PetitionState:
    return next(one for one in PetitionState if one in PETITIONS.table[act].from_states)


BEFORE: dict[str, tuple[str, ...]] = {
    "receipt": ("give_notice",),
    "serve": ("give_notice",),
    "end_hearing": ("begin_hearing",),
}
# The person who usually does it.
WHO: dict[str, str] = {
    "accept": "street_lead", "answer": "manager", "ask_extension": "secretary", "ask_review": "intake",
    "ask_second": "intake", "assign": "manager", "begin_hearing": "manager", "chase": "street_lead",
    "decide_extension": "street_lead", "decline": "manager", "draft_opinion": "secretary", "end_hearing": "manager",
    "finish": "manager", "forward": "manager", "give_notice": "intake", "guide": "manager", "join_open": "manager",
    "link_case": "manager", "note": "intake", "objection": "liaison", "objection_back": "manager", "propose": "manager",
    "reassign": "manager", "receipt": "liaison", "record_review": "manager", "record_second": "manager",
    "recuse": "secretary", "refuse": "street_lead", "relieve": "manager", "reopen": "manager", "report_urgent": "intake",
    "send_back": "street_lead", "serve": "intake", "settle_objection": "manager", "sign_opinion": "street_lead",
    "tell_extension": "intake", "withdraw": "intake",
}  # fmt: skip
_REASON = {"reason": "说清楚的理由"}
OPINION = {
    "demand": "恢复照明",
    "found": "三盏路灯线路老化，不亮一个月",
    "stance": "support",
    "view": "责成养护单位十日内修好",
    "basis": "《城市道路照明设施管理规定》",
}
DATA: dict[str, Callable[[Walk], dict[str, Any]]] = {
    "accept": lambda w: {},
    "answer": lambda w: {"text": "已采纳，列入改造计划", "mode": "written"},
    "ask_extension": lambda w: {"days": 20, "reason": "要等两家单位勘查"},
    "ask_review": lambda w: {"asked_on": w.today},
    "ask_second": lambda w: {"asked_on": w.today},
    "assign": lambda w: {"handler": w.cast.secretary},
    "begin_hearing": lambda w: {},
    "chase": lambda w: {"text": "请按时办"},
    "decide_extension": lambda w: {"approved": True},
    "decline": lambda w: {"reason": "已经在诉讼中", "advice": "请向受理的法院提出"},
    "draft_opinion": lambda w: dict(OPINION),
    "end_hearing": lambda w: {},
    "finish": lambda w: {"satisfaction": "good", "waived": True},
    "forward": lambda w: {"department": w.housing, "receipt_by": w.today + 15 * DAY},
    "give_notice": lambda w: {"mode": "written"},
    "guide": lambda w: {"route": Route.COURT, "agency": "市城区人民法院", "advice": "带合同去立案庭"},
    "join_open": lambda w: {"same_as": w.registered()},
    "link_case": lambda w: {"case": w.case()},
    "note": lambda w: {"text": "电话问过情况"},
    "objection": lambda w: {"reason": "归市政养护，不归我们"},
    "objection_back": lambda w: {"reason": "归市住建局"},
    "propose": lambda w: {},
    "reassign": lambda w: {"handler": w.cast.clerk, "reason": "原承办人休假"},
    "receipt": lambda w: {"receipt_on": w.today},
    "record_review": lambda w: {
        "ruled": Ruled("upheld", w.today, "嘉政信复〔2026〕3号", "属实", "处理得当", "条例")
    },
    "record_second": lambda w: {
        "ruled": Ruled("upheld", w.today, "甘信核〔2026〕9号", "属实", "处理得当", "条例")
    },
    "recuse": lambda w: dict(_REASON),
    "refuse": lambda w: dict(_REASON),
    "relieve": lambda w: {"relief": "送了应急灯"},
    "reopen": lambda w: {"agency": "市人民政府", "document": "嘉政信复〔2026〕8号", "reason": "重新查明"},
    "report_urgent": lambda w: {"told": "市委值班室，电话"},
    "send_back": lambda w: dict(_REASON),
    "serve": lambda w: {"served_on": w.today, "mode": "in_person"},
    "settle_objection": lambda w: {"agreed": True, "note": "同意收回"},
    "sign_opinion": lambda w: {},
    "tell_extension": lambda w: {"mode": "post", "told_on": w.today},
    "withdraw": lambda w: {"reason": "本人书面提出"},
}


def _draft(walk: Walk) -> PetitionMatter:
    """Never seen outside its own transaction; made here by hand to prove that nothing acts on it."""
    matter = walk.registered()
    PetitionMatter.objects.filter(pk=matter.pk).update(state=S.DRAFT)
    matter.refresh_from_db()
    return matter


def _returned(walk: Walk) -> PetitionMatter:
    return walk.along(walk.registered(channel=Channel.TRANSFER), "objection_back", "settle_objection")


def _after(state: PetitionState, *acts: str) -> Callable[[Walk], PetitionMatter]:
    return lambda walk: walk.along(walk.to(state), *acts)


ROADS: Roads = {
    S.DRAFT: _draft,
    S.RECEIVED: Walk.registered,
    S.PROPOSED: _after(S.RECEIVED, "propose"),
    S.ACCEPTED: _after(S.PROPOSED, "accept"),
    S.HANDLING: _after(S.ACCEPTED, "assign"),
    S.EXTENSION: _after(S.HANDLING, "ask_extension"),
    S.SIGNING: _after(S.HANDLING, "draft_opinion"),
    S.SIGNED: _after(S.SIGNING, "sign_opinion"),
    S.REPLIED: _after(S.SIGNED, "give_notice", "serve"),
    S.REVIEW: _after(S.REPLIED, "ask_review"),
    S.REVIEWED: _after(S.REVIEW, "record_review"),
    S.SECOND: _after(S.REVIEWED, "ask_second"),
    S.SECOND_DONE: _after(S.SECOND, "record_second"),
    S.FORWARDED: _after(S.RECEIVED, "forward"),
    S.OBJECTED: _after(S.FORWARDED, "objection"),
    S.GUIDED: _after(S.RECEIVED, "guide"),
    S.NOT_ACCEPTED: _after(S.RECEIVED, "decline"),
    S.DUPLICATE: _after(S.RECEIVED, "join_open"),
    S.RETURNED: _returned,
    S.WITHDRAWN: _after(S.RECEIVED, "withdraw"),
    S.FINISHED: _after(S.REPLIED, "finish"),
}
