"""The lines of many changed rows at once: of each its timeline and its ledger, as core.flow.edits writes them for one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.accounts.models import User
from core.audit.actions import record
from core.flow.models import Event, EventKind


def lines_of(
    rows: QuerySet[Any],
    kind: str,
    act: str,
    label: str,
    *,
    actor: User,
    now: datetime,
    texts: Mapping[int, str] | None = None,
    changes: Mapping[int, dict[str, Any]] | None = None,
) -> None:
    """Write down what was done to rows that have their new versions."""
    said, changed = texts or {}, changes or {}
    versions = list(rows.order_by("pk").values_list("pk", "version"))
    Event.objects.bulk_create(
        Event(
            subject_kind=kind,
            subject_id=pk,
            at=now,
            actor=actor,
            actor_title=actor.title,
            kind=EventKind.MOVE,
            act=act,
            label=label,
            text=said.get(pk, "表格导入"),
            changes=changed.get(pk, {}),
            version=version,
        )
        for pk, version in versions
    )
    for pk, version in versions:
        detail = {"version": version, "changes": changed.get(pk, {})}
        record(f"{kind}.{act}", actor=actor, subject_kind=kind, subject_id=pk, detail=detail, now=now)
