"""Where a hazard goes that a department must deal with. A higher app registers here; grids knows none of them.

    grids.referrals.register("whistle", open_whistle)

The hook runs inside the transaction of the act, after the hazard's row is locked and before the ledger, and answers with
the kind and id of what it opened. Its result comes back by grids.actions.hazard_acts.answer. While nobody is registered,
the act records department, date and reference number of the letter that went out by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.accounts.models import User
from grids.models import Department, Hazard


@dataclass(frozen=True)
class Taken:
    """What took the hazard over, as a subject of core.subjects, and its own number."""

    kind: str
    subject_id: int
    number: str = ""


class Hook(Protocol):
    def __call__(
        self,
        hazard: Hazard,
        *,
        department: Department,
        reason: str,
        text: str,
        actor: User,
        now: datetime,
    ) -> Taken:
        """Open the higher app's own matter for this hazard. Raising stops the whole act."""


_hooks: dict[str, Hook] = {}


def register(key: str, hook: Hook) -> None:
    """Make a way known; one at a time, the same key replaces the earlier one."""
    _hooks.clear()
    _hooks[key] = hook


def unregister(key: str) -> None:
    _hooks.pop(key, None)


def is_registered() -> bool:
    return bool(_hooks)


def hand_on(
    hazard: Hazard, *, department: Department, reason: str, text: str, actor: User, now: datetime
) -> Taken | None:
    """Give it to whoever registered; None when the letter goes out by hand."""
    for hook in _hooks.values():
        return hook(hazard, department=department, reason=reason, text=text, actor=actor, now=now)
    return None
