"""A whistle out of a ticket, an opinion, a hazard: what goes out, what the source shows, and what comes back (D8)."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from core.clocks.models import Clock
from core.errors import RuleBroken
from core.files.actions import attach_photo
from core.flow.models import Event
from core.notices.models import Notice
from disputes.choices import Tier
from disputes.hotline.choices import TicketState
from disputes.models import CommunityCall, HotlineTicket, Whistle
from disputes.whistles import origins
from disputes.whistles.actions import blow, draft_whistle
from grids.choices_field import HazardState
from residents import conversions
from residents.choices_visits import OpinionState
from tests.cast import PHONE
from tests.files.nasty import picture, upload
from tests.hazards.walk import Walk as HazardWalk
from tests.hotline.desk import CALLER, Desk
from tests.opinions.walk import Walk as OpinionWalk
from tests.whistles.units import Street, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(street: Street) -> Desk:
    return Desk(street.cast, street.town, street.log, now=street.now)


@pytest.fixture
def opinions(street: Street) -> OpinionWalk:
    return OpinionWalk(street.cast, street.town, now=street.now)


def blow_of(street: Street, origin: str, pk: int, **changes: Any) -> Whistle:
    street.now = max(street.now, changes.pop("now", street.now))
    actor = changes.pop("actor", street.cast.street_lead)
    where = street.where(origin_kind=origin, origin_id=pk)
    return blow(street.slip(assisting=(), **changes), where, actor=actor, now=street.now)


# --- tickets ----------------------------------------------------------------------------------------


def test_a_whistle_carries_the_ticket_and_its_end_offers_the_answer(street: Street, tickets: Desk) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    whistle = blow_of(street, "hotline_ticket", ticket.pk, now=tickets.now)
    ticket = tickets.fresh(ticket)
    assert (ticket.target_kind, ticket.target_no, ticket.waits_for_target) == ("whistle", whistle.no, True)
    assert (ticket.state, ticket.desk) == (TicketState.HANDLING, Tier.COMMUNITY)
    with pytest.raises(RuleBroken, match=f"关联的{whistle.no}还没有结果"):
        tickets.step(ticket, "answer")
    with pytest.raises(RuleBroken, match="只在一处办"):
        blow_of(street, "hotline_ticket", ticket.pk)
    Notice.objects.all().delete()
    finish(street, whistle)
    ticket = tickets.fresh(ticket)
    assert (ticket.state, ticket.waits_for_target) == (TicketState.HANDLING, False)
    assert ticket.target_result == "已解决：路灯都修好了"
    assert Notice.objects.filter(recipient=street.cast.clerk, subject_kind="hotline_ticket").exists()
    tickets.now = street.now
    assert tickets.step(ticket, "answer").state == TicketState.ANSWERED


def test_several_tickets_of_one_matter_wait_for_one_whistle(street: Street, tickets: Desk) -> None:
    first, second = tickets.to(TicketState.HANDLING), tickets.to(TicketState.HANDLING)
    whistle = blow_of(street, "hotline_ticket", first.pk, now=tickets.now)
    tickets.now = street.now
    second = tickets.step(second, "link", target=whistle)
    assert second.target_no == whistle.no
    street.now = tickets.now
    finish(street, whistle)
    assert {tickets.fresh(one).target_result for one in (first, second)} == {"已解决：路灯都修好了"}


def test_a_ticket_that_was_answered_meanwhile_only_takes_note(street: Street, tickets: Desk) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    street.now = tickets.now
    where = street.where(origin_kind="hotline_ticket", origin_id=ticket.pk)
    draft = draft_whistle(street.slip(assisting=()), where, actor=street.cast.manager, now=street.now)
    ticket = tickets.step(ticket, "answer")
    street.now = tickets.now
    street.issue(draft)
    assert (tickets.fresh(ticket).state, tickets.fresh(ticket).target_id) == (TicketState.ANSWERED, None)


def test_the_unit_reads_the_slip_and_only_what_was_ticked(
    street: Street, tickets: Desk, client: Client
) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    for name in ("一.jpg", "二.jpg"):
        attach_photo(
            upload(picture(), name),
            subject_kind="hotline_ticket",
            subject_id=ticket.pk,
            actor=street.cast.clerk,
            purpose="before",
        )
    street.now = tickets.now
    with time_machine.travel(street.now, tick=False):
        client.force_login(street.cast.manager)
        form = client.get(f"/whistles/new/?origin=hotline_ticket:{ticket.no}").content.decode()
        assert 'value="北门路灯不亮"' in form and "王*国 138****2207" in form
        given = origins.get("hotline_ticket").given(street.cast.manager, ticket.no)
        chosen = given.photos[0].pk
        whistle = blow_of(
            street,
            "hotline_ticket",
            ticket.pk,
            photo_ids=(chosen,),
            contact="caller",
            share_reason="约居民到现场指认",
            share_address=False,
        )
        client.force_login(street.cast.liaison)
        page = client.get(whistle.get_absolute_url()).content.decode()
        assert client.get(ticket.get_absolute_url()).status_code == 404
    assert page.count("size=thumb") == 1
    for secret in (CALLER, PHONE, ticket.no, ticket.city_no, "看不清路", "铁路小区1号楼"):
        assert secret not in page, secret
    assert whistle.open_sealed("phone") == PHONE and whistle.contact_name == "王*国"


def test_the_source_shows_the_whistle_and_the_whistle_its_source(
    street: Street, tickets: Desk, client: Client
) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    whistle = blow_of(street, "hotline_ticket", ticket.pk, now=tickets.now)
    client.force_login(street.cast.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert whistle.get_absolute_url() in page and "正在办理" in page
    assert ticket.get_absolute_url() in client.get(whistle.get_absolute_url()).content.decode()
    lines = Event.objects.filter(subject_kind="hotline_ticket", subject_id=ticket.pk, act="link")
    # A leader of the street handles no tickets: the whistle brought it about.
    assert (lines.get().actor, "主办住建局" in lines.get().text) == (None, True)


def test_a_community_calls_out_of_its_ticket_and_the_street_whistles(
    street: Street, tickets: Desk, client: Client
) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    client.force_login(street.cast.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert (
        f"/whistles/calls/new/?origin=hotline_ticket%3A{ticket.no}" in page and "/whistles/new/" not in page
    )
    street.now = tickets.now
    call = street.call(origin_kind="hotline_ticket", origin_id=ticket.pk)
    news = Event.objects.get(subject_kind="hotline_ticket", subject_id=ticket.pk, act="target_news")
    assert call.no in news.text
    draft = street.draft_for(CommunityCall.objects.get())
    assert draft.origin_kind == "" or draft.origin_id == ticket.pk
    assert tickets.fresh(ticket).target_id is None


# --- opinions ---------------------------------------------------------------------------------------


def test_an_opinion_becomes_a_whistle_and_is_answered_when_that_has_ended(
    street: Street, opinions: OpinionWalk
) -> None:
    opinion = opinions.to(OpinionState.HANDLING)
    whistle = blow_of(street, "opinion", opinion.pk, now=opinions.now)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_kind, opinion.target_no) == (
        OpinionState.CONVERTED,
        "whistle",
        whistle.no,
    )
    seen = conversions.target_of(opinion, street.cast.clerk)
    assert (seen.label, seen.no, seen.words, seen.url) == (
        "吹哨",
        whistle.no,
        "已吹哨",
        whistle.get_absolute_url(),
    )
    finish(street, whistle)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.target_result) == (OpinionState.HANDLING, "已解决：路灯都修好了")
    assert Clock.objects.live().filter(subject_kind="opinion", subject_id=opinion.pk).exists()


def test_an_opinion_is_blown_by_the_desk_in_its_own_name(street: Street, opinions: OpinionWalk) -> None:
    opinion = opinions.raised()
    blow_of(street, "opinion", opinion.pk, kind="emergency", actor=street.cast.intake, now=opinions.now)
    line = Event.objects.get(subject_kind="opinion", subject_id=opinion.pk, act="convert")
    assert line.actor == street.cast.intake


def test_an_opinion_that_was_answered_gives_no_whistle(street: Street, opinions: OpinionWalk) -> None:
    opinion = opinions.to(OpinionState.REPLIED)
    with pytest.raises(RuleBroken, match="不能转办"):
        blow_of(street, "opinion", opinion.pk, now=opinions.now)
    assert not Whistle.objects.exists()


def test_ways_of_an_opinion_are_those_that_the_person_has(
    street: Street, opinions: OpinionWalk, client: Client
) -> None:
    opinion = opinions.to(OpinionState.HANDLING)
    for key, inside, outside in (
        ("manager", "/whistles/new/?origin=opinion", "/whistles/calls/new/"),
        ("clerk", "/whistles/calls/new/?origin=opinion", "/whistles/new/"),
    ):
        client.force_login(getattr(street.cast, key))
        page = client.get(opinion.act_url("convert")).content.decode()
        assert inside in page and f"/cases/new/?opinion={opinion.no}" in page
        assert outside not in page
    client.force_login(street.cast.manager)
    form = client.get(f"/whistles/new/?origin=opinion:{opinion.no}").content.decode()
    assert opinion.title in form and opinion.text not in form and "王建国" not in form
    client.force_login(street.cast.outsider)
    assert client.get(f"/whistles/calls/new/?origin=opinion:{opinion.no}").status_code == 404


# --- hazards ----------------------------------------------------------------------------------------


@pytest.fixture
def hazards(street: Street) -> HazardWalk:
    return HazardWalk(street.town, street.cast, now=street.now)


def test_a_major_hazard_is_handed_to_the_lead_unit_and_looked_at_again_at_the_end(
    street: Street, hazards: HazardWalk, client: Client
) -> None:
    hazard = hazards.major(HazardState.GRADED)
    client.force_login(street.cast.manager)
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert f"/whistles/new/?origin=hazard%3A{hazard.no}" in page
    whistle = blow_of(street, "hazard", hazard.pk, asks_resident=False, now=hazards.now)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.referred_to, hazard.referral_kind) == (
        HazardState.REFERRED,
        street.summon.housing,
        "whistle",
    )
    assert (hazard.referral_id, hazard.referral_no) == (whistle.pk, f"吹哨{whistle.no}")
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert f"吹哨{whistle.no}" in page and "/whistles/new/?origin" not in page
    with pytest.raises(RuleBroken, match="已经移送"):
        blow_of(street, "hazard", hazard.pk)
    finish(street, whistle)
    hazard.refresh_from_db()
    assert hazard.state == HazardState.RECTIFIED


def test_a_hazard_whose_whistle_ended_on_account_stays_ours(street: Street, hazards: HazardWalk) -> None:
    hazard = hazards.major(HazardState.GRADED)
    whistle = blow_of(street, "hazard", hazard.pk, asks_resident=False, now=hazards.now)
    finish(street, whistle, result="untrue")
    hazard.refresh_from_db()
    assert hazard.state in (HazardState.GRADED, HazardState.ORDERED)


def test_a_general_hazard_takes_note_and_is_put_right_by_whoever_must(
    street: Street, hazards: HazardWalk
) -> None:
    hazard = hazards.to(HazardState.ORDERED)
    whistle = blow_of(street, "hazard", hazard.pk, asks_resident=False, now=hazards.now)
    finish(street, whistle)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.referral_kind) == (HazardState.ORDERED, "")
    news = Event.objects.filter(subject_kind="hazard", subject_id=hazard.pk, act="referral_news")
    assert [whistle.no in one.text for one in news] == [True] * len(news) and len(news) >= 2


# --- all of them ------------------------------------------------------------------------------------


def test_every_kind_answers_the_whole_of_what_a_whistle_asks() -> None:
    assert set(origins.kinds()) == {
        "dispute",
        "hotline_ticket",
        "petition",
        "opinion",
        "hazard",
        "action_item",
    }
    asked = ("key", "given", "refuses", "contact", "hold", "hold_aimed", "told", "blown", "ended")
    for kind in origins.kinds():
        assert all(hasattr(origins.get(kind), name) for name in asked), kind


def test_a_draft_that_is_void_leaves_its_source_as_it_was(street: Street, tickets: Desk) -> None:
    ticket = tickets.to(TicketState.HANDLING)
    street.now = tickets.now
    where = street.where(origin_kind="hotline_ticket", origin_id=ticket.pk)
    draft = draft_whistle(street.slip(assisting=()), where, actor=street.cast.manager, now=street.now)
    street.do(draft, "void", "manager", reason="社区自己能办")
    assert HotlineTicket.objects.get(pk=ticket.pk).version == ticket.version
