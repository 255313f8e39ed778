"""Tickets of the hotline on every step of their way, a few each: new, given out, overdue, extended, objected to, guided,
answered, called back and closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Corner, Teller
from dashboard.demo.worktime import OfficeHours
from disputes.choices import Satisfaction, Tier
from disputes.hotline.actions import ACTIONS, Dispatch, receive
from disputes.hotline.choices import Proceeding, TicketKind, TicketResult
from disputes.models import HotlineTicket
from residents.choices_visits import ReplyWay


@dataclass(frozen=True)
class Demand:
    """What the caller wants, what was done, and what they heard."""

    kind: TicketKind
    title: str
    text: str
    done: str = ""
    heard: str = ""


@dataclass(frozen=True)
class Way:
    """One ticket's way: how many working days ago it came, its acts with the working days before each, where."""

    ago: int
    acts: str
    demand: Demand
    where: tuple[str, int] = ("", 0)
    # Working days that the platform gave; none: the limit of the kind.
    given: int = 0


_LAMP = Demand(
    TicketKind.HELP,
    "北门路灯不亮",
    "小区北门到公交站一段路灯有四盏不亮，晚上看不清路",
    "电工换了四盏灯的灯头和一段线，晚上看过都亮",
    "四盏路灯都修好了，晚上看过是亮的",
)
_HEAT = Demand(
    TicketKind.URGENT,
    "暖气管漏水",
    "楼道暖气立管接口漏水，水流到楼梯上，怕晚上结冰",
    "关阀换了接口",
    "接口换好了，不漏了",
)
_NOISE = Demand(
    TicketKind.COMPLAINT,
    "夜间施工噪声",
    "小区东侧工地晚上十一点还在施工，老人孩子睡不着",
    "到工地谈过，晚上十点后停工，连看了两晚",
    "工地答应晚上十点后停工，再吵请打社区电话",
)
_PENSION = Demand(
    TicketKind.ENQUIRY,
    "高龄补贴怎么领",
    "问八十岁老人的高龄补贴在哪里办、带什么材料",
    "电话里说清了",
    "带身份证到社区窗口办",
)
_TREE = Demand(
    TicketKind.HELP,
    "树枝碰到电线",
    "楼前大树的枝子碰着电线，刮风时冒火星",
    "园林队锯了三根枝",
    "碰线的枝子锯掉了",
)
_PARKING = Demand(
    TicketKind.COMPLEX,
    "停车位不够",
    "小区停车位不够，消防通道晚上停满了车，要求重新规划",
    "和物业、业委会重新划线，多出十一个车位，通道立了桩",
    "多划了十一个车位，消防通道立了桩，先到先停",
)
_ROAD = Demand(TicketKind.COMPLAINT, "城东路面塌陷", "城东立交桥下辅路塌了一块，车过要绕行")
_SUED = Demand(TicketKind.COMPLAINT, "物业费纠纷", "和物业为物业费争了两年，要求街道处理，法院已经立案")

WAYS: tuple[Way, ...] = (
    Way(0, "receive", _TREE, ("铁北", 7), given=3),
    Way(1, "receive;accept", _NOISE),
    Way(0, "receive;assign_duty", _HEAT, ("铁北", 7)),
    Way(2, "receive;assign 0;tell_caller 1", _NOISE, ("铁北", 0)),
    Way(9, "receive;assign_grid 1", _TREE, ("铁北", 7)),
    Way(3, "receive;assign;ask_extension 2", _LAMP, given=5),
    Way(6, "receive;assign 1;ask_extension 2;extend 1", _PARKING),
    Way(3, "receive;assign;answer 2", _LAMP, ("铁北", 0), given=5),
    Way(7, "receive;assign 1;answer 3;call_back_bad 1", _NOISE),
    Way(12, "receive;assign;answer 2;call_back 1;close 1", _PENSION),
    Way(15, "receive;assign 1;answer 2;call_back 1;close 1", _LAMP, given=6),
    Way(1, "receive;object", _ROAD, given=4),
    Way(4, "receive;guide 1", _SUED),
)


def tell_hotline(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """All of them, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    for number, way in enumerate(WAYS, start=1):
        _plan(teller, way, number)
    return teller.play()


def _plan(teller: Teller, way: Way, number: int) -> None:
    corner = teller.corner(*way.where)
    moment = teller.ago(way.ago)
    life = Life(teller, corner, way, number)
    for part in way.acts.split(";"):
        act, _, days = part.partition(" ")
        if int(days or 0):
            moment = teller.hours.workdays_later(moment, int(days), teller.chance)
        elif act != "receive":
            moment += timedelta(minutes=teller.chance.randint(5, 25))
        teller.at(moment, getattr(life, act))


@dataclass
class Life:
    """One ticket and what each act of its way writes."""

    teller: Teller
    corner: Corner
    way: Way
    number: int
    ticket: HotlineTicket | None = None

    @property
    def _intake(self) -> User:
        return self.teller.staff.street["centre_intake"][0]

    @property
    def _manager(self) -> User:
        return self.teller.staff.street["centre_manager"][0]

    @property
    def _handler(self) -> User:
        desk = self.ticket.desk if self.ticket else Tier.STREET
        at = {Tier.GRID: self.corner.worker, Tier.COMMUNITY: self.corner.clerk}
        return at.get(Tier(desk), self._intake)

    def _do(self, act: str, by: User, now: datetime, **data: Any) -> None:
        if self.ticket is not None:
            ACTIONS[act](self.ticket, actor=by, now=now, **data)

    def receive(self, now: datetime) -> None:
        chance, demand = self.teller.chance, self.way.demand
        sent = now - timedelta(minutes=chance.randint(8, 40))
        due = self.teller.hours.calendar.add_workdays(now.date(), self.way.given) if self.way.given else None
        caller = chance.choice("王李张刘陈马赵") + chance.choice(("女士", "先生"))
        told = Dispatch(
            city_no=f"{now:%Y%m%d}{self.number:04}",
            kind=demand.kind,
            title=demand.title,
            text=demand.text,
            place=self.corner.place,
            dispatched_at=sent,
            due_given=now.replace(
                year=due.year, month=due.month, day=due.day, hour=18, minute=0, second=0, microsecond=0
            )
            if due
            else None,
            name=caller,
            phone=f"0937-09{chance.randint(0, 99_999):05}",
            is_demo=True,
        )
        self.ticket = receive(told, actor=self._intake, now=now)

    def accept(self, now: datetime) -> None:
        self._do("accept", self._intake, now)

    def assign(self, now: datetime) -> None:
        self._do("assign", self._manager, now, desk=Tier.COMMUNITY)

    def assign_grid(self, now: datetime) -> None:
        self._do("assign", self._manager, now, desk=Tier.GRID, note="先到现场看，再联系诉求人")

    def assign_duty(self, now: datetime) -> None:
        self._do("assign", self._intake, now, desk=Tier.GRID, note="马上到场，先关阀")

    def tell_caller(self, now: datetime) -> None:
        text = f"您反映的{self.way.demand.title}社区已经在办，这两天给您结果"
        self._do("tell_caller", self._handler, now, reply_way=ReplyWay.PHONE, public_text=text)

    def ask_extension(self, now: datetime) -> None:
        self._do("ask_extension", self._handler, now, days=3, reason="要等几家单位一起到现场")

    def extend(self, now: datetime) -> None:
        text = "要等几家单位一起到现场，会多花几天，办好马上告诉您"
        self._do("extend", self._manager, now, reply_way=ReplyWay.PHONE, public_text=text)

    def answer(self, now: datetime) -> None:
        demand = self.way.demand
        enquiry = demand.kind == TicketKind.ENQUIRY
        self._do(
            "answer",
            self._handler,
            now,
            result=TicketResult.EXPLAINED if enquiry else TicketResult.SOLVED,
            text=demand.done,
            reply_way=ReplyWay.PHONE,
            public_text=demand.heard,
        )

    def call_back(self, now: datetime) -> None:
        self._do("call_back", self._intake, now, satisfaction=Satisfaction.GOOD, responded=True, solved=True)

    def call_back_bad(self, now: datetime) -> None:
        note = "昨晚十一点又响了一阵"
        data = {"satisfaction": Satisfaction.BAD, "responded": True, "solved": False, "note": note}
        self._do("call_back", self._intake, now, **data)

    def close(self, now: datetime) -> None:
        self._do("close", self._manager, now)

    def object(self, now: datetime) -> None:
        self._do("object", self._manager, now, reason="立交桥辅路归市政养护，不在本街道，建议派市政")

    def guide(self, now: datetime) -> None:
        text = "这件事法院已经立案，请按法院通知参加诉讼；要法律援助可以找司法所"
        data = {"guided_to": Proceeding.COURT, "reply_way": ReplyWay.PHONE, "public_text": text}
        self._do("guide", self._manager, now, text="向法院核实已立案", **data)
