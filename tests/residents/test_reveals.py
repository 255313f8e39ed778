"""One value for a minute: by role, with a reason, counted, with one more proof of who one is, committed first."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from core.audit.models import Entry, Reveal
from core.errors import NotAllowed, RuleBroken
from residents.actions import change_dwelling, register_rental, reveal_person
from tests.residents.conftest import FATHER_ID, NOW, PHONE, As, Homes

pytestmark = pytest.mark.django_db
PASSWORD = "Quiet-harbour-42"
FIELDS = {"name": "王建国", "phone": PHONE, "id_number": FATHER_ID}
# Who may uncover what of somebody in the first grid of 铁北 (trust.md 3.3).
MAY: dict[str, set[str]] = {
    "worker": {"name", "phone"},
    "leader": {"name", "phone"},
    "clerk": {"name", "phone", "id_number"},
    "second_clerk": {"name", "phone", "id_number"},
    "secretary": {"name", "phone", "id_number"},
    "intake": {"name", "phone", "id_number"},
    "manager": {"name", "phone", "id_number"},
}


def url_of(homes: Homes) -> str:
    return f"/homes/people/{homes.father.no}/reveal/"


def look(client: Client, homes: Homes, field: str, **said: Any) -> Any:
    return client.post(url_of(homes), {"field": field, "reason_choice": "联系走访", "reason": "", **said})


@pytest.mark.parametrize("field", FIELDS)
def test_who_may_see_which_value(homes: Homes, as_: As, field: str) -> None:
    for key, user in homes.cast.all.items():
        answer = look(as_(user), homes, field)
        shown = answer.content.decode()
        if field in MAY.get(key, set()):
            assert answer.status_code == 200 and FIELDS[field] in shown, (key, field)
            assert answer["Cache-Control"] == "no-store, private" and "60; url=" in answer["Refresh"]
        else:
            assert answer.status_code in (403, 404) and FIELDS[field] not in shown, (key, field)
    assert Reveal.objects.count() == sum(field in may for may in MAY.values())


def test_the_page_offers_only_what_the_role_may_see(homes: Homes, as_: As) -> None:
    page = as_(homes.cast.worker).get(homes.home.get_absolute_url()).content.decode()
    assert "?field=phone" in page and "?field=name" in page and "?field=id_number" not in page
    assert "?field=id_number" in as_(homes.cast.clerk).get(homes.home.get_absolute_url()).content.decode()
    child = f"/homes/people/{homes.child.no}/reveal/"
    assert f"{child}?field=phone" not in page and f"{child}?field=name" in page


def test_opening_the_form_shows_and_counts_nothing(homes: Homes, as_: As) -> None:
    page = as_(homes.cast.clerk).get(f"{url_of(homes)}?field=phone").content.decode()
    assert PHONE not in page and "王建国" not in page and not Reveal.objects.exists()


@pytest.mark.parametrize("said", [{"reason_choice": ""}, {"reason_choice": "其他", "reason": "看看"}])
def test_without_a_reason_nothing_is_shown(homes: Homes, as_: As, said: dict[str, str]) -> None:
    answer = look(as_(homes.cast.clerk), homes, "phone", **said)
    assert answer.status_code == 422 and PHONE not in answer.content.decode()
    assert not Reveal.objects.exists()


def test_a_look_is_kept_with_its_reason_and_the_ledger_has_neither_reason_nor_value(
    homes: Homes, as_: As
) -> None:
    look(as_(homes.cast.clerk), homes, "phone", reason_choice="其他", reason="约王建国周三上门")
    row = Reveal.objects.get()
    assert (row.subject_kind, row.subject_id, row.field, row.reason) == (
        "resident",
        homes.father.pk,
        "phone",
        "约王建国周三上门",
    )
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.detail) == ("resident.reveal_phone", {"field": "phone"})


@pytest.mark.parametrize(("key", "most"), [("worker", 20), ("clerk", 40), ("manager", 30)])
def test_the_days_number_by_role(homes: Homes, key: str, most: int) -> None:
    actor = homes.cast.all[key]
    for _ in range(most):
        reveal_person(homes.father, field="phone", reason="联系走访", actor=actor, now=NOW)
    with pytest.raises(RuleBroken, match=f"今天已经看了{most}次"):
        reveal_person(homes.father, field="phone", reason="联系走访", actor=actor, now=NOW)


def test_after_five_minutes_one_shows_again_who_one_is(homes: Homes, settings: Settings, at_now: Any) -> None:
    settings.STEP_UP_REQUIRED = True
    user = homes.cast.clerk
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.force_login(user)
    assert "你的密码" not in client.get(f"{url_of(homes)}?field=phone").content.decode(), "just signed in"
    at_now.shift(400)
    page = client.get(f"{url_of(homes)}?field=phone").content.decode()
    assert "你的密码" in page
    refused = look(client, homes, "phone")
    assert refused.status_code == 422 and PHONE not in refused.content.decode()
    wrong = look(client, homes, "phone", step_up="Wrong-harbour-42")
    assert wrong.status_code == 422 and not Reveal.objects.exists()
    shown = look(client, homes, "phone", step_up=PASSWORD)
    assert shown.status_code == 200 and PHONE in shown.content.decode()
    assert "你的密码" not in client.get(f"{url_of(homes)}?field=name").content.decode(), (
        "good for five minutes"
    )


def test_what_is_not_held_cannot_be_seen(homes: Homes, as_: As) -> None:
    with pytest.raises(RuleBroken):
        reveal_person(homes.child, field="phone", reason="联系走访", actor=homes.cast.clerk, now=NOW)
    for field in ("birth_date", "id_index", "", "pk"):
        assert as_(homes.cast.clerk).get(f"{url_of(homes)}?field={field}").status_code == 404
    assert not Reveal.objects.exists()


def test_owners_and_landlords_are_uncovered_the_same_way(homes: Homes, as_: As) -> None:
    change_dwelling(
        homes.door,
        changes={"owner_name": "钱多多", "owner_phone": "0937-0000055"},
        actor=homes.cast.worker,
        now=NOW,
    )
    facts = {"landlord_name": "钱多多", "landlord_phone": "0937-0000056"}
    rental = register_rental(homes.door, facts=facts, actor=homes.cast.worker, now=NOW)
    said = {"reason_choice": "核对信息", "reason": ""}
    door, let = f"/homes/doors/{homes.door.pk}/reveal/", f"/homes/rentals/{rental.pk}/reveal/"
    client = as_(homes.cast.worker)
    assert "0937-0000055" in client.post(door, said).content.decode()
    assert "0937-0000056" in client.post(let, said).content.decode()
    assert {row.subject_kind for row in Reveal.objects.all()} == {"dwelling", "rental"}
    for key in ("outsider", "other_worker", "street_lead", "privacy_officer", "sysadmin"):
        other = as_(homes.cast.all[key])
        assert other.post(door, said).status_code == 404 and other.post(let, said).status_code == 404


def test_a_value_is_never_kept_for_a_second_sending(homes: Homes, as_: As) -> None:
    client = as_(homes.cast.clerk)
    said = {
        "field": "phone",
        "reason_choice": "联系走访",
        "idempotency_key": "2f1e9a52-5d10-4a39-8f5e-111111111111",
    }
    for _ in range(2):
        assert client.post(url_of(homes), said).status_code == 200
    assert Reveal.objects.count() == 2


def test_a_privacy_officer_and_an_auditor_read_that_it_was_seen_and_not_what(homes: Homes, as_: As) -> None:
    look(as_(homes.cast.clerk), homes, "id_number")
    page = as_(homes.cast.privacy_officer).get("/audit/?action=resident").content.decode()
    assert "查看" in page and FATHER_ID not in page and not re.search("王建国", page)
    with pytest.raises(NotAllowed):
        reveal_person(homes.father, field="name", reason="想看看", actor=homes.cast.auditor, now=NOW)
