"""The counter, the centre and counselling of the demo town: catalogue and roster stand in the books, the last days are played."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from civics.care.actions import Wish, book
from civics.care.actions import carry_out as care
from civics.models import LegalService, ServiceKind
from civics.models.risk import QUESTIONS
from civics.services.views import PAGES
from core.accounts.models import User
from core.audit.actions import record
from core.clocks.calendar import WorkCalendar
from dashboard.demo.party import Paper
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import Role, SupporterKind
from grids.models import GridSupporter
from grids.works.actions import carry_out, register

_KINDS = (
    ("居住证明", "community", False, "once", 1, "身份证、户口簿"), ("高龄津贴代办", "community", False, "none", 5, "身份证复印件"),
    ("老年优待证", "community", False, "once", 7, "一寸照片两张、身份证"), ("最低生活保障申请", "street", True, "once", 30, "身份证、户口簿、收入证明"),
    ("临时救助申请", "street", True, "once", 5, "身份证、困难情况说明"),
)  # fmt: skip
_ROOMS = (
    ("群众接待厅", "hall", "一楼大厅", 20), ("调解一室", "mediation", "一楼东", 8), ("心理咨询室", "counselling", "二楼东头", 4),
    ("研判室", "analysis", "三楼", 16), ("网格工作室", "grid", "二楼西", 10), ("社工室", "social", "二楼中", 6),
)  # fmt: skip
_UNITS = (
    ("司法所", "stationed", 1, "工作日全天", "人民调解、法律援助"), ("派出所", "stationed", 0, "工作日全天", "治安纠纷、户籍咨询"),
    ("区法院", "rotating", 1, "每周二全天", "诉前调解、司法确认"), ("人社局", "rotating", 0, "每周四上午", "欠薪、劳动争议"),
    ("住建局", "on_call", None, "来电后半天内到", "物业纠纷"),
)  # fmt: skip


def tell_services(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: Any) -> int:
    """Lay what stood, play what happened; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    paper = Paper(now - timedelta(days=170), timezone.localdate(now), rooms=PAGES.by_key)
    paper.lay(
        "kinds",
        [
            {
                "name": name,
                "window": window,
                "is_relief": relief,
                "trips": trips,
                "days": days,
                "materials": bring,
            }
            for name, window, relief, trips, days, bring in _KINDS
        ],
    )
    _centre(teller, paper)
    _legal(teller, paper)
    record("demo.services", actor=None, detail={"laid": paper.lines}, now=now)
    life = Life(teller)
    life.counter()
    life.hall()
    life.review()
    life.listening()
    return teller.play()


def _centre(teller: Teller, paper: Paper) -> None:
    """Rooms, units, and a week of duty."""
    rooms = paper.lay(
        "rooms",
        [
            {"name": name, "kind": kind, "place": place, "seats": seats, "opens": "工作日8时30分到18时"}
            for name, kind, place, seats in _ROOMS
        ],
    )
    paper.lay(
        "units",
        [
            {
                "name": name,
                "way": way,
                "seat": None if at is None else rooms[at],
                "days": days,
                "duties": duties,
            }
            for name, way, at, days, duties in _UNITS
        ],
    )
    people = [*teller.staff.street[Role.CENTRE_INTAKE], *teller.staff.street[Role.CENTRE_MANAGER]]
    days = [paper.today + timedelta(days=number) for number in range(5)]
    paper.lay(
        "roster",
        [
            {"name": people[number % len(people)].display_name, "on": day, "part": "day", "seat": rooms[0]}
            for number, day in enumerate(days)
        ],
    )


def _legal(teller: Teller, paper: Paper) -> None:
    """When the lawyers of two communities' first grids are there, and what they did."""
    homes = [teller.community(one) for one in ("铁北", "德惠")]
    grids = [teller.places.grids[home.pk][0] for home in homes]
    for grid in grids:
        lawyer = GridSupporter.objects.filter(grid=grid, kind=SupporterKind.LAWYER).order_by("pk")[0]
        (duty,) = paper.lay(
            "legal",
            [{"name": str(lawyer), "supporter": lawyer, "grid": grid, "community": grid.community, "days": "每周三上午", "place": "社区二楼"}],
        )  # fmt: skip
        clerk = teller.staff.clerks[grid.community_id][0]
        paper.note(LegalService, duty, clerk, 13, way="advice", topic="labour", count=3)
        paper.note(LegalService, duty, clerk, 6, way="case", topic="property", count=1)


@dataclass
class Life:
    """Each act at its moment, so many working days ago."""

    teller: Teller
    made: dict[str, Any] = field(default_factory=dict)

    def begin(self, kept: str, ago: int, key: str, by: User, /, **said: Any) -> None:
        def act(at: Any) -> None:
            self.made[kept] = register(PAGES.by_key[key], actor=by, now=at, is_demo=True, **said)

        self.teller.at(self.teller.ago(ago), act)

    def do(self, kept: str, ago: int, act: str, by: User, /, **said: Any) -> None:
        def play(at: Any) -> None:
            row = self.made[kept]
            carry_out(PAGES.by_key[row.room], act, row, actor=by, now=at, **said)

        self.teller.at(self.teller.ago(ago), play)

    def _street(self, role: str) -> User:
        return self.teller.staff.street[role][0]

    def counter(self) -> None:
        """One done and rated, one under way, one asked for at the community and sent to the street's window."""
        area = self.teller.community("铁北")
        first, second = self.teller.staff.clerks[area.pk][0], self.teller.staff.leads[area.pk]
        intake, manager = self._street(Role.CENTRE_INTAKE), self._street(Role.CENTRE_MANAGER)
        kinds = {one.name: one for one in ServiceKind.objects.filter(is_demo=True)}

        def ask(kept: str, ago: int, kind: str, name: str, who: str, phone: str) -> None:
            said = {"kind": kinds[kind], "community": area, "name": name, "applicant": who, "phone": phone}
            self.begin(kept, ago, "items", first, **said)

        ask("proof", 9, "居住证明", "孩子上学用的居住证明", "郝春梅", "13800000131")
        self.do("proof", 8, "assign", first, handler=second)
        self.do("proof", 7, "finish", second, result="当场开具，盖章取走", came=1)
        self.do("proof", 6, "rate", first, rating="good")
        ask("card", 3, "老年优待证", "补办老年优待证", "樊德顺", "13800000132")
        self.do("card", 2, "assign", first, handler=second)
        ask("relief", 4, "最低生活保障申请", "申请低保", "严桂芝", "13800000133")
        self.do("relief", 3, "assign", manager, handler=intake)

    def hall(self) -> None:
        """The log of the day before yesterday."""
        intake, opened = self._street(Role.CENTRE_INTAKE), self.teller.ago(2)
        log = PAGES.by_key["intake"]

        def begin(at: datetime) -> None:
            self.made["day"] = register(
                log, actor=intake, now=at, is_demo=True, on=timezone.localdate(opened)
            )

        self.teller.at(opened, begin)
        people = (("dispute", 2, "case"), ("advice", 1, "answered"), ("relief", 1, "service"))
        for number, (topic, heads, way) in enumerate(people, start=1):
            visit = partial(self._visit, intake, topic=topic, headcount=heads, way=way, waited=4)
            self.teller.at(opened + timedelta(minutes=9 * number), visit)

    def _visit(self, intake: User, at: datetime, **said: Any) -> None:
        carry_out(PAGES.by_key["intake"], "visit", self.made["day"], actor=intake, now=at, **said)

    def review(self) -> None:
        """Parking is asked seven questions before the lines are drawn."""
        area = self.teller.community("铁南")
        clerk = self.teller.staff.clerks[area.pk][0]
        self.begin(
            "parking", 7, "reviews", clerk, name="小区停车位改造", community=area, scope="铁南小区410户",
            about="划线、设出入口、夜间开放",
        )  # fmt: skip
        answers = {**dict.fromkeys(QUESTIONS, 1), "support": 2}
        self.do(
            "parking", 4, "assess", clerk, consulted="入户走访180户，座谈2次，公示7天", findings="部分老年人担心收费，先免费试行3个月", **answers,
        )  # fmt: skip

    def listening(self) -> None:
        """One wish waits, one was met twice. What is said in the demo is invented and sealed all the same."""
        teller, counsellor = self.teller, self._street(Role.COUNSELLOR)
        area = teller.community("德惠")
        clerk = teller.staff.clerks[area.pk][0]

        def wish(kept: str, ago: int, by: User, asked: Wish) -> None:
            teller.at(
                teller.ago(ago),
                lambda at: self.made.update({kept: book(asked, actor=by, now=at, is_demo=True)}),
            )

        def go_on(kept: str, ago: int, act: str, **said: Any) -> None:
            teller.at(
                teller.ago(ago), lambda at: care(act, self.made[kept], actor=counsellor, now=at, **said)
            )

        wish(
            "open",
            1,
            clerk,
            Wish(source="self", suits="evening", community=area, is_anonymous=True, wish="想找人说说话"),
        )
        wish("met", 8, clerk, Wish(source="after_case", suits="morning", name="来访者", phone="13800000134"))
        go_on("met", 7, "take")
        day = timezone.localdate(teller.ago(5))
        go_on("met", 5, "meet", on=day, minutes=50, theme="neighbour", words="愿意再谈一次")
        go_on("met", 4, "arrange", slot_at=teller.now + timedelta(days=2), place="心理咨询室")
