"""One case from the stairwell to the archive, through everybody's hands, in a real browser.

Every step asserts the state, the clocks with their due times, who was told, the line on the timeline and in the
ledger. The due times are worked out by hand from domain.md C5 for weeks of March 2026 without a holiday."""

from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from tests.cast import Cast, Town
from tests.disputes.walk import committee_of
from tests.e2e.conftest import Open
from tests.e2e.street import Street
from tests.e2e.to_the_archive import (
    archived,
    bound,
    checked_back,
    closed,
    kept_as_it_was,
    mediated_and_agreed,
    performed,
    rated_by_the_resident,
)
from tests.e2e.up_the_tiers import (
    accepted_and_sent_to_the_street,
    logged_in_the_stairwell,
    returned_once,
    signed_by_the_community,
)
from tests.e2e.witness import Witness

# The file of the case as one PDF, in words; --draw writes it anew.
GOLDEN = Path(__file__).parent / "dossier.txt"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def street(
    office: Cast, open_screen: Open, monday: time_machine.Traveller, tmp_path: Path, settings: Settings
) -> Street:
    committee_of(office, "clerk", "second_clerk")
    settings.PAPER_SYSTEM_FONTS = False  # lines and pages break the same everywhere
    return Street(office, open_screen, monday, Witness(), tmp_path)


def test_a_case_goes_from_the_stairwell_to_the_archive(
    street: Street, town: Town, request: pytest.FixtureRequest
) -> None:
    logged_in_the_stairwell(street)
    signed_by_the_community(street)
    accepted_and_sent_to_the_street(street)
    returned_once(street)
    mediated_and_agreed(street)
    performed(street)
    checked_back(street)
    closed(street)
    words = bound(street)
    if request.config.getoption("--draw"):
        GOLDEN.write_text(words, encoding="utf-8")
    assert words == GOLDEN.read_text(encoding="utf-8")
    archived(street)
    rated_by_the_resident(street)
    kept_as_it_was(street)
