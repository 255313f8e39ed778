"""The small street with its departments."""

import pytest

from disputes.whistles.actions.duties import ship_clauses
from tests.cast import Cast, Log, Town, cast, log, town
from tests.whistles.units import Street, Summon, build_summon

__all__ = ["cast", "log", "town"]


@pytest.fixture
def summon(cast: Cast) -> Summon:
    ship_clauses()  # a test that commits sweeps what the migration laid
    return build_summon()


@pytest.fixture
def street(town: Town, cast: Cast, summon: Summon, log: Log) -> Street:
    return Street(town, cast, summon, log)
