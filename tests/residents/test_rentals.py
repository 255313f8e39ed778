"""What is known of letting: of a flat, of a whole courtyard; when it was looked at; gone when it ends."""

from datetime import date
from typing import Any

import pytest

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from grids.actions.tree import build_areas
from grids.models import Area, GridBuilding
from residents.actions import change_rental, end_rental, note_check, register_rental
from residents.choices import DwellingUse
from residents.models import Dwelling, Rental
from tests.cast import SINCE
from tests.residents.conftest import NOW, TODAY, Homes

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "landlord_name": "钱多多",
    "landlord_phone": "0937-0000066",
    "tenants": 3,
    "filing_no": "嘉租备2026-17",
    "last_check_on": date(2026, 1, 15),
}


def let(homes: Homes, **more: Any) -> Rental:
    facts: dict[str, Any] = {"facts": FACTS, "actor": homes.cast.worker, "now": NOW, **more}
    return register_rental(homes.door, **facts)


@pytest.fixture
def courtyard(homes: Homes) -> Area:
    """A rental courtyard of 铁北 with one row of houses, in the first grid."""
    yard = {
        "code": "XG001Y001",
        "name": "铁北1号院",
        "estate_kind": "courtyard",
        "valid_from": SINCE,
        "children": [{"code": "XG001Y001001", "name": "平房", "valid_from": SINCE}],
    }
    areas = build_areas(yard, parent=homes.town.tiebei.area)  # type: ignore[arg-type]
    row = Area.objects.get(code="XG001Y001001")
    GridBuilding.objects.create(grid=homes.town.tiebei.grids[0], building=row, valid_from=SINCE)
    return Area.objects.get(pk=areas[0].pk)


def test_a_let_flat_is_due_for_a_look_half_a_year_after_the_last(homes: Homes) -> None:
    row = let(homes)
    assert row.next_check_on == date(2026, 7, 15)
    assert (row.community, row.grid, row.address) == (
        homes.town.tiebei.area,
        homes.town.tiebei.grids[0],
        "铁路小区1号楼2单元201",
    )
    assert row.masked_landlord_phone == "093****0066"
    assert Dwelling.objects.get(pk=homes.door.pk).use == DwellingUse.LET


def test_a_courtyard_is_let_as_a_whole_and_an_estate_is_not(homes: Homes, courtyard: Area) -> None:
    row = register_rental(courtyard, facts={"landlord_name": "孙房东"}, actor=homes.cast.worker, now=NOW)
    assert (row.grid, row.address, row.next_check_on) == (
        homes.town.tiebei.grids[0],
        "铁北1号院",
        date(2026, 9, 2),
    )
    with pytest.raises(RuleBroken):
        register_rental(homes.town.tiebei.estate, facts=FACTS, actor=homes.cast.clerk, now=NOW)
    with pytest.raises(RuleBroken) as twin:
        register_rental(courtyard, facts=FACTS, actor=homes.cast.clerk, now=NOW)
    assert twin.value.code == "twin"


def test_a_second_entry_for_the_same_flat_is_refused(homes: Homes) -> None:
    let(homes)
    with pytest.raises(RuleBroken) as refused:
        let(homes)
    assert refused.value.code == "twin"


def test_a_look_sets_the_next(homes: Homes) -> None:
    row = let(homes)
    note_check(row, checked_on=date(2026, 3, 1), actor=homes.cast.worker, version=1, now=NOW)
    assert (row.last_check_on, row.next_check_on) == (date(2026, 3, 1), date(2026, 9, 1))
    note_check(row, checked_on=TODAY, next_on=date(2026, 4, 1), actor=homes.cast.worker, now=NOW)
    assert row.next_check_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("last", "coming", "field"),
    [(date(2026, 3, 3), None, "last_check_on"), (date(2026, 3, 1), date(2026, 2, 1), "next_check_on")],
)
def test_days_out_of_order_are_refused(homes: Homes, last: date, coming: date | None, field: str) -> None:
    row = let(homes)
    with pytest.raises(RuleBroken) as refused:
        note_check(row, checked_on=last, next_on=coming, actor=homes.cast.worker, now=NOW)
    assert refused.value.field == field


def test_another_landlord_is_in_no_diff(homes: Homes) -> None:
    row = let(homes)
    changed = {"landlord_name": "孙房东", "landlord_phone": "", "tenants": 2}
    change_rental(row, facts=changed, actor=homes.cast.clerk, version=1, now=NOW)
    assert not row.has_sealed("landlord_phone") and row.filing_no == FACTS["filing_no"]
    event = Event.objects.get(subject_kind="rental", act="change")
    assert event.changes == {"landlord_name": [], "landlord_phone": [], "tenants": [3, 2]}


def test_when_it_ends_the_landlord_is_forgotten(homes: Homes) -> None:
    end_rental(let(homes), actor=homes.cast.worker, version=1, now=NOW)
    assert not Rental.objects.exists()
    assert Dwelling.objects.get(pk=homes.door.pk).use == DwellingUse.OWN


def test_others_enter_no_rental(homes: Homes) -> None:
    for who in (homes.cast.other_worker, homes.cast.outsider, homes.cast.mediator, homes.cast.street_lead):
        with pytest.raises(NotAllowed):
            let(homes, actor=who)
