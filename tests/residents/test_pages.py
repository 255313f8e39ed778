"""The pages of homes and people: open for whom they are for, covered, kept out of caches."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from residents.actions import (
    ask_merge,
    decide_merge,
    register_rental,
)
from residents.choices import Relation
from tests.residents.conftest import (
    FATHER_ID,
    MOTHER_ID,
    NOW,
    PHONE,
    As,
    Homes,
    body,
    grandmother,
    send,
)

pytestmark = pytest.mark.django_db
SEES = ("worker", "leader", "clerk", "second_clerk", "secretary", "intake", "manager")
BLIND = (
    "mediator", "street_lead", "street_mediator", "supervisor", "meeting_secretary", "liaison", "support_worker",
    "privacy_officer", "auditor", "security_admin", "sysadmin", "nobody",
)  # fmt: skip
OUTSIDE = ("other_worker", "outsider", "other_secretary")
PRIVATE = ("王建国", "李秀兰", "王小满", FATHER_ID, MOTHER_ID, PHONE, "0937-0000002")


def pages(homes: Homes) -> list[str]:
    """Every page that is opened by looking."""
    home, person = homes.home.get_absolute_url(), homes.people["father"]
    return [
        "/homes/",
        "/homes/?q=王建",
        "/homes/?q=wangjian",
        "/homes/?q=铁路小区1号楼2单元201",
        f"/homes/?q={homes.home.no}",
        "/homes/confirm/",
        "/homes/rentals/",
        "/homes/rentals/?show=all",
        f"/homes/buildings/{homes.town.building.pk}/",
        homes.door.get_absolute_url(),
        home,
        *(f"{home}do/{act}/" for act in ("change", "add", "move", "service")),
        *(homes.door.act_url(act) for act in ("change", "register", "let")),
        *(person.act_url(act) for act in ("change",)),
        f"/homes/buildings/{homes.town.building.pk}/do/add/",
    ]


@pytest.mark.parametrize("who", SEES)
def test_pages_open_for_those_who_serve_the_place_and_cover_everybody(
    homes: Homes, as_: As, who: str
) -> None:
    client = as_(homes.cast.all[who])
    for url in pages(homes):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        text = body(answer)
        for private in PRIVATE:
            assert private not in text, (url, private)
        assert answer["Cache-Control"] == "no-store, private", url


def test_the_list_leads_to_the_plan_the_door_and_the_home(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.worker)
    start = body(client.get("/homes/"))
    plan = f"/homes/buildings/{homes.town.building.pk}/"
    assert plan in start and "1户 3人" in start
    assert "东苑" not in start and "<b>3号楼</b>" not in start, "only the own grid's buildings"
    shown = body(client.get(plan))
    assert homes.home.get_absolute_url() in shown and "● </span>" not in shown
    assert "已核对" in shown and "1户 3人" in shown and "201" in shown and "自住" in shown
    assert "王" not in re.sub(r"<(header|footer).*?</\1>", "", shown, flags=re.S), "no name on a plan"
    page = body(client.get(homes.home.get_absolute_url()))
    for word in ("王*国", "李*兰", "王*满", "户主", "093****0001", "这里不显示", "14岁以下", "登记住户"):
        assert word in page or word == "户主"
    assert f"620{'*' * 11}{FATHER_ID[-4:]}" in page


def test_the_street_chooses_a_community_first(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.manager)
    assert "选一个社区" in body(client.get("/homes/"))
    shown = body(client.get(f"/homes/?community={homes.town.tiebei.area.pk}"))
    assert "1号楼" in shown and "1户 3人" in shown
    assert client.get("/homes/?community=999999").status_code == 404
    assert as_(homes.cast.clerk).get(f"/homes/?community={homes.town.dongyuan.area.pk}").status_code == 404


@pytest.mark.parametrize("who", BLIND)
def test_the_register_is_closed_to_everybody_else(homes: Homes, as_: As, who: str) -> None:
    client = as_(homes.cast.all[who])
    for url in ("/homes/", "/homes/?q=王建", "/homes/confirm/", "/homes/rentals/", "/homes/merge/"):
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert "王*国" not in body(answer)
    for url in pages(homes)[8:]:
        assert client.get(url).status_code in (403, 404), url
    assert client.post("/homes/find/", {"q": PHONE[-4:]}).status_code == 403


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_lies_outside_is_answered_like_what_never_was(homes: Homes, as_: As, who: str) -> None:
    client = as_(homes.cast.all[who])
    never = client.get("/homes/H-999999/")
    assert never.status_code == 404
    for url in (*pages(homes)[9:], f"/homes/people/{homes.father.no}/reveal/?field=phone"):
        answer = client.get(url)
        assert answer.status_code == 404, url
    out = client.get(homes.home.get_absolute_url())
    assert _same(out) == _same(never)
    for url in (homes.home.act_url("change"), f"{homes.home.get_absolute_url()}confirm/"):
        assert send(client, url, {"version": "1"}).status_code == 404
    assert homes.family().version == 1


def _same(answer: HttpResponse) -> str:
    """The page without what is another one each time."""
    return re.sub(r'(value|content)="[A-Za-z0-9]{64}"|[0-9a-f]{32}|/homes/H-\d+/', "", body(answer))


def test_a_number_has_one_spelling(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.clerk)
    for wrong in (
        f"H-{homes.home.pk:09}",
        f"h-{homes.home.pk:06}",
        f"H{homes.home.pk:06}",
        str(homes.home.pk),
    ):
        assert client.get(f"/homes/{wrong}/").status_code == 404


def test_nobody_without_an_account_sees_anything(homes: Homes) -> None:
    for url in pages(homes):
        answer = Client().get(url)
        assert answer.status_code == 302 and answer["Location"].startswith("/login/")


def test_a_let_door_shows_its_letting_and_a_merged_person_is_gone_from_the_page(
    homes: Homes, as_: As
) -> None:
    register_rental(homes.door, facts={"landlord_name": "钱多多"}, actor=homes.cast.worker, now=NOW)
    twin = homes.add_home(homes.add_door("501"), grandmother(name="王建国", relation=Relation.SELF)).head
    row = ask_merge(homes.father, gone=twin, reason="同一个人", actor=homes.cast.secretary, now=NOW)
    decide_merge(row, approved=True, actor=homes.cast.manager, now=NOW)
    client = as_(homes.cast.worker)
    assert "钱*多" in body(client.get(homes.home.get_absolute_url()))
    assert "没有找到" in body(client.get(f"/homes/?q={twin.no}"))
