"""Many hands on one case: one wins, everybody else is told, nobody waits in a ring, and the books stay whole."""

from collections import Counter
from typing import Any

import pytest
from django.db.models import Count, F, Max

from core.audit.models import Entry
from core.audit.selectors import verify
from core.errors import Conflict
from core.notices.models import Notice
from disputes import clockwork
from disputes.actions import ACTIONS
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent
from tests.disputes.walk import DATA, HOUR, WHO, Walk
from tests.processes import at_once, deadlocks

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

HANDS = 16


def kinds(ends: list[Any]) -> Counter[str]:
    return Counter(type(end).__name__ for end in ends)


def lines(case: Dispute, act: str) -> int:
    return case.events.filter(act=act).count()


def assert_whole(*cases: Dispute) -> None:
    """No version left out or told twice, a line of the ledger for each event, the nearest duty on the case."""
    pks = [case.pk for case in cases]
    counted = Dispute.objects.filter(pk__in=pks).annotate(lines=Count("events"), last=Max("events__version"))
    # Version 1 is the draft, which nobody tells.
    assert not counted.exclude(last=F("version"), lines=F("version") - 1).exists()
    told = Counter(DisputeEvent.objects.filter(dispute__in=pks).values_list("dispute_id", "version"))
    written = Counter(
        Entry.objects.filter(subject_kind="dispute", subject_id__in=pks).values_list(
            "subject_id", "detail__version"
        )
    )
    assert told == written
    assert set(told.values()) == {1}
    for case in Dispute.objects.filter(pk__in=pks):
        shown = (case.due_at, case.yellow_at, case.due_code)
        clockwork.refresh_due(case)
        assert shown == (case.due_at, case.yellow_at, case.due_code)
        moves = [e.to_state for e in case.events.order_by("version") if e.to_state]
        assert moves[-1] == case.state
    assert verify() == []


@pytest.mark.parametrize("act", ["contact", "escalate", "agree", "suspend", "sign", "return_case", "close"])
def test_of_sixteen_who_do_the_same_with_the_same_version_one_wins(walk: Walk, act: str) -> None:
    states = {"sign": State.ESCALATION_PENDING, "return_case": State.ESCALATION_PENDING}
    case = walk.to(states.get(act, State.MEDIATING))
    if act == "close":
        case = walk.step(walk.step(case, "agree_performed"), "follow_up")
    said, actor, rings, now = (
        DATA[act](case, walk),
        getattr(walk.cast, WHO[act]),
        deadlocks(),
        walk.now + HOUR,
    )
    before = Notice.objects.filter(subject_id=case.pk).count()

    def do() -> Any:
        one = Dispute.objects.get(pk=case.pk)
        return ACTIONS[act](one, actor=actor, version=case.version, now=now, **said)

    ends = at_once(*[do] * HANDS)
    assert kinds(ends) == {"Dispute": 1, "Conflict": HANDS - 1}, ends
    assert all(
        end.theirs["version"] == case.version + 1
        for end in ends
        if isinstance(end, Conflict) and "version" in end.theirs
    )
    assert lines(case, act) == 1
    told = Notice.objects.filter(subject_id=case.pk).values_list("recipient_id", "key")
    assert len(told) - before == len(set(told)) - before
    assert_whole(case)
    assert deadlocks() == rings


def test_without_a_version_the_second_is_told_the_state(walk: Walk) -> None:
    """Imports and tasks hold no form: the table of transitions still lets only one through."""
    case = walk.mediating()
    now = walk.now + HOUR
    ends = at_once(
        *[
            lambda: ACTIONS["suspend"](
                case.pk and Dispute.objects.get(pk=case.pk),
                actor=walk.cast.secretary,
                now=now,
                **DATA["suspend"](case, walk),
            )
        ]
        * HANDS
    )
    assert kinds(ends) == {"Dispute": 1, "RuleBroken": HANDS - 1}, ends
    assert_whole(case)
