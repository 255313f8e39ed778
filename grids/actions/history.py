"""Lines of a grid's history, and open work that changes hands."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from grids import handover
from grids.models import Area, Grid, GridEvent, Handover, Posting


def tell(
    grid: Grid, text: str, *, actor: User | None, now: datetime, on: date | None = None, approval_no: str = ""
) -> GridEvent:
    """Write one line that stays on the grid's page for good."""
    return GridEvent.objects.create(
        grid=grid, at=now, on=on or timezone.localdate(now), text=text, approval_no=approval_no, actor=actor
    )


def hand_over(
    grid_from: Grid,
    grid_to: Grid,
    *,
    old_user: User | None,
    new_user: User | None,
    mode: str,
    due_on: date,
    actor: User,
    now: datetime,
    buildings: Iterable[Area] | None = None,
    posting: Posting | None = None,
) -> Handover:
    """Let open work go to its new holder: now when the day has come, else on its day (apply_due)."""
    waiting = Handover.objects.create(
        grid_from=grid_from,
        grid_to=grid_to,
        old_user=old_user,
        new_user=new_user,
        mode=mode,
        due_on=due_on,
        actor=actor,
        posting=posting,
    )
    if buildings is not None:
        waiting.buildings.set(list(buildings))
    if due_on <= timezone.localdate(now):
        waiting.moved = carry_out(waiting, now=now) or 0
    return waiting


def carry_out(waiting: Handover, *, now: datetime) -> int | None:
    """Run the apps' hooks for one hand-over inside the caller's transaction: how much moved, None when somebody
    else has already done it."""
    with transaction.atomic():
        row = (
            Handover.objects.select_for_update(of=("self",), no_key=True)
            .select_related("grid_from", "grid_to", "old_user", "new_user", "actor")
            .get(pk=waiting.pk)
        )
        if row.done_at is not None:
            return None
        places = frozenset(row.buildings.values_list("pk", flat=True)) or None
        row.moved = handover.run(
            grid_from=row.grid_from,
            grid_to=row.grid_to,
            old_user=row.old_user,
            new_user=row.new_user,
            mode=row.mode,
            buildings=places,
            actor=row.actor,
            now=now,
        )
        row.done_at = now
        row.save(update_fields=["done_at", "moved"])
    return row.moved
