"""A ticket that was typed otherwise than the platform wrote it, put right while nobody handles it."""

import pytest

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from disputes.hotline.actions import ACTIONS
from disputes.hotline.choices import TicketState
from disputes.hotline.flow import KIND
from tests.cast import OTHER_PHONE
from tests.hotline.conftest import As
from tests.hotline.desk import CALLER, TEXT, Desk

pytestmark = pytest.mark.django_db
S = TicketState


def test_what_was_typed_wrong_is_put_right_with_its_reason_and_no_word_of_it_in_the_history(
    desk: Desk,
) -> None:
    ticket = desk.received()
    due = ticket.due_at
    right = {"city_no": "2026030299", "text": f"{TEXT}，线头露在外面", "cause": "12", "phone": OTHER_PHONE}
    ticket = desk.step(ticket, "correct", reason="照工单改", **right)
    assert (ticket.city_no, ticket.text) == (right["city_no"], right["text"])
    assert (ticket.open_sealed("phone"), ticket.open_sealed("name")) == (OTHER_PHONE, CALLER)
    assert (ticket.state, ticket.due_at) == (S.RECEIVED, due)
    line = Event.objects.filter(subject_kind=KIND, subject_id=ticket.pk, act="correct").get()
    assert line.text == "更正了市平台工单号、诉求内容、类型、电话：照工单改"
    assert line.changes["city_no"][1] == right["city_no"]
    assert line.changes["text"] == line.changes["phone"] == [] and OTHER_PHONE not in str(line.changes)


def test_a_correction_needs_a_change_a_reason_and_a_free_number(desk: Desk) -> None:
    other, ticket = desk.received(), desk.received()
    for changes, code in (
        ({"reason": ""}, "missing"),
        ({"title": ""}, "missing"),
        ({"text": ticket.text}, "same"),
        ({"city_no": other.city_no}, "twice"),
    ):
        with pytest.raises(RuleBroken) as broken:
            desk.step(ticket, "correct", **changes)
        assert broken.value.code == code, changes
    assert not Event.objects.filter(act="correct").exists()


def test_once_somebody_handles_it_the_ticket_stands_as_it_was_given_out(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    for key in ("intake", "clerk"):
        with pytest.raises((NotAllowed, RuleBroken)):
            ACTIONS["correct"](
                desk.fresh(ticket), actor=getattr(desk.cast, key), text="别的", reason="改", now=desk.now
            )


def test_the_page_brings_what_was_typed_and_never_the_number(desk: Desk, as_: As) -> None:
    ticket = desk.received()
    client, url = as_(desk.cast.intake), ticket.act_url("correct")
    page = client.get(url).content.decode()
    assert TEXT in page and ticket.city_no in page and CALLER not in page
    said = {
        "version": ticket.version,
        "city_no": ticket.city_no,
        "title": ticket.title,
        "text": "改过的话",
        "cause": "",
    }
    answer = client.post(url, {**said, "reason": ""})
    assert answer.status_code == 422 and "改过的话" in answer.content.decode()
    assert client.post(url, {**said, "reason": "照工单改"}).status_code == 302
    assert desk.fresh(ticket).text == "改过的话"
    assert client.post(url, {**said, "text": "又改", "reason": "照工单改"}).status_code == 409
    assert as_(desk.cast.clerk).get(url).status_code == 404
