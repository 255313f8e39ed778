"""Tasks of the joint meeting: the two that the source tells of, struck off (domain.md O7), and some on their way: told each
month, claimed done, overdue, asking for more time, waiting for a unit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from dashboard.demo.figures import STREET_NAME
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import Role
from grids.models import Area, Department
from grids.selectors import holders
from partybuilding.choices import MeetingState, TopicState
from partybuilding.choices_items import ConfirmWay
from partybuilding.items.actions import ACTIONS, Source, Task, make
from partybuilding.models import ActionItem, JointMeeting, MeetingDecision, MeetingTopic, PartyJointBody


@dataclass(frozen=True)
class Matter:
    """One task: its decision, who leads and helps, where, and what was done about it."""

    title: str
    decided: str
    what: str
    problem: str
    standard: str
    community: str
    place: str
    lead: str = ""
    assisting: tuple[str, ...] = ()
    responsible: str = ""
    cause: str = ""
    funding: str = ""
    done: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Way:
    """How many working days ago the meeting was, the last day counted from today, and the acts with working days before
    each."""

    ago: int
    days: int
    acts: str
    matter: Matter


_LAMP = Matter(
    "白马公寓北门主干道安装路灯", "由住建牵头，综合执法配合，安装白马公寓北门主干道路灯", "白马公寓北门主干道安装路灯",
    "白马公寓北门主干道没有路灯，晚上出门看不清路", "路灯装好，晚上都亮", "铁北", "白马公寓北门", "housing", ("enforcement",),
    "张维民 市政科科长", "建小区时没有配套", "市政维护资金", "装了八盏路灯，接入市政照明", "晚上去看，八盏都亮",
)  # fmt: skip
_ROAD = Matter(
    "铁路小区背街小巷道路硬化", "由住建牵头，自然资源配合，硬化铁路小区背街小巷", "铁路小区背街小巷道路硬化",
    "铁路小区背街小巷是土路，下雨积水，老人摔过跤", "路面硬化，雨后不积水", "铁北", "铁路小区", "housing", ("resources",),
    "张维民 市政科科长", "路面一直没有硬化", "老旧小区改造资金", "硬化路面四百米，加了两处排水口", "雨后去看，没有积水",
)  # fmt: skip
_DRAIN = Matter(
    "德惠下水管网堵塞", "由住建牵头更换德惠老旧下水管网", "更换老旧下水管网", "老楼下水一个月堵两三次，污水返到一楼",
    "管网换新，三个月不再堵", "德惠", "老楼片区", "housing", (), "张维民 市政科科长", "铸铁管锈蚀", "老旧小区改造资金",
)  # fmt: skip
_ROOF = Matter(
    "铁北楼顶漏水", "由住建牵头维修铁北楼顶防水", "维修楼顶防水", "顶楼多户下雨漏水，维修资金一直没有启用",
    "雨后不漏", "铁北", "顶楼", "housing", (), "张维民 物业科负责人", "防水层老化", "住宅专项维修资金", "三栋楼顶重做防水",
)  # fmt: skip
_STALLS = Matter(
    "胜利占道经营", "由综合执法牵头，市场监管配合，规范胜利早市占道经营", "规范早市占道经营", "早市占了半条路，公交车过不去",
    "摊位进场，道路畅通", "胜利", "早市路段", "enforcement", ("market",), "综合执法局街区中队队长",
)  # fmt: skip
_WALL = Matter(
    "绿化小区建设", "由自然资源牵头，住建配合，理清绿化围墙外空地", "理清围墙外空地权属", "围墙外空地没人管，堆了垃圾",
    "权属查清，垃圾清走", "绿化", "围墙外空地", "resources", ("housing",), "自然资源局确权科科长",
)  # fmt: skip
_RAMP = Matter(
    "雍和道路破损", "修补雍和破损路面，请成员单位认领", "修补破损路面", "小区入口路面坑洼，轮椅过不去", "路面补平", "雍和", "小区入口",
)  # fmt: skip

WAYS: tuple[Way, ...] = (
    Way(110, -90, "make;take 2;claim_done 30;verify 2;clear 2", _LAMP),
    Way(110, -50, "make;take 3;claim_done 50;verify 3;clear 1", _ROAD),
    Way(45, 60, "make;take 1;progress 18;progress_more 21", _DRAIN),
    Way(45, 6, "make;take 2;claim_done 40", _ROOF),
    Way(45, -10, "make;take 3", _STALLS),
    Way(45, 8, "make;take 4;ask_extension 38", _WALL),
    Way(45, 90, "make", _RAMP),
)


def tell_items(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """All of them, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    body = PartyJointBody.objects.create(
        name=f"{STREET_NAME}大工委", valid_from=now.date() - timedelta(days=700), is_demo=True
    )
    for way in WAYS:
        held = teller.hours.workdays_ago(now, way.ago, Random(f"meeting {way.ago}"))
        life = Life(teller, _decision(body, held, way.matter), way)
        moment = held
        for part in way.acts.split(";"):
            act, _, days = part.partition(" ")
            moment = teller.hours.workdays_later(moment, int(days or 1), chance)
            teller.at(moment, getattr(life, act))
    return teller.play()


def _decision(body: PartyJointBody, held: datetime, matter: Matter) -> MeetingDecision:
    quarter = (held.month - 1) // 3 + 1
    facts = {"state": MeetingState.HELD, "held_at": held, "created_at": held, "is_demo": True}
    meeting, _ = JointMeeting.objects.get_or_create(
        body=body, year=held.year, quarter=quarter, defaults=facts
    )
    topic = MeetingTopic.objects.create(
        body=body,
        meeting=meeting,
        title=matter.title,
        state=TopicState.RESOLVED,
        created_at=held,
        is_demo=True,
    )
    number = meeting.decisions.count() + 1
    return MeetingDecision.objects.create(
        meeting=meeting, topic=topic, number=number, text=matter.decided, created_at=held
    )


@dataclass
class Life:
    """One task and what each act of its way writes."""

    teller: Teller
    decision: MeetingDecision
    way: Way
    item: ActionItem | None = None

    @property
    def _community(self) -> Area:
        return self.teller.community(self.way.matter.community)

    @property
    def _due(self) -> date:
        return self.teller.now.date() + timedelta(days=self.way.days)

    @property
    def _liaison(self) -> User:
        return holders(Role.DEPT_LIAISON, department=_unit(self.way.matter.lead))[0]

    def _do(self, act: str, by: User, now: datetime, **data: Any) -> None:
        if self.item is not None:
            ACTIONS[act](self.item, actor=by, now=now, **data)

    def make(self, now: datetime) -> None:
        matter = self.way.matter
        task = Task(
            what=matter.what,
            problem=matter.problem,
            due_on=self._due,
            standard=matter.standard,
            lead=_unit(matter.lead),
            assisting=tuple(unit for code in matter.assisting if (unit := _unit(code))),
            responsible=matter.responsible,
            community=self._community,
            place=matter.place,
            cause=matter.cause,
            funding=matter.funding,
            by_residents=True,
        )
        secretary = self.teller.staff.street["meeting_secretary"][0]
        source = Source(self.decision.meeting.body, self.decision)
        self.item = make(task, source, actor=secretary, is_demo=True, now=now)

    def take(self, now: datetime) -> None:
        self._do("take", self._liaison, now, responsible=self.way.matter.responsible)

    def progress(self, now: datetime) -> None:
        self._do("progress", self._liaison, now, percent=35, text="现场勘察完成，方案和预算已报批")

    def progress_more(self, now: datetime) -> None:
        self._do("progress", self._liaison, now, percent=60, text="材料进场，已更换两栋楼的管道")

    def ask_extension(self, now: datetime) -> None:
        asked = self._due + timedelta(days=20)
        self._do("ask_extension", self._liaison, now, asked_on=asked, reason="档案要到市里调，多等两周")

    def claim_done(self, now: datetime) -> None:
        evidence = f"竣工验收单〔{now.year}〕{self.decision.pk}号"
        self._do("claim_done", self._liaison, now, text=self.way.matter.done, evidence=evidence)

    def verify(self, now: datetime) -> None:
        clerk = self.teller.staff.clerks[self._community.pk][0]
        told = {"text": self.way.matter.seen, "residents": 3, "way": ConfirmWay.ON_SITE}
        self._do("verify", clerk, now, **told)

    def clear(self, now: datetime) -> None:
        manager = self.teller.staff.street["centre_manager"][0]
        self._do("clear", manager, now, text="佐证齐全，社区和居民都确认，同意销号")


def _unit(code: str) -> Department | None:
    return Department.objects.get(code=code) if code else None
