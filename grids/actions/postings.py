"""Giving and ending posts. A person's rights are these rows and nothing else, so each change is dated and audited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record, recorded_at_end
from core.errors import RuleBroken
from grids import handover
from grids.actions.history import hand_over, tell
from grids.actions.limits import lock_people, open_work, refuse_over_limit, refuse_past, stand_in
from grids.choices import GRID_ROLES, HandoverMode, Role
from grids.models import Area, Department, Grid, Posting
from grids.policies import require_grant, require_place_editor
from grids.scope import forget


@dataclass(frozen=True)
class Place:
    """Where a post is held: exactly one of these."""

    street: bool = False
    community: Area | None = None
    grid: Grid | None = None
    department: Department | None = None
    programme: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The place as columns of a posting."""
        return {
            name: getattr(self, name) for name in ("street", "community", "grid", "department", "programme")
        }


def grant_posting(
    user: User,
    *,
    role: str,
    place: Place,
    actor: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    full_time: bool = True,
    reason: str = "",
    now: datetime | None = None,
) -> Posting:
    """Let a person hold a role at a place from a day on.

    Refuses a place that does not fit the role, a grid post that is taken, more grids than one person may have, the
    three administrators mixed with each other or with the work, and days that are past (domain.md B6, trust.md 3.2)."""
    require_grant(actor, role)
    moment = now or timezone.now()
    first = valid_from or timezone.localdate(moment)
    refuse_past(first, moment)
    with transaction.atomic():
        if place.grid is not None:
            _lock_grid(place.grid)
        lock_people(user)
        posting = Posting(
            user=user,
            role=str(role),
            **place.columns,
            valid_from=first,
            valid_to=valid_to,
            full_time=full_time,
            granted_by=actor,
            reason=reason,
        )
        refuse_over_limit(posting)
        posting.save(force_insert=True)
        if place.grid is not None:
            words = f"{Role(role).label} {user.display_name}到岗" + (f"（{reason}）" if reason else "")
            tell(place.grid, words, actor=actor, now=moment, on=first)
        _record("posting.grant", posting, actor, moment)
    forget(user)
    return posting


def end_posting(
    posting: Posting,
    *,
    last_day: date,
    reason: str,
    actor: User | None,
    replacement: User | None = None,
    leave_vacant_reason: str = "",
    mode: str = HandoverMode.FOLLOW,
    now: datetime | None = None,
) -> Posting:
    """Let a post end with a day. A grid's post needs who follows, or the reason why nobody does; open work is handed
    over on the day after. The last system or security administrator cannot be ended."""
    require_grant(actor, posting.role)
    moment = now or timezone.now()
    if posting.grid_id and not posting.is_cover and posting.full_time and posting.role in GRID_ROLES:
        _refuse_early_end(posting, last_day, moment)
        assign_grid_post(
            Grid.objects.get(pk=posting.grid_id),
            role=posting.role,
            user=replacement,
            on=last_day + timedelta(days=1),
            mode=mode,
            reason=reason,
            leave_vacant_reason=leave_vacant_reason,
            actor=actor,
            now=moment,
        )
    else:
        _end_plain(posting, last_day, reason, actor, moment)
    ended = Posting.objects.filter(pk=posting.pk).first()
    forget(posting.user)
    return ended or posting


def _refuse_early_end(posting: Posting, last_day: date, moment: datetime) -> None:
    if last_day < timezone.localdate(moment) - timedelta(days=1):
        raise RuleBroken(
            "posting.past_end", "最后一天不能早于昨天，已经过去的日子谁负责不能改", field="last_day"
        )
    if posting.valid_to is not None and posting.valid_to <= last_day:
        raise RuleBroken("posting.ended", "这个岗位那时已经结束了", field="last_day")


def _end_plain(posting: Posting, last_day: date, reason: str, actor: User | None, moment: datetime) -> None:
    with transaction.atomic():
        lock_people(posting.user)
        row = (
            Posting.objects.select_for_update(no_key=True, of=("self",))
            .select_related("user")
            .get(pk=posting.pk)
        )
        _refuse_early_end(row, last_day, moment)
        _refuse_last_guardian(row, last_day)
        _close(row, last_day, reason)
        if row.grid is not None:
            words = f"{'替班' if row.is_cover else ''}{row.get_role_display()} {row.user.display_name}离岗（{reason}）"
            tell(row.grid, words, actor=actor, now=moment, on=last_day)
        _record("posting.end", row, actor, moment, last_day=last_day.isoformat(), why=reason)


def _refuse_last_guardian(row: Posting, last_day: date) -> None:
    """Without one of each nobody could mend anything in the browser."""
    if row.role not in {Role.SYSADMIN, Role.SECURITY_ADMIN}:
        return
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    others = Posting.objects.select_for_update(no_key=True, of=("self",)).filter(
        later, role=row.role, user__is_active=True, valid_from__lte=last_day + timedelta(days=1)
    )
    if all(other.user_id == row.user_id for other in others):
        raise RuleBroken("posting.last_guardian", f"至少要有一名{row.get_role_display()}，请先任命接替的人")


def _close(row: Posting, last_day: date, reason: str) -> None:
    """End the row, or remove it when it never ran for a day (the ledger keeps that it was given)."""
    if row.valid_from > last_day:
        row.cover_rows.update(covers=None)
        row.delete()
        return
    row.valid_to, row.ended_reason = last_day, reason
    row.save(update_fields=["valid_to", "ended_reason"])


def _lock_grid(grid: Grid) -> Grid:
    # NO KEY: rows that point at the grid may be written meanwhile; only boundary and staff changes wait.
    return Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)


def _record(action: str, posting: Posting, actor: User | None, now: datetime, **more: object) -> None:
    detail = {
        "user": posting.user_id,
        "role": posting.role,
        "grid": posting.grid_id,
        "community": posting.community_id,
        "department": posting.department_id,
        "programme": posting.programme,
        "from": posting.valid_from.isoformat(),
        "to": posting.valid_to.isoformat() if posting.valid_to else None,
        "cover": posting.is_cover,
        **more,
    }
    record(action, actor=actor, subject_kind="user", subject_id=posting.user_id, detail=detail, now=now)


@dataclass(frozen=True)
class PostChange:
    """One post of one grid from one day on: who takes it, or why nobody does."""

    grid: Grid
    role: str
    user: User | None
    on: date
    mode: str = HandoverMode.FOLLOW
    reason: str = ""
    leave_vacant_reason: str = ""


def assign_grid_post(
    grid: Grid,
    *,
    role: str,
    user: User | None,
    on: date,
    actor: User | None,
    mode: str = HandoverMode.FOLLOW,
    reason: str = "",
    leave_vacant_reason: str = "",
    now: datetime | None = None,
) -> Posting | None:
    """Let a person take a grid's post from a day on; whoever holds it ends the day before and hands over.

    `user=None` leaves the post vacant and needs the reason; open work then goes to the substitute or the leader, and
    without either the change is refused."""
    change = PostChange(grid, str(role), user, on, mode, reason, leave_vacant_reason)
    return change_posts([change], actor=actor, now=now)[0]


@dataclass(frozen=True)
class Applied:
    """A change of a post that is written, and waits for its line in the ledger."""

    change: PostChange
    old: Posting | None
    new: Posting | None
    moved: int


def change_posts(
    changes: list[PostChange], *, actor: User | None, now: datetime | None = None
) -> list[Posting | None]:
    """Several posts in one save: first everybody leaves, then everybody takes up, so that two may swap grids."""
    require_place_editor(actor)
    moment = now or timezone.now()
    with transaction.atomic(), recorded_at_end():
        applied = apply_changes(changes, actor, moment)
        record_changes(applied, actor, moment)
    return [done.new for done in applied]


def apply_changes(changes: list[PostChange], actor: User | None, moment: datetime) -> list[Applied]:
    """Write the changes without the ledger, for actions that have more rows to lock before they go there."""
    for grid_id in sorted({change.grid.pk for change in changes}):
        _lock_grid(Grid(pk=grid_id))
    lock_people(*(change.user for change in changes if change.user))
    left = [_leave(change, moment) for change in changes]
    took = [_take_up(change, actor) for change in changes]
    day = timezone.localdate(moment)
    handover.lock_work(change.grid.pk for change in changes if change.on <= day)
    applied = []
    for change, old, new in zip(changes, left, took, strict=True):
        _say(change, old, actor, moment)
        moved = _pass_on(change, old, new, actor, moment) if actor is not None else 0
        applied.append(Applied(change, old, new, moved))
    for person in {*(change.user for change in changes if change.user), *(old.user for old in left if old)}:
        forget(person)
    return applied


def record_changes(applied: list[Applied], actor: User | None, moment: datetime) -> None:
    """One ledger line for each changed post; after all row locks."""
    for done in applied:
        change = done.change
        detail = {
            "role": change.role,
            "from_user": done.old.user_id if done.old else None,
            "to_user": done.new.user_id if done.new else None,
            "on": change.on.isoformat(),
            "mode": change.mode,
            "reason": change.reason or change.leave_vacant_reason,
            "moved": done.moved,
        }
        record(
            "grid.assign",
            actor=actor,
            subject_kind="grid",
            subject_id=change.grid.pk,
            detail=detail,
            now=moment,
        )


def _leave(change: PostChange, moment: datetime) -> Posting | None:
    """End the present holder's row with the day before. Refuses when a later change is already arranged."""
    refuse_past(change.on, moment)
    if change.user is None and not change.leave_vacant_reason:
        raise RuleBroken(
            "posting.vacant",
            f"{change.grid}的{Role(change.role).label}要有人接。请选接替的人，或写明为什么先空着",
            field="user",
        )
    rows = list(
        Posting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=change.on), grid=change.grid, role=change.role)
        .filter(is_cover=False, full_time=True)
    )
    arranged = [row for row in rows if row.valid_from > change.on]
    if arranged:
        row = arranged[0]
        raise RuleBroken(
            "posting.arranged",
            f"{change.grid}已安排{row.user}自{row.valid_from:%Y年%-m月%-d日}起担任{row.get_role_display()}，请先处理那次安排",
            field="on",
        )
    held = rows[0] if rows else None
    if held is None and change.user is None:
        raise RuleBroken(
            "posting.already_vacant", f"{change.grid}的{Role(change.role).label}本来就空着", field="user"
        )
    if held is not None and change.user is not None and held.user_id == change.user.pk:
        raise RuleBroken(
            "posting.same", f"{held.user}已经是{change.grid}的{held.get_role_display()}", field="user"
        )
    if held is not None:
        _close(held, change.on - timedelta(days=1), change.reason or change.leave_vacant_reason)
    return held


def _take_up(change: PostChange, actor: User | None) -> Posting | None:
    if change.user is None:
        return None
    posting = Posting(
        user=change.user,
        role=change.role,
        grid=change.grid,
        valid_from=change.on,
        granted_by=actor,
        reason=change.reason,
    )
    refuse_over_limit(posting)
    posting.save(force_insert=True)
    return posting


def _say(change: PostChange, old: Posting | None, actor: User | None, moment: datetime) -> None:
    before = old.user.display_name if old else "空缺"
    after = change.user.display_name if change.user else "空缺"
    why = change.reason or change.leave_vacant_reason
    words = f"{Role(change.role).label} {before}→{after}" + (f"（{why}）" if why else "")
    tell(change.grid, words, actor=actor, now=moment, on=change.on)


def _pass_on(
    change: PostChange, old: Posting | None, new: Posting | None, actor: User, moment: datetime
) -> int:
    """Open work never stays with nobody (B6): without a new holder the substitute or the other post takes it."""
    # An empty post was looked after by somebody, from whom the new holder now takes it over.
    giver = old.user if old else stand_in(change.grid, change.on, but=change.user)
    taker = change.user
    if taker is None:
        taker = stand_in(change.grid, change.on, but=giver)
        _refuse_unheld(change, giver, taker)
    waiting = hand_over(
        change.grid,
        change.grid,
        old_user=giver,
        new_user=taker,
        mode=change.mode,
        due_on=change.on,
        actor=actor,
        now=moment,
        posting=new,
    )
    return waiting.moved


def _refuse_unheld(change: PostChange, giver: User | None, taker: User | None) -> None:
    if taker is not None or change.mode != HandoverMode.FOLLOW:
        return
    waiting = open_work(change.grid, giver)
    if waiting:
        raise RuleBroken(
            "posting.unheld",
            f"{change.grid}还有{waiting}件在办的事没人接。请选接替的人、设替班，或改为「由原来的人办完」",
            field="user",
        )
