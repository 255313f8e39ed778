"""Chooses places and people for visits and opinions, collects what happens when, and plays it in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from core.accounts.models import User
from dashboard.demo.history import let_time_pass
from dashboard.demo.places import Places
from dashboard.demo.staff import VACANT, Staff
from dashboard.demo.worktime import OfficeHours
from grids.models import Area, Grid
from residents.actions.visits import Door
from residents.models import Household

Act = Callable[[datetime], Any]


@dataclass
class Moment:
    at: datetime
    act: Act


@dataclass
class Corner:
    """A grid of the town with who serves it."""

    grid: Grid
    place: Area
    worker: User
    clerk: User
    lead: User


@dataclass
class Teller:
    """Knows the town and its hours."""

    places: Places
    staff: Staff
    chance: Random
    now: datetime
    hours: OfficeHours
    moments: list[Moment] = field(default_factory=list)
    homes: dict[int, list[Household]] = field(default_factory=dict)

    def community(self, short: str) -> Area:
        return next(one for one in self.places.communities if one.short_name == short)

    def corner(self, short: str = "", number: int = 0) -> Corner:
        """铁北 and 7, or anywhere with a worker."""
        while True:
            area = self.community(short) if short else self.chance.choice(self.places.communities)
            grids = self.places.grids[area.pk]
            grid = grids[number - 1] if number else self.chance.choice(grids)
            if (area.short_name, grid.number) not in VACANT:
                break
        place = self.chance.choice(self.places.buildings[grid.pk])
        clerk = self.chance.choice(self.staff.clerks[area.pk])
        return Corner(grid, place, self.staff.workers[grid.pk], clerk, self.staff.leads[area.pk])

    def door(self, place: Area) -> Door:
        """A registered home of the building if there are any, else a door in words."""
        if place.pk not in self.homes:
            homes = Household.objects.present().filter(dwelling__building=place)
            self.homes[place.pk] = list(homes.select_related("dwelling__grid")[:60])
        if known := self.homes[place.pk]:
            home = self.chance.choice(known)
            return Door(place, home.dwelling, home)
        door = f"{self.chance.randint(1, 4)}单元{self.chance.randint(1, 6)}0{self.chance.randint(1, 2)}"
        return Door(place, detail=door)

    def ago(self, workdays: int) -> datetime:
        return min(self.now, self.hours.workdays_ago(self.now, workdays, self.chance))

    def at(self, moment: datetime, act: Act) -> None:
        """What lies ahead of now never happens."""
        if moment <= self.now:
            self.moments.append(Moment(moment, act))

    def play(self) -> int:
        """Everything collected, each at its moment; clocks remind in between. How many acts."""
        for moment in sorted(self.moments, key=lambda one: one.at):
            let_time_pass(moment.at, self.chance)
            moment.act(moment.at)
        let_time_pass(self.now, self.chance)
        return len(self.moments)
