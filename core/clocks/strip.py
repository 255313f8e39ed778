"""All clocks of a matter as its page shows them (clocks/_strip.html)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.selectors import clocks_for


@dataclass(frozen=True)
class ClockView:
    """One clock of the strip."""

    title: str
    chip: str
    words: str
    due: str
    is_next: bool
    sums: list[str]


def clock_strip(
    subject_kind: str, subject_id: int, now: datetime, *, clocks: list[Clock] | None = None
) -> list[ClockView]:
    """All clocks, met ones too, in the order they began; the nearest running one is boxed. `clocks` are those that the page
    has read already, each with its rule."""
    clocks = clocks_for(subject_kind, subject_id) if clocks is None else clocks
    running = [one for one in clocks if one.is_live and one.paused_at is None]
    nearest = min(running, key=lambda one: (one.due_at, one.pk), default=None)
    here = timezone.localtime(now)
    return [_view(one, one is nearest, here) for one in sorted(clocks, key=lambda c: (c.started_at, c.pk))]


def _view(clock: Clock, is_next: bool, now: datetime) -> ClockView:
    return ClockView(
        title=clock.rule.title,
        chip=str(clock.state(now)),
        words=clock.words(now),
        due=clock.due_words(now),
        is_next=is_next,
        sums=[line for line in clock.explain().split("\n") if line],
    )
