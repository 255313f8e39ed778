"""What an act does to the clocks of a case. The table row says it in verbs ("start:CK6"); this carries them out."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.clocks.actions import pause_clock, resume_clock, revive_clock, start_clock, stop_clock
from core.clocks.models import Clock
from disputes.choices import Alert, Cause, Tier
from disputes.guards import facts
from disputes.models import Dispute
from disputes.workflow import Transition

KIND = "dispute"
# A right of the parties, not a duty of the office: it reminds, but turns no case red.
NOT_A_DUTY = frozenset({"CK7"})
# Rules that run by the day agreed or planned.
ON_A_DAY = {"PERFORM", "RESUME"}


def code_for(code: str, dispute: Dispute) -> str:
    """CK3 is three rules, one a tier (C5)."""
    return f"CK3.{Tier(dispute.tier).code}" if code == "CK3" else code


def live(dispute: Dispute) -> list[Clock]:
    """The running clocks of the case, by index clock_subject."""
    return list(Clock.objects.live().of(KIND, dispute.pk).select_related("rule"))


def _matching(clocks: list[Clock], code: str) -> list[Clock]:
    return [c for c in clocks if code == "*" or c.code == code or c.code.startswith(f"{code}.")]


def apply(dispute: Dispute, row: Transition, *, now: datetime, skip: Collection[str] = ()) -> list[str]:
    """Carry out the row's verbs in order; answers with what was done, for the audit line."""
    done = []
    for spec in row.clocks:
        verb, _, code = spec.partition(":")
        if code not in skip:
            done += _VERBS[verb](dispute, code, now)
    return done


def start(dispute: Dispute, code: str, now: datetime, *, at: datetime | None = None) -> list[str]:
    """Start the clock unless it runs already."""
    code = code_for(code, dispute)
    if _matching(live(dispute), code):
        return []
    if code == "CK1" and dispute.first_contact_at is None:
        at = dispute.citizen_clock_start()
    start_clock(
        code,
        subject_kind=KIND,
        subject_id=dispute.pk,
        now=now,
        at=at,
        urgent=dispute.alert == Alert.RED,
    )
    return [f"start {code}"]


def _stop(dispute: Dispute, code: str, now: datetime) -> list[str]:
    stopped = _matching(live(dispute), code)
    for clock in stopped:
        stop_clock(clock, now=now)
    return [f"stop {clock.code}" for clock in stopped]


def _pause(dispute: Dispute, code: str, now: datetime) -> list[str]:
    paused = [
        clock for clock in _matching(live(dispute), code) if clock.rule.pausable and not clock.paused_at
    ]
    for clock in paused:
        pause_clock(clock, now=now)
    return [f"pause {clock.code}" for clock in paused]


def _resume(dispute: Dispute, code: str, now: datetime) -> list[str]:
    resumed = [clock for clock in _matching(live(dispute), code) if clock.paused_at]
    for clock in resumed:
        resume_clock(clock, now=now)
    return [f"resume {clock.code}" for clock in resumed]


def _revive(dispute: Dispute, code: str, now: datetime) -> list[str]:
    """A case sent back keeps its clock: the lower tier's last stopped clock runs on."""
    code = code_for(code, dispute)
    last = (
        Clock.objects.of(KIND, dispute.pk)
        .filter(code=code, stopped_at__isnull=False)
        .order_by("stopped_at", "pk")
        .last()
    )
    if last is None:
        return start(dispute, code, now)
    revive_clock(last, now=now)
    return [f"revive {code}"]


def _labour(dispute: Dispute, code: str, now: datetime) -> list[str]:
    """劳动争议调解仲裁法 art. 14: after 15 days arbitration is open."""
    return start(dispute, code, now) if dispute.cause == Cause.LABOUR else []


def _confirm(dispute: Dispute, code: str, now: datetime) -> list[str]:
    """人民调解法 art. 33: both parties may ask the court within 30 days from the day of effect."""
    agreement = facts(dispute).agreement
    if agreement is None or agreement.effective_on is None:
        return []
    return start(dispute, code, now, at=min(now, _midnight(agreement.effective_on)))


def _on_day(dispute: Dispute, code: str, now: datetime) -> list[str]:
    """Run to the end of the nearest agreed day: an item of performance, or the day a pause is looked at again."""
    stopped = _stop(dispute, code, now)
    day = _resume_day(dispute) if code == "RESUME" else _next_item_day(dispute)
    if day is None:
        return stopped
    end = max(_midnight(day + timedelta(days=1)), now)
    start_clock(code, subject_kind=KIND, subject_id=dispute.pk, now=now, due_at=end)
    return [*stopped, f"start {code}"]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _next_item_day(dispute: Dispute) -> date | None:
    return min((item.due_on for item in facts(dispute).items if not item.is_settled), default=None)


def _resume_day(dispute: Dispute) -> date | None:
    return next((row.resume_on for row in facts(dispute).suspensions if row.ended_at is None), None)


_VERBS = {
    "start": start,
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
    "revive": _revive,
    "labour": _labour,
    "confirm": _confirm,
    "due": _on_day,
}


def refresh_due(dispute: Dispute) -> list[str]:
    """Copy the nearest live duty onto the case, where lists find it by an index. Returns the changed fields."""
    running = [c for c in live(dispute) if c.paused_at is None and c.code not in NOT_A_DUTY]
    nearest = min(running, key=lambda clock: (clock.due_at, clock.pk), default=None)
    dispute.due_at = nearest.due_at if nearest else None
    dispute.yellow_at = nearest.yellow_at if nearest else None
    dispute.due_code = nearest.code if nearest else ""
    return ["due_at", "yellow_at", "due_code"]
