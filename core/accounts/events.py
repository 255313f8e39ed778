"""What happened to an account, told to whoever keeps the ledger.

Accounts lie under the audit ledger and may not import it, so core.audit registers its recorder here. The recorder is
called inside the transaction of the change and may refuse it by raising: no sign-in without its ledger line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.accounts.models import User


@dataclass(frozen=True)
class AccountEvent:
    """One fact: what (a dotted verb), by whom, to whose account, and codes (never a password, code or token)."""

    action: str
    at: datetime
    actor: User | None
    user: User | None
    detail: Mapping[str, Any] = field(default_factory=dict)


Recorder = Callable[[AccountEvent], None]
_recorders: list[Recorder] = []


def on_event(recorder: Recorder) -> None:
    """Called once in the AppConfig.ready of an app above."""
    if recorder not in _recorders:
        _recorders.append(recorder)


def emit(action: str, *, actor: User | None, user: User | None, now: datetime, **detail: Any) -> None:
    """Tell the recorders, as the last step of a transaction: the ledger takes its lock after all row locks."""
    event = AccountEvent(action, now, actor, user, detail)
    for recorder in _recorders:
        recorder(event)
