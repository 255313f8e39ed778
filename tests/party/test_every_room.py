"""Generated over all rooms: who sees, who may, from which state, what each act leaves behind, what is missing.

WHO is written here by hand from trust.md 3.3 and the brief of the rooms, so that the policies are held to it."""

import pytest

from partybuilding.works.rooms import ROOMS
from tests import works
from tests.party.examples import Yard

pytestmark = pytest.mark.django_db
STREET = {"street_lead", "manager", "meeting_secretary"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
# Of a line that the community published to a unit that has a liaison.
WHO: dict[str, set[str]] = {
    "keeper": STREET | COMMUNITY,
    "street": STREET,
    "community": COMMUNITY,
    "publisher": STREET | COMMUNITY,
    "claimer": {"liaison"},
}
WITH_A_UNIT = {"agreements", "entries", "links", "checkins"}
KEYS = [room.key for room in ROOMS]


def seen_by(key: str) -> set[str]:
    return STREET | COMMUNITY | {"supervisor"} | ({"liaison"} if key in WITH_A_UNIT else set())


@pytest.mark.parametrize("key", KEYS)
def test_a_room_is_open_to_those_whom_it_names_in_every_state(yard: Yard, key: str) -> None:
    works.open_to_whom_it_names(yard, key, seen_by(key), WHO)


@pytest.mark.parametrize("key", KEYS)
def test_each_act_leads_where_the_table_says_and_is_written_down(yard: Yard, key: str) -> None:
    works.each_act_is_written_down(
        yard, key, ("outsider", "other_secretary", "supervisor", "worker", "nobody")
    )


@pytest.mark.parametrize("key", KEYS)
def test_setting_up_is_the_keepers_and_is_written_down(yard: Yard, key: str) -> None:
    row = works.setting_up_is_written_down(
        yard, key, ("outsider", "supervisor", "worker", "liaison", "nobody")
    )
    assert row.community == yard.area


def test_every_room_has_an_example_of_every_state_and_act_and_the_tables_are_sound() -> None:
    works.tables_are_sound(Yard)
