"""Visits, opinions and cases at once: numbers without a gap, one target an opinion, and nobody waits in a ring."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from core.accounts.models import User
from core.audit.selectors import verify
from core.clocks.actions.rules import edit_rule
from core.clocks.models import DeadlineRule
from core.errors import Conflict, NotAllowed, RuleBroken
from disputes.actions import ACTIONS as CASE_ACTS
from disputes.models import Dispute
from residents.actions import visits
from residents.actions.opinions import ACTIONS, tell_progress
from residents.actions.visits import CampaignPlan, Door, Made
from residents.choices_visits import OpinionState, Outcome
from residents.models import Opinion, Visit, VisitCampaign
from tests.cast import Cast
from tests.opinions.walk import DATA, Walk
from tests.processes import at_once, deadlocks

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture(autouse=True)
def no_ring(db: None) -> Any:
    before = deadlocks()
    yield
    assert deadlocks() == before and verify() == []


@pytest.fixture
def walk(walk: Walk) -> Walk:
    """Today, since nobody's clock stands still here."""
    walk.now = timezone.now() - timedelta(days=1)
    return walk


def failures(ends: list[Any]) -> list[Any]:
    return [end for end in ends if isinstance(end, BaseException)]


def over(ends: list[Any]) -> list[Any]:
    """The ends that no rule explains."""
    return [end for end in failures(ends) if not isinstance(end, RuleBroken | Conflict | NotAllowed)]


def test_doors_desks_and_cases_at_once_number_without_a_gap(walk: Walk, cast: Cast) -> None:
    source = [walk.raised() for _ in range(ROUNDS)]
    now = walk.now + timedelta(hours=2)

    def at_the_door() -> object:
        told = walk.told()
        return visits.note_at_door(
            Door(told.place), Made(Outcome.MET), actor=cast.worker, kind="routine", said=told, now=now
        )

    def at_the_desk() -> object:
        return walk.raised(cast.clerk)

    for opinion in source:
        into_a_case = partial(Walk(cast, walk.town, now).case_from, opinion)
        assert failures(at_once(at_the_door, at_the_desk, into_a_case, at_the_door)) == []
    serials = Opinion.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, 4 * ROUNDS + 1))
    assert Visit.objects.count() == Opinion.objects.filter(visit__isnull=False).count() == 2 * ROUNDS
    assert not Opinion.objects.filter(pk__in=[one.pk for one in source]).exclude(state=OpinionState.CONVERTED)


def test_four_desks_make_one_case_of_an_opinion(walk: Walk, cast: Cast) -> None:
    opinion = walk.to(OpinionState.HANDLING)
    desks = ("clerk", "second_clerk", "worker", "secretary")

    def case_by(desk: str) -> Callable[[], object]:
        return lambda: Walk(cast, walk.town, walk.now).case_from(opinion, desk)

    ends = at_once(*(case_by(desk) for desk in desks))
    assert over(ends) == [] and len(failures(ends)) == 3
    opinion.refresh_from_db()
    assert opinion.target_id == Dispute.objects.get().pk


def test_a_case_ends_while_its_opinion_is_worked_on_and_the_rule_is_changed(walk: Walk, cast: Cast) -> None:
    for _ in range(ROUNDS):
        opinion = walk.to(OpinionState.CONVERTED)
        walk.now += timedelta(minutes=1)
        assert over(at_once(*_around(opinion, cast, walk.now))) == []
        opinion.refresh_from_db()
        assert opinion.state == OpinionState.HANDLING and opinion.target_ended_at is not None
        assert opinion.due_at is not None


def _around(opinion: Opinion, cast: Cast, now: datetime) -> list[Callable[[], object]]:
    case = Dispute.objects.get(opinion=opinion)
    rule = DeadlineRule.objects.current().get(code="opinion.reply")
    return [
        lambda: CASE_ACTS["withdraw"](
            case,
            actor=cast.clerk,
            withdrawn_on=timezone.localdate(now),
            free_will=True,
            note="两家谈好了",
            now=now,
        ),
        lambda: tell_progress(opinion, actor=cast.clerk, now=now, **DATA["tell_progress"]),
        lambda: ACTIONS["note"](opinion, actor=cast.clerk, now=now, text="打过电话"),
        lambda: ACTIONS["chase"](opinion, actor=cast.secretary, now=now, text="请回个话"),
        lambda: _edit(rule, cast.sysadmin),
    ]


def _edit(rule: DeadlineRule, by: User) -> object:
    longer = {"length": 6 if rule.length == 5 else 5}
    return edit_rule(rule, changes=longer, reason="试试", actor=by, now=timezone.now())


def test_a_campaign_is_changed_while_people_knock_for_it(walk: Walk, cast: Cast) -> None:
    today = timezone.localdate()
    plan = CampaignPlan(
        "春季走访", today - timedelta(days=5), today + timedelta(days=5), communities=(walk.town.tiebei.area,)
    )
    campaign = visits.open_campaign(plan, actor=cast.manager, now=walk.now)

    def at_the_door() -> object:
        held = VisitCampaign.objects.get(pk=campaign.pk)
        told = walk.told()
        return visits.note_at_door(
            Door(told.place),
            Made(Outcome.MET),
            actor=cast.worker,
            kind="campaign",
            campaign=held,
            said=told,
            now=timezone.now(),
        )

    def rename() -> object:
        other = replace(plan, name=f"春季走访{Visit.objects.count()}")
        return visits.change_campaign(campaign, other, actor=cast.manager, now=timezone.now())

    for _ in range(ROUNDS):
        assert failures(at_once(at_the_door, rename, at_the_door)) == []
    assert Visit.objects.filter(campaign=campaign).count() == 2 * ROUNDS
