"""A hazard is told: graded by the list, numbered, counted from when it was noted; and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.files.models import StoredFile
from core.flow.models import Event
from core.notices.models import Notice
from grids.checklist_data import CHECKLISTS, item_rows
from grids.choices_field import Grade, HazardState, Limit
from grids.engine import KIND
from grids.grading import suggest
from grids.models import Checklist, ChecklistItem, Hazard
from tests.cast import Town
from tests.hazards.walk import HOUR, PHOTO, Walk, item

pytestmark = pytest.mark.django_db


def test_the_shipped_lists_are_those_of_the_domain() -> None:
    """domain.md K17, in its order."""
    names = list(Checklist.objects.order_by("order").values_list("name", flat=True))
    assert names == [
        "消防", "燃气", "用电", "房屋", "高空", "公共设施", "道路", "环境", "出租房", "季节", "施工", "食品", "其他",
    ]  # fmt: skip
    assert {"楼道堆物", "电动车进楼", "燃气软管老化", "出租房违规居住空间"} <= set(
        ChecklistItem.objects.values_list("name", flat=True)
    )
    assert Checklist.objects.count() == len(CHECKLISTS)
    assert ChecklistItem.objects.count() == len(list(item_rows()))
    fire = item()
    assert (fire.basis, fire.basis_mark) == ("《消防法》第28条", "verified")


def test_the_list_suggests_and_danger_overrules_it() -> None:
    assert suggest(item()).grade == Grade.GENERAL and suggest(item()).limit == Limit.MINOR
    assert suggest(item("house.cracks")).limit == Limit.MAJOR
    burning = suggest(item(), "fire")
    assert (burning.grade, burning.limit, burning.why) == (Grade.MAJOR, Limit.SPOT, "现场危险：起火冒烟")
    assert suggest(item("gas.leak")).grade == Grade.MAJOR


def test_a_general_hazard_waits_for_its_order_at_once(walk: Walk) -> None:
    hazard = walk.report(photos=[PHOTO])
    assert (hazard.state, hazard.grade, hazard.limit) == (HazardState.GRADED, "general", "minor")
    assert (hazard.no, hazard.official_no) == ("2026-0001", "雄隐〔2026〕0001号")
    assert (hazard.grid, hazard.community) == (walk.town.tiebei.grids[0], walk.town.tiebei.area)
    event = Event.objects.get(subject_kind=KIND, subject_id=hazard.pk)
    assert (event.act, event.text, event.version) == ("report", "三楼平台堆了纸箱", hazard.version)
    assert Entry.objects.get(subject_kind=KIND, subject_id=hazard.pk).detail["no"] == hazard.no
    assert StoredFile.objects.get().purpose == "before"
    assert Clock.objects.get().code == "hazard.minor"


def test_the_leader_hears_and_the_finder_does_not(walk: Walk) -> None:
    hazard = walk.report()
    told = Notice.objects.filter(subject_kind=KIND, subject_id=hazard.pk)
    assert [one.recipient for one in told] == [walk.cast.leader]
    assert told.get().title == "上报隐患：楼道堆物（2026-0001）"
    assert "铁路" not in told.get().title


def test_a_major_hazard_of_a_worker_waits_to_be_graded_and_the_community_hears(walk: Walk) -> None:
    hazard = walk.report(code="house.cracks")
    assert (hazard.state, hazard.grade, hazard.due_code) == (HazardState.FOUND, "major", "hazard.major")
    told = {one.recipient for one in Notice.objects.filter(subject_id=hazard.pk)}
    assert told == {walk.cast.leader, walk.cast.clerk, walk.cast.second_clerk, walk.cast.secretary}


@pytest.mark.parametrize("who", ["leader", "clerk", "secretary", "intake", "manager"])
def test_whoever_may_order_has_graded_by_telling(walk: Walk, who: str) -> None:
    assert walk.report(by=who, code="house.cracks").state == HazardState.GRADED


def test_a_worker_cannot_make_a_major_thing_small_alone(walk: Walk) -> None:
    with pytest.raises(RuleBroken, match="写一句理由"):
        walk.report(code="house.cracks", grade="general", limit="minor")
    hazard = walk.report(code="house.cracks", grade="general", limit="minor", grade_reason="只是墙皮裂")
    assert (hazard.state, hazard.grade_reason) == (HazardState.FOUND, "只是墙皮裂")


def test_the_longest_limit_is_for_major_hazards_only(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as caught:
        walk.report(limit="major", grade_reason="时间紧")
    assert caught.value.field == "limit"
    hazard = walk.report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=hazard.pk).update(limit="major")


def test_danger_is_called_in_first_and_told_to_all_at_once(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as caught:
        walk.report(code="gas.leak", called=False)
    assert (caught.value.code, caught.value.field) == ("call_first", "called")
    assert not Hazard.objects.exists()
    hazard = walk.report(code="gas.leak")
    assert (hazard.danger, hazard.called_at, hazard.limit) == ("gas", hazard.found_at, "spot")
    told = Notice.objects.filter(subject_id=hazard.pk)
    assert walk.cast.intake in {one.recipient for one in told}
    assert all(one.urgent for one in told)


def test_a_note_without_signal_counts_from_when_it_was_made(walk: Walk) -> None:
    walk.now += timedelta(days=1)
    made = walk.now - HOUR
    hazard = walk.report(recorded_at=made)
    assert (hazard.found_at, hazard.counted_from) == (made, made)
    assert hazard.was_sent_later and Clock.objects.get().started_at == made
    for wrong in (walk.now - timedelta(days=4), walk.now + timedelta(days=1)):
        again = walk.report(recorded_at=wrong)
        assert again.found_at == again.created_at and not again.was_sent_later


@pytest.mark.parametrize("who", ["supervisor", "mediator", "liaison", "auditor", "sysadmin", "nobody"])
def test_without_field_work_nothing_is_reported(walk: Walk, who: str) -> None:
    with pytest.raises(NotAllowed):
        walk.report(by=who)


def test_next_door_in_the_community_is_fine_and_another_community_is_not(walk: Walk, town: Town) -> None:
    neighbour = town.tiebei.buildings[1][0]
    hazard = walk.report(place=neighbour)
    assert hazard.grid == town.tiebei.grids[1]
    assert Hazard.objects.visible_to(walk.cast.worker).filter(pk=hazard.pk).exists()
    for who in ("worker", "leader", "clerk"):
        with pytest.raises(NotAllowed):
            walk.report(by=who, place=town.dongyuan.buildings[0][0])
    assert walk.report(by="intake", place=town.dongyuan.buildings[0][0]).community == town.dongyuan.area


def test_a_whole_estate_falls_to_the_finders_grid_and_a_community_is_no_place(walk: Walk, town: Town) -> None:
    assert walk.report(place=town.tiebei.estate).grid == town.tiebei.grids[0]
    assert walk.report(by="clerk", place=town.tiebei.estate).grid is None
    for place in (town.tiebei.area, town.street):
        with pytest.raises((RuleBroken, NotAllowed)):
            walk.report(place=place)


def test_an_address_names_the_building_once(walk: Walk) -> None:
    assert walk.report(place_detail="1号楼门厅").address == "铁路小区1号楼门厅"
    assert walk.report(place_detail="2单元三楼").address == "铁路小区1号楼 2单元三楼"
    assert walk.report(place=walk.town.tiebei.estate).address == "铁路小区"


def test_other_needs_a_word_and_a_retired_item_is_refused(walk: Walk) -> None:
    with pytest.raises(RuleBroken, match="写一句"):
        walk.report(code="other.other", summary="")
    ChecklistItem.objects.filter(code="fire.clutter").update(is_active=False)
    with pytest.raises(RuleBroken, match="停用"):
        walk.report()


def test_numbers_have_no_gaps_when_a_report_fails_on_the_way(walk: Walk, monkeypatch: Any) -> None:
    walk.report()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("grids.actions.hazards.keep_photos", broken)
        with pytest.raises(RuntimeError):
            walk.report()
    assert walk.report().no == "2026-0002"
    assert Entry.objects.filter(action="hazard.report").count() == 2


def test_the_year_of_the_number_is_the_towns(walk: Walk) -> None:
    walk.now = walk.now.replace(year=2026, month=12, day=31, hour=16, minute=30)
    assert walk.report().no == "2027-0001"
