"""A page of the list, ready to be drawn: everything a row says is worked out here once, nothing in the template."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from core.flow import lights
from core.ui.words import near_dt
from disputes import policies
from disputes.choices import Alert, Cause, Confidentiality, Severity, Source, State, Tier
from disputes.models import Dispute
from disputes.models.dispute import address_words, case_url, draft_url

NONE = "—"
ALERT_WORDS: dict[str, str] = {Alert.RED: "红色预警", Alert.YELLOW: "黄色预警"}
_SHORT = ("tier", "state", "holder")
# get_state_display() and its like build their table anew at each call: 600 times a page of 100 rows.
_STATES, _TIERS, _CAUSES = dict(State.choices), dict(Tier.choices), dict(Cause.choices)
_SEVERITIES, _SOURCES = dict(Severity.choices), dict(Source.choices)


@dataclass(frozen=True, slots=True)
class Cell:
    """One chosen column of a row. `look` draws the text as a chip, `sub` stands small under it, and what is short
    shares a line on a phone's card."""

    label: str
    text: str
    sub: str
    look: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list shows it."""

    no: str
    url: str
    pick: str
    title: str
    address: str
    light: str
    light_words: str
    is_finished: bool
    alert: str
    alert_words: str
    is_restricted: bool
    cells: list[Cell]


Drawn = Callable[[Any, date], tuple[str, str, str]]
# Text, what stands under it, and the look of a chip. The columns of listing.shown are at hand without a query.
_CELLS: dict[str, Drawn] = {
    "tier": lambda case, today: ("部门" if case.department_name else _TIERS[case.tier], "", "tier"),
    "state": lambda case, today: (_STATES[case.state], "", "status"),
    "holder": lambda case, today: (case.department_name or case.holder_name or "没有人", "", ""),
    "act": lambda case, today: (case.last_act or NONE, near_dt(case.last_act_at, today=today), ""),
    "severity": lambda case, today: (_SEVERITIES[case.severity], "", ""),
    "source": lambda case, today: (_SOURCES[case.source], "", ""),
    "community": lambda case, today: (case.community_name, "", ""),
    "grid": lambda case, today: (case.grid_name or NONE, "", ""),
    "registered": lambda case, today: (near_dt(case.registered_at, today=today) or NONE, "", ""),
}


def rows(
    cases: Iterable[Any],
    *,
    user: Any,
    heads: list[tuple[str, str]],
    query: str,
    first: int,
    of: int,
    now: datetime,
) -> list[Row]:
    """The rows of a page under the chosen column heads; each links to the case with its place in this list, for
    上一件 and 下一件."""
    today = timezone.localdate(now)
    filtered = urlencode({"list": query})
    return [
        _row(case, f"{filtered}&at={first + index}&of={of}", heads, user=user, now=now, today=today)
        for index, case in enumerate(cases)
    ]


def _row(
    case: Any, place: str, heads: list[tuple[str, str]], *, user: Any, now: datetime, today: date
) -> Row:
    light, light_words = light_of(case, now)
    url = case_url(case.no) if case.no else draft_url(case.pk)
    # C1b: a supervisor reads the kind of matter and its community instead of its words and its door.
    content = policies.sees_content_by_post(user, case)
    where = address_words(case.place_level, case.estate_name, case.place_name, case.place_detail)
    cells = []
    for key, label in heads:
        text, sub, look = _CELLS[key](case, today)
        cells.append(Cell(label, text, sub, look, key in _SHORT))
    return Row(
        no=case.no or "草稿",
        url=f"{url}?{place}" if case.no else url,
        pick=f"{case.pk}:{case.version}",
        title=case.title if content else _CAUSES[case.cause],
        address=where if content else case.community_name,
        light=light,
        light_words=light_words,
        is_finished=case.state in (State.CLOSED, State.ARCHIVED),
        alert=case.alert,
        alert_words=ALERT_WORDS.get(case.alert, ""),
        is_restricted=case.confidentiality == Confidentiality.RESTRICTED,
        cells=cells,
    )


def light_of(case: Dispute, now: datetime) -> tuple[str, str]:
    """State and words of the nearest clock. A pause never hides an overdue promise."""
    light, words = lights.light_of(case, now)
    if case.state == State.SUSPENDED and light != "overdue":
        return "paused", "暂停"
    return light, words
