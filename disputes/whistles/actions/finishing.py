"""Looked at on the spot, sent back or rated, and closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.files.photos import Photo
from core.flow.checks import need
from core.flow.engine import Step
from disputes.choices import Satisfaction
from disputes.models import Whistle, WhistleCheck, WhistleRating, WhistleUnit
from disputes.whistles import origins
from disputes.whistles.actions.following import day_anew
from disputes.whistles.choices import Side, UnitState, WhistleState
from disputes.whistles.facts import CHECK_KIND, facts, forget
from disputes.whistles.flow import UNITS, WHISTLES, hold

Uploads = Sequence["UploadedFile[Any] | Photo"]


def check(
    whistle: Whistle,
    *,
    actor: User,
    passed: bool,
    text: str,
    photos: Uploads = (),
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """Somebody of the grid or the community looked on the spot, with pictures, whether it is done."""
    with WHISTLES.step(whistle, "check", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写现场看到的情况")
        row = WhistleCheck.objects.create(
            whistle=s.subject, round=s.subject.rework_count, passed=passed, text=text, by=actor, at=s.now
        )
        for one in photos:
            attach_photo(
                one, subject_kind=CHECK_KIND, subject_id=row.pk, actor=actor, purpose="after", now=s.now
            )
        s.move()
        s.say(f"{'办好了' if passed else '没办好'}：{text}")
    return whistle


def rework(
    whistle: Whistle,
    *,
    actor: User,
    reason: str,
    units: Sequence[int] = (),
    result_by: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """Back to the lead, and to the assisting units named, with a fresh limit for the result (返工)."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "rework", actor=actor, version=version, now=now) as s:
            need(reason, "reason", "请写哪里没办好、要怎么办")
            day = day_anew(s.subject, result_by, now)
            s.set(rework_count=s.subject.rework_count + 1, result="", result_by=day)
            s.move()
            s.say(reason)
        answered = WhistleUnit.objects.filter(whistle=whistle, state=UnitState.ANSWERED)
        for unit in answered.order_by("pk"):
            if unit.is_lead or unit.pk in units:
                with UNITS.step(unit, "send_back", actor=actor, now=now) as back:
                    back.set(answered_at=None)
                    back.move()
                    back.say(reason)
    return whistle


def resume_work(
    whistle: Whistle, *, actor: User, note: str = "", version: int | None = None, now: datetime | None = None
) -> Whistle:
    """The lead takes the matter up again, after a rework or after it went to the upper level."""
    with WHISTLES.step(whistle, "resume_work", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(note)
    return whistle


def explain_missing(
    whistle: Whistle, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Whistle:
    """The lead says why the matter does not wait for a unit that has not answered (D5)."""
    with WHISTLES.step(whistle, "explain_missing", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不等没反馈的单位")
        s.set(missing_reason=reason)
        s.say(reason)
    return whistle


def rate_street(
    whistle: Whistle, *, actor: User, version: int | None = None, now: datetime | None = None, **said: Any
) -> Whistle:
    """The street's three answers."""
    with WHISTLES.step(whistle, "rate_street", actor=actor, version=version, now=now) as s:
        _rate(s, Side.STREET, actor, **said)
    return whistle


def rate_community(
    whistle: Whistle, *, actor: User, version: int | None = None, now: datetime | None = None, **said: Any
) -> Whistle:
    """The community's three answers."""
    with WHISTLES.step(whistle, "rate_community", actor=actor, version=version, now=now) as s:
        _rate(s, Side.COMMUNITY, actor, **said)
    return whistle


def rate_resident(
    whistle: Whistle,
    *,
    actor: User | None = None,
    version: int | None = None,
    now: datetime | None = None,
    **said: Any,
) -> Whistle:
    """The resident's: by themselves on the receipt page (`actor` None), or as told to who looked on the spot."""
    with WHISTLES.step(whistle, "rate_resident", actor=actor, version=version, now=now) as s:
        _rate(s, Side.RESIDENT, actor, **said)
    return whistle


def _rate(
    s: Step[Whistle],
    side: Side,
    actor: User | None,
    *,
    satisfaction: str,
    responded: bool | None = None,
    solved: bool | None = None,
    note: str = "",
) -> None:
    """One side's answers; when it was the last side the whistle is rated."""
    need(satisfaction, "satisfaction", "请选满意不满意")
    answered = satisfaction not in (Satisfaction.NOT_REACHED, Satisfaction.NO_ANSWER)
    if side != Side.RESIDENT and not answered:
        raise RuleBroken("missing", "街道和社区要自己评价", field="satisfaction")
    if answered:
        need(responded, "responded", "请选响应及时不及时")
        need(solved, "solved", "请选问题解决没有")
    WhistleRating.objects.create(
        whistle=s.subject,
        side=side,
        round=s.subject.rework_count,
        responded=responded if answered else None,
        solved=solved if answered else None,
        satisfaction=satisfaction,
        note=note,
        by=actor,
        at=s.now,
    )
    forget(s.subject)
    if not facts(s.subject).sides_missing:
        s.move(WhistleState.RATED)
    # The answers alone: what a resident adds in words is read on the page, not in the timeline.
    s.say(f"{side.label}：{Satisfaction(satisfaction).label}{'，没解决' if solved is False else ''}")


def close(
    whistle: Whistle,
    *,
    actor: User,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """办结: all rated, all units answered or the lead's reason given. The origin reads it and closes by itself (D8)."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "close", actor=actor, version=version, now=now) as s:
            _end(s, public_text)
        _drop_silent(whistle, actor, now)
        _tell_end(whistle, "办结", public_text, now)
    return whistle


def close_on_account(
    whistle: Whistle,
    *,
    actor: User,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Whistle:
    """After three reviews without a way to solve it: closed, with the reason that was published."""
    now = now or timezone.now()
    with transaction.atomic():
        hold(whistle)
        with WHISTLES.step(whistle, "close_on_account", actor=actor, version=version, now=now) as s:
            s.set(result="on_account")
            _end(s, public_text)
        _drop_silent(whistle, actor, now)
        _tell_end(whistle, "挂账办结", public_text, now)
    return whistle


def _end(s: Step[Whistle], public_text: str) -> None:
    need(public_text, "public_text", "请写一句告诉居民的结果")
    s.set(closed_at=s.now)
    s.move()
    s.say(public_text, public=public_text[:200])


def _drop_silent(whistle: Whistle, actor: User, now: datetime) -> None:
    """Units that never answered are not waited for; their clocks end as missed."""
    for unit in WhistleUnit.objects.filter(whistle=whistle, state__in=_SILENT).order_by("pk"):
        with UNITS.step(unit, "drop", actor=actor, now=now) as s:
            s.move()
            s.say(whistle.missing_reason or whistle.account_reason)


_SILENT = (UnitState.PENDING, UnitState.SIGNED, UnitState.OBJECTED, UnitState.CONTACTED, UnitState.ARRIVED)


def _tell_end(whistle: Whistle, words: str, public: str, now: datetime) -> None:
    text = f"吹哨{whistle.no}{words}：{public}"
    whistle.refresh_from_db()
    origins.ended(whistle, text, public=public, now=now)
