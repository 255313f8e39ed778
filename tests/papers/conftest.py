"""A case with a written agreement, held by the community of 铁北, and everybody around it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.papers.actions.issuing import issue_paper
from core.papers.kinds import KINDS
from core.papers.models import Paper
from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast, Log, cast, log, town
from tests.disputes.walk import Walk

__all__ = ["cast", "log", "town"]

# What L5 asks for and no page of the house keeps yet.
TYPED = {"committee": "铁北社区人民调解委员会", "copies": "三"}
Issue = Callable[..., Paper]
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def own_fonts_only(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """What the machine has installed changes nothing, so that a hash means the same everywhere."""
    settings.PAPER_SYSTEM_FONTS = False
    settings.MEDIA_ROOT = tmp_path / "media"
    yield


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


@pytest.fixture
def case(walk: Walk) -> Dispute:
    """A case whose parties agreed in writing, one sitting on record."""
    case = walk.mediating()
    case = walk.step(case, "hold_session")
    return walk.step(case, "agree")


@pytest.fixture
def issue(cast: Cast, case: Dispute) -> Issue:
    """`issue("L5")` of that case by its clerk; other facts are given by name."""

    def give(code: str, *, part: int = 0, actor: User | None = None, **typed: str) -> Paper:
        return issue_paper(
            KINDS[code], case.pk, actor=actor or cast.clerk, part=part, typed={**TYPED, **typed}
        )

    return give


@pytest.fixture
def sign_in() -> SignIn:
    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def performing(case: Dispute) -> Dispute:
    assert case.state == State.PERFORMING
    return case
