"""Staged changes of staff: prepare several, look at them together, save once (ux.md W6); and what waits for its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record, recorded_at_end
from core.errors import Conflict, RuleBroken
from grids.actions.cover import apply_cover, record_cover
from grids.actions.history import carry_out
from grids.actions.limits import holder_now
from grids.actions.postings import PostChange, apply_changes, record_changes
from grids.choices import GRID_ROLES, HandoverMode, Role
from grids.models import AssignmentPlan, Grid, Handover, Posting, StagedChange
from grids.policies import require_place_editor

State = AssignmentPlan.State


def open_plan(actor: User, *, now: datetime | None = None) -> AssignmentPlan:
    """The draft that the administrator is working on; there is one at a time."""
    require_place_editor(actor)
    plan, _ = AssignmentPlan.objects.get_or_create(
        owner=actor, state=State.DRAFT, defaults={"created_at": now or timezone.now()}
    )
    return plan


def stage_change(
    plan: AssignmentPlan,
    *,
    grid: Grid,
    role: str,
    user: User | None,
    actor: User,
    vacant_reason: str = "",
    cover_until: date | None = None,
    now: datetime | None = None,
) -> StagedChange:
    """Put one line into the draft; a second line for the same post replaces the first. Nothing is in force yet.

    Refuses an empty post without reason and a person who already holds it."""
    _own_draft(plan, actor)
    if role not in GRID_ROLES:
        raise RuleBroken("plan.role", "这里只安排网格长和网格员", field="role")
    held = holder_now(grid, role, timezone.localdate(now))
    if user is None and not vacant_reason:
        raise RuleBroken("plan.vacant", "请选接替的人，或写明为什么先空着", field="user")
    if user is not None and held is not None and user.pk == held.pk:
        raise RuleBroken("plan.same", f"{user}已经是{grid}的{Role(role).label}", field="user")
    line, _ = StagedChange.objects.update_or_create(
        plan=plan,
        grid=grid,
        role=str(role),
        is_cover=cover_until is not None,
        defaults={
            "new_user": user,
            "old_user": held,
            "until": cover_until,
            "vacant_reason": vacant_reason if user is None else "",
        },
    )
    return line


def undo_last(plan: AssignmentPlan, *, actor: User) -> None:
    """Take the newest line out of the draft."""
    _own_draft(plan, actor)
    newest = plan.changes.order_by("-pk").first()
    if newest is not None:
        newest.delete()


def drop_plan(plan: AssignmentPlan, *, actor: User) -> None:
    """Give the draft up; nothing was in force."""
    _own_draft(plan, actor)
    plan.state = State.DROPPED
    plan.save(update_fields=["state"])


def _own_draft(plan: AssignmentPlan, actor: User) -> None:
    require_place_editor(actor)
    if plan.owner_id != actor.pk or plan.state != State.DRAFT:
        raise RuleBroken("plan.closed", "这份调整已经保存或放弃，请重新安排")


def save_plan(
    plan: AssignmentPlan,
    *,
    effective_on: date,
    mode: str,
    reason: str,
    actor: User,
    now: datetime | None = None,
) -> AssignmentPlan:
    """Put all lines into force from one day on, together or not at all.

    Posts are dated, so a later day needs nothing more; open work moves on that day (apply_due). Refuses when somebody
    changed one of the posts since the line was written, and all that grids.actions.postings refuses."""
    moment = now or timezone.now()
    with transaction.atomic(), recorded_at_end():
        plan = AssignmentPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
        _own_draft(plan, actor)
        lines = list(plan.changes.select_related("grid", "new_user", "old_user").order_by("pk"))
        if not lines:
            raise RuleBroken("plan.empty", "还没有要保存的改动")
        list(
            Grid.objects.select_for_update(no_key=True)
            .filter(pk__in={x.grid_id for x in lines})
            .order_by("pk")
        )
        _refuse_moved_on(lines, effective_on)
        applied = apply_changes(
            [_change(line, effective_on, mode, reason) for line in lines if not line.is_cover], actor, moment
        )
        covers = [_cover(line, effective_on, reason, actor, moment) for line in lines if line.is_cover]
        plan.state, plan.saved_at = State.SAVED, moment
        plan.effective_on, plan.mode, plan.reason = effective_on, mode, reason
        plan.save(update_fields=["state", "saved_at", "effective_on", "mode", "reason"])
        record_changes(applied, actor, moment)
        for posting in covers:
            record_cover(posting, actor, moment)
        detail = {"lines": len(lines), "on": effective_on.isoformat(), "mode": mode}
        record("grid.plan", actor=actor, subject_kind="plan", subject_id=plan.pk, detail=detail, now=moment)
    return plan


def _change(line: StagedChange, on: date, mode: str, reason: str) -> PostChange:
    return PostChange(line.grid, line.role, line.new_user, on, HandoverMode(mode), reason, line.vacant_reason)


def _cover(line: StagedChange, on: date, reason: str, actor: User, moment: datetime) -> Posting:
    if line.new_user is None or line.until is None:
        raise RuleBroken("plan.cover", f"{line.grid}的替班要选人和最后一天")
    days = (on, line.until)
    return apply_cover(line.grid, line.role, line.new_user, days, reason=reason, actor=actor, moment=moment)


def _refuse_moved_on(lines: list[StagedChange], on: date) -> None:
    """A line says whom it replaces; if that is no longer so, the administrator looks again."""
    for line in lines:
        held = holder_now(line.grid, line.role, on)
        if not line.is_cover and (held.pk if held else None) != line.old_user_id:
            raise Conflict(
                "plan.stale",
                f"{line.grid}的{Role(line.role).label}刚被别人调整过，请看清再保存",
                theirs={line.grid.name: held.display_name if held else "空缺"},
                mine={line.grid.name: line.new_user.display_name if line.new_user else "空缺"},
            )


def apply_due(now: datetime | None = None) -> int:
    """Hand over the open work whose day has come, each in its own transaction, and close grids whose last day passed.

    Run nightly and harmless at any time: a hand-over is done once, also when two runs meet. One that fails waits for
    the next run and does not stop the others; its error is raised at the end. Returns how many were done."""
    moment = now or timezone.now()
    day = timezone.localdate(moment)
    done, failed = 0, None
    for waiting in Handover.objects.filter(done_at__isnull=True, due_on__lte=day).order_by("due_on", "pk"):
        try:
            done += _carry_out_recorded(waiting, moment)
        except Exception as error:
            failed = failed or error
    Grid.objects.filter(is_active=True, valid_to__lt=day).update(is_active=False)
    if failed is not None:
        raise failed
    return done


def _carry_out_recorded(waiting: Handover, moment: datetime) -> int:
    with transaction.atomic(), recorded_at_end():
        moved = carry_out(waiting, now=moment)
        if moved is None:
            return 0
        record(
            "grid.handover",
            actor=waiting.actor,
            subject_kind="grid",
            subject_id=waiting.grid_from_id,
            detail={"to_grid": waiting.grid_to_id, "to_user": waiting.new_user_id, "moved": moved},
            now=moment,
        )
        return 1
