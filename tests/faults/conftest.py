"""The street and its people, the walk of a case, and the product's programs as processes."""

import pytest

from tests.cast import Cast, Log, cast, log, town
from tests.disputes.walk import Walk
from tests.processes import celery, processes

__all__ = ["cast", "celery", "log", "processes", "town", "walk"]


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)
