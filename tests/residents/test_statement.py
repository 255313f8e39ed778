"""What is held of somebody, who looked and who changed it: on paper, on their request, counted."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.audit.models import Entry, Reveal
from residents.actions import (
    ask_merge,
    change_resident,
    decide_merge,
    find_by_identity,
    move_away,
    reveal_person,
)
from residents.choices import Relation
from residents.models import Resident
from tests.residents.conftest import (
    FATHER_ID,
    NOW,
    PHONE,
    TODAY,
    As,
    Homes,
    father,
    grandmother,
    noon,
    numbered,
)

pytestmark = pytest.mark.django_db
MAY = {"clerk", "second_clerk", "secretary", "manager"}


def paper(client: Client, person: Resident, reason: str = "本人当面申请") -> Any:
    return client.post(f"/homes/people/{person.no}/statement/", {"reason": reason})


def test_who_answers_whom(homes: Homes, as_: As) -> None:
    for key, user in homes.cast.all.items():
        answer = paper(as_(user), homes.father)
        shown = "个人信息告知书" in answer.content.decode()
        assert (answer.status_code == 200 and shown) == (key in MAY), key
        if key not in MAY:
            assert answer.status_code in (403, 404), key


def test_the_paper_says_everything_and_covers_the_numbers(homes: Homes, as_: As) -> None:
    change_resident(homes.father, changes={"phone": "0937-0000009"}, actor=homes.cast.worker, now=NOW)
    reveal_person(homes.father, field="id_number", reason="核对补贴名单", actor=homes.cast.secretary, now=NOW)
    find_by_identity(FATHER_ID, actor=homes.cast.outsider, now=NOW)
    page = paper(as_(homes.cast.clerk), homes.father).content.decode()
    for word in (
        homes.father.no, "王*国", "1968-05-12", "093****0009", f"620{'*' * 11}{FATHER_ID[-4:]}",
        "铁路小区1号楼2单元201", "甘肃省嘉峪关市", "2010-06-01", "入户走访", "2026-03-02",
        "周敏（铁北社区书记）", "证件号码（查看）", "核对补贴名单",
        "孙外区（东苑社区专干）", "证件号码（按号码查找）",
        "王秀兰", "登记人员", "修改人员", "<td>手机</td>", "用途：本人当面申请",
    ):  # fmt: skip
        assert word in page, word
    for private in ("王建国", FATHER_ID, PHONE, "0937-0000009"):
        assert private not in page, private


def test_that_it_was_made_out_is_kept_and_stands_in_it(homes: Homes, as_: As) -> None:
    page = paper(as_(homes.cast.clerk), homes.father, "监护人申请").content.decode()
    look = Reveal.objects.get()
    assert (look.way, look.field, look.reason) == ("print", "statement", "监护人申请")
    assert "告知书（打印）" in page and Entry.objects.latest("seq").action == "resident.statement"


def test_asking_for_the_form_makes_nothing_out(homes: Homes, as_: As) -> None:
    page = as_(homes.cast.clerk).get(f"/homes/people/{homes.father.no}/statement/").content.decode()
    assert "谁提出的" in page and "1968" not in page and not Reveal.objects.exists()
    answer = paper(as_(homes.cast.clerk), homes.father, "")
    assert answer.status_code == 422 and not Reveal.objects.exists()


def test_who_is_hidden_may_still_ask(homes: Homes, as_: As, at_now: Any) -> None:
    move_away(homes.home, members=[homes.mother], on=TODAY, actor=homes.cast.worker, now=NOW)
    at_now.move_to(noon("2026-08-01"))
    page = paper(as_(homes.cast.clerk), homes.mother).content.decode()
    assert "迁出日期" in page and "2027年3月2日删除" in page


def test_looks_at_an_entry_that_was_joined_are_told_too(homes: Homes, as_: As) -> None:
    twin = homes.add_home(
        homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF, phone="0937-0000044")
    ).head
    reveal_person(twin, field="phone", reason="上门走访前联系", actor=homes.cast.worker, now=NOW)
    row = ask_merge(homes.father, gone=twin, reason="同一个人", actor=homes.cast.secretary, now=NOW)
    decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    assert "上门走访前联系" in paper(as_(homes.cast.clerk), homes.father).content.decode()
    assert paper(as_(homes.cast.clerk), twin).status_code == 404


def find(client: Client, number: str, reason: str = "本人书面申请") -> Any:
    return client.post("/homes/statement/", {"id_number": number, "reason": reason})


def test_the_privacy_officer_finds_by_the_whole_number_and_nobody_otherwise(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.privacy_officer)
    assert client.get("/homes/statement/").status_code == 200
    page = find(client, FATHER_ID.lower()).content.decode()
    assert "个人信息告知书" in page and homes.father.no in page and FATHER_ID not in page
    ways = list(Reveal.objects.order_by("pk").values_list("way", "subject_id"))
    assert ways == [("search", homes.father.pk), ("print", homes.father.pk)]
    for url in ("/homes/", homes.home.get_absolute_url(), f"/homes/people/{homes.father.no}/statement/"):
        assert client.get(url).status_code in (403, 404), url


def test_a_search_that_finds_nobody_is_counted_too(homes: Homes, as_: As) -> None:
    nobody = numbered(date(1968, 5, 12), 777)
    answer = find(as_(homes.cast.privacy_officer), nobody)
    assert answer.status_code == 422 and "没有按这个号码登记的人" in answer.content.decode()
    assert Reveal.objects.get().subject_id == 0
    assert nobody not in str(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("number", ["", "620299", "620299196805120119", FATHER_ID[:-1]])
def test_part_of_a_number_or_a_wrong_one_is_no_search(homes: Homes, as_: As, number: str) -> None:
    assert find(as_(homes.cast.privacy_officer), number).status_code == 422
    assert not Reveal.objects.exists()


def test_the_present_entry_is_answered_before_one_that_left(homes: Homes, as_: As) -> None:
    move_away(homes.home, members=[homes.father], on=TODAY, actor=homes.cast.worker, now=NOW)
    home = homes.add_home(homes.add_door("501"), father())
    page = find(as_(homes.cast.privacy_officer), FATHER_ID).content.decode()
    assert home.head.no in page


@pytest.mark.parametrize("key", ["clerk", "manager", "auditor", "sysadmin", "worker", "nobody"])
def test_nobody_else_finds_by_number_there(homes: Homes, as_: As, key: str) -> None:
    assert find(as_(homes.cast.all[key]), FATHER_ID).status_code == 403
    assert not Reveal.objects.exists()
