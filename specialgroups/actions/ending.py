"""Paused, reviewed, over. Whoever asks for the end does not confirm it; time needs nobody."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.clocks.models import DeadlineRule
from core.errors import RuleBroken
from core.flow.checks import need, not_before, not_future
from core.flow.engine import Step
from specialgroups import wall
from specialgroups.actions.helping import next_contact_day
from specialgroups.choices import EndReason, EnrollmentState
from specialgroups.flow import ERASE, RECORDS
from specialgroups.models import SupportEnrollment
from specialgroups.programmes import latest_end

S = EnrollmentState


def pause(
    row: SupportEnrollment, *, actor: User, on: date, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """Community detox rests while the person is detained (戒毒条例 art. 24). Only the day is kept."""
    with RECORDS.step(row, "pause", actor=actor, version=version, now=now) as s:
        not_future(on, "on", s.now, "中止日期")
        s.set_quietly(paused_on=on, next_contact_on=None)
        s.move()
    return row


def resume(
    row: SupportEnrollment,
    *,
    actor: User,
    due_end_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """The course runs on, to the day that the police's paper gives."""
    with RECORDS.step(row, "resume", actor=actor, version=version, now=now) as s:
        today = timezone.localdate(s.now)
        not_before(due_end_on, today, "due_end_on", "到期日期要在今天或以后")
        rested = today - (s.subject.paused_on or today)
        if due_end_on > latest_end(s.subject.programme, s.subject.start_on) + rested:
            raise RuleBroken("too_long", "比最长期限加上中止的天数还长，请照文书核对", field="due_end_on")
        s.set_quietly(due_end_on=due_end_on, paused_on=None)
        s.set_quietly(next_contact_on=next_contact_day(s.subject, today, today))
        s.move()
    return row


def review(
    row: SupportEnrollment, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """The family still wants help: twelve months more, from today."""
    with RECORDS.step(row, "review", actor=actor, version=version, now=now) as s:
        longer = latest_end(s.subject.programme, timezone.localdate(s.now))
        if longer <= s.subject.due_end_on:
            raise RuleBroken("early", "今天已经复核过，不用再续")
        s.set_quietly(due_end_on=longer)
    return row


def ask_end(
    row: SupportEnrollment,
    *,
    actor: User,
    reason: str,
    on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """Put forward that it is over, and why; another person confirms."""
    with RECORDS.step(row, "ask_end", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请选结束原因")
        if reason not in s.subject.terms.ends:
            raise RuleBroken("reason", "本项目没有这种结束原因", field="reason")
        not_future(on, "on", s.now, "结束日期")
        not_before(on, s.subject.start_on, "on", "结束日期早于开始日期")
        s.set_quietly(
            asked_end_by=actor, end_reason=reason, ended_on=on, resumes_as=s.from_state, next_contact_on=None
        )
        s.move()
    return row


def end(
    row: SupportEnrollment, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """Over: out of every list from this moment; the days to seal and to erase begin."""
    with RECORDS.step(row, "end", actor=actor, version=version, now=now) as s:
        _over(s)
    return row


def _over(s: Step[SupportEnrollment]) -> None:
    rule = DeadlineRule.objects.current().get(code=ERASE)
    until = timezone.localdate(s.now) + timedelta(days=int(rule.length or 0))
    s.set_quietly(retention_until=until, next_contact_on=None, glass_user=None, glass_until=None)
    s.move()


def keep(
    row: SupportEnrollment, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """It is not over: back to where it was, in touch again within the week."""
    with RECORDS.step(row, "keep", actor=actor, version=version, now=now) as s:
        back = S(s.subject.resumes_as)
        today = timezone.localdate(s.now)
        s.set_quietly(asked_end_by=None, end_reason="", ended_on=None, resumes_as="")
        if back == S.ACTIVE:
            s.set_quietly(next_contact_on=min(today + timedelta(days=7), max(today, s.subject.due_end_on)))
        s.move(back)
    return row


def expire(row: SupportEnrollment | int, *, now: datetime | None = None) -> None:
    """The course ran out: nobody has to do anything for it to end (社区矫正法 art. 44, 戒毒条例 art. 23)."""
    with wall.as_job(now), RECORDS.step(row, "expire", actor=None, now=now) as s:
        if s.subject.state != S.ENDING:
            s.set_quietly(end_reason=EndReason.EXPIRED.value, ended_on=timezone.localdate(s.now))
        _over(s)
