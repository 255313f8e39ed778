"""/opinions/new/: at the desk, on the spot, after a visit; and the way from an opinion to a case and back."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from core.files.models import StoredFile
from disputes.models import Dispute
from residents.choices_visits import OpinionState
from residents.models import Opinion
from tests.cast import Cast, Town
from tests.files.nasty import HTML, jpeg_of, upload
from tests.opinions.conftest import As
from tests.opinions.test_pages import body
from tests.opinions.walk import Walk

pytestmark = pytest.mark.django_db
NEW = "/opinions/new/"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def said(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "place": str(town.building.pk),
        "text": "楼顶漏水，一下雨就湿",
        "channel": "desk",
        "way": "sort",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def test_a_place_and_a_sentence_are_enough(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, said(town))
    opinion = Opinion.objects.get()
    assert answer["Location"] == f"/opinions/{opinion.no}/"
    assert (opinion.title, opinion.state, opinion.is_anonymous) == ("楼顶漏水", OpinionState.RAISED, True)
    assert "前要答复居民" in body(client.get(answer["Location"]))


def test_the_same_form_sent_twice_is_taken_once(town: Town, cast: Cast, as_: As) -> None:
    client, data = as_(cast.clerk), said(town)
    assert client.post(NEW, data)["Location"] == client.post(NEW, data)["Location"]
    assert Opinion.objects.count() == 1


def test_what_was_answered_at_once_is_answered(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    spot = {
        "way": "spot",
        "category": "question",
        "answer": "社区就能办，带身份证",
        "satisfaction": "very_good",
    }
    client.post(NEW, said(town, text="去哪里办老年证", **spot))
    opinion = Opinion.objects.get()
    assert (opinion.state, opinion.satisfaction) == (OpinionState.CLOSED, "very_good")
    refused = client.post(NEW, said(town, way="spot"))
    assert refused.status_code == 422 and "请选这是哪一类意见" in body(refused)
    refused = client.post(NEW, said(town, way="spot", category="complaint", answer="修好了"))
    assert refused.status_code == 422 and "请写办理结果" in body(refused)
    assert Opinion.objects.count() == 1


def test_a_photo_of_the_place_hangs_on_it_and_no_file_does_else(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    client.post(NEW, said(town, photos=[upload(jpeg_of(60, 40))]))
    stored = StoredFile.objects.get()
    assert (stored.subject_kind, stored.subject_id) == ("opinion", Opinion.objects.get().pk)
    assert client.get(f"/files/{stored.public_id}/").status_code == 200
    assert as_(cast.outsider).get(f"/files/{stored.public_id}/").status_code == 404
    refused = client.post(NEW, said(town, photos=[upload(HTML)]))
    assert refused.status_code == 422 and Opinion.objects.count() == 1


def test_a_place_outside_is_refused_beside_the_picker(town: Town, cast: Cast, as_: As) -> None:
    outside = str(town.dongyuan.buildings[0][0].pk)
    for place in (outside, "0", "-1", "99999999999999999999", "x", ""):
        answer = as_(cast.clerk).post(NEW, said(town, place=place))
        assert answer.status_code == 422 and "请选" in body(answer), place
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("phone", ["138937122", "abc", "1" * 30])
def test_a_telephone_that_is_none_is_refused_in_words(town: Town, cast: Cast, as_: As, phone: str) -> None:
    answer = as_(cast.clerk).post(NEW, said(town, phone=phone))
    assert answer.status_code == 422 and not Opinion.objects.exists()


def test_looking_for_a_place_is_no_mistake(town: Town, cast: Cast, as_: As) -> None:
    answer = as_(cast.clerk).post(NEW, {"step": "find", "place_q": "2号楼", "text": "灯不亮"})
    page = body(answer)
    assert (
        answer.status_code == 200 and "铁路小区2号楼" in page and "灯不亮" in page and "需要修改" not in page
    )


# --- to a case and back ----------------------------------------------------------------------------


def case_form(walk: Walk, opinion: Opinion, **changes: Any) -> dict[str, Any]:
    return {
        "danger": "",
        "source": "visit",
        "place": str(opinion.place_id),
        "cause": "23",
        "title": opinion.title,
        "summary": opinion.text,
        "people_involved": "2",
        "households_involved": "2",
        "severity": "micro",
        "step": "submit",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def turn(walk: Walk, as_: As, by: str, opinion: Opinion) -> str:
    """Where 转办 leads: to the only way, or to the first of several."""
    answer: HttpResponse = as_(getattr(walk.cast, by)).get(opinion.act_url("convert"))
    if answer.status_code == 302:
        return str(answer["Location"])
    found = re.search('href="([^"]*opinion=[^"]*)">转为案件<', body(answer))
    assert found is not None
    return found[1]


def test_the_desk_form_is_filled_in_and_linked(walk: Walk, as_: As) -> None:
    opinion = walk.to(OpinionState.HANDLING)
    url = turn(walk, as_, "clerk", opinion)
    assert url == f"/cases/new/?opinion={opinion.no}"
    client = as_(walk.cast.clerk)
    page = body(client.get(url))
    assert opinion.text in page and f'value="{opinion.title}"' in page
    assert f'value="{opinion.place_id}" checked' in page
    assert "王建国" not in page
    data = case_form(walk, opinion)
    first = client.post(url, data)
    case = Dispute.objects.get()
    assert first["Location"] == f"/cases/{case.no}/receipt/"
    # A second click finds the first answer, not a refusal.
    assert client.post(url, data)["Location"] == first["Location"]
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_no) == (OpinionState.CONVERTED, case.no)
    page = body(client.get(case.get_absolute_url()))
    assert "来自走访意见" in page and opinion.no in page and opinion.get_absolute_url() in page
    assert case.no in body(client.get(opinion.get_absolute_url()))


def test_the_check_page_and_the_draft_keep_the_opinion(walk: Walk, as_: As) -> None:
    opinion = walk.to(OpinionState.HANDLING)
    client, url = as_(walk.cast.clerk), f"/cases/new/?opinion={opinion.no}"
    checked = body(client.post(url, case_form(walk, opinion, step="check")))
    assert f'action="{url}"' in checked
    client.post(url, case_form(walk, opinion, step="save"))
    draft = Dispute.objects.get()
    assert draft.opinion == opinion
    assert Opinion.objects.get(pk=opinion.pk).state == OpinionState.HANDLING
    client.post(f"/cases/draft/{draft.pk}/", case_form(walk, opinion))
    assert Opinion.objects.get(pk=opinion.pk).target_id == draft.pk


def test_in_the_stairwell_the_phone_form_is_filled_in(walk: Walk, as_: As) -> None:
    opinion = walk.raised()
    url = turn(walk, as_, "worker", opinion)
    assert url == f"/m/new/?opinion={opinion.no}"
    client = as_(walk.cast.worker)
    page = body(client.get(url))
    assert opinion.text in page and f'action="{url}"' in page
    typed = {"place": str(opinion.place_id), "cause": "23", "way": "keep", "text": opinion.text}
    client.post(url, {**typed, "idempotency_key": str(uuid.uuid4())})
    case = Dispute.objects.get()
    assert (case.opinion, case.source, case.title) == (opinion, "visit", "楼顶漏水")


def test_an_opinion_that_is_elsewhere_or_gone_starts_no_case(walk: Walk, as_: As) -> None:
    mine = walk.to(OpinionState.REPLIED)
    outside = walk.raised(walk.cast.outsider, place=walk.town.dongyuan.buildings[0][0])
    client = as_(walk.cast.clerk)
    for path in ("/cases/new/", "/m/new/"):
        assert client.get(f"{path}?opinion={outside.no}").status_code == 404
        assert client.get(f"{path}?opinion=OP-2026-99999").status_code == 404
        refused = client.get(f"{path}?opinion={mine.no}")
        assert refused.status_code == 422 and "不能转办" in body(refused)
    assert as_(walk.cast.street_lead).get(f"/cases/new/?opinion={walk.raised().no}").status_code == 403


def test_what_cannot_be_turned_says_so(walk: Walk, as_: As) -> None:
    opinion = walk.to(OpinionState.CLOSED)
    page = as_(walk.cast.clerk).get(opinion.act_url("convert"))
    assert page.status_code == 200 and "不能转办" in body(page)
    assert as_(walk.cast.street_lead).get(walk.raised().act_url("convert")).status_code == 403
