"""Who works in the town: accounts, dated postings, and the N of 1+1+N.

Written as rows and not through grids.actions.postings, because those rightly refuse to arrange the past; the same
database constraints hold. One line of the ledger says what was laid."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from dashboard.demo.accounts import DEMO_PASSWORD, Seat, seats
from dashboard.demo.figures import DEPARTMENTS
from dashboard.demo.names import RARE, Namer
from dashboard.demo.places import GRIDS_OF_A_LEADER, Places
from grids.choices import Programme, Role
from grids.models import Area, Department, Grid, GridEvent, GridSupporter, Posting

# Grids without a worker, by community and number; the second also lacks supporters.
VACANT = (("铁北", 8), ("胜利", 5), ("演三", 2))
_STREET_DESKS = (
    (Role.CENTRE_INTAKE, 2), (Role.CENTRE_MANAGER, 1), (Role.STREET_LEAD, 1), (Role.SUPERVISOR, 1),
    (Role.MEETING_SECRETARY, 1), (Role.MEDIATOR, 2), (Role.COUNSELLOR, 1), (Role.PRIVACY_OFFICER, 1),
    (Role.AUDITOR, 1), (Role.SECURITY_ADMIN, 2), (Role.SYSADMIN, 2),
)  # fmt: skip


@dataclass
class Staff:
    """Who holds which post, as the stories look for them."""

    workers: dict[int, User] = field(default_factory=dict)
    leaders: dict[int, User] = field(default_factory=dict)
    clerks: dict[int, list[User]] = field(default_factory=dict)
    leads: dict[int, User] = field(default_factory=dict)
    mediators: dict[int, list[User]] = field(default_factory=dict)
    street: dict[str, list[User]] = field(default_factory=dict)
    # Community to its mediation committee.
    committees: dict[int, int] = field(default_factory=dict)


class Office:
    """Collects people and their posts, then writes them in a few statements."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance, self.today = chance, today
        self.seats: dict[tuple[str, str], Seat] = {seat.place: seat for seat in seats()}
        self.namer = Namer(chance, {*(seat.name for seat in seats()), *RARE})
        self.rare = list(RARE)
        self.users: list[User] = []
        self.postings: list[Posting] = []
        self._no_password, self._demo_password = make_password(None), make_password(DEMO_PASSWORD)

    def person(self, username: str, title: str, place: tuple[str, str] = ("", "")) -> User:
        """One account; a seat of the demo list has its own name, account and the common password."""
        seat = self.seats.pop(place, None)
        user = User(
            username=seat.username if seat else username,
            display_name=seat.name if seat else self._name(),
            title=title,
            is_demo=True,
            demo_order=seat.order if seat and seat.order else None,
            password=self._demo_password if seat and seat.order else self._no_password,
            password_changed_at=timezone.now(),
        )
        self.users.append(user)
        return user

    def _name(self) -> str:
        # The two rare names go to the twentieth and fortieth person.
        return self.rare.pop(0) if self.rare and len(self.users) in (20, 40) else self.namer.next()

    def since(self) -> date:
        return self.today - timedelta(days=self.chance.randint(330, 430))

    def post(self, user: User, role: Role, **place: object) -> None:
        self.postings.append(Posting(user=user, role=role, valid_from=self.since(), **place))

    def write(self) -> None:
        User.objects.bulk_create(self.users)
        for posting in self.postings:
            posting.user_id = posting.user.pk
        Posting.objects.bulk_create(self.postings)


def fill_posts(places: Places, chance: Random, *, now: datetime, opened: datetime) -> Staff:
    """Accounts and posts of the street, the communities and the grids; departments with their liaisons."""
    today = now.date()
    office, staff = Office(chance, today), Staff()
    for community in places.communities:
        _community(office, staff, community, places.grids[community.pk])
    _street(office, staff)
    _outside(office)
    for username, name in (("daian1", "陈洁"), ("daian2", "刘燕")):
        # Trained and waiting for a grid: the planner's row of free hands (ux.md W6).
        office.seats[("free", name)] = Seat(("free", name), username, name)
        office.person(username, "待安排网格员", ("free", name))
    office.write()
    _tell_history(places, staff, today)
    _supporters(places, chance, today)
    detail = {"accounts": len(office.users), "postings": len(office.postings)}
    record("demo.staff", actor=None, detail=detail, now=opened)
    return staff


def _community(office: Office, staff: Staff, community: Area, grids: list[Grid]) -> None:
    short, key = community.short_name, community.code[-2:]
    lead = office.person(f"sj{key}", f"{community.name} 社区书记", (short, "lead"))
    office.post(lead, Role.COMMUNITY_LEAD, community=community)
    staff.leads[community.pk] = lead
    staff.clerks[community.pk] = [
        office.person(f"zg{key}{n}", f"{community.name} 社区专干", (short, f"clerk{n}")) for n in (1, 2)
    ]
    for clerk in staff.clerks[community.pk]:
        office.post(clerk, Role.COMMUNITY_CLERK, community=community)
    staff.mediators[community.pk] = [
        office.person(f"tj{key}{n}", f"{community.name} 人民调解员", (short, f"mediator{n}"))
        for n in range(1, 2 + office.chance.randint(0, 1))
    ]
    for mediator in staff.mediators[community.pk]:
        office.post(mediator, Role.MEDIATOR, community=community)
    leader = lead
    for grid in grids:
        row = (grid.number - 1) // GRIDS_OF_A_LEADER + 1
        if (grid.number - 1) % GRIDS_OF_A_LEADER == 0:
            leader = office.person(
                f"wz{key}{row}", f"{community.name}{row}片 网格长", (short, f"leader{row}")
            )
        staff.leaders[grid.pk] = leader
        office.post(leader, Role.GRID_LEADER, grid=grid)
        if (short, grid.number) in VACANT:
            continue
        worker = office.person(
            f"wg{key}{grid.number:02}", f"{grid.name} 网格员", (short, f"worker{grid.number}")
        )
        staff.workers[grid.pk] = worker
        office.post(worker, Role.GRID_WORKER, grid=grid)
    _one_on_leave(office, staff, grids)


def _one_on_leave(office: Office, staff: Staff, grids: list[Grid]) -> None:
    """In 绿化 a colleague stands in for a week, so that cover is seen at work."""
    if grids[0].name.startswith("绿化"):
        week = {"valid_from": office.today - timedelta(days=2), "valid_to": office.today + timedelta(days=5)}
        cover = {"is_cover": True, "full_time": False, "reason": "年休假"}
        office.postings.append(
            Posting(user=staff.workers[grids[1].pk], role=Role.GRID_WORKER, grid=grids[0], **week, **cover)
        )


def _street(office: Office, staff: Staff) -> None:
    for role, number in _STREET_DESKS:
        for n in range(1, number + 1):
            user = office.person(
                f"jd_{role.value}{n}", f"雄关街道 {role.label}", ("street", f"{role.value}{n}")
            )
            office.post(user, role, street=True)
            staff.street.setdefault(role.value, []).append(user)


def _outside(office: Office) -> None:
    for code, name, kind, duty in DEPARTMENTS:
        department = Department.objects.create(code=code, name=name, kind=kind, duty_note=duty, is_demo=True)
        liaison = office.person(f"bm_{code}", f"{name} 部门联络员", ("department", code))
        office.post(liaison, Role.DEPT_LIAISON, department=department)
    for programme in Programme:
        for role, letter in ((Role.SUPPORT_WORKER, "gb"), (Role.SUPPORT_LEAD, "fz")):
            place = ("programme", f"{role.value}:{programme.value}")
            user = office.person(f"bf_{letter}_{programme.value}", f"{programme.label} {role.label}", place)
            office.post(user, role, programme=programme.value)


def _tell_history(places: Places, staff: Staff, today: date) -> None:
    """Every grid's page begins with its opening; 铁北3-07 had another worker before (ux.md W6)."""
    rows = []
    opened = timezone.now().replace(hour=2, minute=0) - timedelta(days=730)
    for grids in places.grids.values():
        rows += [GridEvent(grid=grid, at=opened, on=grid.valid_from, text="网格启用") for grid in grids]
    known = next(grid for grid in places.grid_of.values() if grid.name == "铁北3-07格")
    now_serving = Posting.objects.get(grid=known, role=Role.GRID_WORKER)
    before = User.objects.create(
        username="zhoumin", display_name="周敏", title="已调出", is_demo=True, is_active=False,
        password=make_password(None),
    )  # fmt: skip
    Posting.objects.create(
        user=before, role=Role.GRID_WORKER, grid=known, valid_from=known.valid_from,
        valid_to=now_serving.valid_from - timedelta(days=1), ended_reason="调岗",
    )  # fmt: skip
    moved = opened.replace(year=now_serving.valid_from.year, month=now_serving.valid_from.month, day=1)
    text = "网格员 周敏→王秀兰（调岗）"
    rows.append(GridEvent(grid=known, at=moved, on=now_serving.valid_from, text=text))
    GridEvent.objects.bulk_create(rows)


_N_KINDS = (
    ("building_lead", 2, "本楼栋"), ("veterans", 1, "退休职工"), ("party_member", 1, "社区党员"),
    ("volunteer", 1, "邻里互助队"), ("property", 1, "物业服务站"),
)  # fmt: skip


def _supporters(places: Places, chance: Random, today: date) -> None:
    """N: at least one a grid, with the community's police officer and lawyer on every grid of the community."""
    namer, rows = Namer(chance), []
    since = today - timedelta(days=360)
    for community in places.communities:
        shared = [("police", namer.next(), "派出所"), ("lawyer", namer.next(), "法律顾问单位")]
        for grid in places.grids[community.pk]:
            if (community.short_name, grid.number) == VACANT[1]:
                continue
            own = [("building_lead", namer.next(), "本楼栋")]
            for kind, most, unit in _N_KINDS:
                own += [(kind, namer.next(), unit) for _ in range(chance.randint(0, most))]
            rows += [
                GridSupporter(
                    grid=grid, kind=kind, person_name=name, organisation=unit, valid_from=since, is_demo=True
                )
                for kind, name, unit in [*own, *shared]
            ]
    GridSupporter.objects.bulk_create(rows)
