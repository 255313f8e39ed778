"""An inspection by a checklist: item by item, and what is wrong is a hazard at once."""

from datetime import timedelta
from typing import Any

import pytest

from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from grids.actions.inspections import Inspection, inspect
from grids.models import Checklist, ChecklistItem, Hazard, HazardCheck
from tests.hazards.conftest import As
from tests.hazards.walk import T0, Walk, item

pytestmark = pytest.mark.django_db


def look(walk: Walk, *, by: str = "worker", answers: dict[str, str], **changes: Any) -> HazardCheck:
    told = {
        "place": walk.town.building,
        "checklist": Checklist.objects.get(code="fire"),
        "answers": {item(code).pk: answer for code, answer in answers.items()},
        "note": "二单元三楼",
        **changes,
    }
    return inspect(Inspection(**told), actor=getattr(walk.cast, by), now=walk.now)


def test_each_wrong_item_becomes_a_hazard_of_its_own(walk: Walk) -> None:
    row = look(walk, answers={"fire.clutter": "wrong", "fire.passage": "wrong", "fire.bikes": "right"})
    hazards = list(row.hazards.order_by("pk"))
    assert [one.item.code for one in hazards] == ["fire.clutter", "fire.passage"]
    assert {(one.source, one.summary, one.grid) for one in hazards} == {
        ("check", "二单元三楼", walk.town.tiebei.grids[0])
    }
    assert row.answers.count() == 3
    assert Event.objects.get(subject_kind="hazard_check", subject_id=row.pk).text == "二单元三楼"
    assert Entry.objects.get(action="hazard_check.inspect").detail["wrong"] == 2


def test_nothing_wrong_leaves_a_record_and_no_hazard(walk: Walk) -> None:
    row = look(walk, answers={"fire.clutter": "right", "fire.passage": "none"})
    assert row.answers.count() == 2 and not Hazard.objects.exists()


@pytest.mark.parametrize("answers", [{}, {"fire.clutter": "none"}])
def test_an_inspection_of_nothing_is_refused(walk: Walk, answers: dict[str, str]) -> None:
    with pytest.raises(RuleBroken, match="还没有查任何一项"):
        look(walk, answers=answers)


def test_answers_to_another_list_or_a_retired_item_do_not_count(walk: Walk) -> None:
    ChecklistItem.objects.filter(code="fire.clutter").update(is_active=False)
    with pytest.raises(RuleBroken):
        look(walk, answers={"gas.hose": "wrong", "fire.clutter": "wrong"})


def test_danger_is_called_in_first(walk: Walk) -> None:
    gas = {"checklist": Checklist.objects.get(code="gas"), "answers": {"gas.leak": "wrong"}}
    with pytest.raises(RuleBroken, match="先打电话"):
        look(walk, **gas)  # type: ignore[arg-type]
    assert not HazardCheck.objects.exists()
    assert look(walk, called=True, **gas).hazards.get().danger == "gas"  # type: ignore[arg-type]


def test_it_counts_from_when_it_was_done(walk: Walk) -> None:
    walk.now = T0 + timedelta(days=1)
    row = look(walk, answers={"fire.clutter": "wrong"}, recorded_at=T0)
    assert (row.at, row.hazards.get().found_at) == (T0, T0)


@pytest.mark.parametrize("who", ["supervisor", "mediator", "auditor", "nobody", "outsider"])
def test_who_has_no_business_there_inspects_nothing(walk: Walk, who: str) -> None:
    with pytest.raises(NotAllowed):
        look(walk, by=who, answers={"fire.clutter": "right"})


def test_a_report_that_fails_takes_the_whole_inspection_back(walk: Walk, monkeypatch: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no number")

    monkeypatch.setattr("grids.actions.hazards.take_number", broken)
    with pytest.raises(RuntimeError):
        look(walk, answers={"fire.clutter": "wrong"})
    assert not HazardCheck.objects.exists() and not Event.objects.exists()


def test_the_page_asks_each_item_and_shows_what_came_of_it(walk: Walk, as_: As) -> None:
    fire, client = Checklist.objects.get(code="fire"), as_(walk.cast.worker)
    page = client.get(f"/hazards/checks/new/?checklist={fire.pk}").content.decode()
    assert all(one.question in page for one in fire.items.all())
    said = {
        "checklist": fire.pk,
        "place": walk.town.building.pk,
        f"item_{item().pk}": "wrong",
        "note": "三楼平台",
    }
    answer = client.post("/hazards/checks/new/", said)
    assert answer.status_code == 302
    shown = client.get(answer["Location"]).content.decode()
    assert "上报的隐患 1件" in shown and Hazard.objects.get().no in shown
    assert client.get("/hazards/checks/new/").status_code == 404
    assert client.get("/hazards/checks/new/?checklist=999999").status_code == 404


def test_the_page_keeps_what_was_ticked_and_says_whom_to_call(walk: Walk, as_: As) -> None:
    gas = Checklist.objects.get(code="gas")
    said = {"checklist": gas.pk, "place": walk.town.building.pk, f"item_{item('gas.leak').pk}": "wrong"}
    answer = as_(walk.cast.worker).post("/hazards/checks/new/", said)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="tel:119"' in page
    assert f'name="item_{item("gas.leak").pk}" value="wrong"' in page and "checked" in page


def test_inspections_are_for_the_own_area(walk: Walk, as_: As) -> None:
    row = look(walk, answers={"fire.clutter": "right"})
    for key in ("worker", "leader", "clerk", "manager"):
        assert as_(getattr(walk.cast, key)).get(row.get_absolute_url()).status_code == 200
    for key in ("outsider", "other_worker", "supervisor"):
        assert as_(getattr(walk.cast, key)).get(row.get_absolute_url()).status_code == 404
