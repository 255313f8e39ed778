"""Writes the demo town's homes, a community at a time, and lets a few of them be worked on as people do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core.accounts.models import User
from core.audit.actions import record
from dashboard.demo.figures import communities
from dashboard.demo.people import Batch, Registrar
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from grids.models import Area, Grid
from residents import bulk
from residents.actions import add_service, ask_merge, change_resident, confirm_household, register_household
from residents.models import Dwelling, Household, Rental, Resident
from residents.persons import Person

HOMES_A_GRID = 12
ENTERED = timedelta(days=210)


@dataclass
class Peopled:
    """How much was written."""

    homes: int = 0
    people: int = 0
    doors: int = 0


def fill_homes(places: Places, chance: Random, *, scale: str, now: datetime, of: int = 1) -> Peopled:
    """Write everybody of the town. "full" is the source's number of households and people (or one in `of`, for
    measuring), "small" a dozen homes a grid."""
    registrar, done = Registrar(chance, now.date()), Peopled()
    figures = {one.code: one for one in communities()}
    for area in places.communities:
        plan = [
            (grid, _shares(places.buildings[grid.pk], of if scale == "full" else 0))
            for grid in places.grids[area.pk]
        ]
        homes = sum(count for _, houses in plan for _, count in houses)
        people = figures[area.code].people // of if scale == "full" else round(2.4 * homes)
        batch = registrar.community(area, plan, people)
        batch.rentals += registrar.courtyards(area, _yards(places, area))
        _write(batch, now)
        done.homes += len(batch.homes)
        done.people += len(batch.people)
        done.doors += len(batch.doors)
    detail = {"households": done.homes, "people": done.people, "dwellings": done.doors}
    record("register.write", actor=None, detail=detail, now=now)
    return done


def _shares(buildings: list[Area], of: int) -> list[tuple[Area, int]]:
    """Households of each building: one in `of` of all that the office counts, or (`of` 0) a dozen a grid in its first
    house and its last."""
    if of:
        return [(one, (one.household_count or 0) // of) for one in buildings]
    near = HOMES_A_GRID - 3
    return [(buildings[0], near), (buildings[-1], HOMES_A_GRID - near)]


def _yards(places: Places, area: Area) -> list[tuple[Area, Grid]]:
    """The community's courtyards, each with the grid of its first row of houses."""
    found: dict[int, tuple[Area, Grid]] = {}
    for grid in places.grids[area.pk]:
        for building in places.buildings[grid.pk]:
            parent = building.parent
            if parent is not None and parent.estate_kind == "courtyard":
                found.setdefault(parent.pk, (parent, grid))
    return list(found.values())


def _write(batch: Batch, now: datetime) -> None:
    """As if the whole town had been entered some months ago."""
    now -= ENTERED
    bulk.number(Dwelling, batch.doors)
    bulk.number(Household, batch.homes)
    bulk.number(Resident, batch.people)
    bulk.number(Rental, batch.rentals)
    bulk.copy_dwellings(batch.doors, now=now, is_demo=True)
    bulk.copy_households(batch.homes, now=now, is_demo=True)
    bulk.copy_residents(batch.people, now=now, is_demo=True)
    bulk.copy_rentals(batch.rentals, now=now, is_demo=True)


# The grid whose pages the drawings show; its worker and the people above them have done what people do.
SHOWN = "铁北3-07格"


def work_on_homes(staff: Staff, now: datetime) -> None:
    """A few homes of the shown grid as their worker left them: confirmed, corrected, a service agreed, somebody moved,
    two entries that look like one person and wait for a second pair of eyes."""
    grid = Grid.objects.select_related("community").get(name=SHOWN)
    worker, lead = staff.workers[grid.pk], staff.leads[grid.community_id]
    homes = list(Household.objects.present().filter(grid=grid).select_related("dwelling").order_by("pk"))
    for days, home in zip((9, 6, 2), homes, strict=False):
        confirm_household(home, actor=worker, now=now - timedelta(days=days))
    first, second, third = homes[:3]
    add_service(
        first,
        service="heavy_things",
        agreed_on=(now - timedelta(days=5)).date(),
        actor=worker,
        now=now - timedelta(days=5),
    )
    head = Resident.objects.present().get(pk=second.head_id or 0)
    change_resident(head, changes={"phone": "0937-0000001"}, actor=worker, now=now - timedelta(days=4))
    _twin(third, worker, lead, now - timedelta(days=1))


def _twin(home: Household, worker: User, lead: User, at: datetime) -> None:
    """The head once more behind a door of another house, without papers: entered twice, as it happens."""
    head = Resident.objects.present().get(pk=home.head_id or 0)
    other = (
        Dwelling.objects.filter(grid=home.grid_id).exclude(building=home.building_id).order_by("pk").first()
    )
    if other is None:
        return
    person = Person(name=head.name, relation="0", birth_year=head.birth_year)
    twin = register_household(
        other, people=[person], actor=worker, tenure="rented", now=at - timedelta(days=8)
    )
    kept = Resident.objects.get(pk=head.pk)
    gone = Resident.objects.get(pk=twin.head_id or 0)
    ask_merge(kept, gone=gone, reason="同名同年，住户说登记了两次", actor=lead, now=at)
