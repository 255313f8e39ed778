"""The help itself: plan, team, contacts, referrals, and the few facts of paperwork."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need, not_before, not_future
from core.flow.engine import Step
from grids.models import Department
from specialgroups import telling
from specialgroups.choices import BEYOND_DUTY, MemberKind, Outcome, ReferralState
from specialgroups.flow import RECORDS
from specialgroups.models import (
    SupportContact,
    SupportEnrollment,
    SupportMember,
    SupportReferral,
    SupportService,
)
from specialgroups.programmes import next_contact

MOST_READERS_OF_A_MINOR = 2
FARTHEST_CONTACT = 200


def plan(
    row: SupportEnrollment,
    *,
    actor: User,
    needs: list[str],
    cycle: str,
    next_on: date,
    words: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """What help is needed, how often to be in touch, and what was agreed, in a few words."""
    with RECORDS.step(row, "plan", actor=actor, version=version, now=now) as s:
        need(needs, "needs", "请选需要什么帮助；暂时没有就选「其他」")
        _check_next(s, next_on)
        s.subject.seal_in("plan", words)
        s.set_quietly(needs=list(needs), cycle=cycle, next_contact_on=next_on)
        # The seal is another each time, so it is saved whether or not the words changed.
        s.subject.save(update_fields=["plan_sealed"])
    return row


def _check_next(s: Step[SupportEnrollment], next_on: date, name: str = "next_on") -> None:
    today = timezone.localdate(s.now)
    not_before(next_on, today, name, "下次联系要在今天或以后")
    if (next_on - today).days > FARTHEST_CONTACT:
        raise RuleBroken("far", "约得太远了，请选半年以内的日期", field=name)


@dataclass(frozen=True)
class Told:
    """One contact as the form has it: mostly ticks."""

    mode: str
    outcome: str
    on: date
    next_on: date | None = None
    needs: list[str] = field(default_factory=list)
    helped: list[str] = field(default_factory=list)
    words: str = ""
    is_shared: bool = False


def contact(
    row: SupportEnrollment,
    *,
    actor: User,
    told: Told,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """They were in touch, or tried. Declining and not being reached change nothing but the date of the next try."""
    with RECORDS.step(row, "contact", actor=actor, version=version, now=now) as s:
        record = s.subject
        not_future(told.on, "on", s.now, "联系日期")
        not_before(told.on, record.start_on, "on", "联系日期早于帮扶开始的日期")
        next_on = told.next_on or next_contact_day(record, told.on, timezone.localdate(s.now))
        _check_next(s, next_on)
        made = SupportContact(
            enrollment=record, on=told.on, mode=told.mode, outcome=told.outcome, needs=told.needs, helped=told.helped,
            is_shared=told.is_shared, next_on=next_on, worker=actor, created_at=s.now,
        )  # fmt: skip
        made.seal_in("words", told.words)
        made.save()
        in_time = record.next_contact_on is None or told.on <= record.next_contact_on
        s.set_quietly(
            next_contact_on=next_on,
            last_contact_on=told.on,
            contacts_in_time=record.contacts_in_time + in_time,
            contacts_owed=record.contacts_owed + 1,
            needs=sorted({*record.needs, *told.needs}) if told.outcome == Outcome.REACHED else record.needs,
        )
    return row


def next_contact_day(row: SupportEnrollment, on: date, today: date) -> date:
    """By the plan's cycle, never before today and never after the course is over."""
    return max(today, min(next_contact(row.programme, row.cycle, row.start_on, on), row.due_end_on))


def team_in(
    row: SupportEnrollment,
    *,
    actor: User,
    kind: str,
    worker: User | None = None,
    is_woman: bool = False,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """One more helper. With an account only whoever has a post of the programme; of others the office alone is kept."""
    with RECORDS.step(row, "team_in", actor=actor, version=version, now=now) as s:
        if (kind == MemberKind.WORKER) != (worker is not None):
            raise RuleBroken("worker", "帮扶干部要选是谁；其他身份不选人", field="worker")
        if worker is not None:
            _check_worker(s.subject, worker)
            if worker.pk in s.subject.reader_ids:
                raise RuleBroken("twice", "这个人已经在组里", field="worker")
            s.set_quietly(reader_ids=sorted([*s.subject.reader_ids, worker.pk]))
        SupportMember.objects.create(
            enrollment=s.subject, kind=kind, user=worker, is_woman=is_woman, since=timezone.localdate(s.now)
        )
    return row


def _check_worker(row: SupportEnrollment, worker: User) -> None:
    if worker.pk not in {one.pk for one in telling.workers(row.programme)}:
        raise RuleBroken("worker", "这个人没有本项目的岗位，不能加入", field="worker")
    others = set(row.reader_ids) - {worker.pk}
    if row.is_minor and len(others) >= MOST_READERS_OF_A_MINOR:
        raise RuleBroken("minor", "未成年人的档案最多两人可见", field="worker")


def team_out(
    row: SupportEnrollment,
    *,
    actor: User,
    member: SupportMember | None,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """Somebody helps no longer, and from this moment sees nothing of it."""
    with RECORDS.step(row, "team_out", actor=actor, version=version, now=now) as s:
        if member is None or member.enrollment_id != s.subject.pk or member.until is not None:
            raise RuleBroken("member", "请选现在的组员", field="member")
        if member.user_id and member.user_id == s.subject.lead_worker_id:
            raise RuleBroken("lead", "负责人不能直接减去，请先「换负责人」", field="member")
        member.until = timezone.localdate(s.now)
        member.save(update_fields=["until"])
        s.set_quietly(reader_ids=[one for one in s.subject.reader_ids if one != member.user_id])
    return row


def assign(
    row: SupportEnrollment,
    *,
    actor: User,
    worker: User | None,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """Another lead. The one before leaves the team."""
    with RECORDS.step(row, "assign", actor=actor, version=version, now=now) as s:
        record, today = s.subject, timezone.localdate(s.now)
        if worker is None or worker.pk == record.lead_worker_id:
            raise RuleBroken("worker", "请选另一个人", field="worker")
        before = record.lead_worker_id
        readers = {one for one in record.reader_ids if one != before}
        record.reader_ids = sorted(readers)
        _check_worker(record, worker)
        record.members.filter(user=record.lead_worker, until__isnull=True).update(until=today)
        if worker.pk not in readers:
            SupportMember.objects.create(enrollment=record, kind=MemberKind.WORKER, user=worker, since=today)
        record.save(update_fields=["reader_ids"])
        s.set_quietly(lead_worker=worker, reader_ids=sorted({*readers, worker.pk}))
    return row


def refer(
    row: SupportEnrollment,
    *,
    actor: User,
    need: str,
    department: Department,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """Another unit is asked to help. What goes beyond the duty needs the person's own agreement (art. 29)."""
    with RECORDS.step(row, "refer", actor=actor, version=version, now=now) as s:
        if need in BEYOND_DUTY and s.subject.agreed_to_more_on is None:
            raise RuleBroken("consent", "就业和培训要本人同意，请先「登记自愿帮助的同意」", field="need")
        SupportReferral.objects.create(
            enrollment=s.subject,
            need=need,
            department=department,
            sent_on=timezone.localdate(s.now),
            sent_by=actor,
        )
    return row


def refer_answer(
    row: SupportEnrollment,
    *,
    actor: User,
    referral: SupportReferral | None,
    result: str,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """What came of it."""
    with RECORDS.step(row, "refer_answer", actor=actor, version=version, now=now) as s:
        if referral is None or referral.enrollment_id != s.subject.pk:
            raise RuleBroken("referral", "请选一条转介", field="referral")
        referral.state = ReferralState(result).value
        referral.answered_on = timezone.localdate(s.now)
        referral.save(update_fields=["state", "answered_on"])
    return row


def service(
    row: SupportEnrollment,
    *,
    actor: User,
    kind: str,
    agreed_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """Something to be brought to the door by the grid's worker, who is told of a visit and of nothing else. It leaves with
    the next round of services.carry_out, so that neither hour nor author lead back here."""
    with RECORDS.step(row, "service", actor=actor, version=version, now=now) as s:
        not_future(agreed_on, "agreed_on", s.now, "同意日期")
        SupportService.objects.create(
            enrollment=s.subject, kind=kind, agreed_on=agreed_on, asked_by=actor, asked_at=s.now
        )
    return row


def agree(
    row: SupportEnrollment, *, actor: User, on: date, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """The agreement of community detox was signed (戒毒条例 art. 16)."""
    with RECORDS.step(row, "agree", actor=actor, version=version, now=now) as s:
        not_future(on, "on", s.now, "签订日期")
        s.set_quietly(agreement_on=on)
    return row


def report(
    row: SupportEnrollment, *, actor: User, on: date, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """That the competent body was told, and the day. Never what of (G2)."""
    with RECORDS.step(row, "report", actor=actor, version=version, now=now) as s:
        not_future(on, "on", s.now, "报告日期")
        s.set_quietly(reported_on=on)
    return row


def subsidy(
    row: SupportEnrollment,
    *,
    actor: User,
    status: str,
    year: int,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """How far the guardian's subsidy of a year is; others decide it."""
    with RECORDS.step(row, "subsidy", actor=actor, version=version, now=now) as s:
        s.set_quietly(subsidy_status=status, subsidy_year=year)
    return row
