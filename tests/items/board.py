"""Brings a task into any state, and knows one good call of every act: what the generated tests walk with.

The task is of the street's first meeting, led by 住建, helped by 自然资源, lies in 铁北 and was raised by residents. A
second meeting a quarter later may set it aside."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpResponse

from core.accounts.models import User
from grids.choices import DepartmentCode, Role
from grids.models import Department
from partybuilding.choices import MeetingState, TopicState
from partybuilding.choices_items import ItemState
from partybuilding.items.actions import ACTIONS, Source, Task, make
from partybuilding.models import ActionItem, JointMeeting, MeetingDecision, MeetingTopic, PartyJointBody
from tests.cast import SINCE, Cast, Town, person

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DUE = date(2026, 3, 31)
TEXT = "由住建牵头，自然资源配合，3月底前完成安装"
PROBLEM = "白马公寓北门主干道没有路灯，晚上出门看不清路"


@dataclass
class Board:
    """Steps forward an hour with each act, as the office would."""

    cast: Cast
    town: Town
    housing: Department
    resources: Department
    helper: User
    body: PartyJointBody
    own_body: PartyJointBody
    decision: MeetingDecision
    later: MeetingDecision
    now: datetime = T0
    people: dict[str, User] = field(default_factory=dict)

    def task(self, **changes: Any) -> Task:
        facts: dict[str, Any] = {
            "what": "装路灯",
            "problem": PROBLEM,
            "due_on": DUE,
            "standard": "路灯装好，晚上都亮",
            "lead": self.housing,
            "assisting": (self.resources,),
            "responsible": "张工 市政科科长",
            "community": self.town.tiebei.area,
            "place": "白马公寓北门",
            "by_residents": True,
        }
        return Task(**{**facts, **changes})

    def made(
        self, decision: MeetingDecision | None = None, by: str = "meeting_secretary", **changes: Any
    ) -> ActionItem:
        chosen = decision or self.decision
        source = Source(chosen.meeting.body, chosen)
        return make(self.task(**changes), source, actor=self.people[by], now=self.now)

    def fresh(self, item: ActionItem) -> ActionItem:
        return ActionItem.objects.get(pk=item.pk)

    def do(self, item: ActionItem, act: str, by: str, **data: Any) -> ActionItem:
        self.now += HOUR
        ACTIONS[act](self.fresh(item), actor=self.people[by], now=self.now, **data)
        return self.fresh(item)

    def step(self, item: ActionItem, act: str, by: str = "", **changes: Any) -> ActionItem:
        """The example call of the act; who claims finds the task without a unit."""
        if act == "claim":
            ActionItem.objects.filter(pk=item.pk).update(lead=None)
        return self.do(item, act, by or WHO[act], **{**self.data(act), **changes})

    def data(self, act: str) -> dict[str, Any]:
        own: dict[str, dict[str, Any]] = {
            "edit": {"task": self.task(what="装路灯六盏", due_on=DUE - DAY)},
            "reassign": {"lead": self.resources, "reason": "这段路归自然资源"},
            "put_on_account": {"decision": self.later, "reason": "今年没有资金"},
            "void": {"decision": self.later, "reason": "小区改造一起办"},
        }
        return own.get(act) or DATA[act]

    def to(self, state: str, **changes: Any) -> ActionItem:
        """A fresh task in that state."""
        item = self.made(**changes)
        for act in ROADS[ItemState(state)]:
            item = self.step(item, act)
        return item


def build_board(cast: Cast, town: Town) -> Board:
    resources = Department.objects.create(code=DepartmentCode.RESOURCES, name="自然资源局")
    post = {"role": Role.DEPT_LIAISON, "department": resources}
    helper = person("resources", "曹规划", "自然资源局联络员", post)
    street = PartyJointBody.objects.create(name="雄关街道大工委", valid_from=SINCE)
    own = PartyJointBody.objects.create(name="铁北社区大党委", community=town.tiebei.area, valid_from=SINCE)
    first = decided(street, 1, T0 - DAY, TEXT, "白马公寓北门主干道装路灯")
    later = decided(street, 2, T0 + 90 * DAY, "今年没有资金，先挂账", "路灯资金")
    return Board(
        cast=cast,
        town=town,
        housing=Department.objects.get(code=DepartmentCode.HOUSING),
        resources=resources,
        helper=helper,
        body=street,
        own_body=own,
        decision=first,
        later=later,
        people={**cast.all, "helper": helper},
    )


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def decided(
    body: PartyJointBody, quarter: int, at: datetime, text: str, title: str = "路灯", number: int = 1
) -> MeetingDecision:
    """A decision of the body's meeting in that quarter, which is made for the first."""
    facts = {"state": MeetingState.HELD, "held_at": at, "created_at": at}
    meeting, _ = JointMeeting.objects.get_or_create(body=body, year=2026, period=quarter, defaults=facts)
    topic = MeetingTopic.objects.create(
        body=body, meeting=meeting, title=title, state=TopicState.RESOLVED, created_at=at
    )
    return MeetingDecision.objects.create(
        meeting=meeting, topic=topic, number=number, text=text, created_at=at
    )


S = ItemState
_DONE = ("take", "claim_done")
ROADS: dict[ItemState, tuple[str, ...]] = {
    S.OPEN: (),
    S.IN_PROGRESS: ("take",),
    S.EXTENDED: ("take", "ask_extension"),
    S.CLAIMED_DONE: _DONE,
    S.VERIFIED: (*_DONE, "verify"),
    S.CLEARED: (*_DONE, "verify", "clear"),
    S.ON_ACCOUNT: ("take", "put_on_account"),
    S.VOID: ("void",),
}
WHO: dict[str, str] = {
    "approve_extension": "street_lead", "ask_extension": "liaison", "chase": "meeting_secretary", "claim": "helper",
    "claim_done": "liaison", "clear": "manager", "edit": "meeting_secretary", "note": "clerk", "progress": "liaison",
    "put_on_account": "meeting_secretary", "reassign": "meeting_secretary", "refuse": "clerk",
    "refuse_extension": "street_lead", "resume": "meeting_secretary", "supervise": "street_lead", "take": "liaison",
    "verify": "clerk", "void": "meeting_secretary",
}  # fmt: skip
DATA: dict[str, dict[str, Any]] = {
    "approve_extension": {"note": "同意"},
    "ask_extension": {"asked_on": DUE + 10 * DAY, "reason": "等配件"},
    "chase": {"text": "请把这个月的进展补上"},
    "claim": {"responsible": "曹规划 科长"},
    "claim_done": {"text": "六盏灯都装好了", "evidence": "验收单〔2026〕8号"},
    "clear": {"text": "佐证齐全，同意销号"},
    "note": {"text": "和物业约了时间"},
    "progress": {"percent": 60, "text": "灯杆已立"},
    "refuse": {"reason": "还有一盏不亮"},
    "refuse_extension": {"reason": "雨季前要装好"},
    "resume": {"due_on": DUE + 60 * DAY, "reason": "资金到了"},
    "supervise": {"requirement": "请马上办理，书面答复"},
    "take": {"responsible": "张工 市政科科长"},
    "verify": {"text": "晚上去看，六盏都亮", "residents": 2, "way": "on_site"},
}
