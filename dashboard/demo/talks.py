"""What residents settle and award in the demo town, played act by act: a topic to its notice, one that is talked over, a
campaign with a candidate that hangs."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from civics.awards.campaigns import CAMPAIGNS
from civics.awards.criteria import CRITERIA
from civics.awards.nominations import NOMINATIONS
from civics.talks.affairs import AFFAIRS
from civics.talks.topics import TOPICS
from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import Role
from grids.works.actions import carry_out, register
from grids.works.room import Room

PHONE = "0937-6260000"


def tell_talks(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: Any) -> int:
    """Play it; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    life = Life(teller)
    life.lights()
    life.parking()
    life.money()
    life.safe_buildings()
    return teller.play()


@dataclass
class Life:
    """Each act at its moment, so many working days ago."""

    teller: Teller
    made: dict[str, Any] = field(default_factory=dict)

    def begin(self, kept: str, ago: int, room: Room, by: User, /, under: str = "", **said: Any) -> None:
        def act(at: Any) -> None:
            above = self.made.get(under)
            self.made[kept] = register(room, actor=by, under=above, now=at, is_demo=True, **said)

        self.teller.at(self.teller.ago(ago), act)

    def do(self, kept: str, ago: int, room: Room, act: str, by: User | None, /, **said: Any) -> None:
        def play(at: Any) -> None:
            carry_out(room, act, self.made[kept], actor=by, now=at, **said)

        self.teller.at(self.teller.ago(ago), play)

    def clerk(self, at: str) -> User:
        return self.teller.staff.clerks[self.teller.community(at).pk][0]

    def lead(self, at: str) -> User:
        return self.teller.staff.leads[self.teller.community(at).pk]

    def day(self, ago: int) -> date:
        return timezone.localdate(self.teller.ago(ago))

    def lights(self) -> None:
        """铁北: settled, carried out by the community, its result hangs."""
        clerk = self.clerk("铁北")
        self.begin(
            "lights", 24, TOPICS, clerk, name="3号楼楼道照明怎么装", community=self.teller.community("铁北"), source="residents",
            problem="3号楼楼道灯坏了大半，晚上看不见台阶。", options="装声控灯，费用从公益金出\n装太阳能灯，住户分摊",
        )  # fmt: skip
        self.do("lights", 23, TOPICS, "agree", self.lead("铁北"), party_opinion="事关楼里每一户，同意协商。")
        self.do(
            "lights", 22, TOPICS, "notice", clerk, kind="council", meets_on=self.day(17), meets_at="下午3点", place="社区议事厅",
            attendees="3号楼住户、楼栋长、物业",
        )  # fmt: skip
        self.do(
            "lights", 16, TOPICS, "settle", clerk, headcount=19, outcome="装声控灯，费用从社区公益金出，物业负责维护。",
            needs_assembly=False,
        )  # fmt: skip
        self.do("lights", 14, TOPICS, "begin", clerk, note="社区找施工队，两周内装完，楼栋长看着。")
        self.do(
            "lights",
            3,
            TOPICS,
            "publish",
            clerk,
            result="12盏声控灯全部装好，花费1860元，楼栋长验收。",
            phone=PHONE,
        )

    def parking(self) -> None:
        """德惠: residents may say what they think."""
        clerk = self.clerk("德惠")
        self.begin(
            "parking", 6, TOPICS, clerk, name="小区里停车怎么停", community=self.teller.community("德惠"), source="grid",
            problem="车位不够，消防通道有时被占。", options="统一划线，先到先停\n白天对外开放，晚上只停本小区",
        )  # fmt: skip
        self.do(
            "parking", 5, TOPICS, "agree", self.lead("德惠"), party_opinion="同意，请物业、业委会一起来谈。"
        )
        self.do(
            "parking", 4, TOPICS, "notice", clerk, kind="talk", meets_on=timezone.localdate(self.teller.now) + timedelta(days=6),
            meets_at="上午10点", place="小区广场", attendees="有车的、没车的住户，业委会、物业",
        )  # fmt: skip
        self.do("parking", 2, TOPICS, "speak", None, text="消防通道一定要留出来，别的都好商量。")

    def money(self) -> None:
        """福民: accounts hang, with a question that waits."""
        clerk = self.clerk("福民")
        self.begin(
            "money", 6, AFFAIRS, clerk, name="上季度公益金收支", community=self.teller.community("福民"), kind="money",
            text="收入：结余3200元。\n支出：活动室桌椅1180元，楼道粉刷900元。\n结余：1120元。", phone=PHONE,
        )  # fmt: skip
        self.do("money", 5, AFFAIRS, "post", clerk)
        self.do("money", 1, AFFAIRS, "ask", None, text="粉刷的是哪几栋楼？")

    def safe_buildings(self) -> None:
        """The street's call: one candidate hangs, another waits to be checked."""
        manager, clerk = self.teller.staff.street[Role.CENTRE_MANAGER][0], self.clerk("铁北")
        lead, secretary = (
            self.teller.staff.street[role][0] for role in (Role.STREET_LEAD, Role.MEETING_SECRETARY)
        )
        self.begin(
            "safe", 20, CAMPAIGNS, manager, name="平安楼栋评选", community=None, kind="safe_building",
            year=timezone.localdate(self.teller.now).year, text="全街道评10栋。楼栋自己报，邻居也能推荐；社区审核，街道评分。",
        )  # fmt: skip
        self.do("safe", 19, CAMPAIGNS, "open", manager, nominate_until=self.day(8))
        for kept, ago, at, name in (
            ("three", 16, "铁北", "铁路小区3号楼"),
            ("eight", 9, "德惠", "德惠小区8号楼"),
        ):
            self.begin(
                kept, ago, NOMINATIONS, self.clerk(at), under="safe", name=name, community=self.teller.community(at),
                way="building", reason="楼道没有堆物，住户轮流值日；有纠纷先在楼里说开。", self_score=94, consented=False,
            )  # fmt: skip
        self.do(
            "three", 14, NOMINATIONS, "check", clerk,
            met=[str(number) for number in range(len(CRITERIA["safe_building"]))],
        )  # fmt: skip
        self.do("three", 13, NOMINATIONS, "opine", clerk, community_opinion="情况属实，同意推荐。")
        for ago, by, score in ((12, manager, 92), (11, lead, 95), (10, secretary, 90)):
            self.do("three", ago, NOMINATIONS, "score", by, score=score)
        self.do("safe", 7, CAMPAIGNS, "review", manager)
        self.do("three", 2, NOMINATIONS, "notice", lead, street_opinion="同意公示。")
