"""One matter, one record that carries the work: cases and whistles linked to tickets, and their results (F10, D8)."""

import pytest
from django.utils import timezone

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from disputes.actions import ACTIONS as CASE_ACTS
from disputes.choices import Tier
from disputes.hotline.choices import TicketState
from disputes.hotline.forms.acts import AnswerForm
from disputes.models import Dispute, HotlineTicket
from disputes.opinions import result_words
from tests.hotline.conftest import As
from tests.hotline.desk import HOUR, Desk

pytestmark = pytest.mark.django_db
S = TicketState


def end(desk: Desk, case: Dispute) -> None:
    """The shortest way to an end: the applicant takes it back."""
    desk.now += HOUR
    case.refresh_from_db()
    CASE_ACTS["withdraw"](
        case, actor=desk.cast.clerk, withdrawn_on=timezone.localdate(desk.now), free_will=True, now=desk.now
    )


def test_a_case_logged_with_the_platforms_number_carries_the_ticket(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    case = desk.case_of(ticket)
    ticket = desk.fresh(ticket)
    assert (ticket.target_kind, ticket.target_id, ticket.target_no) == ("dispute", case.pk, case.no)
    assert (ticket.state, ticket.waits_for_target) == (S.HANDLING, True)
    with pytest.raises(RuleBroken, match=f"关联的{case.no}还没有结果"):
        desk.step(ticket, "answer")
    with pytest.raises(RuleBroken, match=f"已经由{case.no}办理"):
        desk.case_of(ticket, title="同一件")
    assert Dispute.objects.exclude(no=None).count() == 1


def test_the_case_names_the_ticket_to_those_who_see_it(desk: Desk, as_: As) -> None:
    ticket = desk.to(S.HANDLING)
    case = desk.case_of(ticket)
    seen = f'{ticket.get_absolute_url()}">{ticket.no}</a>，办理中'
    for key in ("clerk", "manager"):
        assert seen in as_(getattr(desk.cast, key)).get(case.get_absolute_url()).content.decode(), key
    # The ticket is the community's; the grid's worker sees the case alone.
    page = as_(desk.cast.worker).get(case.get_absolute_url())
    assert page.status_code == 200 and ticket.no not in page.content.decode()


def test_the_end_of_the_case_offers_the_answer_and_closes_nothing(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    case = desk.case_of(ticket)
    Notice.objects.all().delete()
    end(desk, case)
    ticket = desk.fresh(ticket)
    assert ticket.state == S.HANDLING and not ticket.waits_for_target
    assert ticket.target_result == result_words(Dispute.objects.get())
    assert Notice.objects.filter(recipient=desk.cast.clerk, subject_kind="hotline_ticket").exists()
    first = AnswerForm.first_values(ticket, desk.now)
    assert ticket.target_result in first["public_text"] and case.no in first["text"]
    assert desk.step(ticket, "answer").state == S.ANSWERED


def test_a_ticket_that_nobody_had_given_out_becomes_the_centres(desk: Desk) -> None:
    ticket = desk.received()
    desk.case_of(ticket, by="intake")
    ticket = desk.fresh(ticket)
    assert (ticket.state, ticket.desk, ticket.target_kind) == (S.HANDLING, Tier.STREET, "dispute")


def test_a_case_of_somebody_who_does_not_see_the_ticket_stays_beside_it(desk: Desk) -> None:
    ticket = desk.received()
    desk.case_of(ticket, by="worker")
    assert desk.fresh(ticket).target_id is None


def test_linking_by_hand_takes_what_the_person_sees_and_one_only(desk: Desk) -> None:
    ticket, case = desk.to(S.HANDLING), desk.case()
    ticket = desk.step(ticket, "link", target=case)
    assert ticket.target_no == case.no
    for act in ("link", "hand_back", "guide"):
        with pytest.raises(RuleBroken, match="只在一处办"):
            desk.step(ticket, act)
    ticket = desk.do(ticket, "unlink", "manager", reason="不是同一件事")
    assert (ticket.target_id, ticket.target_no) == (None, "")
    with pytest.raises(RuleBroken) as caught:
        desk.do(ticket, "link", "clerk", target=None)
    assert caught.value.field == "number"
    end(desk, case)
    ended = desk.step(ticket, "link", target=Dispute.objects.get(pk=case.pk))
    assert not ended.waits_for_target and ended.target_result


def test_a_joined_case_takes_its_tickets_along(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    case, main = desk.case_of(ticket), desk.case()
    desk.now += HOUR
    case.refresh_from_db()
    CASE_ACTS["merge"](case, actor=desk.cast.manager, target=main, reason="同一件事", now=desk.now)
    ticket = desk.fresh(ticket)
    assert (ticket.target_id, ticket.target_no, ticket.waits_for_target) == (main.pk, main.no, True)
    case.refresh_from_db()
    CASE_ACTS["unmerge"](case, actor=desk.cast.manager, reason="不是同一件", now=desk.now + HOUR)
    assert desk.fresh(ticket).target_no == case.no


def test_the_form_of_a_case_is_filled_in_from_the_ticket_and_linked_when_it_is_sent(
    desk: Desk, as_: As
) -> None:
    ticket = desk.to(S.HANDLING)
    client = as_(desk.cast.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert f"/cases/new/?ticket={ticket.no}" in page
    form = client.get(f"/cases/new/?ticket={ticket.no}").content.decode()
    assert f'value="{ticket.city_no}"' in form and f'value="{ticket.title}"' in form
    assert "王建国" not in form
    assert client.get("/cases/new/?ticket=HT-2026-99999").status_code == 404
    assert as_(desk.cast.outsider).get(f"/cases/new/?ticket={ticket.no}").status_code == 404
    done = desk.to(S.CLOSED)
    assert client.get(f"/cases/new/?ticket={done.no}").status_code == 422


def test_the_link_form_offers_what_goes_on_at_the_place_and_finds_any_other_by_number(
    desk: Desk, as_: As
) -> None:
    ticket, near = desk.to(S.HANDLING), desk.case(title="门口一段没有灯")
    client = as_(desk.cast.clerk)
    page = client.get(ticket.act_url("link")).content.decode()
    assert near.no in page
    sent = {"version": ticket.version, "number": "2026-99999"}
    answer = client.post(ticket.act_url("link"), sent)
    assert answer.status_code == 422 and "没有找到这个编号" in answer.content.decode()
    assert client.post(ticket.act_url("link"), {"version": ticket.version}).status_code == 422
    answer = client.post(ticket.act_url("link"), {**sent, "number": near.no})
    assert answer.status_code == 302
    assert HotlineTicket.objects.get(pk=ticket.pk).target_id == near.pk
    assert near.get_absolute_url() in client.get(ticket.get_absolute_url()).content.decode()


def test_news_are_lines_of_the_timeline_and_nothing_is_told_to_the_caller_by_itself(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    end(desk, desk.case_of(ticket))
    lines = Event.objects.filter(subject_kind="hotline_ticket", subject_id=ticket.pk)
    assert lines.filter(act="target_ended", actor=None, public_text="").exists()
    with pytest.raises(NotAllowed):
        desk.do(ticket, "unlink", "clerk", reason="试")
