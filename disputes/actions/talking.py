"""What is said and noted about a case without moving it; and the one look at a phone number."""

from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.audit.reveals import note_reveal
from core.errors import RuleBroken
from disputes.actions.checks import need, not_future_moment
from disputes.choices import Mode
from disputes.engine import KIND, step
from disputes.models import Dispute, DisputeEvent, Watch


def contact(
    dispute: Dispute,
    *,
    actor: User,
    mode: str,
    note: str,
    at: datetime | None = None,
    public_text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Spoke with the resident; the first time stops CK1."""
    with step(dispute, "contact", actor=actor, version=version, now=now) as s:
        need(note, "note", "请写一句说了什么")
        moment = at or s.now
        not_future_moment(moment, "at", s.now, "联系时间")
        if s.dispute.first_contact_at is None:
            s.set(first_contact_at=moment)
        s.say(f"{Mode(mode).label}联系：{note}", public=public_text or "已和您联系")
    return dispute


def note(
    dispute: Dispute,
    *,
    actor: User,
    text: str,
    public_text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """One more line on the timeline; `public_text` is what the resident reads."""
    with step(dispute, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text, public=public_text)
    return dispute


def chase(
    dispute: Dispute,
    *,
    actor: User,
    text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """催办: a word to whoever holds it, in the inbox and on the timeline."""
    with step(dispute, "chase", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写要对方做什么、什么时候前")
        s.say(text)
    return dispute


def report_police(
    dispute: Dispute,
    *,
    actor: User,
    reported_at: datetime,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Danger of a public-security or criminal case goes to the police too (人民调解法 art. 25)."""
    with step(dispute, "report_police", actor=actor, version=version, now=now) as s:
        not_future_moment(reported_at, "reported_at", s.now, "报警时间")
        s.set(police_reported_at=reported_at)
        s.say(note or "已报警")
    return dispute


def reveal_phone(
    dispute: Dispute,
    *,
    actor: User,
    party: int,
    reason: str,
    now: datetime | None = None,
) -> str:
    """A party's whole number, for a reason. The event and the audit line are committed before it is opened (P13)."""
    with step(dispute, "reveal_phone", actor=actor, now=now) as s:
        row = s.dispute.parties.filter(pk=party).first()
        if row is None or not row.phone_sealed:
            raise RuleBroken("missing", "这一方没有登记电话", field="party")
        note_reveal(
            actor=actor,
            subject_kind=KIND,
            subject_id=s.dispute.pk,
            field="phone",
            reason=reason,
            now=s.now,
        )
        s.kind = DisputeEvent.Kind.SYSTEM
        s.detail["party"] = row.pk
        s.say(f"查看了{row.get_role_display()}的电话：{reason}")
    return row.open_sealed("phone")


def watch(dispute: Dispute, *, user: User, on: bool) -> None:
    """Keep an eye on a case, or stop; the caller has found it through visible_to."""
    if on:
        Watch.objects.get_or_create(user=user, dispute=dispute, defaults={"at": timezone.now()})
    else:
        Watch.objects.filter(user=user, dispute=dispute).delete()
