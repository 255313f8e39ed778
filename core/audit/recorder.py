"""Writes what happened to accounts into the ledger: accounts lie under it and hand their events up (AuditConfig.ready)."""

from core.accounts.events import AccountEvent
from core.audit.actions import record


def record_account_event(event: AccountEvent) -> None:
    """One ledger line for one event, in the transaction of the change it tells of."""
    record(
        event.action,
        actor=event.actor,
        subject_kind="account" if event.user is not None else "",
        subject_id=event.user.pk if event.user is not None else None,
        detail=event.detail,
        now=event.at,
    )
