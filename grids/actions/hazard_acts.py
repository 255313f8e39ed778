"""A hazard on its way: graded, ordered, put right, looked at again, handed to a department, closed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from grids.actions.hazards import (
    Uploads,
    keep_photos,
    note_rectified,
    prepare_all,
    refuse_long_general,
    settle,
)
from grids.choices_field import DepartmentAnswer, Grade, HazardState, Limit, ReferReason
from grids.engine import HAZARDS
from grids.models import Department, Hazard, HazardRound
from grids.referrals import Taken


def grade(
    hazard: Hazard,
    *,
    actor: User,
    grade: str,
    limit: str,
    reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """Say how grave it is and by when it must be gone. Refuses the longest limit for a general hazard, and a change
    without a reason."""
    with HAZARDS.step(hazard, "grade", actor=actor, version=version, now=now) as s:
        _set_grade(s, grade, limit, reason)
        s.move()
    return hazard


def regrade(
    hazard: Hazard,
    *,
    actor: User,
    grade: str,
    limit: str,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """Change grade or limit of what is ordered or handed on already; the notice printed before keeps its day.

    Refuses what grade refuses."""
    with HAZARDS.step(hazard, "regrade", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写一句为什么改")
        _set_grade(s, grade, limit, reason)
    return hazard


def _set_grade(s: Step[Hazard], grade: str, limit: str, reason: str) -> None:
    """A limit that was in force already and is changed counts anew from the change."""
    refuse_long_general(grade, limit)
    current = s.subject
    if (grade, limit) != (current.grade, current.limit) and not reason:
        raise RuleBroken("missing", "改了等级或时限，请写一句理由", field="reason")
    if limit != current.limit and current.state != HazardState.FOUND:
        s.set(counted_from=s.now)
    s.set(grade=Grade(grade).value, limit=Limit(limit).value)
    if reason:
        s.set(grade_reason=reason)
    s.say(reason)


def order(
    hazard: Hazard,
    *,
    actor: User,
    responsible: str,
    requirement: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """Order the responsible party, a unit or a role, to put it right; the notice can be printed (L20)."""
    with HAZARDS.step(hazard, "order", actor=actor, version=version, now=now) as s:
        need(responsible, "responsible", "请写由谁来整改，写单位或身份")
        need(requirement, "requirement", "请写要怎么整改")
        s.set_quietly(responsible=responsible)
        _order(s, responsible, requirement)
        s.move()
        s.say(requirement)
    return hazard


def _order(s: Step[Hazard], responsible: str, requirement: str) -> HazardRound:
    return HazardRound.objects.create(
        hazard=s.subject,
        number=s.subject.rounds.count() + 1,
        responsible=responsible,
        requirement=requirement,
        due_at=s.subject.due_at,
        ordered_at=s.now,
        ordered_by=s.actor,
    )


def rectify(
    hazard: Hazard,
    *,
    actor: User,
    what: str,
    after: Uploads = (),
    without_photo: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """Note that it was put right, with a photo after. Refuses a missing photo without a word why."""
    now = now or timezone.now()
    photos = prepare_all(after)
    with HAZARDS.step(hazard, "rectify", actor=actor, version=version, now=now) as s:
        need(what, "what", "请写一句怎么整改的")
        if not photos and not without_photo:
            raise RuleBroken("photo", "请拍一张整改后的照片；不方便拍的，写一句为什么", field="after")
        keep_photos(s.subject, photos, "after", actor, now)
        note_rectified(s, s.subject.rounds.latest("number"), actor, what, without_photo)
    return hazard


def recheck(
    hazard: Hazard,
    *,
    actor: User,
    passed: bool,
    text: str = "",
    limit: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """A second look by somebody else. Passed, a general hazard is closed and a major one waits for its closing; failed,
    it is ordered once more with a new limit. Refuses a failure without what is still wrong."""
    now = now or timezone.now()
    with transaction.atomic():
        with HAZARDS.step(hazard, "recheck", actor=actor, version=version, now=now) as s:
            current = s.subject.rounds.latest("number")
            current.rechecked_at, current.rechecked_by = s.now, actor
            current.passed, current.recheck_note = passed, text
            current.save(update_fields=["rechecked_at", "rechecked_by", "passed", "recheck_note"])
            s.say(text or ("复查合格" if passed else ""))
            if passed:
                _passed(s)
            else:
                _order_again(s, current, text, limit)
        if not passed:
            # The new limit began with the act; the notice for the responsible party names it.
            hazard.rounds.filter(rechecked_at=None).update(due_at=hazard.due_at)
    return hazard


def _passed(s: Step[Hazard]) -> None:
    if s.subject.grade == Grade.MAJOR:
        s.move(HazardState.RECHECKED)
        return
    s.set(closed_at=s.now)
    s.move(HazardState.CLOSED)


def _order_again(s: Step[Hazard], failed: HazardRound, text: str, limit: str) -> None:
    if not text:
        raise RuleBroken("missing", "复查不合格，请写还有什么没改好", field="text")
    limit = limit or s.subject.limit
    refuse_long_general(s.subject.grade, limit)
    s.set(limit=Limit(limit).value, counted_from=s.now, rectified_by=None)
    _order(s, failed.responsible or s.subject.responsible, f"复查不合格：{text}"[:300])
    s.move(HazardState.ORDERED)


def close(
    hazard: Hazard, *, actor: User, text: str = "", version: int | None = None, now: datetime | None = None
) -> Hazard:
    """Close a major hazard that passed its recheck (N8: not by who put it right)."""
    with HAZARDS.step(hazard, "close", actor=actor, version=version, now=now) as s:
        s.set(closed_at=s.now)
        s.move()
        s.say(text)
    return hazard


def refer(
    hazard: Hazard,
    *,
    actor: User,
    department: Department,
    reason: str,
    text: str = "",
    referred_on: date | None = None,
    referral_no: str = "",
    taken: Taken | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """Hand it to the department whose duty it is; the limit runs on, because the danger is still there. `taken` is what
    a higher app opened for it; without, a letter went out by hand.

    Refuses a department out of use, a day to come, and a reason that the hazard does not have."""
    with HAZARDS.step(hazard, "refer", actor=actor, version=version, now=now) as s:
        today = timezone.localdate(s.now)
        day = referred_on or today
        _refuse_bad_referral(s.subject, department, reason, day, today)
        if taken is not None:
            s.set(referral_kind=taken.kind, referral_id=taken.subject_id)
        s.set(
            referred_to=department,
            refer_reason=ReferReason(reason).value,
            referred_on=day,
            referral_no=(taken.number if taken else "") or referral_no,
        )
        s.move()
        s.say(f"移送{department}" + (f"：{text}" if text else ""))
    return hazard


def _refuse_bad_referral(hazard: Hazard, department: Department, reason: str, day: date, today: date) -> None:
    if not department.is_active:
        raise RuleBroken("department", f"{department}已经停用，请选别的部门", field="department")
    if day > today or day < timezone.localdate(hazard.found_at):
        raise RuleBroken("day", "移送日期在发现之后、今天以前", field="referred_on")
    if reason == ReferReason.MAJOR and hazard.grade != Grade.MAJOR:
        raise RuleBroken("reason", "这件定的是一般隐患。要按重大移送，先「定级」", field="reason")
    if reason == ReferReason.REFUSED and hazard.state != HazardState.ORDERED:
        raise RuleBroken("reason", "还没有责令整改，谈不上拒不整改。先「责令整改」", field="reason")


def referral_news(hazard: Hazard, *, text: str, now: datetime | None = None) -> Hazard:
    """How far the department is, told by the app that took the hazard over."""
    with HAZARDS.step(hazard, "referral_news", actor=None, now=now) as s:
        s.say(text)
    return hazard


def answer(
    hazard: Hazard,
    *,
    actor: User | None,
    outcome: str,
    text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Hazard:
    """What the department says: dealt with, so somebody looks again; or sent back, so it stays ours. `actor` None is
    the app that took it over."""
    with HAZARDS.step(hazard, "answer", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写部门怎么说的")
        last = s.subject.rounds.order_by("number").last()
        if outcome == DepartmentAnswer.DONE:
            open_round = last if last is not None and last.rectified_at is None else None
            current = open_round or HazardRound(hazard=s.subject, number=(last.number if last else 0) + 1)
            # The department did it, so whoever wrote it down may also look again.
            note_rectified(s, current, None, f"{s.subject.referred_to}：{text}"[:300], "部门办理")
            s.say(f"{s.subject.referred_to}已处理：{text}")
        else:
            s.move(HazardState.ORDERED if last is not None else HazardState.GRADED)
            s.say(f"{s.subject.referred_to}退回：{text}")
    return hazard


def dismiss(
    hazard: Hazard, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Hazard:
    """No hazard after all. Refuses the finder's own word: somebody else has looked."""
    with HAZARDS.step(hazard, "dismiss", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不算隐患")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return hazard


def chase(
    hazard: Hazard, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Hazard:
    """A word to whoever has it on the desk now."""
    with HAZARDS.step(hazard, "chase", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写要对方做什么")
        s.say(text)
    return hazard


def note(
    hazard: Hazard, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Hazard:
    """One more line on the timeline."""
    with HAZARDS.step(hazard, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写一句")
        s.say(text)
    return hazard


ACTIONS: dict[str, Callable[..., Any]] = {
    "answer": answer,
    "chase": chase,
    "close": close,
    "dismiss": dismiss,
    "grade": grade,
    "note": note,
    "order": order,
    "recheck": recheck,
    "rectify": rectify,
    "refer": refer,
    "regrade": regrade,
    "settle": settle,
}
