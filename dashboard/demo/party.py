"""Party organisations and what communities run, with the source's names (domain.md O3, O5, O6): what stood before is laid
from the paper books, with a line that says so; the last weeks are played act by act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.clocks.calendar import WorkCalendar
from core.flow import clockwork
from core.flow.models import Event, EventKind
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import AreaLevel, DepartmentCode, EstateKind, Role
from grids.models import Area, Department
from grids.selectors import holders
from grids.works.actions import carry_out, register
from grids.works.room import Room
from grids.works.work import Work
from partybuilding.choices_works import OrgKind
from partybuilding.models import works as models
from partybuilding.works.rooms import BY_KEY, ROOMS

# O3: 17 x 9.
BRANCHES = "一二三四五六七八九"
# O5.
BRANDS = (
    ("祁连", "“3688”微治理模式", 2020), ("绿化", "合美绿化", 2020), ("德惠", "三驾马车", 2020), ("铁南", "六色管理法", 2020),
    ("铁北", "“13459”社区融合治理", 2021), ("胜利", "邻里嘉年华", 2021), ("雍和", "互助之家", 2021),
)  # fmt: skip
_FIRMS = (("铁北", "安居物业公司", "916202007A23456716"), ("德惠", "惠民物业公司", "916202007B13456712"))
_POINTS = (
    ("3号楼北侧消防通道", "杂物占了半边通道", "done"), ("菜店门口", "占道摆摊", "open"), ("车棚", "废旧自行车堆放", "open"),
)  # fmt: skip


@dataclass
class Paper:
    """Writes down what stood before the software came."""

    since: datetime
    today: date
    lines: dict[str, int] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=lambda: BY_KEY)

    def lay(self, key: str, rows: list[dict[str, Any]]) -> list[Any]:
        """Rows of a room, each with the line 按台账录入."""
        room = self.rooms[key]
        shared = {"created_at": self.since, "last_act": "登记", "last_act_at": self.since, "is_demo": True}
        made: list[Any] = room.model.objects.bulk_create(
            room.model(**{"state": room.first_state, **shared, **one}) for one in rows
        )
        Event.objects.bulk_create(
            Event(
                subject_kind=room.kind, subject_id=row.pk, at=self.since, actor_title="系统", kind=EventKind.SYSTEM,
                act="register", label="按台账录入", version=1,
            )
            for row in made
        )  # fmt: skip
        self.lines[room.kind] = self.lines.get(room.kind, 0) + len(made)
        return made

    def note(self, kind: Any, work: Work, by: User, days: int, **said: Any) -> None:
        """One record of a work, so many days ago where it has a day."""
        if any(one.name == "on" for one in kind._meta.fields):
            said["on"] = self.today - timedelta(days=days)
        kind.objects.create(work=work, created_by=by, created_at=self.since, is_demo=True, **said)

    def begin_turns(self) -> None:
        """What comes round, counted from the records that were laid; from the first day where there are none."""
        for room in ROOMS:
            rows = room.queryset().filter(state=room.turns_in, is_demo=True) if room.turn else []
            for row in rows:
                clockwork.apply(room, row, (f"renew:{room.turn}",), now=self.since)
                row.save(update_fields=room.refresh_due(row))


def _last_quarter(day: date) -> dict[str, int]:
    """The quarter that ended last."""
    ended = (day.month - 1) // 3
    return {"year": day.year if ended else day.year - 1, "quarter": ended or 4}


def tell_party(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """Lay what stood, play what happened; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    paper = Paper(now - timedelta(days=170), timezone.localdate(now))
    _orgs(teller, paper)
    brands = paper.lay(
        "brands",
        [
            {"name": name, "community": teller.community(at), "year": year, "state": "running"}
            for at, name, year in BRANDS
        ],
    )
    _neighbours(teller, paper)
    _units(teller, paper)
    _stations(teller, paper)
    paper.begin_turns()
    record("demo.party", actor=None, detail={"laid": paper.lines}, now=now)
    life = Life(teller)
    life.brand(brands[0])
    life.carriers()
    life.agreement()
    life.property()
    return teller.play()


def _orgs(teller: Teller, paper: Paper) -> None:
    """One 工委, a 党委 a community, nine branches each, and two groups in grids."""
    chance, areas = teller.chance, teller.places.communities
    (street,) = paper.lay("orgs", [{"kind": OrgKind.STREET, "name": "雄关街道党工委"}])
    tops = paper.lay(
        "orgs",
        [
            {"kind": OrgKind.COMMITTEE, "name": f"{one.name}党委", "community": one, "parent": street}
            for one in areas
        ],
    )
    branches = paper.lay(
        "orgs",
        [
            {
                "kind": OrgKind.BRANCH, "name": f"{top.community.name}第{number}党支部", "community": top.community, "parent": top,
                "member_count": chance.randint(9, 46), "counted_on": paper.today - timedelta(days=chance.randint(5, 90)),
            }
            for top in tops for number in BRANCHES
        ],
    )  # fmt: skip
    home = teller.community("铁北")
    above = next(one for one in branches if one.community_id == home.pk)
    grids = teller.places.grids[home.pk][6:8]
    paper.lay(
        "orgs",
        [
            {
                "kind": OrgKind.GROUP, "name": f"{grid.name}党小组", "community": home, "parent": above, "grid": grid,
                "member_count": 5, "counted_on": paper.today,
            }
            for grid in grids
        ],
    )  # fmt: skip


def _estate(area: Area, number: int = 0) -> Area:
    rows = Area.objects.filter(level=AreaLevel.ESTATE, estate_kind=EstateKind.ESTATE, community=area)
    return rows.order_by("code")[number]


def _neighbours(teller: Teller, paper: Paper) -> None:
    """Property firms and steward groups of two communities."""
    day, orgs = paper.today, models.PartyOrg.objects
    for at, firm, code in _FIRMS:
        area = teller.community(at)
        estate, clerk = _estate(area), teller.staff.clerks[area.pk][0]
        firms = paper.lay(
            "properties",
            [{
                "name": firm, "estate": estate, "community": area, "credit_code": code,
                "contract_from": day - timedelta(days=400), "contract_to": day + timedelta(days=330), "has_branch": at == "铁北",
                "promises": "报修30分钟内回话\n漏水、停电2小时内到场\n每月公开一次公共收支",
            }],
        )  # fmt: skip
        if at != _FIRMS[0][0]:
            paper.note(
                models.PropertyRating, firms[0], clerk, 0, good=37, fair=15, bad=4, **_last_quarter(day)
            )
        (group,) = paper.lay(
            "stewards",
            [{
                "name": f"{estate.name}社区管家", "community": area, "org": orgs.get(kind=OrgKind.COMMITTEE, community=area),
                "committee": f"{area.name}居民委员会", "firm": firm, "groups": "邻里互助队\n五老工作室",
            }],
        )  # fmt: skip
        for days, topics, agreed in (
            (48, "停车位、垃圾桶摆放", "物业月底前重新划线"),
            (17, "楼道堆物", "网格员和楼栋长一周内清完"),
        ):
            paper.note(
                models.TableMeeting,
                group,
                clerk,
                days,
                place="社区会议室",
                headcount=9,
                topics=topics,
                agreed=agreed,
            )


def _units(teller: Teller, paper: Paper) -> None:
    """Units that checked in, and pairs of a unit and a community."""
    for code, at, posts in (
        (DepartmentCode.HOUSING, "铁北", "物业咨询\n楼道巡查"),
        (DepartmentCode.POLICE, "德惠", "反诈宣讲"),
    ):
        area, unit = teller.community(at), Department.objects.get(code=code)
        clerk = teller.staff.clerks[area.pk][0]
        pair = {"name": unit.name, "unit": unit.name, "department": unit, "community": area}
        (check_in,) = paper.lay(
            "checkins", [{**pair, "on": paper.today - timedelta(days=150), "members": 14, "posts": posts}]
        )
        paper.note(
            models.CheckInService,
            check_in,
            clerk,
            20,
            post=posts.split("\n")[0],
            headcount=6,
            hours=Decimal("2.0"),
        )
        (link,) = paper.lay(
            "links",
            [{
                **pair, "state": "running", "year": paper.today.year, "signed_on": paper.today - timedelta(days=160),
                "plan": "每季度一次联合活动，每月一次政策宣讲", "resources": "会议室\n宣讲人员",
            }],
        )  # fmt: skip
        paper.note(models.LinkActivity, link, clerk, 33, topic="冬季清雪", place=area.name, headcount=22)


def _stations(teller: Teller, paper: Paper) -> None:
    """A station in every community; one campaign with its points."""
    stations = paper.lay(
        "stations",
        [
            {
                "name": f"{area.name}新时代文明实践站",
                "community": area,
                "place": f"{area.name}办公楼一楼",
                "teams": "邻里互助队",
            }
            for area in teller.places.communities
        ],
    )
    for station in stations[:3]:
        clerk = teller.staff.clerks[station.community_id][0]
        paper.note(
            models.StationActivity, station, clerk, 12, topic="义诊和理发", team="邻里互助队", headcount=46
        )
    area = teller.community("铁南")
    (campaign,) = paper.lay(
        "campaigns",
        [{
            "name": "“一难两乱”整治", "community": area, "area": _estate(area).name, "target": "停车难、乱堆放、乱摆摊",
            "state": "under_way", "starts_on": paper.today - timedelta(days=40), "finish_on": paper.today + timedelta(days=25),
        }],
    )  # fmt: skip
    paper.lay(
        "points",
        [
            {
                "name": name, "campaign": campaign, "community": area, "trouble": trouble, "state": state,
                "done_on": paper.today - timedelta(days=9) if state == "done" else None,
            }
            for name, trouble, state in _POINTS
        ],
    )  # fmt: skip


@dataclass
class Life:
    """What was done with the software itself, each at its moment."""

    teller: Teller
    made: dict[str, Any] = field(default_factory=dict)

    def _clerk(self, at: str) -> User:
        return self.teller.staff.clerks[self.teller.community(at).pk][0]

    def _street(self) -> User:
        return self.teller.staff.street[Role.MEETING_SECRETARY][0]

    def begin(self, kept: str, ago: int, key: str, by: User, /, under: str = "", **said: Any) -> None:
        """One more work, kept under a word for what follows; `under` names an earlier one."""

        def act(at: datetime) -> None:
            above = self.made.get(under)
            self.made[kept] = register(BY_KEY[key], actor=by, under=above, now=at, is_demo=True, **said)

        self.teller.at(self.teller.ago(ago), act)

    def do(self, kept: str, ago: int, act: str, by: User, /, **said: Any) -> None:
        def play(at: datetime) -> None:
            row = self.made[kept]
            carry_out(BY_KEY[row.room], act, row, actor=by, now=at, **said)

        self.teller.at(self.teller.ago(ago), play)

    def _day(self, ago: int) -> date:
        return timezone.localdate(self.teller.ago(ago))

    def brand(self, old: Any) -> None:
        """Last year's review of an old one; a community proposes its own."""
        self.made["old"] = old
        self.do(
            "old", 30, "review", self._street(), year=timezone.localdate(self.teller.now).year, result="keep",
            text="居民知晓率高，做法成型，继续推行",
        )  # fmt: skip
        area = self.teller.community("福民")
        self.begin(
            "new", 4, "brands", self._clerk("福民"), name="小板凳议事", community=area, year=self._day(0).year
        )

    def carriers(self) -> None:
        """O6; an opinion said in the courtyard is on its way to an answer."""
        plans = (("green", "绿化", "露化会客厅", "parlour"), ("yard", "铁北", "庭院党课", "lecture"))
        for name, at, label, kind in plans:
            area = self.teller.community(at)
            self.begin(
                name, 26, "carriers", self._clerk(at), name=label, kind=kind, community=area, place=f"{area.name}庭院",
                rhythm="每月一次",
            )  # fmt: skip
        self.begin(
            "weekly", 26, "carriers", self._street(), name="每周一课", kind="weekly", community=None, place="街道三楼会议室",
            rhythm="每周一下午",
        )  # fmt: skip
        held = (("yard", "铁北", "物业服务怎么监督", 9, 38), ("green", "绿化", "邻里停车怎么商量", 6, 21))
        for above, at, topic, ago, heads in held:
            said = {"name": topic, "on": self._day(ago), "place": "小区广场", "speaker": "社区党委书记"}
            self.begin(topic, ago + 3, "sessions", self._clerk(at), under=above, **said)
            self.do(
                topic,
                ago - 1,
                "hold",
                self._clerk(at),
                headcount=heads,
                summary="讲政策，听意见，现场答复三个问题",
            )
        self.do(
            held[0][2],
            4,
            "raise_opinion",
            self._clerk("铁北"),
            text="小区北门路灯有两盏不亮，晚上接孩子看不清",
        )

    def agreement(self) -> None:
        """Needs of the community that a department claims, and the other way round."""
        area, unit = self.teller.community("铁北"), Department.objects.get(code=DepartmentCode.HOUSING)
        clerk, liaison = self._clerk("铁北"), holders(Role.DEPT_LIAISON, department=unit)[0]
        ends = self._day(0) + timedelta(days=340)
        self.begin(
            "pact", 24, "agreements", clerk, unit=unit.name, department=unit, community=area, ends_on=ends,
            terms="每季度碰一次头，清单动态更新",
        )  # fmt: skip
        self.do("pact", 22, "sign", clerk, signed_on=self._day(22), ends_on=ends)
        lines = (
            ("lamp", clerk, "need", "community", "楼道灯维修", "三个单元楼道灯损坏"),
            ("room", liaison, "resource", "unit", "物业政策讲师两名", "每季度可到社区讲一次"),
            ("walk", clerk, "project", "community", "老旧小区改造意见征集", "入户征集，需要专业人员讲解"),
        )
        for at, (name, by, kind, side, title, detail) in enumerate(lines):
            self.begin(
                name, 18 - at, "entries", by, under="pact", name=title, kind=kind, side=side, detail=detail
            )
        self.do("lamp", 13, "claim", liaison, note="电工下周到")
        self.do("lamp", 8, "deliver", liaison, delivered_on=self._day(8), delivery="换了十二盏，晚上看过都亮")
        self.do("lamp", 5, "rate", clerk, grade="good", note="来得快")

    def property(self) -> None:
        """A quarter's rating, and an owners' committee whose thirty days run."""
        self.made["firm"] = models.RedProperty.objects.get(name=_FIRMS[0][1])
        clerk = self._clerk("铁北")
        self.do(
            "firm",
            20,
            "rate",
            clerk,
            good=61,
            fair=22,
            bad=9,
            text="停车收费要公开",
            **_last_quarter(self._day(20)),
        )
        self.do("firm", 10, "elect", clerk, elected_on=self._day(12))
