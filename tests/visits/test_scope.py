"""Who sees what, where posts are mixed or over."""

from datetime import date, timedelta

import pytest

from grids.choices import Role
from grids.models import Posting
from grids.scope import forget
from residents.actions.opinions import Told, raise_opinion
from residents.actions.visits import Door, Made, assign_contact, log_visit
from residents.models import LeaderContact, Opinion, Visit, VisitCampaign
from tests.cast import SINCE, Cast, Town, person
from tests.opinions.walk import T0
from tests.visits.conftest import Go, Homes

pytestmark = pytest.mark.django_db


def test_two_posts_never_show_less_than_one(went: Go, homes: Homes, cast: Cast, town: Town) -> None:
    """A centre's manager who also covers a grid, a leader who also covers one."""
    went(homes.elsewhere, actor=cast.outsider)
    raise_opinion(Told(town.dongyuan.buildings[0][0], "停车难"), actor=cast.outsider, now=T0)
    for number, key in ((1, "manager"), (2, "street_lead")):
        user = getattr(cast, key)
        grid = town.dongyuan.grids[number]
        Posting.objects.create(user=user, role=Role.GRID_WORKER, grid=grid, valid_from=SINCE)
        forget(user)
        assert Opinion.objects.visible_to(user).count() == 1, key
    assert Visit.objects.visible_to(cast.manager).count() == 1
    assert Visit.objects.visible_to(cast.street_lead).count() == 0


def test_a_worker_who_moved_on_no_longer_sees_the_homes_they_visited(
    went: Go, cast: Cast, town: Town
) -> None:
    went()
    post = Posting.objects.get(user=cast.worker)
    post.valid_to = date(2025, 6, 1)
    post.save()
    Posting.objects.create(
        user=cast.worker, role=Role.GRID_WORKER, grid=town.tiebei.grids[2], valid_from=date(2025, 6, 2)
    )
    forget(cast.worker)
    assert not Visit.objects.visible_to(cast.worker).exists()


def test_a_leader_sees_the_community_day_of_their_own_contact_while_it_lasts(cast: Cast, town: Town) -> None:
    boss = person("boss", "高书记", "街道副书记", {"role": Role.MEETING_SECRETARY, "street": True})
    contact = assign_contact(boss, town.tiebei.area, actor=cast.manager, valid_from=SINCE)
    visit = log_visit(Door(town.tiebei.area), Made("met", persons_met=9), actor=boss, contact=contact, now=T0)
    opinion = raise_opinion(Told(town.tiebei.estate, "小区没有充电棚", contact=contact), actor=boss, now=T0)
    assert list(Visit.objects.visible_to(boss)) == [visit]
    assert list(Opinion.objects.visible_to(boss)) == [opinion]
    assert not Visit.objects.visible_to(cast.meeting_secretary).exists()
    LeaderContact.objects.filter(pk=contact.pk).update(valid_to=date.today() - timedelta(days=1))
    assert not Visit.objects.visible_to(boss).exists() and not Opinion.objects.visible_to(boss).exists()


def test_contacts_and_campaigns_are_shown_where_they_reach(cast: Cast, town: Town) -> None:
    contact = assign_contact(cast.street_lead, town.tiebei.area, actor=cast.manager, valid_from=SINCE)
    campaign = VisitCampaign.objects.create(
        name="春季走访", starts_on=SINCE, ends_on=date(2026, 12, 31), created_by=cast.manager, created_at=T0
    )
    campaign.grids.set([town.tiebei.grids[0]])
    sees = {
        key: (
            contact in LeaderContact.objects.visible_to(user),
            campaign in VisitCampaign.objects.visible_to(user),
        )
        for key, user in cast.all.items()
    }
    both = {"worker", "leader", "clerk", "second_clerk", "secretary", "intake", "manager", "street_lead"}
    assert {key for key, seen in sees.items() if seen == (True, True)} == both
    assert sees["other_worker"] == (True, False)
    assert sees["outsider"] == sees["supervisor"] == sees["nobody"] == (False, False)
