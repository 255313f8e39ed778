"""What the ground asks about a wish, and what time does to one that nobody claims."""

from datetime import datetime, timedelta

from civics.models import MicroWish
from civics.wishes.actions import fall_back
from civics.wishes.choices import WishState
from civics.wishes.flow import CLAIM_RULE, WISHES
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow.subject import FlowSubject


class WishSubject(FlowSubject[MicroWish]):
    """Registered for "micro_wish". Thirty days without a claim: it is the community's (J13)."""

    def __init__(self) -> None:
        super().__init__(WISHES)

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        if clock.code == CLAIM_RULE and point.is_due:
            wish = WISHES.queryset().get(pk=clock.subject_id)
            if wish.state == WishState.PUBLISHED:
                fall_back(wish, now=now)
            return
        super().on_clock(clock, point, now=now, late_by=late_by)
