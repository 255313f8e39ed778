"""Petition matters of the demo town, one on each usual step: just in, to be told, sent on, in work, waiting for a signature,
answered, shown another way."""

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
from disputes.models import PetitionMatter
from disputes.petitions import actions
from disputes.petitions.actions import Received
from disputes.petitions.choices import (
    Body,
    Channel,
    Content,
    PetitionKind,
    Route,
    ServeMode,
    Stance,
    TellMode,
)
from grids.choices import DepartmentCode
from grids.models import Department


@dataclass(frozen=True)
class Plan:
    """One matter: how many working days ago it came, its acts with the working days before each, what it is about."""

    ago: int
    acts: str
    title: str
    summary: str
    demand: str
    content: Content
    kind: PetitionKind = PetitionKind.APPEAL
    channel: Channel = Channel.VISIT


_P = Plan
PLANS = (
    _P(0, "", "小区北门路灯长期不亮", "北门到车棚一段路灯不亮有一个月，物业说归市政管", "恢复照明，说清归谁管",
       Content.CONSTRUCTION),
    _P(9, "", "楼前违建挡光", "一楼搭了棚子，挡住楼上采光，反映过两次没有结果", "拆除棚子", Content.HOUSING, channel=Channel.LETTER),
    _P(4, "tell 0;forward 1", "加装电梯补贴没到账", "去年加装的电梯验收后，补贴一直没有发", "按政策发补贴", Content.HOUSING),
    _P(12, "tell 0;propose 2;accept 1;assign 1", "供热管沟返水", "地下室管沟返水三年，每年冬天都泡", "彻底修好管沟",
       Content.CONSTRUCTION, channel=Channel.ONLINE),
    _P(37, "tell 0;propose 3;accept 1;assign 1;ask 30", "院落改造遗留问题", "改造后院内排水不畅，下雨积水进屋", "返修排水，赔偿泡坏的地面",
       Content.CONSTRUCTION),
    _P(30, "tell 0;propose 2;accept 2;assign 1;draft 20", "门面房油烟扰民", "楼下饭馆烟道朝楼道开，油烟进屋", "改烟道，油烟不进楼道",
       Content.ENVIRONMENT),
    _P(25, "tell 0;propose 2;accept 1;assign 1;draft 8;sign 1;serve 2", "车棚收费标准不公开", "车棚涨价没有公示，问物业不答复", "公开收费依据",
       Content.HOUSING),
    _P(3, "answer 1", "高龄津贴怎么申请", "问八十岁以上津贴在哪里办、带什么", "告诉办法", Content.RELIEF, PetitionKind.ENQUIRY,
       Channel.PHONE),
    _P(6, "tell 0;guide 1", "工伤待遇争议", "和原单位因工伤待遇有争议，单位不认", "单位按规定给待遇", Content.LABOUR),
)  # fmt: skip


def tell_petitions(
    places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime
) -> int:
    """All of them up to `now`, and one accusation handed on; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    for plan in PLANS:
        _one(teller, plan)
    desk = staff.street["centre_intake"][0]
    teller.at(teller.ago(2), lambda at: actions.hand_on_accusation(body=Body.DISCIPLINE, actor=desk, now=at))
    return teller.play()


def _one(teller: Teller, plan: Plan) -> None:
    life, moment = Life(teller, plan, teller.corner()), teller.ago(plan.ago)
    teller.at(moment, life.register)
    for act, days in (part.split() for part in plan.acts.split(";") if part):
        if int(days):
            moment = teller.hours.workdays_later(moment, int(days), teller.chance)
        else:
            moment = teller.hours.at_work(moment + timedelta(minutes=20), teller.chance)
        teller.at(moment, getattr(life, act))


@dataclass
class Life:
    """One matter and what each act of its way writes."""

    teller: Teller
    plan: Plan
    corner: Corner
    matter: PetitionMatter | None = None

    def _who(self, role: str) -> User:
        return self.teller.staff.street[role][0]

    def _do(self, act: str, role: str, now: datetime, **data: Any) -> None:
        if self.matter is not None:
            actions.ACTIONS[act](self.matter, actor=self._who(role), now=now, **data)

    def register(self, now: datetime) -> None:
        chance, plan = self.teller.chance, self.plan
        told = Received(
            self.corner.place,
            plan.title,
            plan.summary,
            plan.demand,
            kind=plan.kind,
            content=plan.content,
            channel=plan.channel,
            name=chance.choice("王李张刘陈马赵") + chance.choice(("建军", "桂英", "志强", "秀芳")),
            phone=f"0937-08{chance.randint(0, 99_999):05}",
            address=f"{self.corner.place.parent}{self.corner.place.name}",
            is_demo=True,
        )
        self.matter = actions.register(told, actor=self._who("centre_intake"), now=now)

    def tell(self, now: datetime) -> None:
        self._do("give_notice", "centre_intake", now, mode=TellMode.ON_SPOT)

    def forward(self, now: datetime) -> None:
        unit = Department.objects.get(code=DepartmentCode.HOUSING)
        by = (now + timedelta(days=20)).date()
        self._do("forward", "centre_manager", now, department=unit, receipt_by=by)

    def propose(self, now: datetime) -> None:
        self._do("propose", "centre_manager", now)

    def accept(self, now: datetime) -> None:
        self._do("accept", "street_lead", now)

    def assign(self, now: datetime) -> None:
        self._do("assign", "centre_manager", now, handler=self._who("centre_manager"))

    def ask(self, now: datetime) -> None:
        reason = "要等住建、供排水两家现场勘查后定方案"
        self._do("ask_extension", "centre_manager", now, days=20, reason=reason)

    def draft(self, now: datetime) -> None:
        self._do(
            "draft_opinion",
            "centre_manager",
            now,
            demand=self.plan.demand,
            found="现场看过，反映的情况属实，责任单位已认可。",
            stance=Stance.SUPPORT,
            view="责成责任单位一个月内整改，办好后由社区上门核实。",
            basis="《信访工作条例》第三十二条、《甘肃省物业管理条例》",
        )

    def sign(self, now: datetime) -> None:
        self._do("sign_opinion", "street_lead", now)

    def serve(self, now: datetime) -> None:
        day = now.date()
        self._do("serve", "centre_intake", now, served_on=day, mode=ServeMode.IN_PERSON)

    def answer(self, now: datetime) -> None:
        text = "带身份证和户口簿到社区窗口申请，当月受理次月发放"
        self._do("answer", "centre_manager", now, text=text, mode=TellMode.ON_SPOT)

    def guide(self, now: datetime) -> None:
        self._do(
            "guide",
            "centre_manager",
            now,
            route=Route.ARBITRATION,
            agency="市劳动人事争议仲裁委员会",
            advice="带工伤认定决定书和劳动合同，自知道权利受侵害起一年内申请仲裁",
        )
