"""Drawing records of the register by chance, and noting what another community found (E3)."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.edits import edit
from dashboard.evaluation.choices import Verdict, WrongField
from dashboard.evaluation.models import SampleDraw, SampleRecord
from grids.choices import COMMUNITY_ROLES
from grids.models import Area, Grid
from grids.scope import Scope
from residents.models import Household

SAMPLE = "evaluation_sample"
# I2: at least twenty a quarter and grid; all where there are fewer.
SIZE = 20


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def draw_samples(
    *, now: datetime | None = None, grids: Collection[int] | None = None, is_demo: bool = False
) -> int:
    """Draw for every grid that has none this quarter; returns for how many. Nightly and idempotent.

    The checking community changes each quarter and is never the grid's own; a street of one community draws nothing."""
    now = now or timezone.now()
    quarter = quarter_of(timezone.localdate(now))
    drawn = SampleDraw.objects.filter(quarter=quarter).values("grid_id")
    wanted = Grid.objects.active().exclude(pk__in=drawn).order_by("pk")
    if grids is not None:
        wanted = wanted.filter(pk__in=grids)
    places = list(Area.objects.active().communities().order_by("code").values_list("pk", flat=True))
    if len(places) < 2:
        return 0
    with transaction.atomic():
        done = sum(
            _draw(grid, quarter, checker_of(places, grid.community_id, quarter), now, is_demo)
            for grid in wanted
        )
        if done:
            record(
                "evaluation.draw", actor=None, detail={"quarter": quarter.isoformat(), "grids": done}, now=now
            )
    return done


def checker_of(places: list[int], community: int, quarter: date) -> int:
    """Another community of the places (in the order of their codes), by turns."""
    own = places.index(community) if community in places else 0
    turn = (quarter.year * 4 + quarter.month // 3) % (len(places) - 1)
    return places[(own + 1 + turn) % len(places)]


def _draw(grid: Grid, quarter: date, checker: int, now: datetime, is_demo: bool) -> bool:
    homes = list(Household.objects.present().filter(grid=grid).order_by("pk").values_list("pk", flat=True))
    if not homes:
        return False
    seed = secrets.token_hex(16)
    row = SampleDraw.objects.create(
        grid=grid,
        quarter=quarter,
        checker_id=checker,
        seed=seed,
        drawn_from=len(homes),
        drawn_at=now,
        is_demo=is_demo,
    )
    SampleRecord.objects.bulk_create(
        SampleRecord(draw=row, household_id=pk, order=at)
        for at, pk in enumerate(chosen(homes, seed), start=1)
    )
    return True


def chosen(homes: list[int], seed: str) -> list[int]:
    """The same from the same seed."""
    return Random(seed).sample(homes, min(SIZE, len(homes)))  # noqa: S311 - a draw that can be done again


def check_sample(
    row: SampleRecord,
    *,
    verdict: str,
    wrong: Collection[str] = (),
    note: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> SampleRecord:
    """Note whether the register says of a home what is so. Once looked at it stays.

    Refuses everybody but the checking community, and whoever also serves the community whose record it is."""
    mine = Scope.of(actor).communities_as(*COMMUNITY_ROLES)
    if row.draw.checker_id not in mine or row.draw.grid.community_id in mine:
        raise NotAllowed("role", "抽查由分到的外社区来核对")
    need(verdict, "verdict", "请选「核对结果」")
    found = [one for one in WrongField.values if one in wrong]
    if verdict == Verdict.WRONG and not found:
        raise RuleBroken("missing", "请选哪里有误", field="wrong")
    if verdict != Verdict.WRONG and found:
        raise RuleBroken("mixed", "没有误的，不要选「哪里有误」", field="wrong")
    with edit(row, SAMPLE, "check", "核对", actor=actor, version=version, now=now) as e:
        if e.row.verdict != Verdict.WAITING:
            raise RuleBroken("state", "这一户已经核对过")
        e.set(verdict=str(verdict), checked_at=e.now)
        e.set_quietly(wrong=found, note=note, checked_by=actor)
    return row
