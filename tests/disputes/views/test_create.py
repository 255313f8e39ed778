"""/cases/new/: tell, check, done; every step without scripts."""

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.files.models import StoredFile
from disputes.choices import State, Tier
from disputes.models import Dispute
from tests.cast import PHONE, Cast, Log, Town
from tests.disputes.views.conftest import As, body
from tests.files.nasty import HTML, jpeg_of, upload

pytestmark = pytest.mark.django_db
NEW = "/cases/new/"


def told(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "danger": "",
        "source": "resident",
        "place": str(town.building.pk),
        "place_detail": "2单元201",
        "cause": "23",
        "title": "下水堵塞",
        "summary": "下水返了两天",
        "people_involved": "2",
        "households_involved": "2",
        "party-0-role": "applicant",
        "party-0-name": "王建国",
        "party-0-phone": "138 9371 2207",
        "party-1-role": "respondent",
        "party-1-name": "阿依古丽·买买提",
        "party-1-phone": "0937-6312345",
        **changes,
    }


def post(client: Client, step: str, data: dict[str, Any], url: str = NEW) -> Any:
    return client.post(url, {**data, "step": step, "idempotency_key": str(uuid.uuid4())})


def carried(page: str) -> dict[str, str]:
    """What the check page sends on."""
    return {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
        if name != "csrfmiddlewaretoken"
    }


def test_told_checked_and_logged_leads_to_the_receipt(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    assert client.get(NEW).status_code == 200
    check = post(client, "check", told(town))
    page = body(check)
    assert check.status_code == 200
    for answer in (
        "铁路小区1号楼2单元201",
        "漏水排水",
        "阿依古丽·买买提",
        "0937-6312345",
        "建议按微事由网格先办",
    ):
        assert answer in page
    assert not Dispute.objects.exists()
    answer = client.post(NEW, {**carried(page), "step": "submit", "severity": "micro"})
    case = Dispute.objects.get()
    assert answer["Location"] == f"/cases/{case.no}/receipt/"
    assert (case.state, case.tier, case.created_by, case.title) == (
        State.REGISTERED, Tier.COMMUNITY, cast.clerk, "下水堵塞",
    )  # fmt: skip
    assert [party.open_sealed("phone") for party in case.parties.all()] == [PHONE, "0937-6312345"]
    receipt = body(client.get(answer["Location"]))
    assert case.receipt_code in receipt and "data:image/svg+xml" in receipt and "首次联系您" in receipt


def test_the_same_sending_twice_is_one_case(town: Town, cast: Cast, as_: As) -> None:
    client, key = as_(cast.clerk), str(uuid.uuid4())
    data = {**told(town), "step": "submit", "severity": "micro", "idempotency_key": key}
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Dispute.objects.count() == 1


def test_missing_place_and_kind_are_said_and_the_rest_is_kept(town: Town, cast: Cast, as_: As) -> None:
    answer = post(as_(cast.clerk), "check", told(town, place="", cause="", summary="说了很久的话"))
    page = body(answer)
    assert answer.status_code == 422
    assert "请选这件事在哪栋楼" in page and "请选「是什么事」" in page and "说了很久的话" in page


@pytest.mark.parametrize("place", ["0", "-1", "abc", "9" * 25, "99999999"])
def test_a_place_that_is_none_is_asked_for_again(town: Town, cast: Cast, as_: As, place: str) -> None:
    answer = post(as_(cast.clerk), "check", told(town, place=place))
    assert answer.status_code == 422 and "请选这件事在哪栋楼" in body(answer)


def test_a_place_of_another_community_is_no_choice(town: Town, cast: Cast, as_: As) -> None:
    theirs = str(town.dongyuan.buildings[0][0].pk)
    for step in ("check", "submit", "save"):
        answer = post(as_(cast.clerk), step, told(town, place=theirs, severity="micro"))
        assert answer.status_code == 422 and "请选这件事在哪栋楼" in body(answer)
    assert not Dispute.objects.exists()
    assert post(as_(cast.intake), "check", told(town, place=theirs)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("party-0-phone", "1389371220", "手机号是11位，现在是10位"),
        ("party-0-phone", "12345", "不像电话号码" ),
        ("party-0-name", "王", "2到25个字"),
        ("party-0-name", "很" * 26, "2到25个字"),
        ("people_involved", "0", "至少1人"),
        ("people_involved", "x", "请写数字"),
        ("amount_claimed", "-1", "金额不能小于0"),
        ("amount_claimed", "1.234", "最多两位小数"),
        ("amount_claimed", "9" * 30, "金额太大"),
        ("occurred_on", "2026-13-45", "日期请写成"),
        ("occurred_on", "0001-01-01", "年份不对"),
        ("occurred_on", "9999-12-31", "年份不对"),
        ("summary", "字" * 501, "最多500个字"),
        ("title", "上\u202e下", "排版字符"),
        ("cause", "77", "77"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_said_by_its_field(
    town: Town, cast: Cast, as_: As, field: str, value: str, words: str
) -> None:
    if words == "不像电话号码":
        words = "手机号是11位，现在是5位"
    answer = post(as_(cast.clerk), "check", told(town, **{field: value}))
    assert answer.status_code == 422
    assert words in body(answer)


def test_a_day_to_come_is_refused_by_the_action_with_the_form(town: Town, cast: Cast, as_: As) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = post(as_(cast.clerk), "submit", told(town, occurred_on=tomorrow, severity="micro"))
    assert answer.status_code == 422 and "发生日期不能晚于今天" in body(answer)


def test_danger_stops_once_with_whom_to_call(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    for danger, numbers in (("gas", ("119", "120")), ("weapon", ("110",)), ("self_harm", ("110", "120"))):
        stop = body(post(client, "check", told(town, danger=danger)))
        assert "先打电话" in stop
        for number in numbers:
            assert f'href="tel:{number}"' in stop
        check = client.post(NEW, {**carried(stop), "step": "check"})
        assert "核对一遍" in body(check) and "红色预警" in body(check)


def test_numbers_in_the_text_are_asked_about_and_masked(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    data = told(town, summary="对方电话13993712208，证件号11010519491231002X")
    warned = post(client, "check", data)
    assert warned.status_code == 422
    assert "手机号 139****2208" in body(warned) and "身份证号" in body(warned)
    masked = body(post(client, "mask", data))
    assert "139****2208" in masked and "13993712208" not in masked
    client.post(NEW, {**carried(masked), "step": "submit", "severity": "micro"})
    assert Dispute.objects.get().summary == "对方电话139****2208，证件号110***********002X"
    assert "核对一遍" in body(post(client, "keep", data))


def test_another_grade_needs_a_reason(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    refused = post(client, "submit", told(town, severity="major"))
    assert refused.status_code == 422
    assert "要改分级，请写一句理由" in body(refused) and "核对一遍" in body(refused)
    post(client, "submit", told(town, severity="major", severity_reason="多次反映"))
    assert Dispute.objects.get().severity == "major"


def test_told_before_is_a_link_or_a_number(town: Town, cast: Cast, log: Log, as_: As) -> None:
    same_place = log(parties=())
    same_phone = log(cause="21", place=town.dongyuan.buildings[0][0], actor=cast.intake)
    old = log(now=timezone.now() - timedelta(days=91))
    page = body(post(as_(cast.clerk), "check", told(town)))
    assert same_place.no in page and "另有 1 件" in page
    assert same_phone.no not in page and old.no not in page
    whole = body(post(as_(cast.intake), "check", told(town)))
    assert same_place.no in whole and same_phone.no in whole


def test_while_typing_the_grade_and_the_duplicates_are_told(
    town: Town, cast: Cast, log: Log, as_: As
) -> None:
    case = log()
    answer = as_(cast.clerk).post(
        "/cases/new/look/", told(town, people_involved="12", summary="", danger="gas")
    )
    page = body(answer)
    assert "建议按大事由街道先办" in page and case.no in page and "tel:119" in page
    half = as_(cast.clerk).post("/cases/new/look/", {"people_involved": "x"})
    assert half.status_code == 200 and "建议按微事" in body(half)


def test_places_are_found_as_people_say_them(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    mine = body(client.get("/cases/places/", headers={"HX-Request": "true"}))
    assert "铁路小区1号楼" in mine and "我的网格" in mine and "3号楼" not in mine
    found = body(client.get("/cases/places/?place_q=铁路小区3号楼", headers={"HX-Request": "true"}))
    assert "铁路小区3号楼" in found and "1号楼" not in found
    assert "没有找到" in body(client.get("/cases/places/?place_q=东苑小区"))
    assert client.get(f"/cases/places/?place_q={'长' * 300}&place={'9' * 40}").status_code == 200
    again = body(post(client, "find", {**told(town), "place_q": "5号楼"}))
    assert "铁路小区5号楼" in again and "需要修改" not in again and "下水返了两天" in again


def test_a_party_more_keeps_everything_and_judges_nothing(town: Town, cast: Cast, as_: As) -> None:
    page = body(post(as_(cast.clerk), "add_party", told(town, cause="")))
    assert 'name="party-2-name"' in page and "王建国" in page and "需要修改" not in page
    three = told(
        town, **{"party-2-role": "third", "party-2-name": "物业公司", "party-2-is_organisation": "on"}
    )
    post(as_(cast.clerk), "submit", {**three, "severity": "micro"})
    assert Dispute.objects.get().parties.count() == 3


def test_a_draft_is_kept_gone_on_with_and_logged(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    saved = post(client, "save", told(town))
    assert saved["Location"] == "/cases/?tab=draft"
    draft = Dispute.objects.get()
    url = f"/cases/draft/{draft.pk}/"
    page = body(client.get(url))
    assert "王建国" in page and "已填 138****2207，不改就留空" in page and PHONE not in page
    kept = [party.pk for party in draft.parties.all()]
    data = told(
        town,
        title="改过的",
        **{"party-0-phone": "", "party-0-keep": kept[0], "party-1-phone": "", "party-1-keep": kept[1]},
    )
    post(client, "save", data, url)
    draft.refresh_from_db()
    assert draft.title == "改过的"
    assert [party.open_sealed("phone") for party in draft.parties.all()] == [PHONE, "0937-6312345"]
    kept = [party.pk for party in draft.parties.all()]
    data |= {"party-0-keep": kept[0], "party-1-keep": kept[1], "severity": "micro"}
    answer = post(client, "submit", data, url)
    draft.refresh_from_db()
    assert answer["Location"] == f"/cases/{draft.no}/receipt/"
    assert draft.state == State.REGISTERED and draft.parties.first().open_sealed("phone") == PHONE
    assert client.get(url).status_code == 404


def test_a_draft_is_its_authors_alone(town: Town, cast: Cast, as_: As) -> None:
    post(as_(cast.clerk), "save", told(town))
    url = f"/cases/draft/{Dispute.objects.get().pk}/"
    missing = as_(cast.secretary).get("/cases/draft/999999/")
    for who in (cast.secretary, cast.manager, cast.sysadmin):
        answer = as_(who).get(url)
        assert (answer.status_code, answer.content) == (404, missing.content)
        assert as_(who).post(f"{url}discard/").status_code == 404
    assert as_(cast.clerk).post(f"{url}discard/").status_code == 302
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("who", ["supervisor", "liaison", "auditor", "sysadmin", "nobody"])
def test_posts_that_log_nothing_are_told_whom_to_ask(town: Town, cast: Cast, as_: As, who: str) -> None:
    client = as_(getattr(cast, who))
    for answer in (client.get(NEW), post(client, "submit", told(town)), client.get("/m/new/")):
        assert answer.status_code == 403 and "请告诉所在社区" in body(answer)


def test_pictures_come_along_and_a_page_in_disguise_does_not(
    media: Path, town: Town, cast: Cast, as_: As
) -> None:
    client = as_(cast.clerk)
    good = {**told(town), "severity": "micro", "photos": [upload(jpeg_of(50, 40)), upload(jpeg_of(40, 50))]}
    post(client, "submit", good)
    assert StoredFile.objects.filter(purpose="intake").count() == 2
    bad = post(client, "submit", {**told(town), "severity": "micro", "photos": [upload(HTML, "x.jpg")]})
    assert bad.status_code == 422 and "id_photos_error" in body(bad)
    assert Dispute.objects.count() == 1
    many = {**told(town), "severity": "micro", "photos": [upload(jpeg_of(9, 9)) for _ in range(7)]}
    assert "最多6张" in body(post(client, "submit", many))


def test_a_restricted_case_logged_at_the_street_still_gives_its_receipt(
    town: Town, cast: Cast, as_: As
) -> None:
    client = as_(cast.intake)
    answer = post(client, "submit", told(town, involves_dv="on", severity="small"))
    case = Dispute.objects.get()
    assert answer.status_code == 200 and case.receipt_code in body(answer)
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_rare_name_is_logged_as_it_is_written(town: Town, cast: Cast, as_: As) -> None:
    post(as_(cast.clerk), "submit", told(town, severity="micro", **{"party-0-name": "𠮷田🙂㛃"}))
    assert Dispute.objects.get().parties.first().name == "𠮷田🙂㛃"


def test_template_words_are_only_words(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    post(
        client, "submit", told(town, severity="micro", title="{{7*7}}<script>alert(1)</script>{% now 'Y' %}")
    )
    page = body(client.get(Dispute.objects.get().get_absolute_url()))
    assert "{{7*7}}&lt;script&gt;" in page and "<script>alert" not in page
