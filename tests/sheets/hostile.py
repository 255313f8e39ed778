"""Two hundred and more files that nobody should have to write by hand: malformed, hostile, or only unlucky.

Each says what must become of it: FILE (refused whole, with words), ROW (one row named, with a code), MATCH (the person is
asked which column is which), FINE (odd, and nothing wrong with it)."""

from tests.sheets.hostile_cells import cells, days, structures
from tests.sheets.hostile_files import csvs, no_workbooks, xml_tricks, zips
from tests.sheets.workbooks import Case


def all_cases() -> list[Case]:
    sources = (no_workbooks, zips, xml_tricks, structures, cells, days, csvs)
    return [case for source in sources for case in source()]
