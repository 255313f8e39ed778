"""Substitutes: somebody stands in for a grid's worker or leader for some days."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import RuleBroken
from grids.actions.history import tell
from grids.actions.limits import lock_people, refuse_over_limit, refuse_past
from grids.choices import Role
from grids.models import Grid, Posting
from grids.policies import require_place_editor
from grids.querysets import in_force
from grids.scope import forget

COVER_DAYS = 92


def assign_cover(
    grid: Grid,
    *,
    role: str,
    user: User,
    first_day: date,
    last_day: date,
    actor: User | None,
    reason: str = "",
    now: datetime | None = None,
) -> Posting:
    """Let somebody stand in for a grid's worker or leader from one day to another, both included.

    The regular holder keeps the post and the open work. Refuses a second cover of the same person or post on the
    same days, more than three months at a time, and the holder standing in for himself (domain.md B6)."""
    require_place_editor(actor)
    moment = now or timezone.now()
    with transaction.atomic():
        days = (first_day, last_day)
        posting = apply_cover(grid, role, user, days, reason=reason, actor=actor, moment=moment)
        record_cover(posting, actor, moment)
    return posting


def apply_cover(
    grid: Grid,
    role: str,
    user: User,
    days: tuple[date, date],
    *,
    reason: str,
    actor: User | None,
    moment: datetime,
) -> Posting:
    """Write the cover without the ledger, for a plan that has more rows to lock; inside a transaction."""
    first_day, last_day = days
    refuse_past(first_day, moment)
    if last_day < first_day:
        raise RuleBroken("cover.days", "替班的最后一天不能早于第一天", field="last_day")
    if (last_day - first_day).days >= COVER_DAYS:
        raise RuleBroken("cover.long", "一次替班最多三个月。时间更长，请直接换人", field="last_day")
    Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)
    lock_people(user)
    held = _regular(grid, role, first_day)
    _refuse_bad_cover(grid, role, user, held, days)
    posting = Posting(
        user=user,
        role=str(role),
        grid=grid,
        is_cover=True,
        covers=held,
        valid_from=first_day,
        valid_to=last_day,
        granted_by=actor,
        reason=reason,
    )
    refuse_over_limit(posting)
    posting.save(force_insert=True)
    words = f"{user.display_name}替{held.user.display_name if held else '空缺'}的{Role(role).label}"
    tell(grid, f"{words}，到{last_day:%-m月%-d日}", actor=actor, now=moment, on=first_day)
    forget(user)
    return posting


def record_cover(posting: Posting, actor: User | None, moment: datetime) -> None:
    """The ledger's line; after all row locks."""
    detail = {
        "user": posting.user_id,
        "role": posting.role,
        "from": posting.valid_from.isoformat(),
        "to": posting.valid_to.isoformat() if posting.valid_to else None,
    }
    record(
        "grid.cover", actor=actor, subject_kind="grid", subject_id=posting.grid_id, detail=detail, now=moment
    )


def _regular(grid: Grid, role: str, day: date) -> Posting | None:
    return (
        Posting.objects.filter(in_force(day), grid=grid, role=str(role), is_cover=False)
        .select_related("user")
        .order_by("-full_time", "id")
        .first()
    )


def _refuse_bad_cover(
    grid: Grid, role: str, user: User, held: Posting | None, days: tuple[date, date]
) -> None:
    if held is not None and held.user_id == user.pk:
        raise RuleBroken("cover.self", f"{user}就是{grid}的{Role(role).label}，替班要选别人", field="user")
    taken = Posting.objects.filter(
        grid=grid, role=str(role), is_cover=True, valid_from__lte=days[1], valid_to__gte=days[0]
    ).select_related("user")
    for other in taken:
        raise RuleBroken(
            "cover.taken",
            f"{other.user}从{other.valid_from:%-m月%-d日}到{other.valid_to:%-m月%-d日}已经在替{grid}",
            field="user",
        )
