"""Cases that are not played but written after one that was: the same way through, elsewhere, about another matter.

Playing 20,000 cases would take an hour. A twin takes over a played and archived case step by step: what is moved (the
place, the people who hold the posts there, the moments by whole weeks and some minutes) is moved in every row, and
each due time is counted anew under the same rule. It may only lie where the working days fall as in its pattern, so
that every answer of the calendar stays true."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from dashboard.demo.matters import MATTERS, Matter, matters_of
from dashboard.demo.stories import REACH, Planner, Story
from disputes.choices import Cause

# What happens in these ways through hangs on days of its own (pauses, lapses, requests), or may be seen by few.
_OWN_DAYS = re.compile(
    r"suspend|extension|return_case|reopen|rework|contest|again|recuse|merge|crowd|violence|child|lapse|confirmation|track"
)
_LONGEST_DUTY = timedelta(days=40)
_WEEK = timedelta(days=7)


@dataclass
class Twin:
    """A case to be written: whose steps it takes over, its own place and matter, and how far its moments lie away."""

    pattern: Story
    story: Story
    days: timedelta
    minutes: timedelta
    year: int = 0
    serial: int = 0

    @property
    def registered_at(self) -> datetime:
        return self.pattern.times[0] + self.days + self.minutes


def is_plain(story: Story, planner: Planner) -> bool:
    """Ended in the archive by now, by a way that any other case could have gone."""
    cues = story.script.cues
    if any(_OWN_DAYS.search(f"{cue.act}:{cue.choice} {cue.wait_for}") for cue in cues):
        return False
    common = story.matter in MATTERS and story.matter.cause != Cause.LABOUR
    return (
        common and cues[-1].act == "archive" and story.times[-1] <= planner.now and planner.is_staffed(story)
    )


def twins(planner: Planner, chance: Random, stories: Sequence[Story], number: int) -> Iterator[Twin]:
    """So many twins of the plain ones among the stories, the frequent ways more often."""
    patterns = [story for story in stories if is_plain(story, planner)]
    shifts = {id(story): _fitting_weeks(planner, story) for story in patterns}
    weights = [max(1, story.script.often) for story in patterns]
    for pattern in chance.choices(patterns, weights, k=number):
        other = planner.story(pattern.script, matter=_other_matter(pattern.matter, pattern, chance))
        while not (planner.is_staffed(other) and _is_yard(other) == _is_yard(pattern)):
            other = planner.story(pattern.script, matter=other.matter)
        weeks = chance.choice(shifts[id(pattern)])
        yield Twin(pattern, other, weeks * _WEEK, timedelta(minutes=chance.randint(-12, 12)))


def _is_yard(story: Story) -> bool:
    return "平房" in story.place.name


def _other_matter(old: Matter, pattern: Story, chance: Random) -> Matter:
    """Any matter that differs in its words only."""
    fitting = [
        new
        for new in matters_of(pattern.script.size)
        if (bool(new.against), new.duty, bool(new.money[1]))
        == (bool(old.against), old.duty, bool(old.money[1]))
        and new.cause != Cause.LABOUR
    ]
    return chance.choice(fitting)


def _fitting_weeks(planner: Planner, story: Story) -> list[int]:
    """By how many weeks the story may lie earlier or later without one working day falling otherwise."""
    is_workday = planner.hours.calendar.is_workday
    first, last = story.times[0].date(), story.times[-1].date() + _LONGEST_DUTY
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    as_played = [is_workday(day) for day in days]
    earliest = (planner.now - REACH).date()
    fitting = []
    for weeks in range(-26, 27):
        begins, ends = first + weeks * _WEEK, story.times[-1] + weeks * _WEEK
        if begins >= earliest and ends < planner.now - timedelta(hours=1):
            moved: list[date] = [day + weeks * _WEEK for day in days]
            if [is_workday(day) for day in moved] == as_played:
                fitting.append(weeks)
    return fitting
