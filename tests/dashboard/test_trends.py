"""Trend alerts: kinds and places, whole months, and no figure under five that anybody could work out (J9, trust.md P24)."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from dashboard.selectors.trends import FEWEST, Place, cover, trends
from disputes.choices import Cause
from disputes.models import Dispute
from tests.cast import Cast, Log, Town

Open = Callable[[User], Client]
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


def grown(chance: random.Random) -> Place:
    """A street of communities of estates, small figures more often than large ones."""
    street = Place("街道")
    for c in range(chance.randint(1, 5)):
        home = street.below[c] = Place(f"社区{c}")
        for e in range(chance.randint(1, 6)):
            n = chance.choice((0, 0, 1, 2, 3, 4, 5, 6, 9, 14))
            home.below[e] = Place(f"小区{e}", n)
            home.count += n
        street.count += home.count
    return street


def all_of(node: Place) -> list[Place]:
    return [node, *(each for one in node.below.values() for each in all_of(one))]


def solve(root: Place) -> dict[int, tuple[int, int]]:
    """What somebody who sees what is shown can work out: the least and the most that every node may be. Sums and noughts are
    all they know; on a tree, narrowing until nothing changes leaves the exact bounds."""
    top = 10_000
    found = {id(one): (one.count, one.count) if one.shown else (0, top) for one in all_of(root)}
    changed = True
    while changed:
        changed = False
        for node in all_of(root):
            parts = [found[id(one)] for one in node.below.values()]
            if not parts:
                continue
            low, high = found[id(node)]
            least, most = sum(a for a, _ in parts), sum(b for _, b in parts)
            narrowed = {id(node): (max(low, least), min(high, most))}
            for one, (a, b) in zip(node.below.values(), parts, strict=True):
                narrowed[id(one)] = (max(a, low - (most - b)), min(b, high - (least - a)))
            for key, bounds in narrowed.items():
                if bounds != found[key]:
                    found[key], changed = bounds, True
    return found


def test_no_figure_under_five_is_shown_or_can_be_worked_out() -> None:
    chance = random.Random("trends")
    shown = 0
    for _ in range(600):
        root = cover(grown(chance))
        bounds = solve(root)
        for one in all_of(root):
            low, high = bounds[id(one)]
            if one.count < FEWEST:
                assert not one.shown and low < high, (root, one)
                # Nor that it is a small one at all.
                assert high >= FEWEST, (root, one)
            shown += one.shown
    assert shown > 1500


def test_without_covering_more_the_solver_finds_the_small_one() -> None:
    """The solver is worth something: covering small figures alone gives them away."""
    street = Place("街道", 12, {1: Place("甲", 3, shown=False), 2: Place("乙", 9, shown=True)}, shown=True)
    assert solve(street)[id(street.below[1])] == (3, 3)
    bare = Place("街道", 12, {1: Place("甲", 3), 2: Place("乙", 9)})
    assert not any(one.shown for one in cover(bare).below.values())


@pytest.fixture
def months(log: Log, town: Town, cast: Cast) -> None:
    """Property: 6 then 9 in 铁路小区. Neighbours: 3 then 4. Families: 8 then 8 in the other estate."""
    with time_machine.travel(NOW, tick=False):
        seed = log(cause=Cause.PROPERTY)
    fields: Any = Dispute.objects.filter(pk=seed.pk).values().get()
    del fields["id"]
    there = town.dongyuan.buildings[0][0]
    plan = (
        (Cause.PROPERTY, town.building, 6, 9), (Cause.LEAK, town.building, 3, 4), (Cause.MARRIAGE, there, 8, 8),
    )  # fmt: skip
    rows, serial = [], 100
    for cause, place, before, now in plan:
        for month, count in ((1, before), (2, now)):
            for day in range(count):
                serial += 1
                at = datetime(2026, month, day + 3, 2, tzinfo=UTC)
                own = {
                    "cause": cause,
                    "place_id": place.pk,
                    "community_id": place.community_id,
                    "registered_at": at,
                }
                rows.append(Dispute(**{**fields, **own, "no": f"2026-{serial:05}", "serial": serial}))
    Dispute.objects.bulk_create(rows)


@pytest.mark.django_db
def test_what_grew_by_half_is_told_with_both_months_and_the_current_one_is_not(months: None) -> None:
    found = trends(NOW)
    assert (found.before.month, found.month.month) == (1, 2)
    told = [(one.kind, one.place, one.before, one.now, one.growth) for one in found.alerts]
    assert told == [("物业", place, 6, 9, 50) for place in ("全街道", "铁北社区", "铁路小区")]
    assert not [one for one in found.lines if one.kind == "邻里"]
    assert [(one.place, one.growth_words) for one in found.lines if one.kind == "婚姻家庭"][-1] == (
        "东苑小区",
        "持平",
    )


@pytest.mark.django_db
def test_the_page_is_the_streets_and_asks_the_same_at_any_size(
    months: None, cast: Cast, sign_in: Open
) -> None:
    with time_machine.travel(NOW, tick=False):
        for name in ("manager", "street_lead", "intake", "supervisor"):
            with CaptureQueriesContext(connection) as queries:
                page = sign_in(getattr(cast, name)).get("/trends/").content.decode()
            assert "铁路小区" in page and "6件 → 9件" in page and "王建国" not in page
            assert sum("disputes_dispute" in one["sql"] for one in queries) == 2
        for name in ("clerk", "worker", "mediator", "liaison", "auditor", "nobody"):
            assert sign_in(getattr(cast, name)).get("/trends/").status_code == 403
