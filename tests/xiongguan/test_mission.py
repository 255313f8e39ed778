"""docs/mission.md names pages that are there: every row of the source's platforms and mechanisms, checked against the URLs."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.cast import Cast, cast, town

__all__ = ["cast", "town"]
TEXT = (Path(__file__).resolve().parents[2] / "docs" / "mission.md").read_text(encoding="utf-8")
ROWS = [
    line.split("|")[1:5]
    for line in TEXT.splitlines()
    if re.match(r"\| (主线|三化|平台|机制|自治|便民|法治) ", line)
]
PATHS = sorted({path for row in ROWS for path in re.findall(r"`(/[^`]*)`", row[2])})
# Who opens a page of a kind; the street's manager the rest.
OPENED_BY = {"/support/": "support_worker", "/meetings/lists/": "meeting_secretary"}


def is_there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def test_every_row_of_the_source_has_a_page() -> None:
    kinds = [row[0].strip() for row in ROWS]
    assert (kinds.count("平台"), kinds.count("机制"), kinds.count("三化"), kinds.count("主线")) == (
        6,
        9,
        3,
        1,
    )
    for _, item, pages, who in ROWS:
        assert re.findall(r"`(/[^`]*)`", pages), item
        assert who.strip(), item
    assert {path for path in PATHS if not is_there(path)} == set()


@pytest.mark.django_db
def test_every_page_opens_to_somebody_who_uses_it(cast: Cast) -> None:
    client = Client()
    for path in PATHS:
        client.force_login(getattr(cast, OPENED_BY.get(path, "manager")))
        assert client.get(path, follow=True).status_code == 200, path
