"""A hazard is found: told in one go from the stairwell, graded by the checklist, perhaps put right on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.files.photos import Photo, prepare_photo
from core.files.selectors import photos_of
from core.flow.checks import need
from core.flow.engine import Step
from core.papers.numbers import take_number
from core.replay.coming import ComingPhoto
from core.replay.recorded import plausible
from grids import policies_field
from grids.actions.patrols import tick
from grids.choices import AreaLevel
from grids.choices_field import Grade, HazardSource, HazardState, Limit, PointResult
from grids.engine import HAZARDS, KIND
from grids.grading import Suggestion, suggest
from grids.models import Area, ChecklistItem, Grid, Hazard, HazardCheck, HazardRound, PatrolPoint
from grids.scope import Scope
from grids.selectors.picking import places_of_grid

Uploads = Sequence["UploadedFile[Any] | Photo"]
# The item of the checklist that says nothing by itself.
UNNAMED = "other.other"


@dataclass(frozen=True)
class Finding:
    """What a form, an inspection or the phone's queue knows of a hazard. Place and item are enough."""

    place: Area
    item: ChecklistItem
    title: str = ""
    summary: str = ""
    place_detail: str = ""
    source: str = HazardSource.PATROL
    point: PatrolPoint | None = None
    check_up: HazardCheck | None = None
    danger: str = ""
    called: bool = False
    grade: str = ""
    limit: str = ""
    grade_reason: str = ""
    recorded_at: datetime | None = None
    is_demo: bool = False

    @property
    def advice(self) -> Suggestion:
        return suggest(self.item, self.danger)


def report_hazard(
    finding: Finding, *, actor: User, photos: Uploads = (), now: datetime | None = None
) -> Hazard:
    """Give the hazard its number and its limit, tell who must act (J16). Found at a point of a route, the point is
    ticked off with it.

    The limit counts from when it was noted (≤72 h back). Refuses a place outside the person's posts, danger without a
    call, and a grade other than the suggested one without a reason."""
    now = now or timezone.now()
    chosen = _grade_of(finding)
    _refuse_bad_finding(finding, actor)
    prepared = prepare_all(photos)
    found_at = plausible(finding.recorded_at, now)
    with transaction.atomic():
        hazard = _new_hazard(finding, chosen, actor, found_at, now)
        keep_photos(hazard, prepared, "before", actor, now)
        if finding.point is not None:
            tick(finding.point, PointResult.FOUND, actor=actor, at=found_at, now=now, hazard=hazard)
        with HAZARDS.step(hazard, "report", actor=actor, now=now) as s:
            s.move(HazardState.GRADED if _is_settled(finding, chosen, actor, hazard) else HazardState.FOUND)
            s.say(finding.summary)
            s.detail["no"] = hazard.no
    return hazard


def _grade_of(finding: Finding) -> tuple[Grade, Limit]:
    """The suggested grade and limit unless the finder says otherwise with a reason."""
    advice = finding.advice
    chosen = Grade(finding.grade or advice.grade), Limit(finding.limit or advice.limit)
    if chosen != (advice.grade, advice.limit) and not finding.grade_reason:
        raise RuleBroken(
            "missing", f"建议定为{advice.grade.label}：{advice.why}。要改，请写一句理由", field="grade_reason"
        )
    refuse_long_general(*chosen)
    return chosen


def refuse_long_general(grade: str, limit: str) -> None:
    if grade != Grade.MAJOR and limit == Limit.MAJOR:
        raise RuleBroken("limit", "最长的时限只给重大隐患，请选短一些的", field="limit")


def _is_settled(finding: Finding, chosen: tuple[Grade, Limit], actor: User, hazard: Hazard) -> bool:
    """Nobody has to grade it again: found by who may, or general both by the list and by the finder."""
    if policies_field.orders(Scope.of(actor), hazard):
        return True
    return Grade.MAJOR not in (chosen[0], finding.advice.grade)


def _refuse_bad_finding(finding: Finding, actor: User) -> None:
    refuse_elsewhere(finding.place, actor)
    if not finding.item.is_active:
        raise RuleBroken("item.retired", "这一类已经停用，请换一类", field="item")
    if finding.item.code == UNNAMED and not (finding.title or finding.summary):
        raise RuleBroken("missing", "选了「其他」，请写一句是什么隐患", field="summary")
    if (finding.danger or finding.item.danger) and not finding.called:
        raise RuleBroken("call_first", "有危险先打电话、先让人离开，打了再提交", field="called")


def refuse_elsewhere(place: Area, actor: User) -> None:
    """Any place of the communities one serves: people meet things next door too. Refuses the rest."""
    scope = Scope.of(actor)
    if not policies_field.finds(scope):
        raise NotAllowed("role", "你的岗位不登记隐患。请告诉所在社区，由社区登记")
    if place.level not in (AreaLevel.BUILDING, AreaLevel.ESTATE):
        raise RuleBroken("place", "请选到楼栋；找不到就选小区", field="place")
    if policies_field.at_street(scope):
        return
    if place.community_id not in scope.community_ids | scope.grid_community_ids:
        raise NotAllowed("place", "这个地点不在你的社区，请换楼栋，或请那边的网格员登记")


def grid_of(place: Area, actor: User, point: PatrolPoint | None, now: datetime) -> Grid | None:
    """The grid that serves the place; for a whole estate the finder's own, if it has houses there."""
    if point is not None:
        return point.route.grid
    if place.level == AreaLevel.BUILDING:
        return Grid.for_building(place.pk, on=timezone.localdate(now))
    own = Grid.objects.filter(pk__in=Scope.of(actor).grid_ids).order_by("pk")
    return next((grid for grid in own if places_of_grid(grid).filter(pk=place.pk).exists()), None)


def _new_hazard(
    finding: Finding, chosen: tuple[Grade, Limit], actor: User, found_at: datetime, now: datetime
) -> Hazard:
    year = timezone.localdate(now).year
    serial = take_number(settings.HAZARD_SERIES, year=year)
    danger = finding.danger or finding.item.danger
    return Hazard.objects.create(
        state=HazardState.FOUND,
        year=year,
        serial=serial,
        no=f"{year}-{serial:04d}",
        item=finding.item,
        title=finding.title or finding.item.name,
        summary=finding.summary,
        place=finding.place,
        place_detail=finding.place_detail,
        community=finding.place.community or finding.place,
        grid=grid_of(finding.place, actor, finding.point, now),
        source=finding.source,
        check_up=finding.check_up,
        danger=danger,
        called_at=found_at if danger else None,
        found_at=found_at,
        grade=chosen[0],
        limit=chosen[1],
        grade_reason=finding.grade_reason or finding.advice.why,
        counted_from=found_at,
        created_by=actor,
        created_at=now,
        is_demo=finding.is_demo,
    )


def settle(
    hazard: Hazard,
    *,
    actor: User,
    what: str,
    before: Uploads = (),
    after: Uploads = (),
    without_photo: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """「我已处理」: put right where it was found, shown by a photo before and one after; somebody else looks again.

    Refuses a major hazard, and missing photos without a word why."""
    now = now or timezone.now()
    kept = {"before": prepare_all(before), "after": prepare_all(after)}
    with HAZARDS.step(hazard, "settle", actor=actor, version=version, now=now) as s:
        need(what, "what", "请写一句怎么处理的")
        seen = bool(kept["before"]) or photos_of(KIND, s.subject.pk).filter(purpose="before").exists()
        if not without_photo and not (seen and kept["after"]):
            word = "处理后" if seen else "处理前"
            raise RuleBroken(
                "photo",
                f"请拍一张{word}的照片；不方便拍的，写一句为什么",
                field="after" if seen else "before",
            )
        for purpose, uploads in kept.items():
            keep_photos(s.subject, uploads, purpose, actor, now)
        number = s.subject.rounds.count() + 1
        note_rectified(s, HazardRound(hazard=s.subject, number=number), actor, what, without_photo)
    return hazard


def note_rectified(
    s: Step[Hazard], current: HazardRound, by: User | None, what: str, without_photo: str = ""
) -> None:
    """What was done and by whom of us, on the round and on the hazard, which now waits for a second look."""
    current.rectified_at, current.rectified_by = s.now, by
    current.what, current.without_photo = what, without_photo
    current.save()
    s.set(rectified_by=by)
    s.move(HazardState.RECTIFIED)
    s.say(what + (f"（没有照片：{without_photo}）" if without_photo else ""))


def prepare_all(uploads: Uploads) -> list[Photo | ComingPhoto]:
    """Checked and re-encoded before any lock is taken."""
    return [one if isinstance(one, Photo | ComingPhoto) else prepare_photo(one) for one in uploads]


def keep_photos(
    hazard: Hazard, photos: Sequence[Photo | ComingPhoto], purpose: str, actor: User, now: datetime
) -> None:
    """Hang photos on the hazard within the act they belong to."""
    for photo in photos:
        attach_photo(photo, subject_kind=KIND, subject_id=hazard.pk, actor=actor, purpose=purpose, now=now)
