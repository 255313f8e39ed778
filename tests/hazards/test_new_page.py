"""/hazards/new/: one screen, few taps; nothing typed is lost, nothing is told twice."""

import uuid
from typing import Any

import pytest

from core.files.models import StoredFile
from grids.actions.routes import add_point
from grids.choices_field import HazardState
from grids.models import Hazard, PatrolCheck, PatrolPoint
from tests.cast import Cast, Town
from tests.hazards.conftest import As
from tests.hazards.said import picture
from tests.hazards.walk import T0, Walk, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(town: Town, cast: Cast) -> PatrolPoint:
    return add_point(town.tiebei.grids[0], place=town.building, name="一楼门厅", actor=cast.leader, now=T0)


def told(town: Town, **changes: Any) -> dict[str, Any]:
    return {"place": str(town.building.pk), "item": str(item().pk), "way": "report", "danger": "", **changes}


def test_place_and_kind_are_enough(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    answer = client.post("/hazards/new/", told(town))
    hazard = Hazard.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/hazards/new/{hazard.no}/"
    assert (hazard.state, hazard.source) == (HazardState.GRADED, "patrol")
    page = client.get(answer["Location"]).content.decode()
    assert hazard.no in page and "整改期限：" in page


def test_a_photo_and_a_kind_from_the_long_list(town: Town, cast: Cast, as_: As) -> None:
    said = told(town, item="", item_more=str(item("road.water").pk), photos=[picture()])
    assert as_(cast.worker).post("/hazards/new/", said).status_code == 302
    assert Hazard.objects.get().item.code == "road.water" and StoredFile.objects.get().purpose == "before"


def test_a_point_of_the_route_fills_the_place_in_and_is_ticked_off(
    town: Town, cast: Cast, as_: As, point: PatrolPoint
) -> None:
    client = as_(cast.worker)
    page = client.get(f"/hazards/new/?point={point.pk}").content.decode()
    assert f'value="{point.pk}"' in page and "一楼门厅" in page
    assert f'value="{town.building.pk}" checked' in page
    assert client.post("/hazards/new/", told(town, point=str(point.pk))).status_code == 302
    assert PatrolCheck.objects.get().hazard == Hazard.objects.get()


def test_somebody_elses_point_fills_the_place_in_and_is_not_ticked(
    town: Town, cast: Cast, as_: As, point: PatrolPoint
) -> None:
    assert as_(cast.clerk).post("/hazards/new/", told(town, point=str(point.pk))).status_code == 302
    assert not PatrolCheck.objects.exists()
    assert as_(cast.outsider).get(f"/hazards/new/?point={point.pk}").context["point"] is None


def test_settled_at_once_with_both_photos_in_one_sending(town: Town, cast: Cast, as_: As) -> None:
    said = told(town, way="settled", what="当场搬走", photos=[picture("前.jpg")], after=[picture("后.jpg")])
    assert as_(cast.worker).post("/hazards/new/", said).status_code == 302
    hazard = Hazard.objects.get()
    assert hazard.state == HazardState.RECTIFIED
    assert sorted(StoredFile.objects.values_list("purpose", flat=True)) == ["after", "before"]


def test_settled_without_a_photo_is_refused_whole_and_the_words_stay(town: Town, cast: Cast, as_: As) -> None:
    said = told(town, way="settled", what="当场搬走了沙发", photos=[picture()])
    answer = as_(cast.worker).post("/hazards/new/", said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "处理后的照片" in page and "当场搬走了沙发" in page
    assert "照片没能留住" in page
    assert not Hazard.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"item": ""}, "请选是哪一类"),
        ({"item": "999999"}, "请选是哪一类"),
        ({"place": ""}, "请选这件事在哪栋楼"),
        ({"place": "999999"}, "请选这件事在哪栋楼"),
        ({"way": "settled"}, "请写一句怎么处理的"),
        ({"limit": "medium"}, "写一句理由"),
        ({"grade": "general", "limit": "major", "grade_reason": "难"}, "最长的时限"),
        ({"summary": "x" * 201}, "最多200个字"),
    ],
)
def test_what_is_missing_stands_by_its_field(
    town: Town, cast: Cast, as_: As, changes: dict[str, str], words: str
) -> None:
    answer = as_(cast.worker).post("/hazards/new/", told(town, **changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Hazard.objects.exists()


@pytest.mark.parametrize("said", [{"danger": "fire"}, {"item": "", "item_more": "gas.leak"}])
def test_danger_stops_and_says_whom_to_call(town: Town, cast: Cast, as_: As, said: dict[str, str]) -> None:
    if said.get("item_more"):
        said = {**said, "item_more": str(item(said["item_more"]).pk)}
    client = as_(cast.worker)
    answer = client.post("/hazards/new/", told(town, **said))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="tel:119"' in page and "先打电话" in page
    assert not Hazard.objects.exists()
    done = client.post("/hazards/new/", told(town, called="on", **said))
    assert done.status_code == 302 and Hazard.objects.get().grade == "major"
    assert 'href="tel:119"' in client.get(done["Location"]).content.decode()


def test_the_same_sending_twice_is_one_hazard(town: Town, cast: Cast, as_: As) -> None:
    key = {"idempotency_key": str(uuid.uuid4())}
    client = as_(cast.worker)
    answers = [client.post("/hazards/new/", told(town, **key)) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Hazard.objects.count() == 1
    other = client.post("/hazards/new/", told(town, summary="别的", **key))
    assert other.status_code == 422 and Hazard.objects.count() == 1


@pytest.mark.parametrize(
    "moment", ["", "昨天", "2026-13-45T99:99", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00", "x" * 500]
)
def test_a_moment_that_is_none_loses_nothing(town: Town, cast: Cast, as_: As, moment: str) -> None:
    assert as_(cast.worker).post("/hazards/new/", told(town, recorded_at=moment)).status_code == 302
    hazard = Hazard.objects.get()
    assert hazard.found_at == hazard.created_at


def test_numbers_in_the_text_are_asked_about_once(town: Town, cast: Cast, as_: As) -> None:
    client, said = as_(cast.worker), told(town, summary="房东 13893712207 说改")
    asked = client.post("/hazards/new/", said)
    assert asked.status_code == 422 and "138****2207" in asked.content.decode()
    assert client.post("/hazards/new/", {**said, "numbers": "mask"}).status_code == 302
    assert Hazard.objects.get().summary == "房东 138****2207 说改"


def test_finding_another_place_turns_nothing_red(town: Town, cast: Cast, as_: As) -> None:
    page = as_(cast.worker).post("/hazards/new/", {"step": "find", "place_q": "2号楼"})
    text = page.content.decode()
    assert page.status_code == 200 and "铁路小区2号楼" in text and "需要修改" not in text


def test_the_look_says_how_grave_and_whether_it_was_told_before(walk: Walk, as_: As) -> None:
    hazard = walk.report()
    client = as_(walk.cast.worker)
    page = client.get(
        f"/hazards/new/look/?item={item().pk}&place={walk.town.building.pk}&danger="
    ).content.decode()
    assert "建议：一般，3个工作日内整改" in page and "《消防法》第28条" in page and hazard.no in page
    page = client.get(f"/hazards/new/look/?item_more={item('gas.leak').pk}").content.decode()
    assert "重大，当场整改" in page and 'href="tel:119"' in page
    for odd in ("", "?item=x&danger=zz&place=-1", "?item=99999999999999999999"):
        assert client.get(f"/hazards/new/look/{odd}").status_code == 200


def test_the_number_page_is_for_those_who_read_it(walk: Walk, as_: As) -> None:
    hazard = walk.report()
    for key, status in (
        ("worker", 200),
        ("clerk", 200),
        ("supervisor", 404),
        ("outsider", 404),
        ("other_worker", 404),
    ):
        assert as_(getattr(walk.cast, key)).get(f"/hazards/new/{hazard.no}/").status_code == status, key
