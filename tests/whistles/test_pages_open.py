"""Every page of calls, whistles, units and orders opens for whom it is meant, in every state, and speaks Chinese."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from disputes.models import SupervisionOrder
from disputes.whistles.actions import UNIT_ACTIONS, WHISTLE_ACTIONS
from disputes.whistles.choices import CallState, WhistleState
from disputes.whistles.facts import facts
from disputes.whistles.forms.acts import CALL_FORMS, WHISTLE_FORMS
from disputes.whistles.forms.units import FORMS as UNIT_FORMS
from disputes.whistles.selectors.detail import unit_acts, whistle_acts
from tests.whistles.units import CALL_ROADS, Street

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def words_of(html: str) -> str:
    body = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", body)


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_a_whistle_opens_in_every_state_for_everybody_who_sees_it(
    street: Street, client: Client, state: WhistleState
) -> None:
    whistle = street.to(state)
    everybody = {**street.cast.all, "resources": street.summon.resources_liaison}
    opened = 0
    for key, user in everybody.items():
        client.force_login(user)
        seen = type(whistle).objects.visible_to(user).filter(pk=whistle.pk).exists()
        answer = client.get(whistle.get_absolute_url())
        assert answer.status_code == (200 if seen else 404), (key, state)
        opened += seen
        if seen:
            text = words_of(answer.content.decode())
            for name in (*street.cast.all, "Ctrl", "resources"):
                text = text.replace(name, "")
            assert not ENGLISH.findall(text), (key, state, ENGLISH.findall(text)[:5])
    assert opened >= 3


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_the_form_of_every_act_that_is_offered_opens(
    street: Street, client: Client, state: WhistleState
) -> None:
    whistle = street.to(state)
    people = (
        street.cast.manager,
        street.cast.street_lead,
        street.cast.clerk,
        street.cast.worker,
        street.cast.liaison,
        street.summon.resources_liaison,
    )
    for user in people:
        client.force_login(user)
        acts, _ = whistle_acts(user, street.fresh(whistle), street.now)
        found = [*acts]
        for unit in facts(street.fresh(whistle)).units:
            if unit.state != "planned":
                found += unit_acts(user, unit, street.now)[0]
        for one in found:
            answer = client.get(one.url)
            assert answer.status_code == 200, (one.act, state, user)
            assert answer.content.decode().count("<form") >= 1


def test_every_act_of_a_page_has_a_form() -> None:
    assert set(WHISTLE_FORMS) == set(WHISTLE_ACTIONS)
    assert set(UNIT_FORMS) == set(UNIT_ACTIONS)


@pytest.mark.parametrize("state", sorted(CALL_ROADS), ids=str)
def test_a_call_opens_in_every_state(street: Street, client: Client, state: CallState) -> None:
    call = street.call()
    for act, by, data in CALL_ROADS[state]:
        call = street.call_do(call, act, by, **data)
    assert call.state == state
    for user in (street.cast.clerk, street.cast.intake, street.cast.supervisor):
        client.force_login(user)
        assert client.get(call.get_absolute_url()).status_code == 200
        for act in CALL_FORMS:
            assert client.get(call.act_url(act)).status_code in (200, 403)
    client.force_login(street.cast.outsider)
    assert client.get(call.get_absolute_url()).status_code == 404


def test_lists_and_sheets_open(street: Street, client: Client) -> None:
    whistle = street.to(WhistleState.CLOSED)
    street.to(WhistleState.ESCALATED)
    unit = street.unit(whistle)
    order = reverse("orders:detail", args=["2026-0001"])
    sheets = [
        reverse("docs:preview", args=["L12", whistle.pk]),
        reverse("docs:list", args=["whistle_unit", unit.pk]),
    ]
    sheets += [reverse("docs:preview", args=[code, unit.pk]) for code in ("L13", "L14-assign")]
    sheets += [reverse("docs:preview", args=["L15", SupervisionOrder.objects.get(no="2026-0001").pk])]
    for user in (street.cast.manager, street.cast.liaison):
        client.force_login(user)
        for url in (*sheets, order, "/whistles/", "/orders/?tab=all", "/settings/duties/"):
            assert client.get(url).status_code == 200, url
    client.force_login(street.cast.manager)
    for url in (
        "/whistles/held/",
        "/whistles/calls/?tab=all",
        "/whistles/?tab=open",
        "/whistles/new/",
        "/whistles/?tab=all&q=路灯&light=red",
    ):
        assert client.get(url).status_code == 200, url
    client.force_login(street.cast.supervisor)
    for url in (
        "/whistles/",
        "/whistles/held/",
        "/whistles/calls/",
        "/orders/",
        order,
        whistle.get_absolute_url(),
    ):
        assert client.get(url).status_code == 200, url
    assert client.get(sheets[0]).status_code == client.get(f"{order}paper/").status_code == 404


def test_the_case_leads_to_call_and_whistle_and_back(street: Street, client: Client) -> None:
    case = street.case()
    whistle = street.blow(case)
    client.force_login(street.cast.manager)
    page = client.get(case.get_absolute_url()).content.decode()
    assert f"/whistles/new/?case={case.no}" in page
    assert "住建局" in page
    assert client.get(f"/whistles/new/?case={case.no}").status_code == 200
    tab = client.get(f"{case.get_absolute_url()}?tab=whistles").content.decode()
    assert whistle.get_absolute_url() in tab
    assert case.get_absolute_url() in client.get(whistle.get_absolute_url()).content.decode()
    assert "部门" in client.get("/cases/?tab=all").content.decode()
    assert case.no in client.get("/cases/?tab=all&tier=department").content.decode()
    client.force_login(street.cast.clerk)
    page = client.get(case.get_absolute_url()).content.decode()
    assert f"/whistles/calls/new/?case={case.no}" in page
    assert "/whistles/new/" not in page
    assert client.get(f"/whistles/calls/new/?case={case.no}").status_code == 200


def test_the_settings_pages_are_the_administrators(street: Street, client: Client) -> None:
    client.force_login(street.cast.manager)
    assert client.get("/settings/duties/new/").status_code == 403
    client.force_login(street.cast.sysadmin)
    for url in ("/settings/duties/", "/settings/duties/new/", "/settings/duties/heads/"):
        assert client.get(url).status_code == 200
