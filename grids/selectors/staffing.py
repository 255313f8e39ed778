"""Who serves a grid on a day, which grids lack somebody, and where the load is too high."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from core.accounts.models import User
from grids import handover
from grids.choices import GridKind, Role
from grids.models import Area, Department, Grid, GridSupporter, Posting
from grids.querysets import in_force, today

# domain.md B3 and B6; the size is a warning and never a refusal.
HOUSEHOLDS_FROM, HOUSEHOLDS_TO = 300, 500
LEADER_GRIDS = 3
OPEN_MATTERS_HIGH = 15


def holders(
    role: str,
    *,
    grid: Grid | int | None = None,
    community: Area | int | None = None,
    department: Department | int | None = None,
    programme: str = "",
    street: bool = False,
    on: date | None = None,
) -> "QuerySet[User]":
    """Active people who hold the role at the place on the day; cover counts. Without a place: anywhere."""
    wanted = Q(role=str(role)) & in_force(on)
    for name, place in (("grid", grid), ("community", community), ("department", department)):
        if place is not None:
            wanted &= Q(**{f"{name}_id": place if isinstance(place, int) else place.pk})
    if programme:
        wanted &= Q(programme=programme)
    if street:
        wanted &= Q(street=True)
    posted = Posting.objects.filter(wanted).values("user_id")
    # Another program may hold a post, but nobody sends it a message or picks it for a piece of work.
    return User.objects.filter(pk__in=posted, is_active=True, is_program=False).order_by("id")


@dataclass(frozen=True)
class Holding:
    """One person at one post of a grid on the day."""

    posting: Posting

    @property
    def user(self) -> User:
        return self.posting.user

    @property
    def role(self) -> str:
        return self.posting.role

    @property
    def is_cover(self) -> bool:
        return self.posting.is_cover


@dataclass
class GridStaff:
    """1+1+N of one grid on one day."""

    grid: Grid
    leaders: list[Holding] = field(default_factory=list)
    workers: list[Holding] = field(default_factory=list)
    supporters: list[GridSupporter] = field(default_factory=list)
    households: int = 0
    building_count: int = 0
    open_matters: int = 0
    worker_grids: int = 0

    @property
    def leader(self) -> Holding | None:
        """Who leads today: the substitute while there is one."""
        return self.leaders[0] if self.leaders else None

    @property
    def worker(self) -> Holding | None:
        return self.workers[0] if self.workers else None

    @property
    def missing(self) -> list[str]:
        """What the grid lacks, in words."""
        lacks = []
        if not self.leaders:
            lacks.append("网格长")
        if not self.workers:
            lacks.append("网格员")
        if not self.supporters:
            lacks.append("支持力量")
        return lacks

    @property
    def is_full(self) -> bool:
        return not self.missing

    @property
    def badge(self) -> str:
        return f"{len(self.leaders[:1])}+{len(self.workers[:1])}+{len(self.supporters)}"

    @property
    def size_warning(self) -> str:
        """B3 in words; empty when the size is right, not known, or not asked of this kind of grid."""
        if self.grid.kind == GridKind.DEDICATED or not self.households:
            return ""
        return size_warning(self.households)

    @property
    def load_words(self) -> list[str]:
        """Why the load is high; empty when it is not."""
        words = []
        if self.households > HOUSEHOLDS_TO and self.grid.kind == GridKind.COMMUNITY:
            words.append(f"{self.households}户")
        if self.worker_grids > 1:
            words.append(f"网格员同时管{self.worker_grids}格")
        if self.open_matters >= OPEN_MATTERS_HIGH:
            words.append(f"在办{self.open_matters}件")
        return words


def size_warning(households: int) -> str:
    if households < HOUSEHOLDS_FROM:
        return f"{households}户，少于一般的{HOUSEHOLDS_FROM}—{HOUSEHOLDS_TO}户，可以考虑并格"
    if households > HOUSEHOLDS_TO:
        return f"{households}户，多于一般的{HOUSEHOLDS_FROM}—{HOUSEHOLDS_TO}户，可以考虑分格"
    return ""


def staff_of_grids(
    grids: Iterable[Grid], on: date | None = None, *, with_load: bool = False
) -> list[GridStaff]:
    """Staff, supporters, buildings and load of many grids in a fixed number of queries."""
    day = on or today()
    staff = {grid.pk: GridStaff(grid) for grid in grids}
    for posting in _posted(staff, day):
        of_grid = staff[posting.grid_id or 0]
        (of_grid.workers if posting.role == Role.GRID_WORKER else of_grid.leaders).append(Holding(posting))
    for supporter in GridSupporter.objects.filter(grid_id__in=staff).active(day):
        staff[supporter.grid_id].supporters.append(supporter)
    _count_buildings(staff, day)
    if with_load:
        _count_load(staff, day)
    return list(staff.values())


def _posted(staff: dict[int, GridStaff], day: date) -> "QuerySet[Posting]":
    # Cover first: the substitute answers while he stands in. Then the full-time one.
    return (
        Posting.objects.filter(grid_id__in=staff)
        .active(day)
        .select_related("user", "covers__user")
        .order_by("-is_cover", "-full_time", "valid_from", "id")
    )


def _count_buildings(staff: dict[int, GridStaff], day: date) -> None:
    linked: dict[int, list[int | None]] = defaultdict(list)
    links = Grid.objects.filter(in_force(day, "buildings__"), pk__in=staff).values_list(
        "pk", "buildings__building__household_count"
    )
    for grid_id, households in links:
        linked[grid_id].append(households)
    for grid_id, of_grid in staff.items():
        counts = linked[grid_id]
        of_grid.building_count = len(counts)
        of_grid.households = sum(count or 0 for count in counts) or of_grid.grid.household_target or 0


def _count_load(staff: dict[int, GridStaff], day: date, *, whole_town: bool = False) -> None:
    """Open matters of each grid, and how many grids its worker serves; of the whole town that is known already."""
    for grid_id, count in handover.open_counts(staff).items():
        staff[grid_id].open_matters = count
    if whole_town:
        held = [(one.user.pk, grid_id) for grid_id, of_grid in staff.items() for one in of_grid.workers]
    else:
        people = {of_grid.worker.user.pk for of_grid in staff.values() if of_grid.worker}
        rows = Posting.objects.filter(user_id__in=people, role=Role.GRID_WORKER).active(day)
        held = [(user_id, grid_id) for user_id, grid_id in rows.values_list("user_id", "grid_id") if grid_id]
    counts = Counter(user_id for user_id, _ in set(held))
    for of_grid in staff.values():
        if of_grid.worker:
            of_grid.worker_grids = counts[of_grid.worker.user.pk]


def who_serves(grid: Grid, on: date | None = None) -> GridStaff:
    """The staff of one grid on the day."""
    return staff_of_grids([grid], on, with_load=True)[0]


def responsible_on(grid: Grid, day: date) -> GridStaff:
    """Who answered for the grid on a past or coming day (postings keep their dates)."""
    return staff_of_grids([grid], day)[0]


def unstaffed_grids(on: date | None = None, role: str = Role.GRID_WORKER) -> "QuerySet[Grid]":
    """Grids in being on the day that nobody serves in the role, not even as cover."""
    served = Posting.objects.filter(role=str(role), grid__isnull=False, user__is_active=True).active(on)
    return Grid.objects.active(on).exclude(pk__in=served.values("grid_id")).select_related("community")


def overloaded(on: date | None = None) -> list[GridStaff]:
    """Grids with too many households, too many open matters, or a worker who serves two (for planners only)."""
    grids = Grid.objects.active(on).select_related("community").order_by("code")
    everyone = staff_of_grids(grids, on)
    _count_load({of_grid.grid.pk: of_grid for of_grid in everyone}, on or today(), whole_town=True)
    return [of_grid for of_grid in everyone if of_grid.load_words]


def available_people(on: date | None = None) -> "list[tuple[User, int]]":
    """Workers who could take a grid or stand in for one more, and people without any post; the freest first."""
    running = Posting.objects.active(on)
    counts = Counter(running.filter(role=Role.GRID_WORKER).values_list("user_id", flat=True))
    held = running.values("user_id")
    people = User.objects.filter(Q(pk__in=counts) | ~Q(pk__in=held), is_active=True)
    free = [(person, counts[person.pk]) for person in people if counts[person.pk] < 2]
    return sorted(free, key=lambda one: (one[1], one[0].display_name, one[0].pk))
