"""Cases of five years at 20,000 and 200,000 in the town of 17 communities and 185 grids, as grid, community and street."""

import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.fresh import fresh_database
from bench.rounds import ROUNDS, Ask, Sums, measure, readers, table
from core.accounts.models import User
from core.api.tokens import create_token
from core.papers.models import Counter
from dashboard.demo.places import build_places
from dashboard.figures.recount import rebuild
from disputes.choices import Cause, Result, Source, State, Tier
from disputes.models import Dispute, DisputeEvent
from grids.models import Grid, GridBuilding

SIZES = (20_000, 200_000)
YEARS = 5
# What is younger may still be open; of it, so many in a hundred are.
OPEN_DAYS, OPEN_SHARE = 60, 60
BATCH = 4_000
_ROWS = (b"<tr data-href", b"data-row ", b'"receipt_code"', b'"no":')
_OPEN = (State.REGISTERED, State.CONSENT_PENDING, State.MEDIATING, State.PERFORMING)


class Staff:
    """Who writes and holds: a worker of each grid, a clerk of each community, one manager; the three readers among them."""

    def __init__(self, grid: Grid, people: dict[str, User]) -> None:
        self.manager = people["街道"]
        grids = Grid.objects.exclude(pk=grid.pk).values_list("pk", flat=True)
        others = set(Grid.objects.values_list("community", flat=True)) - {grid.community_id}
        self.workers = {pk: self._user("g", pk) for pk in grids} | {grid.pk: people["网格员"]}
        self.clerks = {pk: self._user("c", pk) for pk in others} | {grid.community_id: people["社区"]}
        User.objects.bulk_create(
            user for user in (*self.workers.values(), *self.clerks.values()) if user.pk is None
        )

    @staticmethod
    def _user(kind: str, pk: int | None) -> User:
        return User(username=f"bench-{kind}{pk}", display_name=f"{kind}{pk}")

    def holder(self, tier: Tier, grid: Grid) -> User:
        return {
            Tier.GRID: self.workers[grid.pk],
            Tier.COMMUNITY: self.clerks[grid.community_id],
        }.get(tier, self.manager)


def _case(number: int, chance: Random, now: datetime, home: GridBuilding, staff: Staff) -> Dispute:
    told = now - timedelta(seconds=chance.randrange(YEARS * 365 * 86_400))
    is_open = (now - told).days < OPEN_DAYS and chance.randrange(100) < OPEN_SHARE
    tier = chance.choice((Tier.GRID, Tier.GRID, Tier.COMMUNITY, Tier.STREET))
    closed_at = None if is_open else min(told + timedelta(days=chance.randrange(2, 40)), now)
    due = told + timedelta(days=chance.randrange(20, 70))
    holder = staff.holder(tier, home.grid) if is_open else None
    return Dispute(
        year=told.year, serial=number, no=f"{told.year}-{number:06d}", receipt_code="23456789",
        title=f"{home.building.name}第{number}件", cause=chance.choice(Cause.values), source=Source.RESIDENT,
        place=home.building, community=home.grid.community, grid=home.grid, accepted_grid=home.grid,
        summary="楼上卫生间漏水，顶棚起皮，找过两次没有说好。",
        recorded_at=told, registered_at=told, created_at=told, accepted_at=told + timedelta(hours=5),
        created_by=staff.workers[home.grid_id], tier=tier, holder=holder, version=1 if is_open else 2,
        state=chance.choice(_OPEN) if is_open else State.ARCHIVED, closed_at=closed_at,
        result="" if is_open else chance.choice((Result.WRITTEN, Result.ORAL)),
        due_at=due if is_open else None, yellow_at=due - timedelta(days=3) if is_open else None,
        due_code="CK4" if is_open else "", last_act="登记", last_act_at=closed_at or told,
    )  # fmt: skip


def _lines(case: Dispute, actor: User) -> Iterator[DisputeEvent]:
    stands: dict[str, Any] = {
        "dispute": case, "actor": actor, "actor_title": "网格员", "kind": "move", "tier": case.tier,
        "community": case.community, "estate_id": case.place.parent_id, "grid": case.grid,
    }  # fmt: skip
    yield DisputeEvent(
        at=case.recorded_at, act="register", label="登记", to_state=State.REGISTERED, version=1,
        changes={}, **stands,
    )  # fmt: skip
    if case.closed_at:
        yield DisputeEvent(
            at=case.closed_at, act="close", label="结案", from_state=State.FOLLOW_UP, to_state=State.CLOSED, version=2,
            changes={"result": ["", case.result]}, **stands,
        )  # fmt: skip


def _hand_out(grid: Grid, people: dict[str, User], now: datetime) -> None:
    """One case of the grid to each, being mediated, so that everybody opens one of their own."""
    own = Dispute.objects.filter(grid=grid).order_by("-recorded_at")[: len(people)]
    for tier, case, user in zip(Tier, own, people.values(), strict=True):
        Dispute.objects.filter(pk=case.pk).update(
            tier=tier, holder=user, state=State.MEDIATING, closed_at=None, result="",
            due_at=now + timedelta(days=9), yellow_at=now + timedelta(days=6), due_code="CK4",
        )  # fmt: skip


def fill(count: int) -> tuple[Grid, dict[str, User]]:
    """The town's places, three people, and `count` cases with their first and last line; sums counted."""
    now, chance = timezone.localtime(), Random("cases")
    with transaction.atomic():
        build_places(Random(1), since=(now - timedelta(days=YEARS * 366)).date(), now=now)
        grid = Grid.objects.select_related("community").get(name="铁北3-07格")
        people = readers(grid)
        staff = Staff(grid, people)
        homes = list(GridBuilding.objects.select_related("grid__community", "building"))
        for first in range(0, count, BATCH):
            made = Dispute.objects.bulk_create(
                _case(number, chance, now, chance.choice(homes), staff)
                for number in range(first + 1, min(first + BATCH, count) + 1)
            )
            DisputeEvent.objects.bulk_create(line for case in made for line in _lines(case, case.created_by))
        _hand_out(grid, people, now)
        # What is registered while it is measured takes the next number.
        Counter.objects.create(series=settings.CASE_SERIES, year=now.year, last=count)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stderr.write(f"{count:,} 件写入\n")
    return grid, people


def _note(case: Dispute) -> dict[str, Any]:
    """The form of an act as the page just opened carries it."""
    version = Dispute.objects.values_list("version", flat=True).get(pk=case.pk)
    return {
        "version": version,
        "idempotency_key": str(uuid.uuid4()),
        "text": "已经电话联系过，约好明天上门看",
    }


def _told(grid: Grid, place_id: int) -> Callable[[], dict[str, Any]]:
    return lambda: {
        "danger": "", "source": "resident", "place": place_id, "place_detail": "2单元201", "cause": "23",
        "title": "下水堵塞", "summary": "下水返了两天", "people_involved": 2, "households_involved": 2, "step": "submit", "severity": "micro",
        "party-0-role": "applicant", "party-0-name": "王建国", "party-0-phone": "138 9371 2207",
        "party-1-role": "respondent", "party-1-name": "李秀英", "idempotency_key": str(uuid.uuid4()),
    }  # fmt: skip


def asked(grid: Grid, people: dict[str, User]) -> dict[str, dict[str, Ask]]:
    """What each opens; writes stand last in each round."""
    found: dict[str, dict[str, Ask]] = {}
    home = grid.buildings.select_related("building").first()
    assert home is not None
    house = home.building
    for who, user in people.items():
        case = Dispute.objects.visible_to(user).filter(holder=user, state=State.MEDIATING, grid=grid)[0]
        _, token = create_token(
            user, actor=user, name="测速", scopes=["cases:read"],
            expires_on=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
        found[who] = {
            "工作台": Ask("/"),
            "案件列表（待办，50行）": Ask("/cases/?tab=todo&size=50"),
            "案件列表（全部，50行）": Ask("/cases/?tab=all&size=50"),
            "案件列表（搜索加筛选）": Ask(f"/cases/?tab=all&q={house.name}&light=red"),
            "全局搜索": Ask("/search/?q=铁路"),
            "案件详情": Ask(case.get_absolute_url()),
            "时间线": Ask(f"{case.get_absolute_url()}?tab=timeline"),
            "接口列表（50件）": Ask(
                "/api/v1/cases/?page_size=50", headers={"Authorization": f"Bearer {token}"}
            ),
            "登记页": Ask("/cases/new/" if who != "网格员" else "/m/new/"),
            "记一笔": Ask(f"{case.get_absolute_url()}do/note/", lambda case=case: _note(case), status=302),  # type: ignore[misc]
        }
        if who != "网格员":
            found[who]["登记一件"] = Ask("/cases/new/", _told(grid, house.pk), status=302)
    found["街道"] |= {
        "全街道数据": Ask("/reports/"),
        "大屏": Ask("/reports/?mode=screen"),
        "上月月报": Ask("/reports/monthly/"),
        "趋势": Ask("/trends/"),
    }
    return found


def run() -> str:
    """Each size in a database of its own."""
    sums: list[Sums] = []
    for size in SIZES:
        with fresh_database():
            grid, people = fill(size)
            sums.append(measure(size, people, asked(grid, people), _ROWS))
        sys.stderr.write("\n".join(sums[-1].lines()) + "\n")
    lines = [
        f"案件 {SIZES[1]:,} 件（五年），和 {SIZES[0]:,} 件比。倍数是与同一轮「我的」页之比，{ROUNDS} 轮的中位数。",
        "",
        *table(*sums),
    ]
    return "\n".join(lines) + "\n"
