"""Brings an opinion into any state, and knows one good call of every act: what the generated tests walk with.

The opinion is raised by the worker of 铁北's first grid and answered by its community, so that desks lie above and below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.accounts.models import User
from disputes.actions import Intake, log_dispute
from disputes.models import Dispute
from residents.actions.opinions import ACTIONS, Told, raise_opinion, target_ended
from residents.choices_visits import Category, Channel, Desk, OpinionState
from residents.models import Opinion
from tests.cast import PHONE, Cast, Town

# A Monday morning in Shanghai, no holiday near.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = "楼顶漏水，三户家里都湿了"


@dataclass
class Walk:
    """Steps forward in time with each act, as the office would."""

    cast: Cast
    town: Town
    now: datetime = T0

    def told(self, **changes: Any) -> Told:
        facts: dict[str, Any] = {
            "place": self.town.building,
            "text": TEXT,
            "channel": Channel.VISIT,
            "name": "王建国",
            "phone": PHONE,
        }
        return Told(**{**facts, **changes})

    def raised(self, actor: User | None = None, **changes: Any) -> Opinion:
        return raise_opinion(self.told(**changes), actor=actor or self.cast.worker, now=self.now)

    def do(self, opinion: Opinion, act: str, by: str, **data: Any) -> Opinion:
        self.now += HOUR
        ACTIONS[act](opinion, actor=getattr(self.cast, by), now=self.now, **data)
        opinion.refresh_from_db()
        return opinion

    def step(self, opinion: Opinion, act: str, by: str | None = None, **changes: Any) -> Opinion:
        """The example call of the act."""
        return self.do(opinion, act, by or WHO[act], **{**DATA[act], **changes})

    def case_from(self, opinion: Opinion, by: str = "clerk", **facts: Any) -> Dispute:
        """Turn it into a case, as the desk's form does."""
        self.now += HOUR
        intake = Intake(place=opinion.place, cause="23", opinion=opinion, **facts)
        case = log_dispute(intake, actor=getattr(self.cast, by), now=self.now)
        opinion.refresh_from_db()
        return case

    def to(self, state: OpinionState) -> Opinion:
        """A fresh opinion in that state."""
        return _ROADS[state](self)

    def end_target(self, opinion: Opinion, result: str = "结案：书面协议") -> Opinion:
        self.now += HOUR
        target_ended("dispute", int(opinion.target_id or 0), result=result, now=self.now)
        opinion.refresh_from_db()
        return opinion


WHO: dict[str, str] = {
    "chase": "secretary",
    "classify": "clerk",
    "handle": "clerk",
    "mark_general": "clerk",
    "note": "clerk",
    "rate": "second_clerk",
    "reclassify": "clerk",
    "reply": "clerk",
    "return_opinion": "clerk",
    "rework": "clerk",
    "tell_progress": "clerk",
    "withdraw": "secretary",
}
DATA: dict[str, dict[str, Any]] = {
    "chase": {"text": "请今天给居民回个话"},
    "classify": {"category": Category.REQUEST, "desk": Desk.COMMUNITY},
    "handle": {"handled": "联系物业，已补好屋面防水"},
    "mark_general": {"is_general": True},
    "note": {"text": "物业说明天上屋顶看"},
    "rate": {"satisfaction": "good"},
    "reclassify": {"category": Category.COMPLAINT, "desk": Desk.STREET, "reason": "要住建部门出面"},
    "reply": {"reply_way": "phone", "public_text": "屋面防水已补好，下雨再看", "handled": "物业补好屋面防水"},
    "return_opinion": {"reason": "这栋楼的屋面归街道改造项目管"},
    "rework": {"reason": "又下雨，还是漏"},
    "tell_progress": {"reply_way": "phone", "public_text": "已转为案件，由社区调解"},
    "withdraw": {"reason": "和上一条是同一件事"},
}


def _converted(walk: Walk) -> Opinion:
    opinion = walk.to(OpinionState.HANDLING)
    walk.case_from(opinion)
    return opinion


def _draft(walk: Walk) -> Opinion:
    """Never seen outside its own transaction; made here by hand to prove that nothing acts on it."""
    raised = walk.raised()
    Opinion.objects.filter(pk=raised.pk).update(state=OpinionState.DRAFT)
    raised.refresh_from_db()
    return raised


def _after(state: OpinionState, act: str) -> Callable[[Walk], Opinion]:
    return lambda walk: walk.step(walk.to(state), act)


S = OpinionState
_ROADS: dict[OpinionState, Callable[[Walk], Opinion]] = {
    S.DRAFT: _draft,
    S.RAISED: Walk.raised,
    S.HANDLING: _after(S.RAISED, "classify"),
    S.CONVERTED: _converted,
    S.REPLIED: _after(S.HANDLING, "reply"),
    S.CLOSED: _after(S.REPLIED, "rate"),
    S.VOID: _after(S.RAISED, "withdraw"),
}
