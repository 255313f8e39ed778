"""Tasks of the joint meeting: the two that the source tells of, struck off (domain.md O7), and some on their way: told each
month, claimed done, overdue, waiting for a unit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from dashboard.demo.meetings import LAMPS, LANES, RAMPS, ROOFS, STALLS
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import Role
from grids.models import Area, Department
from grids.selectors import holders
from partybuilding.choices_items import ConfirmWay
from partybuilding.items.actions import ACTIONS, Source, Task, make
from partybuilding.models import ActionItem, MeetingDecision


@dataclass(frozen=True)
class Matter:
    """One task: the topic whose decision it comes of, who leads and helps, where, and what was done about it."""

    title: str
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
    """The acts since the meeting with working days before each (below nought: before today), and the last day: so many days after the meeting, or after
    today."""

    matter: Matter
    acts: str
    after_meeting: int | None = None
    after_today: int = 0


_LAMP = Matter(
    LAMPS.title, "白马公寓北门主干道安装路灯", LAMPS.problem, "路灯装好，晚上都亮", "铁北", "白马公寓北门", "housing", ("resources",),
    "张维民 市政科科长", "建小区时没有配套", "市政维护资金", "装了八盏路灯，接入市政照明", "晚上去看，八盏都亮",
)  # fmt: skip
_ROAD = Matter(
    LANES.title, "铁路小区背街小巷道路硬化", LANES.problem, "路面硬化，雨后不积水", "铁北", "铁路小区", "housing", ("enforcement",),
    "张维民 市政科科长", "路面一直没有硬化", "老旧小区改造资金", "硬化路面四百米", "雨后去看，没有积水",
)  # fmt: skip
_INLETS = Matter(
    LANES.title, "背街小巷加装排水口", "路面低洼处存水，冬天结冰", "雨后不积水", "铁北", "铁路小区", "housing", (),
    "张维民 市政科科长", "", "老旧小区改造资金", "加装两处排水口，接到主管网",
)  # fmt: skip
_ROOF = Matter(
    ROOFS.title, "维修楼顶防水", ROOFS.problem, "雨后不漏", "铁北", "顶楼", "housing", (), "张维民 物业科负责人", "防水层老化",
    "住宅专项维修资金",
)  # fmt: skip
_STALLS = Matter(
    STALLS.title, "规范早市占道经营", STALLS.problem, "摊位进场，道路畅通", "胜利", "早市路段", "enforcement", ("market",),
    "综合执法局街区中队队长",
)  # fmt: skip
_RAMP = Matter(RAMPS.title, "修补小区入口路面", RAMPS.problem, "路面补平", "雍和", "小区入口")

WAYS: tuple[Way, ...] = (
    Way(_LAMP, "make;take 2;claim_done 26;verify 2;clear 2", after_meeting=60),
    Way(_ROAD, "make;take 3;claim_done 26;verify 3;clear 1", after_meeting=75),
    Way(_INLETS, "make;take 3;claim_done -2", after_today=6),
    Way(_ROOF, "make;take 1;progress 16;progress_more 16", after_today=60),
    Way(_STALLS, "make;take 3", after_today=-6),
    Way(_RAMP, "make", after_today=90),
)


def tell_items(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """All of them, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    for way in WAYS:
        decision = MeetingDecision.objects.get(topic__title=way.matter.title)
        life = Life(teller, decision, way)
        moment = decision.created_at
        for part in way.acts.split(";"):
            act, _, days = part.partition(" ")
            moment = _moment(teller, moment, int(days or 1))
            teller.at(moment, getattr(life, act))
    return teller.play()


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
        if self.way.after_meeting is not None:
            return self.decision.created_at.date() + timedelta(days=self.way.after_meeting)
        return self.teller.now.date() + timedelta(days=self.way.after_today)

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


def _moment(teller: Teller, before: datetime, days: int) -> datetime:
    """So many working days after what was done before; a negative number counts back from today."""
    if days < 0:
        return teller.hours.workdays_ago(teller.now, -days, teller.chance)
    return teller.hours.workdays_later(before, days, teller.chance)


def _unit(code: str) -> Department | None:
    return Department.objects.get(code=code) if code else None
