"""What people type for a door."""

import pytest

from residents.addresses import Address, parse_address


@pytest.mark.parametrize(
    ("typed", "estate", "building", "unit", "room"),
    [
        ("铁路小区3号楼201", "铁路小区", "3", "", "201"),
        ("铁路小区3号楼2单元201室", "铁路小区", "3", "2", "201"),
        ("铁路小区 3栋 2单元 1203", "铁路小区", "3", "2", "1203"),
        ("3-2-201", "", "3", "2", "201"),
        ("3－2－201", "", "3", "2", "201"),
        ("3—201", "", "3", "", "201"),
        ("铁路小区3-2-201", "铁路小区", "3", "2", "201"),
        ("铁北3号院5", "铁北3号院", "", "", "5"),
        ("铁北3号院东2", "铁北3号院", "", "", "东2"),
        ("铁路小区", "铁路小区", "", "", ""),
        ("铁路小区12号楼", "铁路小区", "12", "", ""),
        ("201室", "", "", "", "201"),
        ("３号楼２０１", "", "3", "", "201"),
        ("白马公寓10号楼1单元0301a", "白马公寓", "10", "1", "0301A"),
        ("王秀兰", "王秀兰", "", "", ""),
        ("2026-01184", "2026-01184", "", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_an_address_is_taken_apart(typed: str, estate: str, building: str, unit: str, room: str) -> None:
    assert parse_address(typed) == Address(estate, building, unit, room)


@pytest.mark.parametrize(
    "nasty", ["%" * 60, "(" * 30 + "1-1", "号楼" * 20, "1-" * 30, "\\", "'; DROP", "9" * 60]
)
def test_no_text_is_too_strange(nasty: str) -> None:
    assert isinstance(parse_address(nasty), Address)
