"""Records are drawn by chance and checked by another community; names stay covered (E3)."""

from datetime import date
from typing import Any

import pytest
import time_machine

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from dashboard.evaluation.actions.samples import SIZE, check_sample, chosen, draw_samples
from dashboard.evaluation.choices import Verdict
from dashboard.evaluation.models import SampleDraw, SampleRecord
from residents.models import Household, Resident
from tests.cast import Cast, Town
from tests.evaluation.conftest import NOW, As
from tests.visits.conftest import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(town: Town, cast: Cast, in_april: None) -> SampleDraw:
    """Twenty-five homes in one grid, three in another."""
    for number in range(25):
        make_home(town.building, str(number // 10 + 1), f"{number % 10 + 1}01")
    for number in range(3):
        make_home(town.dongyuan.buildings[0][0], "1", f"{number + 1}01")
    assert draw_samples(now=NOW) == 2
    return SampleDraw.objects.get(grid=town.tiebei.grids[0])


def test_twenty_are_drawn_once_a_quarter_and_can_be_drawn_again(drawn: SampleDraw, town: Town) -> None:
    assert (
        drawn.quarter == date(2026, 4, 1) and drawn.drawn_from == 25 and drawn.checker == town.dongyuan.area
    )
    found = list(drawn.records.values_list("household_id", flat=True))
    assert len(found) == len(set(found)) == SIZE
    homes = sorted(Household.objects.filter(grid=drawn.grid).values_list("pk", flat=True))
    assert chosen(homes, drawn.seed) == found
    few = SampleDraw.objects.get(grid=town.dongyuan.grids[0])
    assert few.records.count() == 3 and few.checker == town.tiebei.area
    assert draw_samples(now=NOW) == 0
    assert Entry.objects.get(action="evaluation.draw").detail["grids"] == 2


def test_another_community_checks_and_says_what_is_wrong(drawn: SampleDraw, cast: Cast) -> None:
    first, second = drawn.records.all()[:2]
    for user in (cast.clerk, cast.worker, cast.supervisor, cast.street_lead, cast.nobody):
        with pytest.raises(NotAllowed):
            check_sample(first, verdict=Verdict.RIGHT, actor=user)
    told: dict[str, Any] = {"actor": cast.outsider}
    for said in (
        {"verdict": ""},
        {"verdict": Verdict.WRONG},
        {"verdict": Verdict.RIGHT, "wrong": ["tenure"]},
    ):
        with pytest.raises(RuleBroken):
            check_sample(first, **said, **told)
    with pytest.raises(Conflict):
        check_sample(first, verdict=Verdict.RIGHT, version=9, **told)
    check_sample(first, verdict=Verdict.WRONG, wrong=["members", "tenure"], **told)
    check_sample(second, verdict=Verdict.UNREACHED, **told)
    assert first.wrong_words == ["居住方式", "人口数"] and first.checked_by == cast.outsider
    with pytest.raises(RuleBroken):
        check_sample(first, verdict=Verdict.RIGHT, **told)
    assert Entry.objects.filter(action="evaluation_sample.check").count() == 2


def test_the_page_covers_the_name_and_shows_no_number(drawn: SampleDraw, cast: Cast, as_user: As) -> None:
    row = drawn.records.first()
    assert row is not None and row.household is not None
    head = Resident.objects.create(
        name="欧阳建国", household=row.household, community=row.household.community, grid=row.household.grid, created_at=NOW
    )  # fmt: skip
    Household.objects.filter(pk=row.household.pk).update(head=head)
    page = as_user(cast.outsider).get(row.get_absolute_url()).content.decode()
    assert (
        "欧阳建国" not in page
        and "国" in page
        and row.household.address in page
        and row.household.no not in page
    )
    assert as_user(cast.clerk).get(row.get_absolute_url()).status_code == 404
    assert as_user(cast.supervisor).get(row.get_absolute_url()).status_code == 404


def test_the_work_list_leads_to_each_home_and_back(
    drawn: SampleDraw, cast: Cast, as_user: As, django_assert_max_num_queries: Any
) -> None:
    client = as_user(cast.outsider)
    client.get("/evaluation/samples/")
    with django_assert_max_num_queries(12):
        page = client.get("/evaluation/samples/").content.decode()
    assert page.count("data-href=") == SIZE and "抽查待核对" in client.get("/").content.decode()
    row: SampleRecord = drawn.records.all()[0]
    bad = client.post(row.get_absolute_url(), {"verdict": "wrong", "version": 1, "note": "住户说"})
    assert bad.status_code == 422 and "住户说" in bad.content.decode()
    assert client.post(row.get_absolute_url(), {"verdict": "right", "version": 1}).status_code == 302
    assert client.get("/evaluation/samples/").content.decode().count("data-href=") == SIZE - 1
    assert client.get("/evaluation/samples/?tab=done").content.decode().count("data-href=") == 1
    numbers = as_user(cast.supervisor).get("/evaluation/samples/").content.decode()
    assert drawn.seed in numbers and "铁路小区1号楼" not in numbers
    assert as_user(cast.worker).get("/evaluation/samples/").status_code == 403


def test_one_community_alone_draws_nothing(town: Town, cast: Cast) -> None:
    make_home(town.building, "1", "101")
    town.dongyuan.area.is_active = False
    town.dongyuan.area.save()
    with time_machine.travel(NOW, tick=False):
        assert draw_samples() == 0
