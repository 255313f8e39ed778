"""Queries of the pages of patrols and hazards are the same at 200 and at 5,000 hazards; query_counts.json is the agreed number."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grids.actions.patrols import check_point
from grids.actions.routes import add_point
from grids.choices_field import HazardState
from grids.models import ChecklistItem, Hazard, PatrolDay
from tests.cast import Cast, Town, cast, town
from tests.hazards.walk import Walk

__all__ = ["cast", "town"]

pytestmark = [pytest.mark.django_db, pytest.mark.perf]
AGREED: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
# Far above what is measured, far below what a lost index costs; the machine is shared.
SECONDS = 5
STATES = [state for state in HazardState if state != HazardState.FOUND]


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def make_many(town: Town, cast: Cast, size: int) -> None:
    """Rows spread over both communities, six grids and all states; a third of the open ones overdue."""
    now, items = timezone.now(), list(ChecklistItem.objects.all())
    places = [
        (place, grid)
        for community in (town.tiebei, town.dongyuan)
        for grid, pair in zip(community.grids, community.buildings, strict=True)
        for place in pair
    ]
    rows = []
    for number in range(1, size + 1):
        (place, grid), item = places[number % len(places)], items[number % len(items)]
        found = now - timedelta(hours=number % 400)
        rows.append(
            Hazard(
                year=2025, serial=number, no=f"2025-{number:04d}", item=item, title=item.name, place=place,
                community=grid.community, grid=grid, source="patrol", found_at=found, counted_from=found, created_at=now,
                grade=item.grade, limit=item.limit, state=STATES[number % len(STATES)], created_by=cast.worker,
                due_at=now + timedelta(hours=number % 90 - 30), yellow_at=now, last_act="上报隐患", last_act_at=found,
            )
        )  # fmt: skip
    Hazard.objects.bulk_create(rows, batch_size=1000)


@pytest.mark.parametrize("size", [200, 5_000])
def test_pages_of_the_field_ask_the_same_number_of_queries_at_any_size(
    town: Town, cast: Cast, client: Client, size: int
) -> None:
    make_many(town, cast, size)
    walk = Walk(town, cast, now=timezone.now() - timedelta(hours=9))
    hazard = walk.step(walk.to(HazardState.RECTIFIED), "recheck", passed=False, text="没清完")
    grid = town.tiebei.grids[0]
    points = [
        add_point(grid, place=town.building, name=f"点{n}", actor=cast.leader, weekly=2 if n % 2 else None)
        for n in range(8)
    ]
    for point in points[:4]:
        check_point(point, actor=cast.worker)
    for day in range(1, 28):
        PatrolDay.objects.create(
            grid=grid, day=timezone.localdate() - timedelta(days=day), points_due=4, points_done=day % 5 % 4
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = {
        "hazards_list": "/hazards/?tab=right",
        "hazards_filtered": f"/hazards/?tab=all&q=铁路小区1号楼&light=red&kind=fire&grid={grid.pk}",
        "hazards_detail": hazard.get_absolute_url(),
        "hazards_new": "/hazards/new/",
        "patrols_today": "/patrols/today/",
        "patrols_month": f"/patrols/{grid.pk}/",
        "patrols_overview": "/patrols/",
        "patrols_log": f"/patrols/{grid.pk}/{timezone.localdate()}/",
        "grids_detail": f"/grids/{grid.pk}/",
    }
    for who in (cast.worker, cast.leader, cast.secretary):
        client.force_login(who)
        # The first page after sign-in also writes down the session.
        client.get("/hazards/")
        for name, url in pages.items():
            started = time.perf_counter()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(url)
            spent = time.perf_counter() - started
            assert answer.status_code == 200, (name, answer.status_code)
            told = "\n".join(one["sql"][:150] for one in asked)
            assert len(asked) <= AGREED[name], f"{name} {len(asked)}\n{told}"
            assert spent < SECONDS, (name, spent)


def test_the_lists_of_hazards_keep_to_ten() -> None:
    assert all(AGREED[name] <= 10 for name in ("hazards_list", "hazards_filtered", "hazards_new"))
