"""Brings a ticket into any state, and knows one good call of every act: what the generated tests walk with.

The ticket is of the worker's building and given to its community, so that desks lie above and below."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.accounts.models import User
from disputes.choices import Source, Tier
from disputes.hotline.actions import ACTIONS, Dispatch, receive
from disputes.hotline.choices import TicketState
from disputes.models import Dispute, HotlineTicket
from tests.cast import PHONE, Cast, Log, Town

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CALLER = "王建国"
TEXT = "小区北门一段路灯不亮，晚上看不清路"


@dataclass
class Desk:
    """Steps forward an hour with each act, as the office would."""

    cast: Cast
    town: Town
    log: Log
    now: datetime = T0
    count: int = 0

    def told(self, **changes: Any) -> Dispatch:
        self.count += 1
        facts: dict[str, Any] = {
            "city_no": f"20260302{self.count:04}",
            "kind": "help",
            "title": "北门路灯不亮",
            "text": TEXT,
            "place": self.town.building,
            "dispatched_at": self.now - HOUR,
            "name": CALLER,
            "phone": PHONE,
        }
        return Dispatch(**{**facts, **changes})

    def received(self, **changes: Any) -> HotlineTicket:
        return receive(self.told(**changes), actor=self.cast.intake, now=self.now)

    def fresh(self, ticket: HotlineTicket) -> HotlineTicket:
        return HotlineTicket.objects.get(pk=ticket.pk)

    def do(self, ticket: HotlineTicket, act: str, by: User | str, **data: Any) -> HotlineTicket:
        self.now += HOUR
        actor = getattr(self.cast, by) if isinstance(by, str) else by
        ACTIONS[act](self.fresh(ticket), actor=actor, now=self.now, **data)
        return self.fresh(ticket)

    def step(self, ticket: HotlineTicket, act: str, by: str = "", **changes: Any) -> HotlineTicket:
        """The example call of the act, after what must have happened before it."""
        for before in BEFORE.get(act, ()):
            ticket = self.step(ticket, before)
        data = {"target": self.case()} if act == "link" else {}
        return self.do(ticket, act, by or self.doer(act, ticket), **{**DATA[act], **data, **changes})

    def doer(self, act: str, ticket: HotlineTicket) -> str:
        """Who does it: the community does a handler's acts once it was given the ticket."""
        return WHO[act] if ticket.desk != Tier.STREET or WHO[act] != "clerk" else "intake"

    def case(self, **facts: Any) -> Dispute:
        return self.log(
            actor=self.cast.clerk, severity="small", severity_reason="多户", now=self.now, **facts
        )

    def case_of(self, ticket: HotlineTicket, by: str = "clerk", **facts: Any) -> Dispute:
        """A case logged with the number of the ticket, as the desk's form does."""
        self.now += HOUR
        return self.log(
            actor=getattr(self.cast, by),
            severity="small",
            severity_reason="多户",
            source=Source.HOTLINE,
            source_ref=ticket.city_no,
            now=self.now,
            **facts,
        )

    def to(self, state: str, **changes: Any) -> HotlineTicket:
        """A fresh ticket in that state."""
        ticket = self.received(**changes)
        for act in ROADS[TicketState(state)]:
            ticket = self.step(ticket, act)
        return ticket


S = TicketState
_ANSWERED = ("assign", "answer")
ROADS: dict[TicketState, tuple[str, ...]] = {
    S.RECEIVED: (),
    S.ACCEPTED: ("accept",),
    S.OBJECTED: ("accept", "object"),
    S.RETURNED: ("object", "objection_upheld"),
    S.HANDLING: ("accept", "assign"),
    S.EXTENDED: ("assign", "extend"),
    S.ANSWERED: _ANSWERED,
    S.CALLED_BACK: (*_ANSWERED, "call_back"),
    S.CLOSED: (*_ANSWERED, "call_back", "close"),
    S.REWORK: (*_ANSWERED, "rework"),
}
BEFORE: dict[str, tuple[str, ...]] = {
    "extend": ("ask_extension",),
    "refuse_extension": ("ask_extension",),
    "unlink": ("link",),
}
WHO: dict[str, str] = {
    "accept": "intake", "answer": "clerk", "ask_extension": "clerk", "assign": "manager", "call_back": "intake",
    "chase": "street_lead", "close": "manager", "correct": "intake", "extend": "manager", "guide": "manager", "hand_back": "clerk",
    "link": "clerk", "note": "manager", "object": "manager", "objection_refused": "intake", "objection_upheld": "intake",
    "reassign": "manager", "refuse_extension": "manager", "relimit": "intake", "rework": "manager", "tell_caller": "clerk",
    "unlink": "manager", "withdraw": "manager",
}  # fmt: skip
_TOLD = {"reply_way": "phone", "public_text": "路灯已经修好，晚上看过是亮的"}
DATA: dict[str, dict[str, Any]] = {
    "accept": {},
    "answer": {"result": "solved", "text": "电工换了四盏灯", **_TOLD},
    "ask_extension": {"days": 3, "reason": "等配件"},
    "assign": {"desk": Tier.COMMUNITY},
    "call_back": {"satisfaction": "good", "responded": True, "solved": True},
    "chase": {"text": "请今天先联系诉求人"},
    "close": {},
    "correct": {"text": "小区北门一段路灯不亮，还有一处线头", "reason": "照工单补全"},
    "extend": {"reply_way": "phone", "public_text": "要等配件，多花三天"},
    "guide": {"guided_to": "court", "reply_way": "phone", "public_text": "请按法院通知参加诉讼"},
    "hand_back": {"reason": "这段路归城东社区"},
    "link": {},
    "note": {"text": "已打电话问过电工"},
    "object": {"reason": "市政路灯，不在本街道"},
    "objection_refused": {"text": "市平台说仍由街道协调"},
    "objection_upheld": {"text": "市平台改派市政"},
    "reassign": {"desk": Tier.GRID, "reason": "先由网格员到场看"},
    "refuse_extension": {"reason": "配件明天就到"},
    "relimit": {"kind": "complex", "reason": "要几家一起办"},
    "rework": {"reason": "又有两盏不亮"},
    "tell_caller": {"reply_way": "phone", "public_text": "社区已经在办"},
    "unlink": {"reason": "不是同一件事"},
    "withdraw": {"reason": "市平台撤回"},
}
