"""What an act does to the clocks of a case: the verbs of core.flow.clockwork and six of its own.

labour  only a labour dispute has the clock    confirm  from the day an agreement took effect
due     to the end of the nearest agreed day        track  the time of the active track alone runs
court   from the day the court took it              helpless  the police must be told of somebody helpless"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.utils import timezone

from core.clocks.models import Clock
from core.flow import clockwork
from disputes.choices import AgreementForm, Alert, Cause, Tier, Track
from disputes.guards import facts
from disputes.models import Agreement, Dispute

KIND = "dispute"
# A right of the parties or a duty of the court, not of the office: it reminds, but turns no case red.
NOT_A_DUTY = frozenset({"CK7", "court.special"})


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
    if agreement is None or agreement.effective_on is None or not _is_confirmable(dispute, agreement):
        return []
    return clockwork.start(case, dispute, code, now, at=min(now, _midnight(agreement.effective_on)))


def _is_confirmable(dispute: Dispute, agreement: Agreement) -> bool:
    """C8: an agreement of people's mediation, in writing."""
    return dispute.active_track == Track.PEOPLE and agreement.form == AgreementForm.WRITTEN


def _track(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """C8: one track is active and its time alone runs. Back with the committee, its old clocks run on: a detour gives
    nobody new time."""
    done = [line for name in ("CK3", "CK4", code) for line in case.verbs["stop"](case, dispute, name, now)]
    if dispute.active_track == Track.PEOPLE:
        return done + [
            line for name in ("CK3", "CK4") for line in case.verbs["revive"](case, dispute, name, now)
        ]
    if dispute.active_track == Track.ADMINISTRATIVE:
        return done + clockwork.start(case, dispute, f"{code}.administrative", now)
    change = dispute.track_changes.last()
    day = change.due_on if change is not None and change.due_on else timezone.localdate(now)
    end = max(_midnight(day + timedelta(days=1)), now)
    return done + clockwork.begin(case, dispute, f"{code}.judicial", now, due_at=end)


def _court(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """民事诉讼法 art. 187: thirty days from the day it was filed."""
    row = dispute.confirmations.last()
    filed_on = row.filed_on if row is not None else None
    return clockwork.start(case, dispute, code, now, at=min(now, _midnight(filed_on)) if filed_on else None)


def _helpless(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """反家庭暴力法 art. 14: staff report at once when a child or an incapable adult is or may be the victim."""
    may_be_hurt = dispute.involves_dv and (dispute.victim_helpless or dispute.involves_minor)
    if not may_be_hurt or dispute.police_reported_at is not None:
        return []
    return clockwork.start(case, dispute, code, now)


def _on_day(case: "CaseClocks", dispute: Dispute, code: str, now: datetime) -> list[str]:
    """Run to the end of the nearest agreed day: an item of performance, or the day a pause is looked at again."""
    stopped = case.verbs["stop"](case, dispute, code, now)
    day = _resume_day(dispute) if code == "RESUME" else _next_item_day(dispute)
    if day is None:
        return stopped
    end = max(_midnight(day + timedelta(days=1)), now)
    return stopped + clockwork.begin(case, dispute, code, now, due_at=end)


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
        "track": _track,
        "court": _court,
        "helpless": _helpless,
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
