"""Generated over the four rooms: who sees, who may, from which state, what each act leaves behind, what is missing.

WHO is written by hand from domain.md J7, J8 and J15, so that the policies are held to it."""

import pytest

from tests import works
from tests.cast import Cast, Town
from tests.civics.talks.examples import AwardsYard, TalksYard, Yard

pytestmark = pytest.mark.django_db
STREET = {"street_lead", "manager", "meeting_secretary"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
WHO: dict[str, set[str]] = {
    "keeper": STREET | COMMUNITY,
    "street": STREET,
    "community": COMMUNITY,
    "party": STREET | {"secretary"},
    # The clerk put it forward.
    "reviewer": STREET | COMMUNITY - {"clerk"},
    "citizen": set(),
    "system": set(),
}
SEEN = STREET | COMMUNITY | {"supervisor"}
STRANGERS = ("outsider", "supervisor", "worker", "liaison", "nobody")
ROOMS = [
    (TalksYard, "topics"),
    (TalksYard, "affairs"),
    (AwardsYard, "campaigns"),
    (AwardsYard, "nominations"),
]
each_room = pytest.mark.parametrize(("yards", "key"), ROOMS, ids=[key for _, key in ROOMS])


@each_room
def test_a_room_is_open_to_those_whom_it_names_in_every_state(
    cast: Cast, town: Town, yards: type[Yard], key: str
) -> None:
    works.open_to_whom_it_names(yards(cast, town), key, SEEN, WHO)


@each_room
def test_each_act_leads_where_the_table_says_and_is_written_down(
    cast: Cast, town: Town, yards: type[Yard], key: str
) -> None:
    works.each_act_is_written_down(yards(cast, town), key, STRANGERS)


@each_room
def test_setting_up_is_the_keepers_and_is_written_down(
    cast: Cast, town: Town, yards: type[Yard], key: str
) -> None:
    yard = yards(cast, town)
    assert works.setting_up_is_written_down(yard, key, STRANGERS).community == yard.area


@pytest.mark.parametrize("yards", [TalksYard, AwardsYard])
def test_the_tables_are_sound(yards: type[Yard]) -> None:
    works.tables_are_sound(yards)
