"""How a hazard goes to a department by a higher app; grids knows none of them.

    grids.referrals.register(Way("whistle", "吹哨给部门", whistle_url, may_whistle))

A way is a door on the hazard's page. When the higher app has taken the hazard over it calls grids.actions.hazard_acts.refer
with `Taken`, and `answer` when the department's result is there. The letter that goes out by hand stays possible."""

from collections.abc import Callable
from dataclasses import dataclass

from core.accounts.models import User
from grids.models import Hazard


@dataclass(frozen=True)
class Taken:
    """What took the hazard over, as a subject of core.subjects, and its own number."""

    kind: str
    subject_id: int
    number: str = ""


@dataclass(frozen=True)
class Way:
    """One door: its words, where it leads, and for whom it stands open."""

    key: str
    label: str
    url_for: Callable[[Hazard], str]
    offered: Callable[[User, Hazard], bool]


_ways: dict[str, Way] = {}


def register(way: Way) -> None:
    """Make a way known; the same key replaces the earlier one."""
    _ways[way.key] = way


def unregister(key: str) -> None:
    _ways.pop(key, None)


def doors(user: User, hazard: Hazard) -> list[tuple[str, str]]:
    """Words and addresses of the ways that are open to the person for this hazard."""
    return [(one.label, one.url_for(hazard)) for one in _ways.values() if one.offered(user, hazard)]
