"""A certificate is asked for, hung out inside the house for seven days, and issued as a paper."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from civics.models import Volunteer, VolunteerCertificate
from civics.volunteers.choices import SERVING, CertificateState, VolunteerState
from civics.volunteers.flow import CERTIFICATES, VOLUNTEERS
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import need, not_future
from core.flow.edits import write_down


def request_certificate(
    volunteer: Volunteer, *, actor: User, from_on: date, to_on: date, purpose: str, now: datetime | None = None
) -> VolunteerCertificate:  # fmt: skip
    """For the services between two days. Refuses a span without confirmed hours, and whose name or number is missing."""
    now = now or timezone.now()
    if not VOLUNTEERS.holds(actor, "keeper", volunteer):
        raise NotAllowed("role", "证明由志愿者所在社区或街道综治中心办理")
    if volunteer.state not in SERVING | {VolunteerState.LEFT}:
        raise RuleBroken("state", "录用过的志愿者才能开证明")
    need(from_on, "from_on", "请填从哪天起")
    need(to_on, "to_on", "请填到哪天止")
    need(purpose, "purpose", "请写用途，比如：入学、评优")
    not_future(to_on, "to_on", now, "截止日期")
    if to_on < from_on:
        raise RuleBroken("order", "截止日期不能早于起始日期", field="to_on")
    if not volunteer.records.confirmed().between(from_on, to_on).exists():
        raise RuleBroken("none", "这段时间没有核定的服务时长", field="from_on")
    if not volunteer.has_sealed("identity"):
        raise RuleBroken("identity", "证明上要有身份证号，请先在志愿者页上「更正资料」补登")
    with transaction.atomic():
        row = VolunteerCertificate.objects.create(
            volunteer=volunteer, from_on=from_on, to_on=to_on, purpose=purpose, state=CertificateState.NOTICE,
            created_by=actor, created_at=now, last_act="申请证明", last_act_at=now,
        )  # fmt: skip
        clockwork.apply(CERTIFICATES, row, ("start:volunteer.notice",), now=now)
        row.save(update_fields=CERTIFICATES.refresh_due(row))
        write_down(row, CERTIFICATES.kind, "request", "申请证明", actor=actor, now=now, no=volunteer.no)
    return row


def doubt(
    row: VolunteerCertificate, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> VolunteerCertificate:  # fmt: skip
    """A colleague knows that something is wrong: the days stop until it was looked into."""
    with CERTIFICATES.step(row, "doubt", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写哪里不对")
        s.move()
        s.say(reason)
    return row


def uphold(
    row: VolunteerCertificate, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> VolunteerCertificate:  # fmt: skip
    """Looked into and right: seven days anew."""
    with CERTIFICATES.step(row, "uphold", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写怎么核查的")
        s.move()
        s.say(reason)
    return row


def refuse(
    row: VolunteerCertificate, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> VolunteerCertificate:  # fmt: skip
    """Not issued, with the reason that the volunteer is told."""
    with CERTIFICATES.step(row, "refuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么，怎么和本人说的")
        s.move()
        s.say(reason)
    return row


def notice_over(row: VolunteerCertificate, *, now: datetime | None = None) -> VolunteerCertificate:
    """Seven days without an objection."""
    with CERTIFICATES.step(row, "notice_over", actor=None, now=now) as s:
        s.move()
        s.say("公示期满，没有异议")
    return row


def paper_written(
    row: VolunteerCertificate, act: str, number: str, *, actor: User, now: datetime
) -> VolunteerCertificate:
    """The paper was issued or voided, inside its transaction."""
    with CERTIFICATES.step(row, act, actor=actor, now=now) as s:
        s.set(paper_no=number if act == "issue" else "")
        s.move()
        s.say(number)
    return row
