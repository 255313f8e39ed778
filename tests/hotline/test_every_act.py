"""Generated from the table: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md F10 and trust.md 3.3, so that the policies are held to it and not to themselves."""

from typing import Any

import pytest
from django.db import transaction

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from disputes.choices import Tier
from disputes.hotline.actions import ACTIONS, receive
from disputes.hotline.choices import TicketState
from disputes.hotline.flow import KIND, TICKETS
from disputes.hotline.guards import GUARDS
from disputes.hotline.workflow import INSIDE, WHO_WORDS, Tell
from disputes.models import HotlineTicket
from tests.hotline.desk import DATA, WHO, Desk

pytestmark = pytest.mark.django_db
S = TicketState
STATES = [one for one in S if one != S.DRAFT]
CENTRE = {"intake", "manager"}
STREET = CENTRE | {"street_lead"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
GRID = {"worker", "leader"}
WITH_CENTRE = {S.RECEIVED, S.ACCEPTED, S.OBJECTED, S.RETURNED}


def who(ticket: HotlineTicket) -> dict[str, set[str]]:
    given = {Tier.STREET: CENTRE, Tier.COMMUNITY: COMMUNITY, Tier.GRID: COMMUNITY | GRID}
    return {
        "desk": CENTRE,
        "manager": {"manager"},
        "duty": {"intake"} if ticket.kind in ("urgent", "danger") else set(),
        "street_lead": {"street_lead"},
        "handler": given[Tier(ticket.desk)],
        "caller": CENTRE,
        "system": set(),
    }


def seen_by(ticket: HotlineTicket) -> set[str]:
    below = {Tier.STREET: set(), Tier.COMMUNITY: COMMUNITY, Tier.GRID: COMMUNITY | GRID}
    return STREET | below[Tier(ticket.desk)]


def found_by(desk: Desk, ticket: HotlineTicket) -> set[str]:
    rows = HotlineTicket.objects
    return {key for key, user in desk.cast.all.items() if rows.visible_to(user).filter(pk=ticket.pk).exists()}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_each_act_is_open_to_those_whom_the_table_names_and_a_ticket_to_whom_it_was_given(
    desk: Desk, state: TicketState
) -> None:
    """Role × act in this state; whoever may act also sees."""
    ticket = desk.to(state)
    assert ticket.state == state
    assert (ticket.desk == Tier.STREET) == (state in WITH_CENTRE)
    assert found_by(desk, ticket) == seen_by(ticket)
    subject, known = TICKETS.queryset().get(pk=ticket.pk), who(ticket)
    for act, row in TICKETS.table.items():
        expected = set().union(*(known[one] for one in row.who))
        found = {k for k, user in desk.cast.all.items() if TICKETS.by_role(user, row, subject).allowed}
        assert found == expected, act
    for key, user in desk.cast.all.items():
        acts = [one.act for one in TICKETS.acts_for(user, subject, desk.now) if one.allowed]
        assert not acts or key in seen_by(ticket), (key, acts)
        assert not set(acts) & INSIDE


def record_of(ticket: HotlineTicket) -> tuple[Any, ...]:
    row = HotlineTicket.objects.get(pk=ticket.pk)
    return (
        row.version,
        row.state,
        Event.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        list(Clock.objects.of(KIND, row.pk).values_list("code", "due_at", "stopped_at", "cancelled_at")),
    )


@pytest.mark.parametrize("state", STATES, ids=str)
def test_what_the_table_does_not_allow_from_a_state_changes_nothing(desk: Desk, state: TicketState) -> None:
    ticket = desk.to(state)
    before = record_of(ticket)
    for act, row in TICKETS.table.items():
        if state in row.from_states:
            continue
        for actor in (desk.cast.manager, desk.cast.clerk):
            with (
                pytest.raises(RuleBroken) as caught,
                TICKETS.step(ticket, act, actor=actor, now=desk.now),
            ):
                pytest.fail(f"{act} began from {state}")
            assert caught.value.status in (403, 422)
    assert record_of(ticket) == before


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_legal_act_leads_where_the_table_says_and_is_written_down(desk: Desk, state: TicketState) -> None:
    """The state, one version, one line of the timeline, one line of the ledger; a stale form is a conflict; a stranger
    and a person of another area are refused. Each act begins from the same ticket and is undone."""
    ticket, now = desk.to(state), desk.now
    walked = 0
    for act in sorted(ACTIONS):
        row = TICKETS.table[act]
        if state not in row.from_states:
            continue
        walked += 1
        with transaction.atomic():
            _one(desk, ticket, act)
            transaction.set_rollback(True)
        desk.now = now
    assert walked >= (1 if state in (S.RETURNED,) else 2)


def _one(desk: Desk, ticket: HotlineTicket, act: str) -> None:
    row = TICKETS.table[act]
    for stranger in ("outsider", "liaison", "supervisor", "nobody"):
        with pytest.raises(NotAllowed), TICKETS.step(ticket, act, actor=getattr(desk.cast, stranger)):
            pytest.fail(f"{stranger} did {act}")
    by = desk.doer(act, ticket)
    with (
        pytest.raises(Conflict) as caught,
        TICKETS.step(ticket, act, actor=getattr(desk.cast, by), version=ticket.version - 1, now=desk.now),
    ):
        pytest.fail("a stale form was taken")
    assert caught.value.status == 409
    fresh = desk.step(ticket, act)
    assert fresh.state in (row.to or (ticket.state,)), act
    event = Event.objects.get(subject_kind=KIND, subject_id=fresh.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, getattr(desk.cast, by), desk.now)
    line = Entry.objects.filter(subject_kind=KIND, subject_id=fresh.pk).latest("seq")
    assert (line.action, line.detail["to"], line.detail["no"]) == (f"{KIND}.{act}", fresh.state, fresh.no)
    changes = str(event.changes) + str(line.detail)
    assert "王建国" not in changes and "路灯" not in changes


def test_every_act_has_an_action_an_example_and_words() -> None:
    assert set(ACTIONS) == set(TICKETS.table) - INSIDE == set(DATA) == set(WHO)
    for row in TICKETS.table.values():
        assert (
            set(row.who) <= set(WHO_WORDS) and set(row.tells) <= set(Tell) and set(row.guards) <= set(GUARDS)
        )
        assert {spec.partition(":")[0] for spec in row.clocks} <= set(TICKETS.verbs)
    left = {a for row in TICKETS.table.values() if row.to for a in row.from_states}
    assert set(S) - left == {S.RETURNED}


def test_only_the_centre_receives_and_a_platform_number_is_taken_once(desk: Desk) -> None:
    for key in set(desk.cast.all) - CENTRE:
        with pytest.raises(NotAllowed):
            receive(desk.told(), actor=desk.cast.all[key], now=desk.now)
    first = receive(desk.told(city_no="A1"), actor=desk.cast.manager, now=desk.now)
    with pytest.raises(RuleBroken, match=str(first.no)) as caught:
        receive(desk.told(city_no="A1"), actor=desk.cast.intake, now=desk.now)
    assert caught.value.field == "city_no"
    assert HotlineTicket.objects.count() == 1
    assert (first.no, first.official_no) == ("HT-2026-00001", "雄热〔2026〕0001号")


def test_a_grid_works_what_was_given_to_it_and_a_hurried_ticket_is_given_out_by_who_is_on_duty(
    desk: Desk,
) -> None:
    ticket = desk.received(kind="danger")
    ticket = desk.do(ticket, "assign", "intake", desk=Tier.GRID, note="马上到场")
    assert found_by(desk, ticket) == STREET | COMMUNITY | GRID
    assert TICKETS.queryset().get(pk=ticket.pk).grid == desk.town.tiebei.grids[0]
    assert desk.step(ticket, "answer", "worker").answered_by == desk.cast.worker
    slow = desk.received()
    with pytest.raises(NotAllowed):
        desk.do(slow, "assign", "intake", desk=Tier.GRID)


def test_a_ticket_goes_to_the_community_that_it_belongs_to_whatever_place_was_typed(desk: Desk) -> None:
    ticket = desk.received()
    other = desk.town.dongyuan.area
    with pytest.raises(RuleBroken, match="由那边社区承办"):
        desk.do(ticket, "assign", "manager", desk=Tier.GRID, community=other)
    ticket = desk.do(ticket, "assign", "manager", desk=Tier.COMMUNITY, community=other)
    assert (ticket.community, ticket.grid) == (other, None)
    assert found_by(desk, ticket) == STREET | {"outsider", "other_secretary"}
    with pytest.raises(RuleBroken, match="没有落到楼栋"):
        desk.do(ticket, "reassign", "manager", desk=Tier.GRID, reason="试试")
    with pytest.raises(RuleBroken, match="没有变"):
        desk.do(ticket, "reassign", "manager", desk=Tier.COMMUNITY, reason="试试")


@pytest.mark.parametrize(
    ("state", "act", "by", "changes", "field"),
    [
        (S.HANDLING, "answer", "clerk", {"result": ""}, "result"),
        (S.HANDLING, "answer", "clerk", {"text": ""}, "text"),
        (S.HANDLING, "answer", "clerk", {"public_text": ""}, "public_text"),
        (S.HANDLING, "answer", "clerk", {"result": "guided"}, "result"),
        (S.HANDLING, "hand_back", "clerk", {"reason": ""}, "reason"),
        (S.HANDLING, "ask_extension", "clerk", {"reason": ""}, "reason"),
        (S.ACCEPTED, "object", "manager", {"reason": ""}, "reason"),
        (S.ACCEPTED, "guide", "manager", {"guided_to": ""}, "guided_to"),
        (S.ACCEPTED, "withdraw", "manager", {"reason": ""}, "reason"),
        (S.ANSWERED, "call_back", "intake", {"solved": None}, "solved"),
        (S.ANSWERED, "call_back", "intake", {"satisfaction": "bad"}, "note"),
        (S.CALLED_BACK, "rework", "manager", {"reason": ""}, "reason"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(
    desk: Desk, state: TicketState, act: str, by: str, changes: dict[str, Any], field: str
) -> None:
    ticket = desk.to(state)
    before = record_of(ticket)
    with pytest.raises(RuleBroken) as caught:
        desk.step(ticket, act, by, **changes)
    assert caught.value.field == field
    assert record_of(ticket) == before


def test_who_answered_does_not_call_back_and_an_unhappy_caller_is_not_closed_without_a_reason(
    desk: Desk,
) -> None:
    ticket = desk.do(desk.received(), "assign", "manager", desk=Tier.STREET)
    ticket = desk.step(ticket, "answer", "intake")
    with pytest.raises(NotAllowed):
        desk.step(ticket, "call_back", "intake")
    ticket = desk.step(ticket, "call_back", "manager", satisfaction="bad", solved=False, note="还是不亮")
    with pytest.raises(RuleBroken, match="重新办理"):
        desk.step(ticket, "close")
    assert desk.step(ticket, "close", text="灯属市政，已函告，月底更换").state == S.CLOSED


def test_not_reached_is_an_answer_and_counts_in_no_rate(desk: Desk) -> None:
    ticket = desk.step(desk.to(S.ANSWERED), "call_back", satisfaction="not_reached", solved=False)
    assert (ticket.state, ticket.responded, ticket.solved) == (S.CALLED_BACK, None, None)


def test_a_matter_that_is_decided_elsewhere_is_guided_and_not_doubled(desk: Desk) -> None:
    ticket = desk.step(desk.to(S.HANDLING), "guide")
    assert (ticket.state, ticket.result, ticket.guided_to) == (S.ANSWERED, "guided", "court")
    event = Event.objects.get(subject_kind=KIND, subject_id=ticket.pk, act="guide")
    assert event.public_text == "请按法院通知参加诉讼" and "法院诉讼" in event.text
    assert not {"link", "answer"} & {
        one.act for one in TICKETS.acts_for(desk.cast.manager, ticket, desk.now) if one.allowed
    }


def test_nobody_acts_without_an_account_but_where_the_table_says_so(desk: Desk) -> None:
    ticket = desk.to(S.HANDLING)
    for act, row in TICKETS.table.items():
        if S.HANDLING in row.from_states and not row.without_account:
            with pytest.raises(NotAllowed), TICKETS.step(ticket, act, actor=None, now=desk.now):
                pytest.fail(act)
