"""Scope: what each post opens, and that out of area, missing and restricted look the same from outside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import NotAllowed
from disputes import policies
from disputes.actions import Intake, draft_dispute
from disputes.choices import State
from disputes.models import Dispute
from grids.models import Posting
from grids.scope import Scope
from tests.cast import Cast, Log, Town
from tests.disputes.walk import Walk

pytestmark = pytest.mark.django_db


def sees(cast: Cast, case: Dispute) -> set[str]:
    return {
        key for key, user in cast.all.items() if Dispute.objects.visible_to(user).filter(pk=case.pk).exists()
    }


STREET = {"intake", "manager", "street_lead", "supervisor"}


def test_a_grid_case_is_seen_by_its_grid_its_community_and_the_street(cast: Cast, log: Log) -> None:
    assert sees(cast, log()) == {"worker", "leader", "clerk", "second_clerk", "secretary"} | STREET


def test_a_case_of_the_neighbour_grid_is_not_the_workers_unless_they_logged_it(
    cast: Cast, log: Log, town: Town
) -> None:
    case = log(actor=cast.worker, place=town.tiebei.buildings[1][0])
    assert {"worker", "other_worker", "leader"} <= sees(cast, case)
    other = log(actor=cast.clerk, place=town.tiebei.buildings[1][0])
    assert "worker" not in sees(cast, other)


def test_a_mediator_sees_only_what_was_given_to_them(cast: Cast, log: Log) -> None:
    walk = Walk(cast, log)
    case = walk.registered()
    assert "mediator" not in sees(cast, case)
    walk.do(case, "assign", "clerk", holder=cast.mediator)
    assert "mediator" in sees(cast, case)


def test_a_co_mediator_sees_the_case(cast: Cast, log: Log) -> None:
    case = log()
    case.co_mediators.add(cast.street_mediator)
    assert "street_mediator" in sees(cast, case)


def test_a_draft_is_its_authors_alone(cast: Cast, log: Log) -> None:
    draft = Walk(cast, log).to(State.DRAFT)
    assert sees(cast, draft) == {"clerk"}


@pytest.mark.parametrize("fact", ["involves_dv", "involves_minor"])
def test_violence_and_minors_are_known_to_handler_and_tier_lead_only(cast: Cast, log: Log, fact: str) -> None:
    case = log(**{fact: True})
    assert case.confidentiality == "restricted"
    assert sees(cast, case) == {"worker", "leader"}


def test_a_restricted_case_opens_to_the_lead_who_must_sign_it_and_closes_to_the_lower_tier(
    cast: Cast, log: Log
) -> None:
    walk = Walk(cast, log)
    case = walk.do(log(involves_dv=True, now=walk.now), "route_up", "worker", trigger="beyond")
    assert sees(cast, case) == {"worker", "leader", "secretary"}
    case = walk.do(case, "sign", "secretary")
    assert sees(cast, case) == {"secretary"}


def test_a_posting_that_ended_yesterday_opens_nothing(cast: Cast, log: Log) -> None:
    case = log()
    yesterday = timezone.localdate() - timedelta(days=1)
    Posting.objects.filter(user=cast.clerk).update(valid_to=yesterday)
    clerk = type(cast.clerk).objects.get(pk=cast.clerk.pk)
    assert not Dispute.objects.visible_to(clerk).filter(pk=case.pk).exists()
    assert not Scope.of(clerk).roles


def test_a_disabled_account_sees_nothing(cast: Cast, log: Log) -> None:
    log()
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert not Dispute.objects.visible_to(type(cast.clerk).objects.get(pk=cast.clerk.pk)).exists()


def test_a_supervisor_sees_the_header_only(cast: Cast, log: Log) -> None:
    case = log()
    assert not policies.sees_content(cast.supervisor, case)
    assert policies.sees_content(cast.clerk, case)


def test_scope_costs_one_query_and_the_list_another(
    cast: Cast, log: Log, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    log()
    clerk = type(cast.clerk).objects.get(pk=cast.clerk.pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        list(Dispute.objects.visible_to(clerk))


def test_a_place_outside_the_community_is_refused_at_intake(cast: Cast, log: Log, town: Town) -> None:

    intake = Intake(place=town.dongyuan.buildings[0][0], cause="23")
    for author in (cast.worker, cast.clerk):
        with pytest.raises(NotAllowed):
            draft_dispute(intake, actor=author)
    assert draft_dispute(intake, actor=cast.intake).community == town.dongyuan.area
