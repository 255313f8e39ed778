"""Every form of homes and people does its act, says what is wrong by the field and loses nothing typed."""

import uuid
from datetime import date
from typing import Any

import pytest

from core.audit.models import Entry
from core.flow.models import Event
from residents.actions import (
    add_service,
    change_resident,
    move_away,
)
from residents.choices import Leaving, Relation, Service
from residents.models import Dwelling, Household, Rental, Resident, ResidentMerge
from tests.residents.conftest import (
    FATHER_ID,
    NOW,
    PHONE,
    TODAY,
    As,
    Homes,
    body,
    grandmother,
    noon,
    numbered,
    send,
)

pytestmark = pytest.mark.django_db


def test_a_door_and_a_household_are_registered_by_two_forms(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    url = f"/homes/buildings/{homes.town.building.pk}/do/add/"
    answer = send(client, url, {"version": "1", "unit_no": "2单元", "room_no": "202室", "use": "let"})
    door = Dwelling.objects.get(room_no="202")
    assert (answer.status_code, answer["Location"]) == (302, door.get_absolute_url())
    said = {
        "version": "1",
        "tenure": "rented",
        "source": "visit",
        "person-0-name": "孙大勇",
        "person-0-relation": "0",
        "person-0-birth": "1980-02-29",
        "person-0-phone": "0937-0000088",
        "person-0-id_type": "111",
        "person-0-id_number": numbered(date(1980, 2, 29), 5).lower(),
        "person-0-sex": "0",
        "person-0-residence_status": "2",
        "person-1-name": "孙小美",
        "person-1-relation": "3",
        "person-1-birth": "2020年",
        "person-1-guardian_name": "孙大勇",
        "person-1-guardian_agreed_on": "2026-03-01",
        "person-1-residence_status": "2",
    }
    answer = send(client, door.act_url("register"), said)
    home = Household.objects.get(dwelling=door)
    assert (answer.status_code, answer["Location"]) == (302, home.get_absolute_url()), body(answer)
    assert home.members == 2 and home.residents.get(name="孙小美").guardian.name == "孙大勇"
    assert home.head.is_floating


def test_one_more_row_is_no_mistake_and_loses_nothing(homes: Homes, as_: As) -> None:
    door = homes.add_door("202")
    said = {
        "version": "1",
        "tenure": "owned",
        "person-0-name": "孙大勇",
        "person-0-relation": "0",
        "add_row": "1",
    }
    answer = as_(homes.cast.worker).post(door.act_url("register"), said)
    text = body(answer)
    assert answer.status_code == 200 and "需要修改" not in text
    assert 'value="孙大勇"' in text and 'name="person-2-name"' in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"person-0-name": "孙"}, "姓名是2到25个字"),
        ({"person-0-relation": "1"}, "请选一个人做户主"),
        ({"person-0-id_number": "62029919800229005"}, "身份证号是18位，现在是17位"),
        ({"person-0-birth": "1980-02-30"}, "没有1980年02月30日这一天"),
        ({"person-0-birth": "2020"}, "14岁以下"),
        ({"person-0-phone": "1380000"}, "手机号是11位，现在是7位"),
        ({"person-0-id_number": FATHER_ID}, "已经登记在 H-"),
        (
            {"person-0-id_number": numbered(date(1981, 2, 1), 5), "person-0-birth": "1980"},
            "出生年是1981，填的是1980",
        ),
        ({"person-0-moved_in_on": "2027-01-01"}, "迁入日期在今天以后"),
        ({"learned_on": "2026-03-03"}, "得知变动的日期不能在今天以后"),
        ({"person-0-name": ""}, "请"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_what_was_typed_is_kept(
    homes: Homes, as_: As, said: dict[str, str], words: str
) -> None:
    door = homes.add_door("202")
    form = {
        "version": "1",
        "tenure": "owned",
        "source": "visit",
        "person-0-name": "孙大勇",
        "person-0-relation": "0",
        "person-0-phone": "0937-0000088",
        **said,
    }
    answer = send(as_(homes.cast.worker), door.act_url("register"), form)
    text = body(answer)
    assert answer.status_code == 422 and words in text
    assert 'value="0937-0000088"' in text or "person-0-phone" in said
    assert not Household.objects.filter(dwelling=door).exists()


def test_a_contradiction_is_told_once_and_then_the_writers_word_counts(homes: Homes, as_: As) -> None:
    door, client = homes.add_door("202"), as_(homes.cast.worker)
    said = {
        "version": "1",
        "tenure": "owned",
        "source": "visit",
        "person-0-name": "孙大勇",
        "person-0-relation": "0",
        "person-0-birth": "1980",
        "person-0-id_number": numbered(date(1981, 2, 1), 5),
    }
    answer = send(client, door.act_url("register"), said)
    assert answer.status_code == 422 and 'name="person-0-id_checked"' in body(answer)
    answer = send(client, door.act_url("register"), {**said, "person-0-id_checked": "on"})
    assert answer.status_code == 302
    assert Resident.objects.get(name="孙大勇").birth_year == 1980


def test_correcting_somebody_shows_nothing_covered_and_keeps_what_is_left_empty(
    homes: Homes, as_: As
) -> None:
    client, person = as_(homes.cast.clerk), homes.father
    shown = body(client.get(person.act_url("change")))
    assert "已填 王*国，不改就留空" in shown and "已填 093****0001" in shown
    said = {
        "version": "1",
        "relation": "0",
        "birth": "1968-05-12",
        "sex": "1",
        "id_type": "111",
        "residence_status": "1",
        "registered_place": "甘肃省酒泉市",
        "moved_in_on": "1999-12-31",
    }
    answer = send(client, person.act_url("change"), said)
    assert answer.status_code == 302, body(answer)
    row = homes.father
    assert (row.name, row.open_sealed("phone"), row.open_sealed("id_number")) == ("王建国", PHONE, FATHER_ID)
    assert (row.registered_place, row.moved_in_on) == ("甘肃省酒泉市", date(1999, 12, 31))
    answer = send(
        client, person.act_url("change"), {**said, "version": "2", "drop_phone": "on", "name": "王建民"}
    )
    assert homes.father.name == "王建民" and not homes.father.has_sealed("phone")


def test_a_person_is_added_by_form_and_by_htmx(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    said = {"version": "1", "name": "赵奶奶", "relation": "5", "birth": "1941"}
    answer = send(client, homes.home.act_url("add"), said, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, homes.home.get_absolute_url())
    part = client.get(homes.home.act_url("add"), HTTP_HX_REQUEST="true")
    assert "<html" not in body(part) and part["Vary"].find("HX-Request") >= 0
    assert homes.family().members == 4


def test_a_stale_form_shows_what_happened_and_keeps_what_was_typed(homes: Homes, as_: As) -> None:
    change_resident(homes.father, changes={"phone": "0937-0000009"}, actor=homes.cast.clerk, now=NOW)
    said = {"version": "1", "relation": "0", "birth": "1968-05-12", "name": "王建军"}
    answer = send(as_(homes.cast.worker), homes.father.act_url("change"), said)
    text = body(answer)
    assert answer.status_code == 409
    assert "已经有人改过" in text and "修改人员" in text and "李静" in text
    assert 'value="王建军"' in text and 'name="version" value="2"' in text
    assert "0937-0000009" not in text
    again = send(as_(homes.cast.worker), homes.father.act_url("change"), {**said, "version": "2"})
    assert again.status_code == 302 and homes.father.name == "王建军"


def test_moving_out_and_back_by_forms(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    shown = body(client.get(homes.home.act_url("move")))
    assert "王*国（户主）" in shown
    said = {"version": "1", "members": [homes.mother.pk], "where": "moved", "on": "2026-03-01"}
    assert send(client, homes.home.act_url("move"), said).status_code == 302
    assert homes.mother.leaving == Leaving.MOVED
    page = body(client.get(homes.home.get_absolute_url()))
    assert "搬走的" in page and "3月31日起不再显示" in page
    answer = send(client, homes.mother.act_url("bring_back"), {"version": str(homes.mother.version)})
    assert answer.status_code == 302 and homes.mother.is_present


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "请填新地址"),
        ("东苑小区3号楼", "请写到房号"),
        ("没有的小区3号楼1单元301", "没找到这栋楼"),
        ("3号楼1单元301", "有好几处：铁路小区3号楼、东苑小区3号楼"),
    ],
)
def test_an_address_must_be_found_exactly_once(homes: Homes, as_: As, address: str, words: str) -> None:
    said = {
        "version": "1",
        "members": [homes.mother.pk],
        "where": "within",
        "on": "2026-03-01",
        "address": address,
    }
    answer = send(as_(homes.cast.worker), homes.home.act_url("move"), said)
    assert answer.status_code == 422 and words in body(answer)


def test_a_household_moves_out_of_ones_own_area_and_the_page_goes_to_the_list(homes: Homes, as_: As) -> None:
    people = [row.pk for row in homes.home.residents.all()]
    said = {
        "version": "1",
        "members": people,
        "where": "within",
        "on": "2026-03-01",
        "address": "东苑小区3号楼1单元301",
        "tenure": "rented",
    }
    client = as_(homes.cast.worker)
    answer = send(client, homes.home.act_url("move"), said)
    assert (answer.status_code, answer["Location"]) == (302, "/homes/"), body(answer)
    assert client.get(homes.home.get_absolute_url()).status_code == 404
    there = as_(homes.cast.outsider)
    assert "有人搬到东苑小区3号楼1单元301" in body(there.get("/messages/"))
    assert homes.home.no in body(there.get("/homes/confirm/"))


def test_confirming_is_one_tap_and_can_be_taken_back(homes: Homes, as_: As) -> None:
    Household.objects.update(confirm_due_on=date(2026, 2, 20))
    client = as_(homes.cast.worker)
    shown = body(client.get("/homes/confirm/"))
    assert "铁路小区1号楼2单元201" in shown and "超10天" in shown
    url = f"{homes.home.get_absolute_url()}confirm/"
    row = client.post(
        url,
        {"version": "1", "back": "list", "idempotency_key": str(uuid.uuid4())},
        HTTP_HX_REQUEST="true",
        HTTP_HX_TARGET=f"home-{homes.home.pk}",
    )
    assert row.status_code == 200 and "已核对" in body(row) and "撤销" in body(row)
    assert homes.family().confirm_due_on == date(2026, 8, 29)
    assert "没有到期要核对的户" in body(client.get("/homes/confirm/"))
    answer = send(client, f"{url}undo/", {"back": "list"})
    assert (answer.status_code, answer["Location"]) == (302, "/homes/confirm/")
    assert homes.family().confirm_due_on == date(2026, 2, 20)
    answer = send(client, url, {"version": "1", "back": "list"})
    assert answer.status_code == 409


def test_a_second_tap_with_the_same_key_is_done_once(homes: Homes, as_: As) -> None:
    client, key = as_(homes.cast.worker), str(uuid.uuid4())
    url = f"{homes.home.get_absolute_url()}confirm/"
    for _ in range(2):
        assert client.post(url, {"version": "1", "idempotency_key": key}).status_code == 302
    assert Event.objects.filter(act="confirm").count() == 1


def test_services_doors_and_letting_have_their_forms(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    said = {"version": "1", "service": Service.MEALS, "agreed_on": "2026-03-01"}
    assert send(client, homes.home.act_url("service"), said).status_code == 302
    running = homes.home.services.get()
    assert "助餐" in body(client.get(homes.home.get_absolute_url()))
    answer = send(client, homes.home.act_url("service_end"), {"version": "2", "service": running.pk})
    assert answer.status_code == 302
    door = {"version": "1", "use": "let", "floor": "2", "owner_name": "钱多多", "owner_phone": "0937-0000055"}
    assert send(client, homes.door.act_url("change"), door).status_code == 302
    page = body(client.get(homes.door.get_absolute_url()))
    assert "钱**" not in page and "钱*多" in page and "093****0055" in page
    let = {"version": "2", "landlord_name": "钱多多", "landlord_phone": "0937-0000055", "tenants": "2"}
    answer = send(client, homes.door.act_url("let"), let)
    assert answer.status_code == 302, body(answer)
    rental = Rental.objects.get()
    check = {"version": "1", "checked_on": "2026-03-01", "next_on": ""}
    assert send(client, rental.act_url("check"), check).status_code == 302
    assert Rental.objects.get().next_check_on == date(2026, 9, 1)
    change = {"version": "2", "tenants": "3", "filing_no": "嘉租备7", "last_check_on": "2026-03-01"}
    assert send(client, rental.act_url("change"), change).status_code == 302
    assert Rental.objects.get().landlord_name == "钱多多"
    answer = send(client, rental.act_url("end"), {"version": "3"})
    assert (answer.status_code, answer["Location"]) == (302, "/homes/rentals/")
    assert not Rental.objects.exists()


def test_a_merge_goes_its_way_by_forms(homes: Homes, as_: As) -> None:
    twin = homes.add_home(homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF)).head
    secretary, manager = as_(homes.cast.secretary), as_(homes.cast.manager)
    said = {"version": "1", "gone": twin.no, "reason": "住户说登记了两次"}
    answer = send(secretary, homes.father.act_url("merge"), said)
    assert (answer.status_code, answer["Location"]) == (302, "/homes/merge/"), body(answer)
    row = ResidentMerge.objects.get()
    assert "等另一个人核对" in body(secretary.get("/homes/merge/"))
    own = send(secretary, row.act_url("decide"), {"version": "1", "approved": "yes"})
    assert own.status_code == 422 and "不能自己批" in body(own)
    assert "王*国" in body(manager.get(row.act_url("decide")))
    answer = send(manager, row.act_url("decide"), {"version": "1", "approved": "yes"})
    assert answer.status_code == 302
    twin.refresh_from_db()
    assert twin.merged_into == homes.father
    assert "撤销（4月1日前）" in body(secretary.get("/homes/merge/"))
    answer = send(secretary, row.act_url("undo"), {"version": "2"})
    assert answer.status_code == 302
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_the_merge_form_finds_only_whom_one_sees(homes: Homes, as_: As) -> None:
    there = homes.add_home(
        homes.add_door("101", building=homes.town.dongyuan.buildings[0][0]),
        grandmother(relation=Relation.SELF),
    ).head
    for number in (there.no, "R-9999999", "H-000001", "x"):
        said = {"version": "1", "gone": number, "reason": "登记了两次"}
        answer = send(as_(homes.cast.secretary), homes.father.act_url("merge"), said)
        assert answer.status_code == 422 and not ResidentMerge.objects.exists(), number


def test_numbers_that_stand_twice_are_shown_to_who_may_join_them(homes: Homes, as_: As) -> None:
    door = homes.add_door("101", building=homes.town.dongyuan.buildings[0][0])
    home = homes.add_home(
        door, grandmother(relation=Relation.SELF, name="王建国", birth_year=None, id_number=FATHER_ID)
    )
    shown = body(as_(homes.cast.manager).get("/homes/merge/"))
    assert "同一个证件号登记了不止一处" in shown and home.head.no in shown and FATHER_ID not in shown
    assert "不止一处" not in body(as_(homes.cast.secretary).get("/homes/merge/"))
    assert as_(homes.cast.clerk).get("/homes/merge/").status_code == 403


def test_keeping_for_a_case_has_its_form(homes: Homes, as_: As, at_now: Any) -> None:
    move_away(homes.home, members=[homes.mother], on=TODAY, actor=homes.cast.worker, now=NOW)
    at_now.move_to(noon("2026-06-01"))
    client, url = as_(homes.cast.clerk), homes.mother.act_url("keep")
    assert client.get(homes.mother.act_url("change")).status_code == 404, "hidden by now"
    said = {"version": str(homes.mother.version), "until": "2027-12-31", "reason": "案件 2026-01184"}
    assert send(client, url, said).status_code == 302
    assert homes.mother.kept_until == date(2027, 12, 31)
    assert send(as_(homes.cast.worker), url, said).status_code == 403


def test_units_are_given_to_another_grid_by_form(homes: Homes, as_: As) -> None:
    homes.add_door("101", unit="1")
    url = f"/homes/buildings/{homes.town.building.pk}/do/units/"
    said = {
        "version": "1",
        "units": ["2"],
        "grid": homes.town.tiebei.grids[1].pk,
        "approval_no": "雄街〔2026〕7号",
    }
    assert as_(homes.cast.worker).get(url).status_code == 403
    answer = send(as_(homes.cast.secretary), url, said)
    assert answer.status_code == 302, body(answer)
    assert homes.family().grid == homes.town.tiebei.grids[1]


def test_an_unknown_act_is_not_there(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.clerk)
    for row in (homes.home, homes.door, homes.father):
        assert client.get(row.act_url("explode")).status_code == 404


def test_every_write_by_form_stands_in_the_ledger_once(homes: Homes, as_: As) -> None:
    before = Entry.objects.count()
    add_service(homes.home, service=Service.ERRANDS, agreed_on=TODAY, actor=homes.cast.worker, now=NOW)
    assert Entry.objects.count() == before + 1
    send(as_(homes.cast.worker), f"{homes.home.get_absolute_url()}confirm/", {"version": "2"})
    assert Entry.objects.filter(action="household.confirm").count() == 1
