"""The end: check back, close, take up again, archive; and what the resident says of it."""

from datetime import datetime

from core.accounts.models import User
from core.errors import RuleBroken
from core.papers.binding import plan_of
from core.papers.kinds import owner_of
from disputes.actions.checks import need, not_future_moment
from disputes.choices import (
    AGREED_RESULTS,
    Mode,
    Retention,
    Satisfaction,
    Severity,
    Track,
)
from disputes.choices_mediation import Confirmed
from disputes.engine import KIND, Step, step
from disputes.models import Dispute, FollowUp


def check_later(
    dispute: Dispute,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """A failed or referred matter is looked after too; must be for yellow and red (C3 row 22)."""
    with step(dispute, "check_later", actor=actor, version=version, now=now) as s:
        s.move()
        s.say(note or "转入回访")
    return dispute


def follow_up(
    dispute: Dispute,
    *,
    actor: User,
    at: datetime,
    mode: str,
    performed: bool,
    satisfaction: str,
    new_signs: str = "",
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Record a check-back; by somebody other than the mediator for small and major matters (C9)."""
    with step(dispute, "follow_up", actor=actor, version=version, now=now) as s:
        not_future_moment(at, "at", s.now, "回访时间")
        need(satisfaction, "satisfaction", "请选满意度；没联系上或不愿评价也可以选")
        FollowUp.objects.create(
            dispute=s.dispute,
            at=at,
            visitor=actor,
            mode=mode,
            performed=performed,
            satisfaction=satisfaction,
            new_signs=new_signs,
            note=note,
            recorded_at=s.now,
        )
        s.set(satisfaction=str(satisfaction))
        words = f"{Mode(mode).label}回访：{Satisfaction(satisfaction).label}"
        s.say(f"{words}。{note}" + (f" 新的苗头：{new_signs}" if new_signs else ""), public="已回访")
    return dispute


def _end(s: Step, citizen_told: str) -> None:
    need(citizen_told, "citizen_told", "办结前告诉居民结果了吗？请选怎么告诉的")
    s.set(closed_at=s.now, citizen_told=citizen_told)
    s.move()


def close(
    dispute: Dispute,
    *,
    actor: User,
    citizen_told: str,
    public_text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Finish a case that was checked back on (C9). An agreement that was not performed cannot close as settled."""
    with step(dispute, "close", actor=actor, version=version, now=now) as s:
        last = s.dispute.follow_ups.last()
        if s.dispute.result in AGREED_RESULTS and last is not None and not last.performed:
            raise RuleBroken(
                "unperformed", "最近一次回访说还没兑现，不能按已解决结案。请先「没解决，重新调解」"
            )
        _end(s, citizen_told)
        s.say(f"已告知居民：{citizen_told}", public=public_text or _closing_words(s.dispute))
    return dispute


def _closing_words(dispute: Dispute) -> str:
    return f"您反映的{dispute.title}已办结（{dispute.get_result_display()}）。如果没解决，30天内可点「没解决」，我们重新办"


def close_directly(
    dispute: Dispute,
    *,
    actor: User,
    citizen_told: str,
    public_text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Close without a check-back: blue matters that ended before or outside mediation (C3 row 22b)."""
    with step(dispute, "close_directly", actor=actor, version=version, now=now) as s:
        _end(s, citizen_told)
        s.say(f"已告知居民：{citizen_told}", public=public_text or _closing_words(s.dispute))
    return dispute


def _again(s: Step, reason: str) -> None:
    need(reason, "reason", "请写哪里没解决")
    if s.dispute.confirmation != Confirmed.VALID:
        # What the court confirmed stands and is enforced; nobody but the court sets it aside.
        s.dispute.agreements.filter(set_aside_at__isnull=True).update(set_aside_at=s.now)
        s.set(confirmation="")
    s.set(
        result="",
        active_track=Track.PEOPLE.value,
        visits_from=s.now,
        closed_at=None,
        mediator=s.dispute.mediator or s.dispute.holder or s.actor,
        accepted_at=s.dispute.accepted_at or s.now,
    )
    s.move()


def rework(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The check-back found it not settled; counts as rework (C3 row 24)."""
    with step(dispute, "rework", actor=actor, version=version, now=now) as s:
        _again(s, reason)
        s.set(rework_count=s.dispute.rework_count + 1)
        s.say(reason, public="还没解决，重新办理")
    return dispute


def reopen(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Take a closed case up again within 30 days; later is a new linked case (C3 row 25)."""
    with step(dispute, "reopen", actor=actor, version=version, now=now) as s:
        _again(s, reason)
        s.set(reopen_count=s.dispute.reopen_count + 1)
        s.say(reason, public="已重新办理")
    return dispute


def archive(
    dispute: Dispute,
    *,
    actor: User,
    retention: str,
    file_no: str = "",
    missing_note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Lock the file with its retention class (C9). Papers that it must hold and does not are named, and whoever locks it
    all the same says why. The number of the file is the case's own unless given."""
    with step(dispute, "archive", actor=actor, version=version, now=now) as s:
        need(retention, "retention", "请选保管期限")
        missing = missing_papers(s.dispute)
        if missing:
            words = f"卷里还缺：{'、'.join(missing)}。请先补齐，补不了的写明原因"
            need(missing_note, "missing_note", words)
            s.detail["missing"] = missing
        s.set(archived_at=s.now, retention=str(retention), file_no=file_no or s.dispute.official_no)
        s.move()
        lacks = f"。缺{'、'.join(missing)}：{missing_note}" if missing else ""
        s.say(f"保管期限{Retention(retention).label}，卷号{s.dispute.file_no}{lacks}")
    return dispute


def missing_papers(dispute: Dispute) -> list[str]:
    """What the file of this case must hold and does not (C9), in the order of the file. A case that was never mediated
    owes no papers of mediation."""
    owner = owner_of(KIND)
    if owner is None or dispute.accepted_at is None:
        return []
    return plan_of(owner, dispute.pk).missing


def default_retention(dispute: Dispute) -> Retention:
    """C9: micro and small 10 years, major, confirmed by the court or with injury 30."""
    confirmed = dispute.confirmation == Confirmed.VALID
    long = dispute.severity == Severity.MAJOR or dispute.injury or confirmed
    return Retention.THIRTY if long else Retention.TEN


def citizen_rate(
    dispute: Dispute, *, satisfaction: str, note: str = "", now: datetime | None = None
) -> Dispute:
    """The resident rates the closed case on the receipt page; the last word counts."""
    with step(dispute, "citizen_rate", actor=None, now=now) as s:
        need(satisfaction, "satisfaction", "请选一项评价")
        s.set(satisfaction=str(satisfaction), satisfaction_note=note, rated_at=s.now)
        s.say(f"{Satisfaction(satisfaction).label}。{note}", public="您已评价")
    return dispute


def citizen_reopen(dispute: Dispute, *, text: str, now: datetime | None = None) -> Dispute:
    """「没解决」 on the receipt page within 30 days: those who may reopen are told; nothing moves by itself."""
    with step(dispute, "citizen_reopen", actor=None, now=now) as s:
        need(text, "text", "请写哪里没解决")
        s.say(text, public="您说没解决，我们会尽快答复")
    return dispute


def answer_reopen(
    dispute: Dispute,
    *,
    actor: User,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Tell the resident why it stays closed; the answer stands on their receipt page."""
    with step(dispute, "answer_reopen", actor=actor, version=version, now=now) as s:
        need(public_text, "public_text", "请写给居民的答复")
        s.say("答复居民不重开", public=public_text)
    return dispute
