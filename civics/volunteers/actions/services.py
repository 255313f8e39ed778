"""Who comes, how long they served, and what the hours are worth."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from civics.credits.actions import adjust, earn, hold_for_earning
from civics.models import ServiceRecord, Volunteer, VolunteerActivity
from civics.volunteers.choices import Grade, RecordState
from civics.volunteers.door import is_right
from civics.volunteers.flow import ACTIVITIES
from civics.volunteers.guards import why_not_fit
from core.accounts.models import User
from core.audit.actions import recorded_at_end
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step

R = RecordState
# More than a day at one activity is a slip of the pen.
MOST_HOURS = Decimal(24)
NOT_THE_CODE = "签到码不对或已经换了，请看现场屏幕上的六位数字"


def sign_up(
    row: VolunteerActivity, *, actor: User | None, volunteer: Volunteer, version: int | None = None,
    now: datetime | None = None,
) -> ServiceRecord:  # fmt: skip
    """Take a place. The activity is locked, so the last place is given once; refuses whom the task does not suit."""
    with ACTIVITIES.step(row, "sign_up", actor=actor, version=version, now=now) as s:
        # As they are now, not as the page found them.
        volunteer.refresh_from_db(fields=["state", "birth_year"])
        if why := why_not_fit(volunteer, s.subject, s.now):
            raise RuleBroken("unfit", why, field="volunteer")
        record, _ = ServiceRecord.objects.update_or_create(
            activity=s.subject,
            volunteer=volunteer,
            defaults={"state": R.SIGNED, "signed_at": s.now, "by_hand": actor is not None},
        )
        s.say(f"{volunteer.no}报名")
    return record


def _record(s: Step[VolunteerActivity], volunteer: Volunteer, *states: str) -> ServiceRecord:
    found = s.subject.records.filter(volunteer=volunteer, state__in=states).first()
    if found is None:
        raise RuleBroken("none", f"{volunteer.no}没有报名，或已经办过这一步", field="volunteer")
    return found


def sign_off(
    row: VolunteerActivity, *, actor: User | None, volunteer: Volunteer, version: int | None = None,
    now: datetime | None = None,
) -> ServiceRecord:  # fmt: skip
    """Give the place back to others."""
    with ACTIVITIES.step(row, "sign_off", actor=actor, version=version, now=now) as s:
        record = _record(s, volunteer, R.SIGNED)
        record.state = R.WITHDRAWN
        record.save(update_fields=["state"])
        s.say(f"{volunteer.no}退出报名")
    return record


def _at_the_door(s: Step[VolunteerActivity], actor: User | None, code: str) -> bool:
    """By the code of the minute, or by the organiser's hand."""
    if actor is None and not is_right(s.subject, code, s.now):
        raise RuleBroken("code", NOT_THE_CODE, field="code")
    return actor is not None


def check_in(
    row: VolunteerActivity, *, actor: User | None, volunteer: Volunteer, code: str = "", at: datetime | None = None,
    version: int | None = None, now: datetime | None = None,
) -> ServiceRecord:  # fmt: skip
    """Here. `at` is the organiser's word on when, for whom the door was missed."""
    with ACTIVITIES.step(row, "check_in", actor=actor, version=version, now=now) as s:
        by_hand = _at_the_door(s, actor, code)
        record = _record(s, volunteer, R.SIGNED)
        record.state, record.in_at, record.by_hand = R.PRESENT, _moment(at, s.now, "at"), by_hand
        record.save(update_fields=["state", "in_at", "by_hand"])
        s.say(f"{volunteer.no}签到" + ("（补登）" if by_hand else ""))
    return record


def check_out(
    row: VolunteerActivity, *, actor: User | None, volunteer: Volunteer, code: str = "", at: datetime | None = None,
    version: int | None = None, now: datetime | None = None,
) -> ServiceRecord:  # fmt: skip
    """Gone. Not before they came."""
    with ACTIVITIES.step(row, "check_out", actor=actor, version=version, now=now) as s:
        by_hand = _at_the_door(s, actor, code)
        record = _record(s, volunteer, R.PRESENT)
        out = _moment(at, s.now, "at")
        if record.in_at is not None and out < record.in_at:
            raise RuleBroken("order", "签退不能早于签到", field="at")
        record.state, record.out_at, record.by_hand = R.GONE, out, record.by_hand or by_hand
        record.save(update_fields=["state", "out_at", "by_hand"])
        s.say(f"{volunteer.no}签退" + ("（补登）" if by_hand else ""))
    return record


def _moment(at: datetime | None, now: datetime, field: str) -> datetime:
    if at is not None and at > now:
        raise RuleBroken("future", "时间不能晚于现在", field=field)
    return at or now


def confirm_hours(
    row: VolunteerActivity, *, actor: User, hours: Mapping[int, Decimal], version: int | None = None,
    now: datetime | None = None,
) -> VolunteerActivity:  # fmt: skip
    """The organiser stands for the hours of everybody who came, by the number of the record; nought counts as absent.

    All credits are earned in the same transaction, or none."""
    with (
        transaction.atomic(),
        recorded_at_end(),
        ACTIVITIES.step(row, "confirm_hours", actor=actor, version=version, now=now) as s,
    ):
        came = list(s.subject.records.filter(state__in=[R.PRESENT, R.GONE]).select_related("volunteer"))
        hold_for_earning(one.volunteer for one in came)
        total = Decimal(0)
        for record in came:
            if record.pk not in hours:
                raise RuleBroken("missing", f"请填{record.volunteer.no}的小时数", field=f"hours_{record.pk}")
            total += _confirm(record, hours[record.pk], actor, s.now)
        s.move()
        s.say(f"{len(came)}人，共{total:f}小时")
    return row


def _confirm(record: ServiceRecord, hours: Decimal, actor: User, now: datetime) -> Decimal:
    _in_reason(hours, f"hours_{record.pk}")
    if not hours:
        record.state = R.ABSENT
        record.save(update_fields=["state"])
        return hours
    record.state, record.hours, record.confirmed_by = R.CONFIRMED, hours, actor
    record.save(update_fields=["state", "hours", "confirmed_by"])
    earn(record, actor=actor, now=now)
    return hours


def _in_reason(hours: Decimal, field: str) -> None:
    if not 0 <= hours <= MOST_HOURS or hours % Decimal("0.5"):
        raise RuleBroken("hours", f"小时数按半小时记，0到{MOST_HOURS:f}之间", field=field)


def _confirmed(s: Step[VolunteerActivity], record: Any) -> ServiceRecord:
    pk = getattr(record, "pk", record)
    rows = s.subject.records.confirmed().select_related("volunteer", "activity")
    found = rows.filter(pk=pk).first() if pk else None
    if found is None:
        raise RuleBroken("missing", "请选哪一位", field="record")
    return found


def correct_hours(
    row: VolunteerActivity, *, actor: User, record: Any, hours: Decimal, reason: str, version: int | None = None,
    now: datetime | None = None,
) -> VolunteerActivity:  # fmt: skip
    """Hours were wrong: the difference is booked. Refused where the credits are spent already."""
    with (
        transaction.atomic(),
        recorded_at_end(),
        ACTIVITIES.step(row, "correct_hours", actor=actor, version=version, now=now) as s,
    ):
        found = _confirmed(s, record)
        need(reason, "reason", "请写为什么更正")
        if not hours:
            raise RuleBroken("hours", "小时数要大于0", field="hours")
        _in_reason(hours, "hours")
        before = found.hours or Decimal(0)
        try:
            adjust(found, hours - before, actor=actor, now=s.now)
        except RuleBroken as broken:
            raise RuleBroken(broken.code, f"{broken.message}，先不能扣回", field="hours") from broken
        found.hours, found.confirmed_by = hours, actor
        found.save(update_fields=["hours", "confirmed_by"])
        s.say(f"{found.volunteer.no} {before:f}小时改为{hours:f}小时：{reason}")
    return row


def rate(
    row: VolunteerActivity, *, actor: User, record: Any, grade: str, words: str = "", version: int | None = None,
    now: datetime | None = None,
) -> VolunteerActivity:  # fmt: skip
    """What whoever was served says of this service. Nothing is added up over a person."""
    with ACTIVITIES.step(row, "rate", actor=actor, version=version, now=now) as s:
        found = _confirmed(s, record)
        need(grade, "grade", "请选一个")
        found.grade, found.grade_words = Grade(grade).value, words
        found.save(update_fields=["grade", "grade_words"])
        s.say(f"{found.volunteer.no}这次服务已评价")
    return row
