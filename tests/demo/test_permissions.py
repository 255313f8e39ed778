"""Every address, for everybody, about things of each relation (trust.md P1): the answer is that of tests/permissions/expected.

XG_LONG=1 asks every cell; usually a seeded sample, in which each function meets somebody who may and somebody who may not."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from specialgroups import wall
from tests.long import LONG
from tests.permissions import asking
from tests.permissions.asking import Asker, mark_of
from tests.permissions.cells import PAGE, Ask, Question, asks, sampled
from tests.permissions.expected import WALL_MAY, Line, is_public, lines, sight
from tests.permissions.layout import lay_out
from tests.permissions.people import ANONYMOUS, COLUMNS, EXPIRED, WALL, people
from tests.permissions.things import Places

pytestmark = pytest.mark.django_db
SAMPLE = 3_000
METHODS = ("GET", "POST")
DENIED = {asking.GONE, asking.ROLE}


@dataclass(frozen=True)
class Cell(Question):
    """One question, and the marks that are right."""

    right: frozenset[str]


def cells(todo: list[Ask]) -> Iterator[Cell]:
    """All that the tables say, and what holds of everybody: a post that ended is none, a wall has its page, nobody has none."""
    for ask in todo:
        line = lines().get((ask.kind, ask.thing, ask.function))
        if line is not None:
            yield from _of_line(ask, line)
        else:
            yield from _by_sight(ask)
        if not is_public(ask.name):
            yield Cell(ask, "GET", ANONYMOUS, frozenset({asking.UNKNOWN}))
            yield Cell(ask, "POST", ANONYMOUS, frozenset({asking.UNKNOWN}))


def _of_line(ask: Ask, line: Line) -> Iterator[Cell]:
    for who in (*COLUMNS, EXPIRED):
        mark = line.of("n" if who == EXPIRED else who)
        yield Cell(ask, line.method, who, frozenset({mark}))
        if mark in DENIED:
            other = "POST" if line.method == "GET" else "GET"
            yield Cell(ask, other, who, frozenset({*DENIED, asking.NEUTRAL}))
    if not is_public(ask.name) and not ask.is_api and ask.name not in WALL_MAY:
        yield Cell(ask, line.method, WALL, frozenset({asking.ROLE, asking.TO_WALL}))


def _by_sight(ask: Ask) -> Iterator[Cell]:
    """Who does not see the thing does nothing to it, by no address."""
    seen = sight(ask.kind, ask.thing)
    if seen is None:
        return
    # A line of an act tells of its hands: who may not do this one may see the thing and do another.
    unseen = DENIED if seen.method == "GET" else {asking.GONE}
    for who in COLUMNS:
        if seen.of(who) in unseen:
            # The API shuts a whole resource to who has no such work, seen or not.
            right = {asking.GONE} if seen.of(who) == asking.GONE and not ask.is_api else DENIED
            for method in METHODS:
                yield Cell(ask, method, who, frozenset({*right, asking.NEUTRAL}))


def chosen(every: list[Cell]) -> list[Cell]:
    """For each address one who may and one who may not, then by lot of those who may not, which is cheap to ask."""
    return sampled(
        every,
        SAMPLE,
        first_of=lambda cell: (cell.ask.name, asking.MAY in cell.right),
        filled_by=lambda cell: asking.MAY not in cell.right,
    )


@pytest.fixture
def todo(standing: object, settings: Settings) -> list[Ask]:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    cache.clear()
    with wall.as_job():
        return list(asks(Places.of_town()))


def _differs(told: bytes, never: bytes) -> str:
    """Where two answers part."""
    at = next((at for at, pair in enumerate(zip(told, never, strict=False)) if len(set(pair)) > 1), 0)
    return " / ".join(one[max(at - 30, 0) : at + 60].decode(errors="replace") for one in (told, never))


def judge(cell: Cell, asker: Asker) -> str:
    """What is wrong with the answer; empty when nothing is."""
    answer = asker.ask(cell.ask, cell.method)
    mark = mark_of(answer)
    if mark not in cell.right:
        return f"{cell}: {mark} {answer.status_code}, {'/'.join(sorted(cell.right))}"
    hides = mark == asking.GONE or (mark == asking.ROLE and cell.ask.is_api)
    if hides and asking.GONE in cell.right and cell.ask.missing:
        never = asker.answer(cell.ask.missing, cell.method, api=cell.ask.is_api)
        # The way back to a form is its own address.
        told = answer.content.replace(cell.ask.path.encode(), cell.ask.missing.encode())
        if (never.status_code, never.content) != (answer.status_code, told):
            return f"{cell}: not the answer of what never was: {_differs(told, never.content)}"
    return ""


def test_everybody_is_answered_as_the_tables_say(
    todo: list[Ask], record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    who = people()
    lay_out(who)
    with wall.as_job():
        todo = list(asks(Places.of_town()))
    every = list(cells(todo))
    asked = every if LONG else chosen(every)
    askers = {letter: Asker(user) for letter, user in who.items()} | {ANONYMOUS: Asker()}
    wrong = [fault for cell in asked if (fault := judge(cell, askers[cell.who]))]
    counts = Counter(cell.ask.name for cell in asked)
    told = {
        "cells": len(asked),
        "of": len(every),
        "addresses": len(counts),
        "kinds": len({c.ask.kind for c in asked}),
    }
    for name, number in told.items():
        record_property(name, number)
    with capsys.disabled():
        print(f"\npermissions: {told}")  # noqa: T201 - the count is part of the proof
    assert wrong == [], f"{len(wrong)} of {len(asked)}\n" + "\n".join(wrong[:60])
    assert len(every) >= 30_000 and PAGE in {cell.ask.kind for cell in asked}
