"""/settings/causes/: what the forms offer, who changes it, and that what was logged stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from disputes.actions.causes import change_cause
from disputes.choices import FREQUENT_CAUSES, Cause
from disputes.models import CauseOption, Dispute
from disputes.selectors.causes import cause_rows, offered
from tests.cast import Cast, Log, Town
from tests.disputes.views.conftest import As, as_, body
from tests.disputes.views.test_create import told

__all__ = ["as_"]
pytestmark = pytest.mark.django_db
LIST = "/settings/causes/"


def options(page: str, name: str) -> str:
    """The part of the page that offers the kinds."""
    return page.split(f'name="{name}"', 1)[1].split("</select>", 1)[0]


def test_without_a_change_every_kind_of_the_domain_is_offered() -> None:
    assert [one.code for one in cause_rows() if one.is_offered] == list(Cause.values)
    assert not CauseOption.objects.exists()


def test_a_kind_taken_off_is_not_shown_and_its_example_is(cast: Cast, as_: As) -> None:
    change_cause("16", is_offered=False, example="", actor=cast.sysadmin)
    change_cause("23", is_offered=True, example="楼上漏到楼下", actor=cast.sysadmin)
    shown = options(body(as_(cast.clerk).get("/cases/new/")), "cause")
    assert "旅游" not in shown and "漏水排水（楼上漏到楼下）" in shown
    phone = body(as_(cast.worker).get("/m/new/"))
    chips = [phone.index(f'value="{one.value}"') for one in FREQUENT_CAUSES]
    assert chips == sorted(chips)  # the thumb finds them where they always were
    assert 'value="16"' not in phone and 'value="17"' in phone and "楼上漏到楼下" not in phone


def test_a_form_that_knew_the_longer_list_is_still_taken(town: Town, cast: Cast, as_: As) -> None:
    change_cause("16", is_offered=False, example="", actor=cast.sysadmin)
    said = {**told(town, cause="16"), "step": "submit", "severity": "micro"}
    assert as_(cast.clerk).post("/cases/new/", said).status_code == 302
    assert Dispute.objects.get().cause == "16"


def test_a_draft_keeps_the_kind_it_was_given(town: Town, cast: Cast, as_: As) -> None:
    client = as_(cast.clerk)
    client.post("/cases/new/", {**told(town, cause="16"), "step": "save"})
    change_cause("16", is_offered=False, example="", actor=cast.sysadmin)
    draft = Dispute.objects.get()
    assert 'value="16" selected' in options(
        body(client.get(reverse("disputes:draft", args=[draft.pk]))), "cause"
    )


def test_what_was_logged_stays_in_lists_and_filters(cast: Cast, as_: As, log: Log) -> None:
    case = log(cause=Cause.LEAK)
    change_cause("23", is_offered=False, example="", actor=cast.sysadmin)
    page = body(as_(cast.clerk).get("/cases/?tab=all&cause=23"))
    assert case.no and case.no in page


def test_a_change_is_a_line_of_history_and_of_the_ledger(cast: Cast) -> None:
    row = change_cause("16", is_offered=False, example="没有景区", actor=cast.sysadmin, version=0)
    event = Event.objects.get(subject_kind="cause", subject_id=row.pk)
    assert event.changes == {"is_offered": [True, False], "example": ["", "没有景区"]}
    assert Entry.objects.latest("seq").action == "cause.change"


def test_only_the_administrator_changes_and_a_stale_form_is_a_conflict(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change_cause("16", is_offered=False, example="", actor=cast.manager)
    change_cause("16", is_offered=False, example="", actor=cast.sysadmin, version=0)
    with pytest.raises(Conflict):
        change_cause("16", is_offered=True, example="", actor=cast.sysadmin, version=0)
    assert not CauseOption.objects.get(code="16").is_offered


def test_other_stays_on_the_list(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        change_cause(Cause.OTHER, is_offered=False, example="", actor=cast.sysadmin)
    assert refused.value.field == "is_offered"
    assert not CauseOption.objects.exists()


def test_the_page_is_read_by_staff_and_changed_by_the_administrator(cast: Cast, as_: As) -> None:
    assert "设置「旅游」" not in body(as_(cast.clerk).get(LIST))
    assert as_(cast.clerk).get(f"{LIST}16/").status_code == 403
    assert as_(cast.liaison).get(LIST).status_code == 403
    client = as_(cast.sysadmin)
    assert "设置「旅游」" in body(client.get(LIST))
    assert client.get(f"{LIST}77/").status_code == 404
    sent = client.post(f"{LIST}16/", {"example": "没有景区", "version": "0"})
    assert sent.status_code == 302
    page = body(client.get(LIST))
    assert "不给选" in page and "没有景区" in page
    stale = client.post(f"{LIST}16/", {"is_offered": "on", "version": "0"})
    assert stale.status_code == 409


def test_a_refused_form_keeps_what_was_typed(cast: Cast, as_: As) -> None:
    answer = as_(cast.sysadmin).post(f"{LIST}99/", {"example": "都不像的", "version": "0"})
    assert answer.status_code == 422
    assert "「其他」要一直给选" in body(answer) and "都不像的" in body(answer)
    long = as_(cast.sysadmin).post(f"{LIST}16/", {"example": "长" * 41, "version": "0"})
    assert long.status_code == 422 and "长" * 41 in body(long)


def test_offering_asks_one_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(offered(Cause, examples=True)) == len(Cause)


def test_nobody_without_a_session_reads_it(client: Client) -> None:
    assert client.get(LIST).status_code == 302
