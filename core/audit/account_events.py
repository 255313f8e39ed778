"""Accounts lie under the ledger and only emit events; here each becomes a line."""

from core.accounts.events import AccountEvent
from core.audit.actions import record


def write_down(event: AccountEvent) -> None:
    """One line for one fact about an account; refused (and with it the change) when it cannot be written."""
    record(
        event.action,
        actor=event.actor,
        subject_kind="user" if event.user is not None else "",
        subject_id=event.user.pk if event.user is not None else None,
        detail=event.detail,
        now=event.at,
    )
