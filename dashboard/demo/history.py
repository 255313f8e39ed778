"""Six months of the town, played in the order of time: what people do, and between it what time itself does."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import Conflict, NotAllowed, RuleBroken
from core.papers.numbers import take_number
from dashboard.demo import orders
from dashboard.demo.stage import Stage
from dashboard.demo.stories import Story
from dashboard.demo.twins import Twin
from dashboard.demo.whistles import Plot, Troupe

log = logging.getLogger(__name__)


@dataclass
class Told:
    """How much was played and written. `stuck` are stories that an action refused to go on with."""

    acts: int = 0
    moments: int = 0
    stuck: int = 0
    written: int = 0


@dataclass(frozen=True)
class Whistled:
    """What the street whistles for beside the cases, and who plays it."""

    plots: list[Plot]
    troupe: Troupe


def play(
    stories: Iterable[Story],
    stage: Stage,
    chance: Random,
    now: datetime,
    *,
    whistled: Whistled,
    twins: Iterable[Twin] = (),
) -> Told:
    """Play every step that lies before `now`, each at its moment; clocks remind in between as they would have.

    Twins take their numbers on the way, so that numbers follow time across played and written cases."""
    told = Told()
    waiting = sorted(twins, key=lambda twin: twin.registered_at, reverse=True)
    played: list[Story | Plot] = [*stories, *whistled.plots]
    steps = sorted(
        (
            (moment, number, at, story)
            for number, story in enumerate(played)
            for at, moment in enumerate(story.times)
        ),
        key=lambda step: step[:3],
    )
    for moment, _, at, story in steps:
        if moment > now or story.ended:
            continue
        told.moments += let_time_pass(moment, chance)
        _number(waiting, moment)
        try:
            _play(story, at, stage, whistled.troupe)
        except (RuleBroken, NotAllowed, Conflict) as refused:
            # The case stays where it is, as a case does that nobody can go on with; the test asks for none.
            log.warning("%s: %s refused: %s", story.script.name, story.script.cues[at].name, refused)
            story.ended = True
            told.stuck += 1
        told.acts += 1
    told.moments += let_time_pass(now, chance)
    _number(waiting, now)
    return told


def _play(story: Story | Plot, at: int, stage: Stage, troupe: Troupe) -> None:
    if isinstance(story, Plot):
        troupe.play(story, at)
        return
    if story.dispute is not None:
        orders.answer(story.dispute, stage.staff, story.times[at])
    stage.play(story, at)


def _number(waiting: list[Twin], moment: datetime) -> None:
    """Numbers for the twins registered until the moment; `waiting` has the earliest last."""
    while waiting and waiting[-1].registered_at <= moment:
        twin = waiting.pop()
        twin.year = timezone.localdate(twin.registered_at).year
        twin.serial = take_number(settings.CASE_SERIES, year=twin.year)


def let_time_pass(until: datetime, chance: Random) -> int:
    """What the sweeper would have done tick by tick: each moment within fifteen seconds of it."""
    handled = 0
    while (moment := _next_moment(until)) is not None:
        done = sweep(now=min(until, moment + timedelta(seconds=chance.randint(1, 15))))
        if not done:
            break
        handled += done
    return handled


def _next_moment(until: datetime) -> datetime | None:
    found: datetime | None = (
        Clock.objects.to_fire(until).order_by("next_fire_at").values_list("next_fire_at", flat=True).first()
    )
    return found
