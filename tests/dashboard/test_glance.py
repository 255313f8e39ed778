"""The page of figures: whose, what they mean, what is covered, and how little it asks of the database (ux.md W10)."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from dashboard.figures.recount import rebuild
from dashboard.glance import charts
from dashboard.glance.ask import Asked, Whose, span_of
from dashboard.glance.sums import Open as OpenCases
from dashboard.glance.sums import Sums, by_day, open_now, sums
from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast, Log, Town
from tests.dashboard.test_trends import all_of, solve
from tests.disputes.many import make_many
from tests.disputes.walk import Walk

Open = Callable[[User], Client]
STREET = Whose(street=True)
TODAY = date(2026, 3, 31)


def ask(whose: Whose = STREET, span: str = "1", **more: object) -> Asked:
    return Asked(whose, span_of(span, TODAY), TODAY, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [200, 2_000])
def test_the_streets_page_asks_twelve_questions_at_any_size(
    town: Town, cast: Cast, log: Log, client: Client, size: int
) -> None:
    make_many(town, cast, size)
    rebuild()
    client.force_login(cast.manager)
    client.get("/reports/")
    for url in ("/reports/", "/reports/?span=12&kind=02", "/reports/?mode=screen"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url)
        assert page.status_code == 200
        assert len(asked) <= 12, "\n".join(one["sql"][:120] for one in asked)


@pytest.mark.django_db
def test_everybody_reads_their_own_and_who_has_none_is_told(cast: Cast, log: Log, sign_in: Open) -> None:
    walk = Walk(cast, log, now=datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
    walk.to(State.CLOSED)
    log(actor=cast.outsider, place=cast.outsider.postings.get().community, now=walk.now)
    with time_machine.travel(datetime(2026, 3, 31, 2, 0, tzinfo=UTC), tick=False):
        told = {"street_lead": 2, "supervisor": 2, "clerk": 1, "worker": 1, "other_worker": 0}
        for name, registered in told.items():
            page = sign_in(cast.all[name]).get("/reports/?span=1")
            one = next(one for one in page.context["glance"].figures if one.label == "登记")
            assert one.shown == str(registered), name
        liaison = sign_in(cast.liaison).get("/reports/")
        assert liaison.context["glance"] is None and "部门报到" in liaison.content.decode()
        for name in ("mediator", "auditor", "sysadmin", "support_worker", "privacy_officer", "nobody"):
            assert sign_in(cast.all[name]).get("/reports/").status_code == 403
        # Somebody else's community in the address is no way in.
        other = cast.outsider.postings.get().community_id
        page = sign_in(cast.clerk).get(f"/reports/?span=1&community={other}")
        assert "东苑" not in page.content.decode()


@pytest.mark.django_db
def test_figures_are_of_the_span_and_rates_of_too_few_are_not_given(town: Town, cast: Cast, log: Log) -> None:
    walk = Walk(cast, log, now=datetime(2026, 2, 10, 2, 0, tzinfo=UTC))
    walk.to(State.REGISTERED)
    walk.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    walk.to(State.CLOSED)
    walk.to(State.ESCALATION_PENDING)
    found = sums(ask())
    assert (found.now["registered"], found.before["registered"], found.now["closed"]) == (2, 1, 1)
    assert sum(found.places.values()) == 2 and sum(found.results.values()) == 1
    assert sums(ask(kind="14")).now["registered"] == 0
    assert sums(ask(kind="02")).now["registered"] == 2  # 漏水排水 is a part of 邻里
    assert sum(by_day(ask()).values()) == 3
    now = datetime(2026, 3, 31, 2, 0, tzinfo=UTC)
    lying = open_now(ask(), now)
    assert (lying.total, lying.overdue) == (2, Dispute.objects.filter(due_at__lte=now).count())
    shown = {one.label: one for one in charts.figures(ask(), found, lying)}
    assert shown["登记"].note == "比上期多1" and shown["群众满意率"].shown == "—"
    assert shown["群众满意率"].note == "数据不足，至少30件才给比率"
    assert charts.rate(29, 30) == "96.7%" and charts.rate(29, 29) == ""


def test_nothing_under_ten_is_shown_on_places_or_can_be_worked_out() -> None:
    chance, shown = random.Random("glance"), 0
    for _ in range(150):
        places = {
            ((c, f"社区{c}"), (10 * c + e, f"小区{e}"), (100 * c + g, f"格{g}")): chance.choice(
                (1, 2, 5, 9, 10, 12, 30)
            )
            for c in range(1, chance.randint(2, 5))
            for e in range(chance.randint(1, 3))
            for g in range(chance.randint(1, 4))
        }
        root = charts.place_tree(Sums(places=places))
        bounds = solve(root)
        for one in all_of(root):
            low, high = bounds[id(one)]
            if one.count < charts.LEAST:
                assert not one.shown and low < high and high >= charts.LEAST
            shown += one.shown
        assert all(
            row.value is None or row.value >= charts.LEAST
            for row in charts.places(ask(), Sums(places=places)).rows
        )
    assert shown > 150


def test_a_small_day_a_small_flow_and_a_small_number_on_the_wall_say_only_that_they_are_small() -> None:
    days = charts.calendar(ask(), {TODAY: 3, TODAY - timedelta(days=1): 25})
    told = {day.day: (day.shown, day.level) for week in days.weeks for day in week}
    assert told[TODAY] == ("<10", 1) and told[TODAY - timedelta(days=1)] == ("25", 3)
    assert max(told) == TODAY and min(told).weekday() == 0
    flow = charts.flow(
        Sums(sources={(1, "party"): 40, (1, "visit"): 12, (1, "police"): 3}, results={(1, "written"): 55})
    )
    assert [(row.name, row.to, row.value) for row in flow.rows] == [
        ("当事人申请", "网格办结", 40), ("不足10件的合在一起", "网格办结", 15), ("网格办结", "调解成功", 55),
    ]  # fmt: skip
    figures = charts.lights(ask(), OpenCases(overdue=4, due_soon=10))
    assert [one.on_the_wall for one in figures] == ["<10", "10", "0"]
