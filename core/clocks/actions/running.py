"""Clocks: start, stop, pause, resume, extend, cancel, take up again. Called by the actions of the apps above.

They run inside the caller's transaction, after it locked its subject row. Every one first takes the shared
calendar lock, then the clock row: that order is the same everywhere (store.py says why it must be). An act that sets
several takes them into one Hand first and passes it on: then both locks are there and nothing is read twice.
"""

from datetime import datetime

from core.accounts.models import User
from core.clocks import counting
from core.clocks.calendar import WorkCalendar
from core.clocks.choices import Unit
from core.clocks.counting import Pause, Sum
from core.clocks.hand import Hand, take
from core.clocks.models import Clock, DeadlineRule
from core.clocks.plan import yellow_from
from core.clocks.store import hold_calendar, load_calendar
from core.clocks.timing import DUE_FIELDS, lengthen, next_moment, take_due
from core.clocks.words import ZONE, day_zh, format_due
from core.errors import RuleBroken


def start_clock(
    code: str,
    *,
    subject_kind: str,
    subject_id: int,
    now: datetime,
    at: datetime | None = None,
    due_at: datetime | None = None,
    urgent: bool = False,
    hand: Hand | None = None,
) -> Clock:
    """Start the duty `code` for a subject and work out when it is due and when it will remind.

    `at` is when the period began, if that was before now. `due_at` is for rules whose end is agreed or
    ordered. `urgent` takes the shorter length of the rule where it has one. Refuses a second live clock of the
    same code for the subject. Into a `hand` of the caller's it is put unstored: the caller writes what the hand holds."""
    given, hand = hand, hand or take(subject_kind, subject_id)
    rule = hand.rule(code)
    if any(clock.code == code for clock in hand.running):
        raise RuleBroken("clocks.running", f"「{rule.title}」的时限已经在走了")
    calendar = hand.calendar
    started_at = at or now
    total = _sum_of(rule, started_at, due_at, calendar, urgent=urgent)
    clock = Clock(
        subject_kind=subject_kind,
        subject_id=subject_id,
        rule=rule,
        code=code,
        urgent=urgent and rule.urgent_length is not None,
        started_at=started_at,
        due_at=total.due_at,
        nominal_on=total.due.nominal_on,
        yellow_at=yellow_from(started_at, total.due_at, calendar),
        period=total.due_at - started_at,
        calendar_provisional=total.provisional,
        explanation=[total.in_words()],
    )
    clock.next_fire_at = next_moment(clock, calendar)
    hand.clocks.append(clock)
    if given is None:
        hand.write()
    return clock


def _sum_of(
    rule: DeadlineRule, at: datetime, due_at: datetime | None, calendar: WorkCalendar, *, urgent: bool
) -> Sum:
    span = rule.span(urgent=urgent)
    if span.unit != Unit.GIVEN:
        return counting.count(span, at, calendar)
    if due_at is None:
        raise ValueError(f"the rule {rule.code} needs the due time that was agreed")
    if due_at < at:
        raise RuleBroken(
            "clocks.due_before_start", "约定的日期早于开始的时间，请改成以后的日期", field="due_at"
        )
    return counting.given(span, at, due_at)


def stop_clock(clock: Clock, *, now: datetime, met: bool = True, hand: Hand | None = None) -> Clock:
    """The duty is over. `met` says whether it was done; done after the due time is late all the same.

    A paused clock first gets its pause back. A clock that has ended already stays as it is."""
    _hold(clock, hand)
    if not clock.is_live:
        return clock
    if clock.paused_at is not None:
        _give_back_pause(clock, now, _calendar(hand))
    clock.stopped_at, clock.met = now, met and now <= clock.due_at
    _silence(clock)
    clock.save(update_fields=[*DUE_FIELDS, *_PAUSE_FIELDS, "stopped_at", "met", "moved_at"])
    return clock


def cancel_clock(clock: Clock, *, now: datetime, hand: Hand | None = None) -> Clock:
    """The duty was never owed, or another one took its place: it counts neither as met nor as missed."""
    _hold(clock, hand)
    if clock.is_live:
        clock.cancelled_at = now
        _silence(clock)
        clock.save(update_fields=["cancelled_at", "next_fire_at", "moved_at"])
    return clock


def pause_clock(
    clock: Clock, *, now: datetime, review_at: datetime | None = None, hand: Hand | None = None
) -> Clock:
    """Time stops counting. At `review_at` the handler is reminded (point kind review), once.

    Refuses a rule that may not pause (a statutory period runs on), a second pause, and an ended clock."""
    _hold(clock, hand)
    _refuse_ended(clock)
    if not clock.rule.pausable:
        raise RuleBroken("clocks.not_pausable", f"「{clock.rule.title}」不能暂停，时限照常计算")
    if clock.paused_at is not None:
        raise RuleBroken("clocks.paused", "这个时限已经暂停了")
    clock.paused_at, clock.review_at, clock.next_fire_at = now, review_at, review_at
    clock.save(update_fields=["paused_at", "review_at", "next_fire_at"])
    return clock


def resume_clock(clock: Clock, *, now: datetime, hand: Hand | None = None) -> Clock:
    """Time counts again; the due time moves by what the pause took. Refuses a clock that is not paused."""
    _hold(clock, hand)
    _refuse_ended(clock)
    if clock.paused_at is None:
        raise RuleBroken("clocks.not_paused", "这个时限没有暂停，不用恢复")
    calendar = _calendar(hand)
    _give_back_pause(clock, now, calendar)
    clock.next_fire_at = next_moment(clock, calendar)
    clock.save(update_fields=[*DUE_FIELDS, *_PAUSE_FIELDS])
    return clock


def revive_clock(clock: Clock, *, now: datetime) -> Clock:
    """A stopped duty is owed again under its old limit: sending a case back gives nobody new time."""
    _hold(clock)
    if clock.stopped_at is None:
        raise RuleBroken("clocks.not_stopped", "这个时限没有停，不用接着算")
    if Clock.objects.live().of(clock.subject_kind, clock.subject_id).filter(code=clock.code).exists():
        raise RuleBroken("clocks.running", f"「{clock.rule.title}」的时限已经在走了")
    clock.stopped_at, clock.met = None, None
    clock.next_fire_at = next_moment(clock, load_calendar())
    _tell(clock, now, f"接着算，截止仍是{_due_words(clock, now)}")
    clock.save(update_fields=["stopped_at", "met", "next_fire_at", "explanation"])
    return clock


def extend_clock(clock: Clock, *, days: int, actor: User, reason: str, now: datetime) -> Clock:
    """Add days: working days where the rule counts those, else calendar days.

    Refuses after expiry, above the rule's own maximum, and where the rule knows no extension. Who approves
    is the caller's policy; the caller also writes the audit line, because it still has rows to lock."""
    _hold(clock)
    _refuse_ended(clock)
    most = clock.rule.max_extension_days - clock.extended_days
    if clock.rule.max_extension_days == 0:
        raise RuleBroken("clocks.no_extension", f"「{clock.rule.title}」不能延长", field="days")
    if now > clock.due_at:
        raise RuleBroken("clocks.too_late", "已经到期，不能再延长。要在到期之前提出", field="days")
    if not 1 <= days <= most:
        words = f"最多还能延长{most}天" if most else "已经延长到最多天数，不能再延"
        raise RuleBroken("clocks.extension_too_long", words, field="days")
    calendar = load_calendar()
    lengthen(clock, counting.extend(clock.span, _due_of(clock), days, calendar), calendar, now)
    clock.extended_days += days
    clock.next_fire_at = next_moment(clock, calendar)
    unit = "个工作日" if clock.span.unit in (Unit.WD, Unit.WORK_HOUR) else "天"
    _tell(clock, now, f"{actor.display_name}延长{days}{unit}（{reason}），截止{_due_words(clock, now)}")
    clock.save(update_fields=[*DUE_FIELDS, "extended_days"])
    return clock


_PAUSE_FIELDS = ("paused_at", "review_at", "paused_total", "pauses")


def _hold(clock: Clock, hand: Hand | None = None) -> None:
    """Lock the row and read it again: what the caller holds may be old, unless it lies in a hand."""
    if hand is not None and any(clock is one for one in hand.clocks):
        hand.write()
        return
    hold_calendar()
    clock.refresh_from_db(
        from_queryset=Clock.objects.select_for_update(of=("self",), no_key=True).select_related("rule")
    )


def _calendar(hand: Hand | None) -> WorkCalendar:
    return hand.calendar if hand is not None else load_calendar()


def _refuse_ended(clock: Clock) -> None:
    if not clock.is_live:
        raise RuleBroken("clocks.ended", "这个时限已经结束了")


def _silence(clock: Clock) -> None:
    clock.next_fire_at = clock.moved_at = None


def _due_of(clock: Clock) -> counting.Due:
    return counting.Due(clock.due_at, clock.nominal_on, clock.calendar_provisional)


def _give_back_pause(clock: Clock, now: datetime, calendar: WorkCalendar) -> None:
    since = clock.paused_at
    if since is None:
        return
    pause = Pause(since, max(now, since))
    take_due(clock, counting.shift(clock.span, _due_of(clock), pause, calendar), calendar)
    clock.pauses = [*clock.pauses, [pause.since.isoformat(), pause.until.isoformat()]]
    clock.paused_total += pause.until - pause.since
    clock.paused_at = clock.review_at = None
    day = pause.since.astimezone(ZONE).date()
    _tell(clock, now, f"{day_zh(day, this_year=now.year)}起停算的时间补回，截止{_due_words(clock, now)}")


def _due_words(clock: Clock, now: datetime) -> str:
    return format_due(clock.due_at, this_year=now.year)


def _tell(clock: Clock, now: datetime, sentence: str) -> None:
    """One more line under the sum: every change of a due time stays readable."""
    day = day_zh(now.astimezone(ZONE).date())
    clock.explanation = [*clock.explanation, f"{day}：{sentence}。"]
