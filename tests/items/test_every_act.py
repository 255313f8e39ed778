"""Generated from the table: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md E6-E10 and trust.md 3.3, so that the policies are held to it and not to themselves."""

from typing import Any

import pytest
from django.db import transaction

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from partybuilding.choices_items import ItemState
from partybuilding.items.actions import ACTIONS
from partybuilding.items.flow import ITEMS, KIND
from partybuilding.items.guards import GUARDS
from partybuilding.items.workflow import INSIDE, WHO_WORDS, Tell
from partybuilding.models import ActionItem
from tests.items.board import DATA, PROBLEM, WHO, Board

pytestmark = pytest.mark.django_db
S = ItemState
STATES = [one for one in S if one != S.DRAFT]
OFFICE = {"meeting_secretary", "manager"}
STREET = OFFICE | {"intake", "street_lead", "supervisor"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
UNITS = {"liaison", "helper"}


def who(item: ActionItem) -> dict[str, set[str]]:
    """Of a street's task led by 住建 in 铁北, whoever claimed or verified it apart."""
    led = (
        {"liaison"} if item.lead_id and item.lead.name == "住建局" else {"helper"} if item.lead_id else set()
    )
    return {
        "maker": OFFICE,
        "lead_unit": led,
        "any_unit": UNITS if not item.lead_id and item.state == S.OPEN else set(),
        "helper": {"helper"},
        "chair": {"street_lead"},
        "verifier": COMMUNITY,
        "clearer": OFFICE,
        "manager": {"manager"},
        "street_lead": {"street_lead"},
        "system": set(),
    }


def found_by(board: Board, item: ActionItem) -> set[str]:
    rows = ActionItem.objects
    return {key for key, user in board.people.items() if rows.visible_to(user).filter(pk=item.pk).exists()}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_each_act_is_open_to_those_whom_the_table_names_and_a_task_to_whom_it_concerns(
    board: Board, state: ItemState
) -> None:
    """Role × act in this state; whoever may act also sees; the other community finds nothing."""
    item = board.to(state)
    assert item.state == state
    seen = STREET | COMMUNITY | UNITS
    assert found_by(board, item) == seen
    subject, known = ITEMS.queryset().get(pk=item.pk), who(item)
    for act, row in ITEMS.table.items():
        expected = set().union(*(known[one] for one in row.who))
        found = {k for k, user in board.people.items() if ITEMS.by_role(user, row, subject).allowed}
        assert found == expected, act
    for key, user in board.people.items():
        acts = {one.act for one in ITEMS.acts_for(user, subject, board.now) if one.allowed}
        assert not acts or key in seen, (key, acts)
        assert not acts & INSIDE


def record_of(item: ActionItem) -> tuple[Any, ...]:
    row = ActionItem.objects.get(pk=item.pk)
    return (
        row.version,
        row.state,
        row.order_count,
        Event.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).count(),
        row.entries.count() + row.checks.count(),
        list(Clock.objects.of(KIND, row.pk).values_list("code", "due_at", "stopped_at", "cancelled_at")),
    )


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_legal_act_leads_where_the_table_says_and_an_illegal_one_changes_nothing(
    board: Board, state: ItemState
) -> None:
    """The state, one version, one line of the timeline, one line of the ledger; a stale form is a conflict; a stranger
    and a person of another area are refused. Each act begins from the same task and is undone."""
    item, now = board.to(state), board.now
    before = record_of(item)
    for act, row in ITEMS.table.items():
        if state not in row.from_states:
            for by in ("manager", "clerk", "liaison"):
                with pytest.raises(RuleBroken) as caught, ITEMS.step(item, act, actor=board.people[by]):
                    pytest.fail(f"{act} began from {state}")
                assert caught.value.status in (403, 422)
    assert record_of(item) == before
    walked = 0
    for act in sorted(ACTIONS):
        if state in ITEMS.table[act].from_states:
            walked += 1
            with transaction.atomic():
                _one(board, item, act)
                transaction.set_rollback(True)
            board.now = now
    assert walked >= 1


def _one(board: Board, item: ActionItem, act: str) -> None:
    row = ITEMS.table[act]
    for stranger in ("outsider", "intake", "supervisor", "sysadmin", "nobody"):
        with pytest.raises(NotAllowed), ITEMS.step(item, act, actor=board.people[stranger]):
            pytest.fail(f"{stranger} did {act}")
    by = board.people[WHO[act]]
    if act == "claim":
        ActionItem.objects.filter(pk=item.pk).update(lead=None)
    with (
        pytest.raises(Conflict) as caught,
        ITEMS.step(item, act, actor=by, version=item.version - 1, now=board.now),
    ):
        pytest.fail("a stale form was taken")
    assert caught.value.status == 409
    Notice.objects.all().delete()
    fresh = board.step(item, act)
    assert fresh.state in (row.to or (item.state,)), act
    event = Event.objects.get(subject_kind=KIND, subject_id=fresh.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, by, board.now)
    line = Entry.objects.filter(subject_kind=KIND, subject_id=fresh.pk).latest("seq")
    assert (line.action, line.detail["to"], line.detail["no"]) == (f"{KIND}.{act}", fresh.state, fresh.no)
    changes = str(event.changes) + str(line.detail)
    assert "张工" not in changes and PROBLEM not in changes
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert by.username not in told
    assert told or act == "note" or not row.tells, act


def test_every_act_has_an_action_an_example_and_words(board: Board) -> None:
    assert set(ACTIONS) == set(ITEMS.table) - INSIDE == set(WHO)
    assert {"make", "whistle_news"} == INSIDE
    assert all(board.data(act) for act in ACTIONS) and set(DATA) < set(WHO)
    for row in ITEMS.table.values():
        assert (
            set(row.who) <= set(WHO_WORDS) and set(row.tells) <= set(Tell) and set(row.guards) <= set(GUARDS)
        )
        assert {spec.partition(":")[0] for spec in row.clocks} <= set(ITEMS.verbs)
    moving = {a for row in ITEMS.table.values() if row.to for a in row.from_states}
    assert set(S) - moving == {S.CLEARED, S.VOID}


@pytest.mark.parametrize(
    ("state", "act", "changes", "name"),
    [
        (S.OPEN, "take", {"responsible": ""}, "responsible"),
        (S.IN_PROGRESS, "progress", {"text": ""}, "text"),
        (S.IN_PROGRESS, "progress", {"percent": 100}, "percent"),
        (S.IN_PROGRESS, "claim_done", {"text": ""}, "text"),
        (S.IN_PROGRESS, "claim_done", {"evidence": ""}, "evidence"),
        (S.IN_PROGRESS, "ask_extension", {"reason": ""}, "reason"),
        (S.IN_PROGRESS, "reassign", {"reason": ""}, "reason"),
        (S.EXTENDED, "refuse_extension", {"reason": ""}, "reason"),
        (S.CLAIMED_DONE, "verify", {"text": ""}, "text"),
        (S.CLAIMED_DONE, "verify", {"residents": 0}, "residents"),
        (S.CLAIMED_DONE, "verify", {"way": ""}, "way"),
        (S.CLAIMED_DONE, "refuse", {"reason": ""}, "reason"),
        (S.VERIFIED, "clear", {"text": ""}, "text"),
        (S.VERIFIED, "put_on_account", {"decision": None}, "decision"),
        (S.ON_ACCOUNT, "void", {"reason": ""}, "reason"),
        (S.ON_ACCOUNT, "resume", {"due_on": None}, "due_on"),
        (S.OPEN, "chase", {"text": ""}, "text"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(
    board: Board, state: ItemState, act: str, changes: dict[str, Any], name: str
) -> None:
    item = board.to(state)
    before = record_of(item)
    with pytest.raises(RuleBroken) as caught:
        board.step(item, act, **changes)
    assert caught.value.field == name
    assert record_of(item) == before


def test_nobody_acts_without_an_account_but_where_the_table_says_so(board: Board) -> None:
    item = board.to(S.IN_PROGRESS)
    for act, row in ITEMS.table.items():
        if S.IN_PROGRESS in row.from_states and not row.without_account:
            with pytest.raises(NotAllowed), ITEMS.step(item, act, actor=None, now=board.now):
                pytest.fail(act)
