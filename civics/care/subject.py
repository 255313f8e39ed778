"""What time does to a booking: it reminds the counsellor, and destroys what was said when nobody needs it any more."""

from datetime import datetime, timedelta

from civics.care.actions import carry_out
from civics.care.flow import CARE
from civics.care.workflow import FORGET
from civics.models.care import CareBooking
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject


class CareSubject(FlowSubject[CareBooking]):
    """Registered for "care_booking". To everybody but a counsellor nothing of it is there."""

    def __init__(self) -> None:
        super().__init__(CARE)

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        if clock.code != FORGET:
            super().on_clock(clock, point, now=now, late_by=late_by)
        elif point.is_due:
            carry_out("erase", clock.subject_id, actor=None, now=now)
