"""Looking for a day: a working day on which no member is known to be away, and the sum in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.clocks.calendar import WorkCalendar
from core.clocks.words import day_zh

# Days that are named one by one; more would bury the answer.
_NAMED = 6


@dataclass(frozen=True)
class Away:
    """A unit whose member is known to be away."""

    unit: str
    first_on: date
    last_on: date

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True)
class Proposal:
    """A day and how it was found."""

    day: date
    words: str
    away: tuple[str, ...] = ()


def propose_day(
    earliest: date, latest: date, calendar: WorkCalendar, away: Sequence[Away], *, units: int
) -> Proposal:
    """The first working day from `earliest` to `latest` on which nobody is away; else the one that misses fewest. When no
    day of the stretch is a working day, the first one after it."""
    latest = max(earliest, latest)
    passed: list[str] = []
    best: tuple[date, tuple[str, ...]] | None = None
    day = earliest
    while day <= latest or best is None:
        fact = calendar.fact(day)
        gone = tuple(sorted({one.unit for one in away if one.covers(day)}))
        if not fact.is_workday:
            passed.append(f"{day_zh(day, this_year=day.year)}{fact.reason}")
        elif not gone:
            return Proposal(day, _words(earliest, day, passed, f"{units}家成员单位都没有登记请假"))
        else:
            passed.append(f"{day_zh(day, this_year=day.year)}{'、'.join(gone)}请假")
            if best is None or len(gone) < len(best[1]):
                best = day, gone
        day += timedelta(days=1)
    chosen, gone = best
    why = f"到{day_zh(latest, this_year=latest.year)}每天都有人请假，这天最少：{'、'.join(gone)}"
    return Proposal(chosen, _words(earliest, chosen, [], why), gone)


def _words(earliest: date, chosen: date, passed: list[str], why: str) -> str:
    text = f"从{day_zh(earliest, this_year=earliest.year)}起找"
    if passed:
        text += f"，跳过{'；'.join(passed[:_NAMED])}{'等' if len(passed) > _NAMED else ''}"
    return f"{text}。{day_zh(chosen, weekday=True)}是工作日，{why}"
