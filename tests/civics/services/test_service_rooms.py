"""Generated over the rooms of services, legal duty, the centre and risk reviews: who sees, who may, what an act leaves.

WHO is written here by hand from domain.md J1, J9, J19 and J21, so that the policies are held to it."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civics.services.rooms import ALL
from grids.works.room import REGISTER, STRIKE
from tests import works
from tests.civics.services.conftest import As
from tests.civics.services.examples import CENTRE, EXAMPLES, Yard
from tests.works import acts_of, body, typed

pytestmark = pytest.mark.django_db
KEYS = [room.key for room in ALL]
WINDOW = {"street_lead", "manager", "intake"}
PARTY = {"street_lead", "manager", "meeting_secretary"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
ALL_COMMUNITIES = COMMUNITY | {"outsider", "other_secretary"}
FIELD = {"worker", "other_worker", "leader"}
STREET: dict[str, set[str]] = {
    "kinds": {"street_lead", "manager", "sysadmin"}, "items": WINDOW, "legal": PARTY | {"intake"}, "reviews": PARTY,
    **dict.fromkeys(("intake", "roster", "units", "rooms"), WINDOW),
}  # fmt: skip
# Who sees beside the keepers.
READERS: dict[str, set[str]] = {
    "kinds": {"intake", "supervisor"} | ALL_COMMUNITIES | FIELD,
    "items": {"supervisor"},
    "legal": {"supervisor", "mediator"} | FIELD,
    "reviews": {"supervisor"},
    "intake": {"supervisor", "meeting_secretary"},
    "roster": {"supervisor", "meeting_secretary"},
    **dict.fromkeys(
        ("units", "rooms"), {"supervisor", "meeting_secretary", "mediator"} | ALL_COMMUNITIES | FIELD
    ),
}


def who(key: str, yard: Yard) -> dict[str, set[str]]:
    keepers = STREET[key] | (set() if key in CENTRE else COMMUNITY)
    return {"keeper": keepers, "street": STREET[key], "street_lead": {"street_lead"}}


@pytest.mark.parametrize("key", [key for key in KEYS if key != "items"])
def test_a_room_is_open_to_those_whom_it_names_in_every_state(yard: Yard, key: str) -> None:
    sides = who(key, yard)
    works.open_to_whom_it_names(yard, key, sides["keeper"] | READERS[key], sides)


def test_an_item_is_handled_by_another_than_who_took_it_in_in_every_state(yard: Yard) -> None:
    """Who took it in is the clerk; the second clerk handles it once it was given out."""
    handled = {"handling", "waiting", "done", "rated", "refused"}
    for state in EXAMPLES["items"].roads:
        handler = {"second_clerk"} if state in handled else set()
        sides = {
            "keeper": WINDOW | COMMUNITY, "window": COMMUNITY, "handler": handler, "rater": (WINDOW | COMMUNITY) - handler,
        }  # fmt: skip
        whole, roads = EXAMPLES["items"], {state: EXAMPLES["items"].roads[state]}
        yard.examples = {**EXAMPLES, "items": works.Example(whole.first, roads, whole.data)}  # type: ignore[misc]
        works.open_to_whom_it_names(yard, "items", WINDOW | COMMUNITY | {"supervisor"}, sides)


@pytest.mark.parametrize("key", KEYS)
def test_each_act_leads_where_the_table_says_and_is_written_down(yard: Yard, key: str) -> None:
    strangers = ("outsider", "supervisor", "worker", "nobody", "auditor")
    works.each_act_is_written_down(yard, key, strangers)


@pytest.mark.parametrize("key", KEYS)
def test_setting_up_is_the_keepers_and_is_written_down(yard: Yard, key: str) -> None:
    works.setting_up_is_written_down(
        yard, key, ("supervisor", "worker", "liaison", "nobody", "privacy_officer")
    )


def test_every_room_has_an_example_of_every_state_and_act_and_the_tables_are_sound() -> None:
    works.tables_are_sound(Yard)


@pytest.mark.parametrize("key", KEYS)
def test_the_pages_work_by_hand_and_ask_the_same_at_any_size(yard: Yard, as_: As, key: str) -> None:
    """List, form, gaps with what was typed kept, the row, every act's form; outsiders find nothing."""
    room, base = yard.pages.by_key[key], f"/services/{key}/"
    client = as_(yard.starter(room))
    said = typed(EXAMPLES[key].first(yard))
    with time_machine.travel(yard.now, tick=False):
        bad = client.post(f"{base}new/", {"name": "试一试", "on": "x", "place": "试一试"})
        assert bad.status_code == 422 and "请" in body(bad)
        answer = client.post(f"{base}new/", said)
        assert answer.status_code == 302, body(answer)
        row: Any = room.model.objects.latest("pk")
        for act in sorted(acts_of(room) - {STRIKE}):
            assert as_(yard.doer(row, act)).get(row.act_url(act)).status_code in (200, 403), act
        few = _asked(client, base, row)
        fields: Any = room.model.objects.filter(pk=row.pk).values().get()
        del fields["id"]
        once = {"supporter_id", "on"} & set(fields)
        if not once:
            room.model.objects.bulk_create(
                room.model(**fields | {"name": f"{row.name}{n}"}) for n in range(60)
            )
            assert all(
                many <= before + 1 for many, before in zip(_asked(client, base, row), few, strict=True)
            )
        assert row.name in body(client.get(base)) and room.table[REGISTER].label in body(client.get(base))
        assert as_(yard.cast.nobody).get(base).status_code == 403
        assert as_(yard.cast.auditor).get(row.get_absolute_url()).status_code == 403
        if key not in CENTRE:
            assert as_(yard.cast.outsider).get(row.get_absolute_url()).status_code == 404
            assert as_(yard.cast.outsider).post(row.act_url("edit"), {}).status_code == 404


def _asked(client: Any, base: str, row: Any) -> list[int]:
    counts = []
    for path in (f"{base}?state={row.state}", row.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] <= 9 and counts[1] <= 13, counts
    return counts
