"""Nothing of the house stands without a declared expectation: no address, no task."""

import inspect
from typing import Any

from celery import current_app

from core.accounts.access import is_public as marked
from tests.permissions.addresses import addresses
from tests.permissions.expected import HEAD, is_public, lines
from tests.permissions.kinds import KINDS, SPOKEN
from tests.permissions.tasks import TASKS
from xiongguan.beat import SCHEDULE
from xiongguan.celery import app


def test_every_address_is_declared_and_every_declared_one_exists() -> None:
    """By its words: a page has none, or says them in SPOKEN; anything else is about a kind of thing."""
    named = {name for name, one in addresses().items() if one.takes and name not in SPOKEN}
    assert [name for name in sorted(named) if not any(kind.has(name) for kind in KINDS.values())] == []
    assert [name for name in SPOKEN if name not in addresses()] == []
    empty = [kind for kind, at in KINDS.items() if not any(at.has(name) for name in named)]
    assert empty == [] and len(addresses()) > 900


def test_every_page_and_every_kind_of_thing_has_its_line_in_the_tables() -> None:
    """One line says who sees a thing. Its other addresses need none: who does not see it reads, changes and does nothing
    there; which act is whose, of those who see it, is said by the tests of every act of its room."""
    told = {(one.kind, one.function.split(" ")[0]) for one in lines().values()}
    pages = {name for name, one in addresses().items() if not one.takes or name in SPOKEN}
    assert sorted(name for name in pages if ("page", name) not in told) == []
    kinds = {kind for kind, _ in told}
    assert set(KINDS) - kinds == WITHOUT_A_THING


# Nothing of the kind stands in the demo town, or it has acts alone; their own tests know them.
WITHOUT_A_THING = {"certificate", "courtyard", "delivery", "feed", "glass", "merge"}


def test_every_task_is_declared_and_takes_numbers_alone() -> None:
    app.loader.import_default_modules()
    found: dict[str, Any] = {n: t for n, t in current_app.tasks.items() if not n.startswith("celery.")}
    assert set(found) == set(TASKS)
    assert {one["task"] for one in SCHEDULE.values()} <= set(TASKS)
    for name, (takes, what) in TASKS.items():
        given = inspect.signature(found[name].run).parameters
        assert tuple(given) == takes and what, name
        assert all(one.annotation is int for one in given.values()), name
    assert not any(one.get("args") or one.get("kwargs") for one in SCHEDULE.values())


def test_what_is_public_says_so_at_its_view() -> None:
    """The table of public addresses against the marks on the views; the API asks for its key by itself."""
    for name, one in addresses().items():
        if not one.is_api:
            assert marked(one.view) == is_public(name), name
    assert len(HEAD.replace(" ", "")) == 25
