"""The running count of what happens equals a count of everything, whatever was done (docs/adr/0032)."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils import timezone

from core.notices.models import Notice
from dashboard.figures.folding import fold
from dashboard.figures.recount import differences, rebuild
from dashboard.glance.ask import Asked, Span, Whose, month_before
from dashboard.glance.sums import by_day, sums
from dashboard.models import CaseDay, CaseMonth, DayTotal, PlaceMonth, UnitMonth, WayMonth
from dashboard.tasks import fold_figures
from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute
from disputes.whistles.choices import WhistleState
from grids.actions.merging import merge_areas
from tests.cast import Cast, Log, Town, cast, log, town
from tests.dashboard.wandering import wander
from tests.disputes import walk as road
from tests.disputes.walk import Walk
from tests.long import rounds
from tests.whistles.conftest import street, summon
from tests.whistles.units import Street
from xiongguan.tasks import nightly_checks

__all__ = ["cast", "log", "street", "summon", "town"]
pytestmark = pytest.mark.django_db
ACTS = rounds(120, 5000)


def total(name: str, **where: Any) -> int:
    return CaseMonth.objects.filter(**where).aggregate(n=Sum(name))["n"] or 0


def test_after_random_acts_the_sums_equal_a_count_of_everything(
    cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random("figures")
    walk = Walk(cast, log)
    for _ in range(4):
        wander(walk, chance, ACTS // 4, monkeypatch)
        assert differences() == []
        fold()
        assert differences() == [] and not CaseMonth.objects.filter(is_raw=True).exists()
    assert total("opened") - total("ended") == Dispute.objects.filter(state__in=OPEN_STATES).count()
    assert total("registered") == Dispute.objects.exclude(state=State.DRAFT).count()
    found = {name: total(name) for name in CaseMonth.SUMS}
    assert all(found.values()), found
    kept = list(CaseMonth.objects.order_by(*CaseMonth.KEYS).values_list(*CaseMonth.KEYS, *CaseMonth.SUMS))
    rebuild()
    assert kept == list(
        CaseMonth.objects.order_by(*CaseMonth.KEYS).values_list(*CaseMonth.KEYS, *CaseMonth.SUMS)
    )


def test_cases_of_a_merged_community_stay_where_they_were_counted(town: Town, cast: Cast, log: Log) -> None:
    walk = Walk(cast, log)
    old, new = town.dongyuan.area, town.tiebei.area
    there = log(actor=cast.outsider, place=town.dongyuan.buildings[0][0], now=walk.now)
    ended = walk.to(State.CLOSED)
    walk.now += timedelta(days=40)
    merge_areas(old, new, approval_no="雄街发9号", version=None, actor=cast.sysadmin, now=walk.now)
    there.refresh_from_db()
    assert there.community == new and there.last_act == "随网格交接"
    stock = {
        area: total("opened", community=area.pk) - total("ended", community=area.pk) for area in (old, new)
    }
    assert stock == {old: 0, new: 1}
    assert (total("registered", community=old.pk), total("registered", community=new.pk)) == (1, 1)
    assert ended.closed_at and total("closed", community=new.pk, result="on_spot") == 1
    # What is done after goes to the new one, and the recount knows where each line was written.
    walk.do(there, "guide", "intake", result="to_court", referred_to="市城区人民法院", referred_on=road.DAY0)
    assert differences() == []
    fold()
    assert differences() == []


def test_departments_are_counted_by_arrival_judgement_and_word(street: Street) -> None:
    """住建 arrives in time and 自然资源 is never seen: the whistle ends without it."""
    whistle = street.to(WhistleState.CLOSED)
    rows = UnitMonth.objects.filter(month=timezone.localdate(street.now).replace(day=1))
    lead = rows.filter(department=street.summon.housing.pk).aggregate(*[Sum(name) for name in UnitMonth.SUMS])
    assert lead == {
        "called__sum": 1, "arrivals__sum": 1, "in_time__sum": 1, "results__sum": 1, "solved__sum": 1,
        "rated__sum": 3, "satisfied__sum": 3,
    }  # fmt: skip
    assert whistle.closed_at and differences() == []
    fold()
    assert differences() == [] and UnitMonth.objects.filter(is_raw=True).count() == 0


def test_a_wrong_sum_is_told_at_night_and_mended_by_counting_again(cast: Cast, log: Log) -> None:
    log()
    CaseMonth.objects.all().delete()  # as in a database that is older than its sums
    assert fold_figures() and not differences()
    log()
    fold_figures()
    call_command("rebuild_summaries", check=True)
    CaseDay.objects.update(registered=7)
    CaseMonth.objects.all().delete()
    with pytest.raises(CommandError, match="案件月度数1处、案件每日数1处、案件按地点月度数1处"):
        call_command("rebuild_summaries", check=True)
    nightly_checks()
    told = Notice.objects.filter(kind="system", title__contains="统计数")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([cast.sysadmin.pk, cast.auditor.pk])
    call_command("rebuild_summaries")
    call_command("rebuild_summaries", check=True)


def test_a_page_reads_the_same_before_the_folding_after_it_and_from_the_finest_sums(
    town: Town, cast: Cast, log: Log
) -> None:
    walk = Walk(cast, log)
    walk.to(State.CLOSED)
    fold()
    walk.to(State.CLOSED)
    log(actor=cast.outsider, place=town.dongyuan.buildings[0][0], now=walk.now)
    today = timezone.localdate(walk.now)
    span = Span(month_before(today.replace(day=1), 2), month_before(today.replace(day=1), -1), "近3个月")
    ask = Asked(Whose(street=True), span, today)
    # Whoever has a grid reads the finest sums; here with the street's right to all of them.
    finest = sums(replace(ask, whose=Whose(street=True, grids=frozenset({0}))))
    assert finest.now["registered"] == 3 and sum(finest.results.values()) == 2
    assert sums(ask) == finest
    raw, days = sums(ask), by_day(ask)
    fold()
    assert sums(ask) == raw and by_day(ask) == days and sum(days.values()) == 3


def test_a_wrong_rollup_is_told_and_mended(cast: Cast, log: Log) -> None:
    log()
    fold()
    PlaceMonth.objects.update(registered=7)
    WayMonth.objects.create(month=timezone.localdate(), community=1, tier=1, source="visit", closed=1)
    DayTotal.objects.all().delete()
    assert [one.table for one in differences()] == [
        "案件按地点月度数",
        "案件按去向月度数",
        "案件全部类型每日数",
    ]
    rebuild()
    assert differences() == []
