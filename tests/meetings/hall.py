"""Brings a meeting and a topic into any state, and knows one good call of every act: what the generated tests walk with.

The street's body has eight seats: 住建局, whose liaison has an account, and seven units without one. The meeting is that of
the first quarter of 2026, on Friday 20 March at 9:30."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.accounts.models import User
from core.papers.actions.issuing import issue_paper
from core.papers.kinds import KINDS
from grids.models import Department
from partybuilding.choices import MeetingState, TopicState
from partybuilding.meetings.actions import ACTIONS, TOPIC_ACTIONS, propose
from partybuilding.meetings.actions.dates import lay
from partybuilding.meetings.actions.topics import Draft
from partybuilding.meetings.origins import Source
from partybuilding.models import BodyMember, JointMeeting, MeetingTopic, PartyJointBody
from tests.cast import SINCE, Cast, Log, Town

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
UNITS = ("住建局", "公安分局", "民政局", "综合执法局", "市场监管局", "自然资源局", "环卫处", "司法局")


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


# A Monday morning, no holiday near.
T0 = at(3, 2)
DAY = at(3, 20, 9, 30)


def body_of_eight(**more: Any) -> PartyJointBody:
    """大工委 with its eight seats."""
    body = PartyJointBody.objects.create(
        **{"name": "雄关街道大工委联席会议", "place": "街道三楼会议室", "valid_from": SINCE, **more}
    )
    housing = Department.objects.filter(name=UNITS[0]).first()
    BodyMember.objects.bulk_create(
        BodyMember(
            body=body,
            department=housing if at == 0 else None,
            unit_name=unit,
            official_name=f"委员{at}",
            official_title="副局长",
            deputy_name=f"代理{at}" if at % 2 == 0 else "",
            deputy_title="科长" if at % 2 == 0 else "",
            valid_from=SINCE,
        )
        for at, unit in enumerate(UNITS)
    )
    return body


@dataclass
class Hall:
    """Steps forward an hour with each act, as the office would; the meeting's own acts on its own day."""

    cast: Cast
    town: Town
    log: Log
    body: PartyJointBody
    now: datetime = T0
    seats: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seats = list(self.body.members.order_by("pk").values_list("pk", flat=True))

    def fresh(self, meeting: JointMeeting) -> JointMeeting:
        return JointMeeting.objects.select_related("body").get(pk=meeting.pk)

    def again(self, topic: MeetingTopic) -> MeetingTopic:
        return MeetingTopic.objects.select_related("body", "meeting", "meeting__body").get(pk=topic.pk)

    def slot(self, period: int = 1) -> JointMeeting:
        return self.fresh(lay(self.body, year=2026, period=period, now=self.now))

    def do(
        self, meeting: JointMeeting, act: str, by: User | str = "meeting_secretary", **data: Any
    ) -> JointMeeting:
        """Acts of the day itself happen on the day, when the meeting still lies ahead."""
        self.now += HOUR
        if act in ("sign_in", "sign_self", "open") and meeting.held_at is not None:
            self.now = max(self.now, meeting.held_at)
        actor = getattr(self.cast, by) if isinstance(by, str) else by
        ACTIONS[act](self.fresh(meeting), actor=actor, now=self.now, **data)
        return self.fresh(meeting)

    def step(self, meeting: JointMeeting, act: str, **changes: Any) -> JointMeeting:
        """The example call of the act, after what must have happened before it."""
        for before in BEFORE.get(act, ()):
            meeting = self.step(meeting, before)
        if act == "issue_minutes":
            issue_paper(KINDS["L16"], meeting.pk, actor=self.cast.meeting_secretary, now=self.now)
            return self.fresh(meeting)
        return self.do(meeting, act, WHO[act], **{**DATA[act](self, meeting), **changes})

    def all_here(self, number: int = 8) -> dict[int, str]:
        return {pk: "member" if at < number else "leave" for at, pk in enumerate(self.seats)}

    def to(self, state: str) -> JointMeeting:
        """A fresh meeting of the first quarter in that state; once it sat, with one decision."""
        meeting = self.slot()
        topic = self.topic_step(self.topic_step(self.topic(), "accept"), "schedule", meeting=meeting)
        for act in ROADS[MeetingState(state)]:
            if act == "close":
                self.topic_step(topic, "resolve")
            meeting = self.step(meeting, act)
        return meeting

    # --- topics -----------------------------------------------------------------------------------
    def topic(self, by: str = "clerk", **changes: Any) -> MeetingTopic:
        sources = changes.pop("sources", ())
        draft = {
            "body": self.body,
            "title": "白马公寓北门主干道装路灯",
            "problem": "北门到公交站一段没有路灯，六户报过",
            "asked": "由谁牵头、什么时候装好",
            **changes,
        }
        return self.again(
            propose(Draft(**draft, sources=tuple(sources)), actor=getattr(self.cast, by), now=self.now)
        )

    def topic_do(
        self, topic: MeetingTopic, act: str, by: str = "meeting_secretary", **data: Any
    ) -> MeetingTopic:
        self.now += HOUR
        TOPIC_ACTIONS[act](self.again(topic), actor=getattr(self.cast, by), now=self.now, **data)
        return self.again(topic)

    def topic_step(self, topic: MeetingTopic, act: str, **changes: Any) -> MeetingTopic:
        return self.topic_do(
            topic, act, TOPIC_WHO.get(act, "meeting_secretary"), **{**TOPIC_DATA[act](self, topic), **changes}
        )

    def meeting(self) -> JointMeeting:
        found = JointMeeting.objects.filter(body=self.body).order_by("pk").first()
        return self.fresh(found) if found else self.slot()

    def topic_to(self, state: str) -> MeetingTopic:
        """A fresh topic in that state; the meeting is where it must be."""
        wanted = TopicState(state)
        topic = self.topic()
        for act in TOPIC_ROADS[wanted]:
            topic = self.sit(topic) if act == "sit" else self.topic_step(topic, act)
        return topic

    def sit(self, topic: MeetingTopic, number: int = 8, **more: Any) -> MeetingTopic:
        """Its meeting opens with so many units."""
        meeting = topic.meeting
        assert meeting is not None
        for act in ("propose_date", "call", "papers_out"):
            meeting = self.step(meeting, act)
        meeting = self.do(meeting, "sign_in", seats=self.all_here(number))
        self.do(meeting, "open", chair_name="赵街道", **more)
        return self.again(topic)


S, T = MeetingState, TopicState
_CALLED = ("propose_date", "call")
_OPEN = (*_CALLED, "papers_out", "sign_in", "open")
_HELD = (*_OPEN, "close")
ROADS: dict[MeetingState, tuple[str, ...]] = {
    S.SLOT: (),
    S.PROPOSED: ("propose_date",),
    S.CALLED: _CALLED,
    S.OPEN: _OPEN,
    S.HELD: _HELD,
    S.DRAFTED: (*_HELD, "draft_minutes"),
    S.SIGNED: (*_HELD, "draft_minutes", "sign_minutes"),
    S.MINUTED: (*_HELD, "draft_minutes", "sign_minutes", "issue_minutes"),
    S.CANCELLED: ("propose_date", "cancel"),
}
BEFORE: dict[str, tuple[str, ...]] = {"take_down": ("post_notice",)}
WHO: dict[str, str] = {
    **dict.fromkeys(
        ("build_agenda", "call", "cancel", "change_date", "close", "draft_minutes", "note", "open", "papers_out",
         "post_notice", "propose_date", "sign_in", "take_down"),
        "meeting_secretary",
    ),
    "return_minutes": "street_lead", "sign_minutes": "street_lead", "sign_self": "liaison",
}  # fmt: skip
Example = Callable[[Hall, Any], dict[str, Any]]


def _said(**data: Any) -> Example:
    return lambda hall, row: dict(data)


def _decision(hall: Hall, meeting: JointMeeting) -> dict[str, Any]:
    """What can be posted: the decision is written as a meeting would, by the row itself."""
    decisions = list(meeting.decisions.values_list("pk", flat=True))
    day = hall.now.astimezone(SHANGHAI).date()
    return {
        "title": "一季度会议结果",
        "text": "1. 装路灯",
        "decisions": decisions,
        "from_on": day,
        "to_on": day + timedelta(days=15),
    }


def _notice(hall: Hall, meeting: JointMeeting) -> dict[str, Any]:
    notice = meeting.notices.order_by("pk").last()
    return {"notice": notice.pk if notice else 0, "reason": "日期写错了"}


DATA: dict[str, Example] = {
    "build_agenda": _said(topics=[]),
    "call": _said(),
    "cancel": _said(reason="和市里会议冲突"),
    "change_date": _said(held_at=at(3, 24, 14, 30), reason="主持人出差"),
    "close": _said(next_words="2026年第二季度"),
    "draft_minutes": _said(sent_to="各成员单位"),
    "note": _said(text="投影已经试过"),
    "open": _said(chair_name="赵街道"),
    "papers_out": _said(text="议题材料"),
    "post_notice": _decision,
    "propose_date": _said(held_at=DAY),
    "return_minutes": _said(reason="第一项写明牵头单位"),
    "sign_in": lambda hall, row: {"seats": hall.all_here()},
    "sign_minutes": _said(),
    "sign_self": lambda hall, row: {"presence": "deputy", "member": hall.seats[0]},
    "take_down": _notice,
}
TOPIC_WHO: dict[str, str] = {"revise": "clerk", "note": "clerk"}


def _main(hall: Hall, topic: MeetingTopic) -> dict[str, Any]:
    return {"main": hall.topic(title="公交站装路灯").pk}


def _decided(hall: Hall, topic: MeetingTopic) -> dict[str, Any]:
    decision = topic.decisions.order_by("pk").last()
    return {"decision": decision.pk if decision else 0, "text": "四月底前装好", "reason": "日期听错了"}


TOPIC_DATA: dict[str, Example] = {
    "accept": _said(),
    "correct": _decided,
    "decline": _said(reason="先走吹哨"),
    "defer": _said(reason="资金没有落实"),
    "discuss": _said(text="住建说有备用灯杆"),
    "hand_on": _said(handed_to="市住房和城乡建设局", reason="市政道路"),
    "merge": _main,
    "note": _said(text="现场看过"),
    "resolve": _said(text="住建牵头装四盏路灯", units="住建局", due_on=date(2026, 4, 30)),
    "revise": lambda hall, row: {"title": "北门装路灯", "problem": row.problem, "asked": row.asked},
    "schedule": lambda hall, row: {"meeting": hall.meeting()},
    "unschedule": _said(reason="材料没齐"),
}
_AGENDA = ("accept", "schedule")
TOPIC_ROADS: dict[TopicState, tuple[str, ...]] = {
    T.PROPOSED: (),
    T.ACCEPTED: ("accept",),
    T.DECLINED: ("decline",),
    T.MERGED: ("merge",),
    T.SCHEDULED: _AGENDA,
    T.DISCUSSED: (*_AGENDA, "sit", "discuss"),
    T.RESOLVED: (*_AGENDA, "sit", "resolve"),
    T.DEFERRED: (*_AGENDA, "sit", "defer"),
    T.HANDED_ON: (*_AGENDA, "sit", "hand_on"),
}


def source_of(case: Any) -> Source:
    return Source("dispute", case.pk, case.no, case.title, "铁北社区")
