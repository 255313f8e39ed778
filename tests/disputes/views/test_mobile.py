"""/m/new/: one screen, place and kind are enough."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from core.files.models import StoredFile
from disputes.choices import State, Tier
from disputes.models import Dispute
from tests.cast import Cast, Town
from tests.disputes.views.conftest import As, body
from tests.files.nasty import HTML, jpeg_of, upload

pytestmark = pytest.mark.django_db
NEW = "/m/new/"


def said(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "place": str(town.building.pk),
        "cause": "23",
        "way": "up",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def test_the_own_grids_buildings_are_ready_to_tap(town: Town, cast: Cast, as_: As) -> None:
    page = body(as_(cast.worker).get(NEW))
    assert page.index("铁路小区1号楼") < page.index("铁路小区2号楼")
    assert "铁路小区3号楼" not in page and "漏水排水" in page and "提交" in page


def test_place_and_kind_are_enough_and_the_community_is_asked_to_sign(
    media: Path, town: Town, cast: Cast, as_: As
) -> None:
    client = as_(cast.worker)
    data = said(town, text="3单元门口返水", photos=[upload(jpeg_of(60, 40))])
    answer = client.post(NEW, data)
    case = Dispute.objects.get()
    assert answer["Location"] == f"/m/new/{case.no}/"
    assert (case.state, case.tier, case.summary) == (State.ESCALATION_PENDING, Tier.GRID, "3单元门口返水")
    assert StoredFile.objects.get().purpose == "intake"
    thanks = body(client.get(answer["Location"]))
    assert case.no in thanks and "已报社区" in thanks and "首次联系居民" in thanks
    assert as_(cast.outsider).get(answer["Location"]).status_code == 404


def test_settled_on_the_spot_waits_for_the_check_back(media: Path, town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    refused = client.post(NEW, said(town, way="settled"))
    assert refused.status_code == 422 and "处理后的照片" in body(refused)
    client.post(NEW, said(town, way="settled", after=[upload(jpeg_of(60, 40))], done_text="当场疏通了"))
    case = Dispute.objects.get()
    assert (case.state, case.result) == (State.FOLLOW_UP, "on_spot")
    assert StoredFile.objects.get().purpose == "after"


def test_kept_by_the_worker_stays_in_the_grid(town: Town, cast: Cast, as_: As) -> None:
    as_(cast.worker).post(NEW, said(town, way="keep", cause="", cause_more="01"))
    case = Dispute.objects.get()
    assert (case.state, case.holder, case.cause) == (State.REGISTERED, cast.worker, "01")


def test_next_door_is_logged_for_its_own_worker(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    answer = client.post(NEW, said(town, place=str(town.tiebei.buildings[1][0].pk)))
    case = Dispute.objects.get()
    assert (case.state, case.holder, case.grid) == (State.REGISTERED, None, town.tiebei.grids[1])
    assert "等那边的人接手" in body(client.get(answer["Location"]))


def test_missing_things_are_said_and_the_sentence_is_kept(town: Town, cast: Cast, as_: As) -> None:
    answer = as_(cast.worker).post(NEW, said(town, place="", cause="", text="我写的一句话"))
    page = body(answer)
    assert answer.status_code == 422
    assert "请选这件事在哪栋楼" in page and "请选是什么事" in page and "我写的一句话" in page


def test_another_community_is_no_choice(town: Town, cast: Cast, as_: As) -> None:
    theirs = said(town, place=str(town.dongyuan.buildings[0][0].pk))
    assert as_(cast.worker).post(NEW, theirs).status_code == 422
    assert not Dispute.objects.exists()


def test_a_search_finds_other_buildings_without_scripts(town: Town, cast: Cast, as_: As) -> None:
    page = body(as_(cast.worker).post(NEW, said(town, step="find", place_q="4号楼", text="先写好的")))
    assert "铁路小区4号楼" in page and "先写好的" in page and "需要修改" not in page


def test_two_taps_are_one_case(town: Town, cast: Cast, as_: As) -> None:
    client, data = as_(cast.worker), said(town)
    assert client.post(NEW, data)["Location"] == client.post(NEW, data)["Location"]
    assert Dispute.objects.count() == 1


def test_a_phone_in_the_sentence_is_masked_if_one_wants(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    warned = client.post(NEW, said(town, text="找13893712207"))
    assert warned.status_code == 422 and "138****2207" in body(warned)
    again = client.post(NEW, said(town, text="找13893712207", photos=[upload(jpeg_of(9, 9))]))
    assert "请再选一次照片" in body(again) and "请再选一次照片" not in body(warned)
    client.post(NEW, said(town, text="找13893712207", numbers="mask"))
    assert Dispute.objects.get().summary == "找138****2207"


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_logged(
    media: Path, town: Town, cast: Cast, as_: As
) -> None:
    answer = as_(cast.worker).post(NEW, said(town, photos=[upload(HTML)]))
    assert answer.status_code == 422 and not Dispute.objects.exists()
