"""What an act does to the clocks of a case: the verbs of core.flow.clockwork and three of its own.

labour  only a labour dispute has the clock    confirm  from the day an agreement took effect
due     to the end of the nearest agreed day"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.utils import timezone

from core.clocks.actions import start_clock
from core.clocks.models import Clock
from core.flow import clockwork
from disputes.choices import Alert, Cause, Tier
from disputes.guards import facts
from disputes.models import Dispute

KIND = "dispute"
# A right of the parties, not a duty of the office: it reminds, but turns no case red.
NOT_A_DUTY = frozenset({"CK7"})


def code_for(code: str, dispute: Dispute) -> str:
    """CK3 is three rules, one a tier (C5)."""
    return f"CK3.{Tier(dispute.tier).code}" if code == "CK3" else code


def live(dispute: Dispute) -> list[Clock]:
    """The running clocks of the case, by index clock_subject."""
    return clockwork.live(KIND, dispute.pk)


def _labour(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """劳动争议调解仲裁法 art. 14: after 15 days arbitration is open."""
    return clockwork.start(case, dispute, code, now) if dispute.cause == Cause.LABOUR else []


def _confirm(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """人民调解法 art. 33: both parties may ask the court within 30 days from the day of effect."""
    agreement = facts(dispute).agreement
    if agreement is None or agreement.effective_on is None:
        return []
    return clockwork.start(case, dispute, code, now, at=min(now, _midnight(agreement.effective_on)))


def _on_day(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """Run to the end of the nearest agreed day: an item of performance, or the day a pause is looked at again."""
    stopped = case.verbs["stop"](case, dispute, code, now)
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


class CaseClocks:
    """What core.flow.clockwork asks about a case."""

    kind: ClassVar[str] = KIND
    verbs: ClassVar[Mapping[str, clockwork.Verb]] = {
        **clockwork.VERBS,
        "labour": _labour,
        "confirm": _confirm,
        "due": _on_day,
    }

    def clock_code(self, dispute: Dispute, code: str) -> str:
        return code_for(code, dispute)

    def clock_starts(self, dispute: Dispute, code: str) -> datetime | None:
        """The clock belongs to the citizen: the first contact counts from when it was told to us."""
        waits = code == "CK1" and dispute.first_contact_at is None
        return dispute.citizen_clock_start() if waits else None

    def clock_due(self, dispute: Dispute, code: str) -> datetime | None:
        return None

    def is_urgent(self, dispute: Dispute) -> bool:
        return dispute.alert == Alert.RED


_CASES = CaseClocks()


def start(dispute: Dispute, code: str, now: datetime) -> list[str]:
    """Start the clock unless it runs already."""
    return clockwork.start(_CASES, dispute, code, now)


def refresh_due(dispute: Dispute) -> list[str]:
    """Copy the nearest live duty onto the case, where lists find it by an index. Returns the changed fields."""
    return clockwork.refresh_due(_CASES, dispute, not_a_duty=NOT_A_DUTY)
