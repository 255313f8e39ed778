"""Finding people: two characters, sounds, addresses, whole numbers; never a list of everybody, never part of a number."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from core.audit.models import Entry, Reveal
from core.errors import NotAllowed, RuleBroken
from residents.actions import find_by_identity, find_by_phone, move_away
from residents.actions.looking import dialled
from residents.choices import Relation
from residents.models import Resident
from residents.persons import Person
from residents.selectors.search import Kind, kind_of, tidy
from tests.residents.conftest import FATHER_ID, NOW, PHONE, TODAY, As, Homes, grandmother, numbered

pytestmark = pytest.mark.django_db


def found(client: Client, text: str) -> str:
    """What the page shows below the search box, without the words that were asked."""
    answer = client.get("/homes/", {"q": text})
    assert answer.status_code == 200
    return results(answer)


def results(answer: HttpResponse) -> str:
    page = answer.content.decode()
    part = re.search(r'<div class="stack found" id="found">.*?</main>', page, re.S)
    return part[0] if part else ""


def asked(client: Client, text: str) -> HttpResponse:
    return client.post("/homes/find/", {"q": text})


@pytest.mark.parametrize(
    "text",
    ["王建", "建国", "王建国", "wangjianguo", "wangj", "WANG JIAN", "wjg", "wj", "ｗｊｇ", " 王建 "],
)
def test_name_fragments_and_sounds_find_somebody_covered(homes: Homes, as_: As, text: str) -> None:
    shown = found(as_(homes.cast.worker), text)
    assert "王*国" in shown and homes.home.no in shown and "铁路小区1号楼2单元201" in shown
    assert "王建国" not in shown and PHONE not in shown


@pytest.mark.parametrize(
    "text",
    ["铁路小区1号楼2单元201", "1-2-201", "铁路小区1号楼201", "1号楼201", "201"],
)
def test_an_address_finds_the_door(homes: Homes, as_: As, text: str) -> None:
    shown = found(as_(homes.cast.worker), text)
    assert "铁路小区1号楼2单元201" in shown and "1户" in shown


def test_a_room_without_a_building_is_looked_for_in_grids_only(homes: Homes, as_: As) -> None:
    assert "201" not in found(as_(homes.cast.clerk), "201").replace("「201」", "")


def test_an_estates_name_finds_its_buildings_of_ones_own_area(homes: Homes, as_: As) -> None:
    shown = found(as_(homes.cast.worker), "铁路小区")
    assert "铁路小区1号楼" in shown and "铁路小区2号楼" in shown and "铁路小区3号楼" not in shown
    assert "铁路小区6号楼" in found(as_(homes.cast.clerk), "铁路小区")
    assert "东苑小区" not in found(as_(homes.cast.clerk), "东苑小区").replace("「东苑小区」", "")


def test_our_own_numbers_find_their_entry(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    for text in (homes.home.no, homes.father.no, homes.father.no.lower()):
        assert "王*国" in found(client, text)


@pytest.mark.parametrize("text", ["王", "w", "·"])
def test_one_character_asks_for_more(homes: Homes, as_: As, text: str) -> None:
    shown = found(as_(homes.cast.worker), text)
    assert "请至少输两个字" in shown and "王*国" not in shown


@pytest.mark.parametrize(
    "text",
    ["%", "__", "%%", "_建", "王%", "\\", "王\\_", "' OR 1=1", "王&建", "王|建", "王:*", "{{617*521}}", "<svg onload=1>",
     "王" * 4000, "王\u202e建", "😀😀", "𠮷𠮷", "\u0301" * 50, "　　", "a" * 10000],
)  # fmt: skip
def test_no_text_opens_the_register_or_breaks_the_page(homes: Homes, as_: As, text: str) -> None:
    client = as_(homes.cast.worker)
    shown = found(client, text)
    assert "李*兰" not in shown and "<svg onload" not in shown and "321457" not in shown
    assert asked(client, text).status_code in (200, 302)


def test_what_cannot_be_seen_is_left_out_of_the_question(homes: Homes, as_: As) -> None:
    assert "王*国" in found(as_(homes.cast.worker), "王\u200b建\u202e")


def test_out_of_area_finds_nothing_and_says_the_same_as_nobody(homes: Homes, as_: As) -> None:
    for who in (homes.cast.other_worker, homes.cast.outsider):
        client = as_(who)
        here, nowhere = found(client, "王建国"), found(client, "王建军")
        assert here.replace("王建国", "?") == nowhere.replace("王建军", "?")
        door, none = found(client, "铁路小区1号楼2单元201"), found(client, "铁路小区1号楼2单元901")
        assert door.replace("201", "?") == none.replace("901", "?")


def test_who_moved_out_is_found_for_a_month_and_then_no_more(homes: Homes, as_: As, at_now: Any) -> None:
    move_away(homes.home, members=[homes.mother], on=TODAY, actor=homes.cast.worker, now=NOW)
    client = as_(homes.cast.worker)
    assert "搬走" in found(client, "李秀兰")
    at_now.move_to(NOW.replace(month=4, day=2))
    client = as_(homes.cast.worker)
    assert "李*兰" not in found(client, "李秀兰")


def test_never_more_than_fifty_and_never_how_many_there_are(homes: Homes, as_: As) -> None:
    door = homes.add_door("301")
    people = [Person(name=f"赵小{chr(0x4E00 + at)}", birth_year=1980, relation="T") for at in range(60)]
    homes.add_home(door, grandmother(relation=Relation.SELF), *people)
    for text in ("赵小", "zhaoxiao", "zx"):
        shown = found(as_(homes.cast.clerk), text)
        assert shown.count("赵*") == 50 and "还有更多" in shown, text
        assert not re.search(r"6[01]", re.sub(r"R?-?\d{5,}|\d{4}年", "", shown)), text


def test_a_whole_identity_number_finds_one_and_is_counted_and_never_written(homes: Homes, as_: As) -> None:
    answer = asked(as_(homes.cast.clerk), FATHER_ID.lower())
    page = answer.content.decode()
    assert answer.status_code == 200 and "王*国" in results(answer) and FATHER_ID not in page.upper()
    look = Reveal.objects.get()
    assert (look.way, look.field, look.subject_id, look.actor) == (
        "search",
        "id_number",
        homes.father.pk,
        homes.cast.clerk,
    )
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.detail) == ("resident.search_id_number", {"found": 1})


def test_a_hit_elsewhere_and_a_miss_are_answered_alike_and_both_counted(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.outsider)
    there = results(asked(client, FATHER_ID))
    nowhere = results(asked(client, numbered(date(1968, 5, 12), 997)))
    assert there == nowhere and "没有找到这个号码" in there
    assert Reveal.objects.filter(way="search").count() == 2
    assert Reveal.objects.filter(subject_id=homes.father.pk).count() == 1, "the person may be told who asked"


@pytest.mark.parametrize("who", ["worker", "leader"])
def test_grid_staff_do_not_search_by_identity(homes: Homes, as_: As, who: str) -> None:
    answer = asked(as_(homes.cast.all[who]), FATHER_ID)
    assert answer.status_code == 403 and "王*国" not in answer.content.decode()
    with pytest.raises(NotAllowed):
        find_by_identity(FATHER_ID, actor=homes.cast.all[who], now=NOW)
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("text", ["0001", "0937-0000001", "09370000001", "0937 0000001"])
def test_a_callers_number_finds_them_in_ones_own_area(homes: Homes, as_: As, text: str) -> None:
    assert "王*国" in results(asked(as_(homes.cast.worker), text))
    assert "王*国" not in results(asked(as_(homes.cast.outsider), text))
    looks = list(Reveal.objects.order_by("pk").values_list("way", "subject_id"))
    meant = 0 if text == "0001" else homes.father.pk
    assert looks == [("search", meant)] * 2
    assert PHONE not in "".join(map(str, Entry.objects.values_list("detail", flat=True)))


def test_sixty_searches_a_day_and_not_one_more(homes: Homes, as_: As, settings: Settings) -> None:
    settings.SEARCHES_A_DAY = 3
    client = as_(homes.cast.clerk)
    for text in (FATHER_ID, "0001", PHONE):
        assert asked(client, text).status_code == 200
    answer = asked(client, FATHER_ID)
    assert (
        answer.status_code == 422 and "今天已经看了3次" in results(answer) and "王*国" not in results(answer)
    )
    with pytest.raises(RuleBroken):
        find_by_phone("0001", actor=homes.cast.clerk, now=NOW)
    assert "王*国" in found(client, "王建"), "words are not counted"


@pytest.mark.parametrize("text", ["620299", "62029919680512", "00000", "1380000000", "12"])
def test_part_of_a_number_finds_nobody(homes: Homes, as_: As, text: str) -> None:
    answer = asked(as_(homes.cast.clerk), text)
    assert "号码要输完整" in results(answer) and not Reveal.objects.exists()


@pytest.mark.parametrize("text", [FATHER_ID, PHONE, "0001", "13893712207"])
def test_a_number_in_an_address_is_not_looked_for(homes: Homes, as_: As, text: str) -> None:
    shown = found(as_(homes.cast.clerk), text)
    assert "号码不写在网址里" in shown and "王*国" not in shown and text not in shown
    assert not Reveal.objects.exists()


def test_words_typed_into_the_box_become_an_address_that_can_be_kept(homes: Homes, as_: As) -> None:
    answer = asked(as_(homes.cast.worker), "王建")
    assert (answer.status_code, answer["Location"]) == (302, "/homes/?q=%E7%8E%8B%E5%BB%BA")


def test_the_global_search_finds_doors_of_ones_own_area_and_no_people(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    page = client.get("/search/", {"q": "铁路小区1号楼2单元201"}).content.decode()
    assert homes.door.get_absolute_url() in page
    other = as_(homes.cast.outsider).get("/search/", {"q": "铁路小区1号楼2单元201"}).content.decode()
    assert homes.door.get_absolute_url() not in other
    for text in ("王建国", FATHER_ID, PHONE, "0001"):
        page = client.get("/search/", {"q": text}).content.decode()
        assert homes.home.no not in page and "王*国" not in page


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.NOTHING),
        ("王", Kind.SHORT),
        ("王建", Kind.WORDS),
        ("wang", Kind.SOUND),
        ("h-000123", Kind.HOME),
        ("R0000123", Kind.PERSON),
        ("620299196805120119", Kind.IDENTITY),
        ("620299 19680512 011x", Kind.IDENTITY),
        ("13893712207", Kind.PHONE),
        ("+86 138 9371 2207", Kind.PHONE),
        ("0937-1234567", Kind.PHONE),
        ("2207", Kind.TAIL),
        ("201", Kind.WORDS),
        ("3-2-201", Kind.WORDS),
        ("22075", Kind.FRAGMENT),
    ],
)
def test_what_a_text_asks_for(text: str, kind: Kind) -> None:
    assert kind_of(tidy(text)) == kind


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 9371 2207", "13893712207"),
        ("+8613893712207", "13893712207"),
        ("09370000001", "0937-0000001"),
        ("010-12345678", "010-12345678"),
        ("02912345678", "029-12345678"),
        ("2207", "2207"),
    ],
)
def test_a_number_is_dialled_as_forms_keep_it(typed: str, kept: str) -> None:
    assert dialled(typed) == kept


def test_the_index_of_two_characters_is_used(homes: Homes) -> None:
    rows = Resident.objects.named_like("建国")
    assert "xg_bigrams" in str(rows.query)
    assert rows.count() == 1
