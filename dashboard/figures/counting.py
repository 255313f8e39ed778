"""The running count: each act adds what it changes, as a raw row in its own transaction. No lock, no second look later."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.clocks.models import Clock
from core.flow.engine import Step
from core.flow.models import Event
from dashboard.figures import terms
from dashboard.models import CaseDay, CaseMonth, UnitMonth
from disputes.choices import OPEN_STATES, State
from disputes.engine import KIND as CASE
from disputes.models import Dispute, DisputeEvent, Whistle, WhistleUnit
from disputes.whistles.choices import Side
from disputes.whistles.facts import UNIT_KIND, facts


def case_acted(step: Step[Dispute], event: DisputeEvent, clocks: list[str]) -> None:
    """One act on a case."""
    case = step.subject
    counts = _of_act(step, event, clocks)
    if not counts and "community" not in step.changes:
        return
    day = timezone.localdate(step.now)
    keys: dict[str, Any] = {
        "month": day.replace(day=1),
        "estate": event.estate_id or 0,
        "grid": event.grid_id or 0,
        "cause": case.cause,
        "source": case.source,
        "tier": case.tier,
    }
    if counts["closed"]:
        keys |= {"track": case.active_track, "result": case.result}
    if moved := step.changes.get("community"):
        # It leaves what is open there and comes to what is open here.
        CaseMonth.objects.create(community=moved[0], ended=1, **keys)
        counts["opened"] += 1
    CaseMonth.objects.create(community=case.community_id, **keys, **counts)
    if counts["registered"] or counts["closed"]:
        CaseDay.objects.create(
            day=day,
            community=case.community_id,
            cause=case.cause,
            registered=counts["registered"],
            closed=counts["closed"],
        )


def _of_act(step: Step[Dispute], event: DisputeEvent, clocks: list[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    before, after = event.from_state, event.to_state
    if after:
        was_open, is_open = before in OPEN_STATES, after in OPEN_STATES
        counts["opened"] += is_open and not was_open
        counts["ended"] += was_open and not is_open
        counts["closed"] += after == State.CLOSED
    if name := terms.BY_ACT.get(event.act):
        counts[name] += 1
    if event.act in terms.RATINGS and step.subject.satisfaction not in terms.UNANSWERED:
        counts["rated"] += 1
        counts["satisfied"] += step.subject.satisfaction in terms.SATISFIED
    for acts, code, name in (
        (terms.CONTACTS, terms.CONTACT_CLOCK, "contact"),
        (terms.CONCLUSIONS, terms.LIMIT_CLOCK, "limit"),
    ):
        if event.act in acts and f"stop {code}" in clocks:
            counts[f"{name}_all"] += 1
            counts[f"{name}_met"] += _was_met(step.subject, code, step.now)
    return +counts


def _was_met(case: Dispute, code: str, now: datetime) -> bool:
    """The clock that the act has just stopped, by index clock_subject."""
    ended = Clock.objects.of(CASE, case.pk).filter(code=code, stopped_at=now).order_by("-pk")
    return bool(ended.values_list("met", flat=True).first())


def unit_acted(step: Step[WhistleUnit], event: Event, clocks: list[str]) -> None:
    """A summoned department was called, arrived, or was never seen until the end."""
    unit, counts = step.subject, Counter[str]()
    if event.act == "receive":
        counts["called"] = 1
    elif event.act == "arrive":
        counts["arrivals"], counts["in_time"] = 1, int(_arrived_in_time(unit, step.now))
    elif event.act == "drop" and event.from_state in terms.WORKING_BEFORE_ARRIVAL:
        counts["arrivals"] = 1
    _add_unit(unit, step.now, counts)


def _arrived_in_time(unit: WhistleUnit, now: datetime) -> bool:
    """Every step up to the arrival that has a limit was taken within it."""
    ended = Clock.objects.of(UNIT_KIND, unit.pk).filter(stopped_at__lte=now)
    return all(met for code, met in ended.values_list("code", "met") if code.endswith(terms.ARRIVAL_STEPS))


def whistle_acted(step: Step[Whistle], event: Event, clocks: list[str]) -> None:
    """A side said what it thinks of the lead department's work; when street and community have, the result is judged."""
    if event.act not in ("rate_street", "rate_community", "rate_resident"):
        return
    known = facts(step.subject)
    mine = known.ratings_now
    said = mine[event.act.removeprefix("rate_")]
    counts = Counter[str]()
    if said.responded is not None:
        counts["rated"] += 1
        counts["satisfied"] += said.satisfaction in terms.SATISFIED
    judges = [mine[side] for side in (Side.STREET, Side.COMMUNITY) if side in mine]
    if len(judges) == 2 and said in judges:
        counts["results"] += 1
        counts["solved"] += all(one.solved for one in judges)
    if known.lead is not None:
        _add_unit(known.lead, step.now, counts)


def _add_unit(unit: WhistleUnit, now: datetime, counts: Counter[str]) -> None:
    if +counts:
        UnitMonth.objects.create(
            month=timezone.localdate(now).replace(day=1),
            department=unit.department_id,
            community=unit.whistle.community_id,
            **+counts,
        )
