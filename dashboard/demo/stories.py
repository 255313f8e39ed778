"""One case of the demo town: its matter, place and script, and the moment of each step, all decided before it is played."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol, TypeVar

from dashboard.demo.matters import CHILD, HEATING_CROWD, VIOLENCE, Matter, matters_of
from dashboard.demo.places import Places
from dashboard.demo.scripts import Cue, Script
from dashboard.demo.staff import VACANT
from dashboard.demo.worktime import OfficeHours
from disputes.models import Dispute
from grids.models import Area, Grid

_DAY = timedelta(days=1)
# How far back the stream of cases reaches.
REACH = timedelta(days=184)
_SPECIAL: dict[str, Matter] = {"crowd": HEATING_CROWD, "violence": VIOLENCE, "child": CHILD}
_PAUSES = {"appraisal": (14, 24), "absent": (5, 10)}


class Timed(Protocol):
    """Anything whose steps the planner puts on days: `times` the moment of each cue, `pace` the minutes between two of
    one day. A pace under ten minutes keeps no office hours: that is an emergency."""

    script: Script
    chance: Random
    times: list[datetime]
    days: dict[int, date]
    pace: tuple[int, int]


T = TypeVar("T", bound=Timed)
_EMERGENCY_PACE = 10


@dataclass
class Story:
    """`times` has the moment of each cue; `days` the day that a cue promises (an item's due day, a resumption)."""

    script: Script
    matter: Matter
    place: Area
    grid: Grid
    chance: Random
    times: list[datetime] = field(default_factory=list)
    days: dict[int, date] = field(default_factory=dict)
    pace: tuple[int, int] = (18, 95)
    main: "Story | None" = None
    dispute: Dispute | None = None
    amount: int = 0
    ended: bool = False

    @property
    def community_id(self) -> int:
        return self.grid.community_id


class Planner:
    """Makes stories for the town and puts their steps on working days."""

    def __init__(self, places: Places, hours: OfficeHours, chance: Random, now: datetime) -> None:
        self.places, self.hours, self.chance, self.now = places, hours, chance, now
        self.by_short = {area.short_name: area for area in places.communities}
        self.short_of = {area.pk: area.short_name for area in places.communities}

    def story(self, script: Script, *, matter: Matter | None = None, where: str = "") -> Story:
        """`where` is a community (铁北), a grid (铁北:7) or a 小区 (铁路小区); else anywhere."""
        chance = Random(self.chance.random())
        grid, place = self.where(where, chance)
        chosen = matter or _SPECIAL.get(script.cues[0].choice) or chance.choice(matters_of(script.size))
        return Story(script, chosen, place, grid, chance)

    def where(self, where: str, chance: Random) -> tuple[Grid, Area]:
        """A grid and a building of it."""
        name, _, number = where.partition(":")
        if name and name not in self.by_short:
            home = next(area for area in self.places.by_code.values() if area.name == name)
            houses = [area for area in self.places.by_code.values() if area.parent_id == home.pk]
            place = chance.choice(houses)
            return self.places.grid_of[place.pk], place
        community = self.by_short[name] if name else self._community(chance)
        grids = self.places.grids[community.pk]
        grid = grids[int(number) - 1] if number else chance.choice(grids)
        return grid, chance.choice(self.places.buildings[grid.pk])

    def is_staffed(self, story: Story) -> bool:
        """Whether the story's grid has a worker."""
        return (self.short_of[story.community_id], story.grid.number) not in VACANT

    def _community(self, chance: Random) -> Area:
        # The demo people of the sign-in page work in 铁北, so it is shown a little busier.
        return self.by_short["铁北"] if chance.random() < 0.12 else chance.choice(self.places.communities)

    def from_day(self, story: T, workdays_ago: int) -> T:
        """Let it begin that many working days ago and run as far as it gets."""
        self._time(story, self.hours.workdays_ago(self.now, workdays_ago, story.chance))
        return story

    def before(self, story: T, moment: datetime) -> T:
        """Let it begin a couple of hours before the moment."""
        self._time(story, moment - timedelta(minutes=story.chance.randint(40, 140)))
        return story

    def day_before(self, story: T, moment: datetime) -> T:
        """Let it begin on the working day before."""
        self._time(story, self.hours.workdays_ago(moment, 1, story.chance))
        return story

    def after(self, story: T, moment: datetime) -> T:
        """Let it begin a little after the moment, in opening hours."""
        self._time(story, self._soon(story, moment))
        return story

    def ending(self, story: T, age: int) -> T:
        """Let its last step lie at least `age` working days back, and as near to that as its steps allow."""
        latest = self.now
        for _ in range(age):
            latest = self._end_of_workday_before(latest)
        length = sum(cue.least for cue in story.script.cues)
        for extra in range(40):
            self._time(story, self.hours.workdays_ago(self.now, length + age + extra, story.chance))
            if story.times[-1] <= latest:
                return story
        raise ValueError(f"{story.script.name} does not fit before {latest}")

    def _end_of_workday_before(self, moment: datetime) -> datetime:
        day = self.hours.calendar.previous_workday(moment.astimezone(self.now.tzinfo).date())
        return moment.replace(year=day.year, month=day.month, day=day.day)

    def _time(self, story: Timed, start: datetime) -> None:
        story.times, story.days = [], {}
        moment = start
        for at, cue in enumerate(story.script.cues):
            if at:
                moment = self._moment(story, cue, moment)
            self._promise(story, at, cue, moment)
            story.times.append(moment)

    def _moment(self, story: Timed, cue: Cue, before: datetime) -> datetime:
        chance, hours = story.chance, self.hours
        days = chance.randint(cue.least, cue.most)
        if cue.wait_for:
            # Time itself acts at the midnight after the day; people come to it in the morning.
            day = max(story.days.values()) + (_DAY if cue.wait_for == "lapse" else timedelta())
            begin = datetime.combine(day, datetime.min.time(), tzinfo=before.tzinfo) + timedelta(hours=1)
            base = hours.at_work(max(begin + _DAY, before), chance)
            return hours.workdays_later(base, days, chance) if days else base
        if days:
            return hours.workdays_later(before, days, chance)
        return self._soon(story, before)

    def _soon(self, story: Timed, before: datetime) -> datetime:
        moment = before + timedelta(minutes=story.chance.randint(*story.pace))
        return moment if story.pace[1] < _EMERGENCY_PACE else self.hours.at_work(moment, story.chance)

    def _promise(self, story: Timed, at: int, cue: Cue, moment: datetime) -> None:
        today = moment.date()
        if cue.act == "suspend":
            story.days[at] = today + timedelta(days=story.chance.randint(*_PAUSES[cue.choice]))
        elif cue.act == "agree" and cue.choice == "short":
            story.days[at] = today + timedelta(days=story.chance.randint(3, 5))
        elif cue.act in ("agree", "renegotiate"):
            story.days[at] = self.hours.calendar.add_workdays(today, 6) + _DAY
