"""Routes for every grid, two weeks of patrols for a few, and hazards on every step of their way.

Routes and ticks are written as rows, because the actions rightly take only one's own steps of today; hazards are played
act by act at their moments, with the reminders that time would have sent in between."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from django.db import connection

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from core.clocks.store import load_calendar
from core.files.photos import Photo
from dashboard.demo.hazards import CLUTTER, PLANS, SCENES, Plan, Scene
from dashboard.demo.history import let_time_pass
from dashboard.demo.pictures import hallway_before_and_after
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.worktime import OfficeHours
from grids.actions.hazard_acts import ACTIONS
from grids.actions.hazards import Finding, report_hazard
from grids.choices_field import PointResult, Weather
from grids.models import (
    Area,
    Checklist,
    ChecklistItem,
    Department,
    Grid,
    Hazard,
    Patrol,
    PatrolCheck,
    PatrolDay,
    PatrolPoint,
    PatrolRoute,
)
from grids.selectors.patrolling import Week, due_points

# Walked for two weeks: the grids of the demo's worker and leader, and one more.
_WALKED = (("铁北", 7), ("铁北", 8), ("铁北", 9), ("德惠", 2))
_SOME = ("楼道和楼梯间", "地下储藏室", "单元门厅", "楼顶平台", "楼前空地")
# Single-storey rows of a courtyard have neither stairs nor cellar.
_YARD = ("院门", "院内通道", "柴火棚")
_ROWS = "平房"
_KEY = (("配电箱", "power"), ("燃气调压箱", "gas"), ("充电棚", "fire"), ("消防通道", "fire"))
_HOME = ("铁北", 7)


def tell_field(places: Places, staff: Staff, chance: Random, now: datetime) -> int:
    """Everything of the field up to `now`; how many acts were played."""
    calendar = load_calendar()
    _know_sizes()
    points = _routes(places, chance)
    _walks(places, staff, points, calendar, chance, now)
    photos = hallway_before_and_after(chance)
    return _Stage(places, staff, photos, OfficeHours(calendar), chance, now).play()


def _know_sizes() -> None:
    """The planner has never seen these tables full; without it each lock of a hazard walks the whole tree (200 ms)."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grids_area, grids_grid, grids_posting, accounts_user")


def _routes(places: Places, chance: Random) -> dict[int, list[PatrolPoint]]:
    lists = {row.code: row for row in Checklist.objects.all()}
    grids = [grid for of_community in places.grids.values() for grid in of_community]
    routes = PatrolRoute.objects.bulk_create(PatrolRoute(grid=grid, is_demo=True) for grid in grids)
    points: dict[int, list[PatrolPoint]] = {}
    for route, grid in zip(routes, grids, strict=True):
        houses, wanted = places.buildings[grid.pk], chance.randint(3, 6)
        keys = chance.sample(_KEY, 2 if wanted > 3 else 1)
        some = chance.sample(_SOME, wanted - len(keys))
        named = [(what, 2, lists[code]) for what, code in keys] + [(what, None, None) for what in some]
        points[grid.pk] = [
            PatrolPoint(
                route=route,
                place=house,
                name=_named(house, what, order),
                order=order,
                since=grid.valid_from,
                weekly=weekly,
                checklist=checklist,
            )
            for order, ((what, weekly, checklist), house) in enumerate(
                zip(named, _spread(houses, wanted), strict=True), start=1
            )
        ]
    PatrolPoint.objects.bulk_create(point for of_grid in points.values() for point in of_grid)
    return points


def _named(house: Area, what: str, order: int) -> str:
    if _ROWS in house.name and house.parent is not None:
        return f"{house.parent.name}{_YARD[order % len(_YARD)]}"
    return f"{house.name}{what}"


def _spread(houses: list[Area], wanted: int) -> list[Area]:
    """Houses from one end of the grid to the other, some twice where there are few."""
    return [houses[at * len(houses) // wanted] for at in range(wanted)]


def _grid(places: Places, short: str, number: int) -> Grid:
    community = next(one for one in places.communities if one.short_name == short)
    return places.grids[community.pk][number - 1]


def _walks(
    places: Places,
    staff: Staff,
    points: dict[int, list[PatrolPoint]],
    calendar: WorkCalendar,
    chance: Random,
    now: datetime,
) -> None:
    """Ten working days of ticks, most of them complete; today's walk is begun and not done."""
    days = _workdays_before(now.date(), 10, calendar)
    patrols: list[Patrol] = []
    checks: list[PatrolCheck] = []
    counts: list[PatrolDay] = []
    for short, number in _WALKED:
        grid = _grid(places, short, number)
        worker = staff.workers.get(grid.pk, staff.leaders[grid.pk])
        looked: dict[int, set[date]] = defaultdict(set)
        for day in days:
            due = due_points(points[grid.pk], Week.of(day, calendar), looked)
            done = [one for one in points[grid.pk] if one.pk in due and chance.random() < 0.93]
            counts.append(PatrolDay(grid=grid, day=day, points_due=len(due), points_done=len(done)))
            if done:
                patrol = Patrol(
                    grid=grid, worker=worker, day=day, weather=chance.choice(Weather.values[:4]), is_demo=True
                )
                patrols.append(patrol)
                checks += _ticks(patrol, done, day, chance, now)
                for point in done:
                    looked[point.pk].add(day)
    Patrol.objects.bulk_create(patrols)
    PatrolCheck.objects.bulk_create(checks)
    PatrolDay.objects.bulk_create(counts)


def _workdays_before(today: date, number: int, calendar: WorkCalendar) -> list[date]:
    found: list[date] = []
    day = today
    while len(found) < number:
        day = calendar.previous_workday(day)
        found.append(day)
    return found[::-1]


def _ticks(
    patrol: Patrol, points: list[PatrolPoint], day: date, chance: Random, now: datetime
) -> Iterator[PatrolCheck]:
    at = datetime.combine(day, datetime.min.time(), tzinfo=now.tzinfo) + timedelta(
        hours=9, minutes=chance.randint(0, 50)
    )
    for point in points:
        at += timedelta(minutes=chance.randint(6, 19), seconds=chance.randint(0, 59))
        yield PatrolCheck(patrol=patrol, point=point, at=at, received_at=at, result=PointResult.FINE)


@dataclass
class _Story:
    """One hazard: what it is, where, and the moments of its acts that lie behind us."""

    scene: Scene
    plan: Plan
    grid: Grid
    moments: list[datetime]
    hazard: Hazard | None = None


@dataclass
class _Stage:
    """Plays hazards in the order of time."""

    places: Places
    staff: Staff
    photos: tuple[Photo, Photo]
    office: OfficeHours
    chance: Random
    now: datetime
    items: dict[str, ChecklistItem] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)

    def play(self) -> int:
        self.items = {row.code: row for row in ChecklistItem.objects.select_related("checklist")}
        self.departments = {row.code: row for row in Department.objects.all()}
        stories = list(self._stories())
        steps = sorted(
            ((moment, number, at) for number, story in enumerate(stories) for at, moment in enumerate(story.moments)),
        )  # fmt: skip
        done = 0
        for moment, number, at in steps:
            if moment <= self.now:
                let_time_pass(moment, self.chance)
                self._do(stories[number], at, moment)
                done += 1
        let_time_pass(self.now, self.chance)
        return done

    def _stories(self) -> Iterator[_Story]:
        scenes = cycle(SCENES)
        others = [
            grid
            for of_community in self.places.grids.values()
            for grid in of_community
            if grid.pk in self.staff.workers and grid != _grid(self.places, *_HOME)
        ]
        for number, plan in enumerate(PLANS):
            fits = (one for one in scenes if one.major == plan.major)
            scene = CLUTTER if plan.with_photo else next(fits)
            grid = _grid(self.places, *_HOME) if number % 3 == 0 else self.chance.choice(others)
            yield _Story(scene, plan, grid, self._moments(plan))

    def _moments(self, plan: Plan) -> list[datetime]:
        """When it was found, and each act after it in opening hours."""
        moment = self.office.workdays_ago(self.now, plan.days_ago, self.chance)
        if moment > self.now:
            moment = self.now - timedelta(minutes=self.chance.randint(20, 90))
        moments = [moment]
        for step in plan.steps:
            moment = self.office.at_work(
                moment + timedelta(hours=step.hours, minutes=self.chance.randint(3, 50)), self.chance
            )
            moments.append(moment)
        return moments

    def _do(self, story: _Story, at: int, moment: datetime) -> None:
        if story.hazard is None:
            story.hazard = self._report(story, moment)
            return
        step = story.plan.steps[at - 1]
        actor = self._person(step.who, story.grid)
        ACTIONS[step.act](
            story.hazard, actor=actor, now=moment, **self._data(step.act, step.choice, story, moment)
        )

    def _person(self, who: str, grid: Grid) -> User:
        community = grid.community_id
        return {
            "worker": lambda: self.staff.workers[grid.pk],
            "leader": lambda: self.staff.leaders[grid.pk],
            "clerk": lambda: self.staff.clerks[community][0],
            "clerk2": lambda: self.staff.clerks[community][1],
            "lead": lambda: self.staff.leads[community],
        }[who]()

    def _report(self, story: _Story, moment: datetime) -> Hazard:
        scene = story.scene
        finding = Finding(
            place=self.chance.choice(
                [one for one in self.places.buildings[story.grid.pk] if _ROWS not in one.name]
            ),
            item=self.items[scene.code],
            place_detail=scene.spot,
            summary=scene.told,
            called=True,
            is_demo=True,
        )
        photos = [self.photos[0]] if story.plan.with_photo else []
        return report_hazard(
            finding, actor=self._person(story.plan.found_by, story.grid), photos=photos, now=moment
        )

    def _data(self, act: str, choice: str, story: _Story, moment: datetime) -> dict[str, Any]:
        scene, hazard = story.scene, story.hazard
        after = [self.photos[1]] if story.plan.with_photo else []
        why = "" if after else "现场人多，不便拍照"
        if hazard is None:
            raise ValueError("nothing was found yet")
        told: dict[str, Callable[[], dict[str, Any]]] = {
            "grade": lambda: {"grade": hazard.grade, "limit": hazard.limit, "reason": "到现场看过"},
            "order": lambda: {"responsible": scene.responsible, "requirement": scene.requirement},
            "settle": lambda: {"what": scene.done, "after": after, "without_photo": why},
            "rectify": lambda: {"what": scene.done, "after": after, "without_photo": why},
            "recheck": lambda: {
                "passed": choice != "failed",
                "text": "还有一部分没有弄好" if choice == "failed" else "到现场看过，已改好",
            },
            "close": lambda: {"text": "同意办结"},
            "refer": lambda: {
                "department": self.departments["housing" if hazard.grade == "major" else "enforcement"],
                "reason": choice,
                "text": "请依法处理并反馈",
                "referred_on": moment.date(),
                "referral_no": f"雄街函〔{moment.year}〕{self.chance.randint(3, 60)}号",
            },
            "answer": lambda: {"outcome": choice, "text": "已派人到场处理"},
            "dismiss": lambda: {"reason": "到现场看过，是正在搬家，当天已经搬走"},
            "chase": lambda: {"text": "请今天下班前到现场，有困难请写明"},
            "note": lambda: {"text": "和责任方当面说过，答应尽快弄好"},
        }
        return told[act]()
