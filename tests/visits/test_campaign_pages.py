"""The pages of campaigns and of leaders in contact with communities."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from residents.actions.visits import CampaignPlan, assign_contact, open_campaign
from residents.choices_visits import OpinionState, VisitKind
from residents.models import LeaderContact, Opinion, Visit, VisitCampaign
from residents.selectors.campaigns import progress_of
from residents.selectors.leaders import contact_rows
from tests.cast import SINCE, Cast, Town
from tests.opinions.walk import T0
from tests.visits.conftest import As, Go, Homes, body, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
NEW, PLAN = "/visits/new/", "/visits/plan/"


# --- campaigns -------------------------------------------------------------------------------------


def campaign_said(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "name": "2026年春季民情大走访",
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
        "questions": "供暖\n楼道堆物",
        "communities": [str(town.tiebei.area.pk)],
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def test_a_secretary_calls_for_visits_in_the_own_community_only(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.secretary)
    answer = client.post("/visits/campaigns/new/", campaign_said(town))
    campaign = VisitCampaign.objects.get()
    assert answer["Location"] == campaign.get_absolute_url()
    assert campaign.questions == ["供暖", "楼道堆物"]
    refused = client.post(
        "/visits/campaigns/new/", campaign_said(town, communities=[str(town.dongyuan.area.pk)])
    )
    assert refused.status_code == 422
    for key in ("worker", "clerk", "intake"):
        assert as_(getattr(cast, key)).get("/visits/campaigns/new/").status_code == 403
    assert as_(cast.other_secretary).get(campaign.get_absolute_url()).status_code == 404
    assert as_(cast.clerk).get(f"{campaign.get_absolute_url()}edit/").status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"communities": []}, {"ends_on": "2026-02-01"}, {"ends_on": "2028-02-01"}, {"name": ""},
        {"questions": "一二三四五六七八九十一二三"}, {"questions": "\n".join("abcdefghijkl")}, {"ends_on": "x"},
        {"communities": ["x"]}, {"grids": ["999999"]}, {"starts_on": "0001-01-01"},
    ],
)  # fmt: skip
def test_a_campaign_that_cannot_be_is_refused(
    town: Town, cast: Cast, as_: As, change: dict[str, Any]
) -> None:
    answer = as_(cast.manager).post("/visits/campaigns/new/", campaign_said(town, **change))
    assert answer.status_code == 422 and not VisitCampaign.objects.exists()


@pytest.fixture
def campaign(town: Town, cast: Cast) -> VisitCampaign:
    plan = CampaignPlan(
        "春季大走访",
        date(2026, 3, 1),
        date(2026, 3, 31),
        communities=(town.tiebei.area,),
        questions=("供暖",),
    )
    return open_campaign(plan, actor=cast.manager, now=T0)


def test_the_running_campaign_is_ticked_already_and_counts_homes_of_any_outcome(
    campaign: VisitCampaign, homes: Homes, cast: Cast, as_: As, went: Go
) -> None:
    client = as_(cast.worker)
    page = body(client.get(NEW))
    assert re.search(rf'name="campaign" value="{campaign.pk}"[^>]* checked', page)
    client.post(NEW, said(homes, campaign=str(campaign.pk), asked=["供暖"]))
    client.post(NEW, said(homes, campaign=str(campaign.pk), outcome="not_now"))
    client.post(NEW, said(homes, campaign=str(campaign.pk), outcome="not_now", door=f"h{homes.neighbour.pk}"))
    client.post(NEW, said(homes, campaign=str(campaign.pk), door=""))
    client.post(NEW, said(homes))
    whole = progress_of(campaign, cast.manager)
    assert (whole.total.households, whole.total.called, whole.total.met, whole.without_home) == (3, 2, 1, 1)
    assert Visit.objects.earliest("pk").asked == ["供暖"]
    (part,) = whole.communities
    assert [(cell.name, cell.households, cell.called) for cell in part.grids] == [
        ("铁北1-01格", 2, 2),
        ("铁北1-02格", 1, 0),
    ]
    mine = progress_of(campaign, cast.worker)
    assert [cell.name for cell in mine.communities[0].grids] == ["铁北1-01格"]
    page = body(as_(cast.street_lead).get(campaign.get_absolute_url()))
    assert (
        "登记在册 3 户，已上门 2 户" in page
        and "不排名次" in page
        and "%" not in page.split("走到了多少户")[1]
    )


def test_next_door_to_a_campaign_a_visit_is_a_visit_like_any_other(
    campaign: VisitCampaign, homes: Homes, cast: Cast, as_: As
) -> None:
    typed = {
        **said(homes, campaign=str(campaign.pk)),
        "place": str(homes.elsewhere.dwelling.building_id),
        "door": f"h{homes.elsewhere.pk}",
    }
    as_(cast.manager).post(NEW, typed)
    visit = Visit.objects.get()
    assert (visit.campaign, visit.kind) == (None, VisitKind.ROUTINE)


def test_a_campaign_is_changed_and_ended_by_who_called_for_it(
    campaign: VisitCampaign, town: Town, cast: Cast, as_: As
) -> None:
    client, base = as_(cast.manager), campaign.get_absolute_url()
    changed = campaign_said(
        town, communities=[], grids=[str(town.tiebei.grids[0].pk)], version=str(campaign.version)
    )
    assert client.post(f"{base}edit/", changed).status_code == 302
    assert list(campaign.grids.all()) == [town.tiebei.grids[0]] and not campaign.communities.exists()
    assert client.post(f"{base}edit/", {**changed, "idempotency_key": str(uuid.uuid4())}).status_code == 409
    assert as_(cast.other_worker).get(base).status_code == 404
    campaign.refresh_from_db()
    ended = client.post(f"{base}end/", {"version": campaign.version, "reason": "提前走完"})
    assert ended.status_code == 302
    campaign.refresh_from_db()
    assert campaign.ended_at is not None and "已提前结束" in body(client.get("/visits/campaigns/"))
    again = client.post(f"{base}end/", {"version": campaign.version, "reason": "再结束"})
    assert again.status_code == 422 and "已经结束" in body(again)


# --- leaders ---------------------------------------------------------------------------------------


def test_a_leaders_community_day_brings_its_matters_home(town: Town, cast: Cast, as_: As) -> None:
    answer = as_(cast.manager).post(
        "/visits/leaders/new/",
        {"leader": cast.street_lead.pk, "community": town.tiebei.area.pk, "valid_from": "2026-01-05"},
    )
    contact = LeaderContact.objects.get()
    assert answer["Location"] == "/visits/leaders/"
    leader = as_(cast.street_lead)
    assert "本月还没去" in body(leader.get("/visits/leaders/"))
    assert [(row.contact, row.is_due) for row in contact_rows(cast.street_lead, T0)] == [(contact, True)]
    url = f"{NEW}?contact={contact.pk}"
    typed = {"outcome": "met", "persons_met": "12", "opinion_text": "小区没有充电棚"}
    assert leader.post(url, {**typed, "idempotency_key": str(uuid.uuid4())}).status_code == 302
    visit, opinion = Visit.objects.get(), Opinion.objects.get()
    assert (visit.kind, visit.place, visit.contact) == (VisitKind.LEADER, town.tiebei.area, contact)
    assert (opinion.contact, opinion.channel, opinion.state) == (contact, "leader", OpinionState.RAISED)
    page = body(leader.get("/visits/leaders/"))
    assert "本月去过了" in page and "带回意见 1 条，在办 1 条" in page
    assert [row.is_due for row in contact_rows(cast.street_lead, T0)] == [False]
    with time_machine.travel(T0 + timedelta(days=31), tick=False):
        assert "本月还没去" in body(as_(cast.street_lead).get("/visits/leaders/"))
    assert leader.get(visit.get_absolute_url()).status_code == 200


def test_contacts_are_arranged_by_the_street_for_who_works_for_it(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.street_lead)
    typed = {"community": town.tiebei.area.pk, "valid_from": "2026-01-05"}
    for leader in (cast.clerk, cast.sysadmin, cast.nobody):
        assert client.post("/visits/leaders/new/", {**typed, "leader": leader.pk}).status_code == 422
    assert client.post("/visits/leaders/new/", {**typed, "leader": cast.street_lead.pk}).status_code == 302
    again = client.post("/visits/leaders/new/", {**typed, "leader": cast.street_lead.pk})
    assert again.status_code == 422 and "已经联系" in body(again)
    contact = LeaderContact.objects.get()
    for key in ("secretary", "intake", "worker"):
        assert as_(getattr(cast, key)).get("/visits/leaders/new/").status_code == 403
        assert as_(getattr(cast, key)).get(f"/visits/leaders/{contact.pk}/end/").status_code in (403, 404)
    early = client.post(f"/visits/leaders/{contact.pk}/end/", {"version": 1, "last_day": "2026-01-01"})
    assert early.status_code == 422
    client.post(f"/visits/leaders/{contact.pk}/end/", {"version": 1, "last_day": "2026-03-01"})
    assert "以前联系过的" in body(client.get("/visits/leaders/"))
    refused = client.post(f"{NEW}?contact={contact.pk}", {"outcome": "met"})
    assert refused.status_code == 422 and not Visit.objects.exists()


def test_a_leaders_days_lie_in_their_own_community(town: Town, cast: Cast, as_: As) -> None:
    contact = assign_contact(cast.street_lead, town.tiebei.area, actor=cast.manager, valid_from=SINCE)
    typed = {"outcome": "met", "place": str(town.dongyuan.estate.pk)}
    answer = as_(cast.street_lead).post(f"{NEW}?contact={contact.pk}", typed)
    assert answer.status_code == 422 and "联系的是铁北社区" in body(answer)


def test_opinions_after_a_visit_hang_on_it(homes: Homes, cast: Cast, as_: As, went: Go) -> None:
    visit = went()
    client = as_(cast.worker)
    page = body(client.get(f"/opinions/new/?visit={visit.no}"))
    assert f'value="{visit.place_id}" checked' in page and visit.no in page
    typed = {"place": str(visit.place_id), "text": "井盖松动", "channel": "visit", "way": "sort"}
    client.post(f"/opinions/new/?visit={visit.no}", typed)
    opinion = Opinion.objects.get()
    assert (opinion.visit, opinion.household) == (visit, homes.mine)
