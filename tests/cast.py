"""One small street and everybody who works there, for tests of cases and screens.

town   铁北 with 铁路小区 (3 grids) and 东苑 with 东苑小区 (3 grids), two buildings to a grid
cast   who does what; everybody's posting began in 2025, so that frozen past and present days both see them
log    registers a case at a building as somebody
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from core.accounts.models import User
from disputes.actions import Intake, PartyFacts, log_dispute
from disputes.choices import Cause, PartyRole
from disputes.models import Dispute
from grids.actions.tree import build_areas
from grids.choices import AreaLevel, DepartmentCode, Programme, Role
from grids.models import Area, Department, Grid, GridBuilding, Posting

SINCE = date(2025, 1, 1)
PHONE = "13893712207"
OTHER_PHONE = "13993712208"


@dataclass(frozen=True)
class Community:
    """A community with its estate, its grids, and the buildings of each."""

    area: Area
    estate: Area
    grids: list[Grid]
    buildings: list[list[Area]]


@dataclass(frozen=True)
class Town:
    street: Area
    tiebei: Community
    dongyuan: Community

    @property
    def building(self) -> Area:
        """A building of the worker's own grid."""
        return self.tiebei.buildings[0][0]


@dataclass
class Cast:
    """Everybody by their work. `outsider` is the clerk of the other community."""

    worker: User
    other_worker: User
    leader: User
    clerk: User
    second_clerk: User
    secretary: User
    mediator: User
    outsider: User
    other_secretary: User
    intake: User
    manager: User
    street_lead: User
    street_mediator: User
    supervisor: User
    meeting_secretary: User
    liaison: User
    support_worker: User
    privacy_officer: User
    auditor: User
    security_admin: User
    sysadmin: User
    nobody: User
    all: dict[str, User] = field(default_factory=dict)


def build_town() -> Town:
    """The tree and a grid for each pair of buildings."""

    def community(code: str, name: str, estate: str) -> dict[str, Any]:
        buildings = [{"code": f"{code}E001{n:03}", "name": f"{n}号楼"} for n in range(1, 7)]
        home = {
            "code": f"{code}E001",
            "name": estate,
            "estate_kind": "estate",
            "valid_from": SINCE,
            "children": [{**building, "valid_from": SINCE} for building in buildings],
        }
        return {"code": code, "name": name, "valid_from": SINCE, "children": [home]}

    spec: Any = {
        "code": "XG",
        "name": "雄关街道",
        "valid_from": SINCE,
        "children": [community("XG001", "铁北社区", "铁路小区"), community("XG002", "东苑社区", "东苑小区")],
    }
    street = build_areas(spec)[0]
    areas = list(Area.objects.select_related("community", "parent").order_by("code"))
    tiebei, dongyuan = (
        _community(areas, code, short) for code, short in (("XG001", "铁北"), ("XG002", "东苑"))
    )
    _grids([tiebei, dongyuan])
    return Town(street, tiebei, dongyuan)


def _community(areas: list[Area], code: str, short: str) -> Community:
    area = next(one for one in areas if one.code == code)
    estate = next(one for one in areas if one.parent_id == area.pk)
    houses = [one for one in areas if one.parent_id == estate.pk and one.level == AreaLevel.BUILDING]
    grids = [
        Grid(
            code=f"{code}-{number:02}",
            name=f"{short}{code[-1]}-{number:02}格",
            number=number,
            community=area,
            valid_from=SINCE,
        )
        for number in range(1, 4)
    ]
    return Community(area, estate, grids, [houses[at : at + 2] for at in range(0, 6, 2)])


def _grids(communities: list[Community]) -> None:
    """Written together: nearly every test begins with them."""
    Grid.objects.bulk_create(grid for one in communities for grid in one.grids)
    GridBuilding.objects.bulk_create(
        GridBuilding(grid=grid, building=house, valid_from=SINCE)
        for one in communities
        for grid, pair in zip(one.grids, one.buildings, strict=True)
        for house in pair
    )


def person(username: str, name: str, title: str, *postings: dict[str, Any]) -> User:
    """An account with its posts; no password, tests sign in by force_login."""
    user = User.objects.create_user(username, None, display_name=name, title=title)
    for posting in postings:
        Posting.objects.create(user=user, **{"valid_from": SINCE, **posting})
    return user


def build_cast(town: Town) -> Cast:
    tiebei, dongyuan = town.tiebei, town.dongyuan
    first, second = tiebei.grids[0], tiebei.grids[1]
    street = {"street": True}
    housing = Department.objects.create(code=DepartmentCode.HOUSING, name="住建局")
    rows: dict[str, tuple[Any, ...]] = {
        "worker": ("王秀兰", "铁北社区网格员", {"role": Role.GRID_WORKER, "grid": first}),
        "other_worker": ("陈洁", "铁北社区网格员", {"role": Role.GRID_WORKER, "grid": second}),
        "leader": (
            "赵强",
            "铁北社区网格长",
            {"role": Role.GRID_LEADER, "grid": first},
            {"role": Role.GRID_LEADER, "grid": second},
        ),
        "clerk": ("李静", "铁北社区专干", {"role": Role.COMMUNITY_CLERK, "community": tiebei.area}),
        "second_clerk": ("马军", "铁北社区专干", {"role": Role.COMMUNITY_CLERK, "community": tiebei.area}),
        "secretary": ("周敏", "铁北社区书记", {"role": Role.COMMUNITY_LEAD, "community": tiebei.area}),
        "mediator": ("刘燕", "铁北社区调解员", {"role": Role.MEDIATOR, "community": tiebei.area}),
        "outsider": ("孙外区", "东苑社区专干", {"role": Role.COMMUNITY_CLERK, "community": dongyuan.area}),
        "other_secretary": (
            "吴东",
            "东苑社区书记",
            {"role": Role.COMMUNITY_LEAD, "community": dongyuan.area},
        ),
        "intake": ("郑受理", "街道综治中心受理", {"role": Role.CENTRE_INTAKE, **street}),
        "manager": ("冯案管", "街道案管", {"role": Role.CENTRE_MANAGER, **street}),
        "street_lead": ("赵街道", "街道分管领导", {"role": Role.STREET_LEAD, **street}),
        "street_mediator": ("何老", "街道调解员", {"role": Role.MEDIATOR, **street}),
        "supervisor": ("钱督查", "街道督查", {"role": Role.SUPERVISOR, **street}),
        "meeting_secretary": ("许秘书", "街道会议秘书", {"role": Role.MEETING_SECRETARY, **street}),
        "liaison": ("张工", "住建局联络员", {"role": Role.DEPT_LIAISON, "department": housing}),
        "support_worker": (
            "林帮扶",
            "帮扶干部",
            {"role": Role.SUPPORT_WORKER, "programme": Programme.RESETTLEMENT},
        ),
        "privacy_officer": ("沈个保", "个保负责人", {"role": Role.PRIVACY_OFFICER, **street}),
        "auditor": ("韩审计", "审计员", {"role": Role.AUDITOR, **street}),
        "security_admin": ("杨安全", "安全管理员", {"role": Role.SECURITY_ADMIN, **street}),
        "sysadmin": ("朱系统", "系统管理员", {"role": Role.SYSADMIN, **street}),
        "nobody": ("秦无岗", ""),
    }
    return _engage(rows)


def _engage(rows: dict[str, tuple[Any, ...]]) -> Cast:
    """As `person` does, everybody at once: nearly every test begins with it."""
    people = {key: User(username=key, display_name=row[0], title=row[1]) for key, row in rows.items()}
    for user in people.values():
        user.set_unusable_password()
    User.objects.bulk_create(people.values())
    Posting.objects.bulk_create(
        Posting(user=people[key], **{"valid_from": SINCE, **posting})
        for key, row in rows.items()
        for posting in row[2:]
    )
    return Cast(**people, all=people)


def two_parties(**changes: str) -> tuple[PartyFacts, PartyFacts]:
    """The usual two, with phones that differ."""
    applicant = PartyFacts(role=PartyRole.APPLICANT, name=changes.get("applicant", "王建国"), phone=PHONE)
    respondent = PartyFacts(
        role=PartyRole.RESPONDENT, name=changes.get("respondent", "李桂花"), phone=OTHER_PHONE
    )
    return applicant, respondent


Log = Callable[..., Dispute]


@pytest.fixture
def town(db: None) -> Town:
    return build_town()


@pytest.fixture
def cast(town: Town) -> Cast:
    return build_cast(town)


@pytest.fixture
def log(town: Town, cast: Cast) -> Log:
    """`log()` is a leak that the worker logs in their own grid; any fact of Intake may be said otherwise."""

    def register(
        *,
        actor: User | None = None,
        now: datetime | None = None,
        severity: str = "",
        severity_reason: str = "",
        **facts: Any,
    ) -> Dispute:
        intake = Intake(
            **{
                "place": town.building,
                "cause": Cause.LEAK,
                "title": "下水堵塞",
                "summary": "下水返了两天，一楼已进水",
                "parties": two_parties(),
                **facts,
            }
        )
        return log_dispute(
            intake,
            actor=actor or cast.worker,
            severity=severity,
            severity_reason=severity_reason,
            now=now,
        )

    return register
