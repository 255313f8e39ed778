"""Walking a route: one tap a point, the day's log. Only what the worker taps is kept, for ninety days (domain.md H6).

No ledger line and no timeline tells of a single point: those last for ever, and nobody's steps may. The ledger gets one
line a day and grid, that a patrol began."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo, erase_photos
from core.files.photos import Photo, prepare_photo
from core.replay.coming import ComingPhoto
from core.replay.recorded import plausible
from grids.actions.patrol_days import count_day
from grids.choices import GRID_ROLES
from grids.choices_field import PointResult
from grids.models import Grid, Hazard, HazardCheck, Patrol, PatrolCheck, PatrolPoint
from grids.scope import Scope

KIND = "patrol_check"
Uploads = Sequence["UploadedFile[Any] | Photo"]


def check_point(
    point: PatrolPoint,
    *,
    actor: User,
    note: str = "",
    photos: Uploads = (),
    recorded_at: datetime | None = None,
    now: datetime | None = None,
) -> PatrolCheck:
    """Tick a point off as all right, with a word and photos of the place if there is something to say.

    A second tick of the same day changes nothing but adds word and photos. Refuses whoever does not serve the grid on
    that day, and a retired point."""
    now = now or timezone.now()
    prepared = [one if isinstance(one, Photo | ComingPhoto) else prepare_photo(one) for one in photos]
    with transaction.atomic():
        check, begun = tick(point, PointResult.FINE, actor=actor, at=plausible(recorded_at, now), now=now)
        if note:
            check.note = note
            check.save(update_fields=["note"])
        for photo in prepared:
            attach_photo(photo, subject_kind=KIND, subject_id=check.pk, actor=actor, purpose="proof", now=now)
        if begun:
            record_patrol(check.patrol, actor, now)
    return check


def tick(
    point: PatrolPoint,
    result: str,
    *,
    actor: User,
    at: datetime,
    now: datetime,
    hazard: Hazard | None = None,
    inspection: HazardCheck | None = None,
) -> tuple[PatrolCheck, bool]:
    """The row of a point and the grid's count, without the ledger, for acts that lock more rows. Says whether the
    day's patrol begins with it."""
    day, grid = timezone.localdate(at), point.route.grid
    _refuse_strangers(actor, grid, day)
    if not point.is_active:
        raise RuleBroken("point.retired", f"「{point}」已经不在路线上，请刷新页面看现在的路线")
    patrol, begun = Patrol.objects.get_or_create(
        grid=grid, worker=actor, day=day, defaults={"is_demo": point.route.is_demo}
    )
    patrol = Patrol.objects.select_for_update(no_key=True).get(pk=patrol.pk)
    check, fresh = PatrolCheck.objects.get_or_create(
        patrol=patrol, point=point, defaults={"at": at, "received_at": now, "result": result}
    )
    found = result == PointResult.FOUND
    if (found and check.result != result) or hazard is not None or inspection is not None:
        check.result = result if found else check.result
        check.hazard, check.inspection = hazard or check.hazard, inspection or check.inspection
        check.save(update_fields=["result", "hazard", "inspection"])
    if fresh:
        count_day(grid, day)
    return check, begun


def _refuse_strangers(actor: User, grid: Grid, day: date) -> None:
    """Only one's own steps: the worker or leader of the grid on that day, substitutes included."""
    if grid.pk not in Scope.of(actor, on=day).grids_as(*GRID_ROLES):
        raise NotAllowed("patrol.not_yours", f"{grid}的巡查由本网格的网格员来记")


def record_patrol(patrol: Patrol, actor: User, now: datetime) -> None:
    """The ledger's one line of the day; after all row locks."""
    detail = {"day": patrol.day.isoformat()}
    record(
        "patrol.begin", actor=actor, subject_kind="grid", subject_id=patrol.grid_id, detail=detail, now=now
    )


def undo_check(check: PatrolCheck, *, actor: User, now: datetime | None = None) -> None:
    """Take back a tap of today. Refuses somebody else's, an earlier day's, and one that a hazard or an inspection
    hangs on."""
    now = now or timezone.now()
    with transaction.atomic():
        patrol = Patrol.objects.select_for_update(no_key=True).select_related("grid").get(pk=check.patrol_id)
        if patrol.worker_id != actor.pk:
            raise NotAllowed("patrol.not_yours", "只能撤回自己记的")
        if patrol.day != timezone.localdate(now):
            raise RuleBroken("patrol.day_over", "当天的才能撤回")
        if check.hazard_id or check.inspection_id:
            raise RuleBroken("patrol.has_hazard", "这个点位已经报了隐患或做了检查，不能撤回")
        erase_photos(KIND, [check.pk])
        check.delete()
        count_day(patrol.grid, patrol.day)


def write_log(
    grid: Grid, *, actor: User, weather: str = "", note: str = "", now: datetime | None = None
) -> Patrol:
    """Weather and a few words for the day's log (L19). Refuses whoever does not serve the grid today."""
    now = now or timezone.now()
    day = timezone.localdate(now)
    _refuse_strangers(actor, grid, day)
    with transaction.atomic():
        patrol, begun = Patrol.objects.get_or_create(
            grid=grid, worker=actor, day=day, defaults={"is_demo": grid.is_demo}
        )
        Patrol.objects.filter(pk=patrol.pk).update(weather=weather, note=note)
        if begun:
            record_patrol(patrol, actor, now)
    patrol.refresh_from_db()
    return patrol
