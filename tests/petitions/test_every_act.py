"""Generated from the table: every act from every state by everybody, and what it leaves behind.

WHO_MAY is written by hand from domain.md F3, so that the policies are held to it and not to themselves."""

from typing import Any

import pytest
from django.db import transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from disputes.models import PetitionMatter
from disputes.petitions.actions import ACTIONS
from disputes.petitions.choices import WITH_UNIT, PetitionState
from disputes.petitions.facts import KIND
from disputes.petitions.flow import PETITIONS
from disputes.petitions.forms.acts import FORMS
from tests.petitions.walk import DATA, WHO, Walk, first_state

pytestmark = pytest.mark.django_db
S, TABLE = PetitionState, PETITIONS.table
DESK = {"intake", "manager", "street_lead"}
# Texts and choices that the table names: left empty they are refused by their field.
ASKED = frozenset({
    "told", "mode", "text", "reason", "advice", "agency", "note", "stance", "view", "basis", "demand", "relief", "document",
    "satisfaction",
})  # fmt: skip
NOT_ASKED_FOR = {"register", "count_from_receipt", "whistle_news", "reveal_contact"}


def who_may(matter: PetitionMatter) -> dict[str, set[str]]:
    """By the words of the table, for a matter that the secretary handles and 住建 receives."""
    sent = matter.state in WITH_UNIT and matter.competent_id is not None
    return {
        "intake": {"intake"},
        "officer": {"manager"},
        "street_lead": {"street_lead"},
        "handler": {"secretary"} if matter.handler_id else set(),
        "receiver": {"liaison"} if sent else set(),
        "system": set(),
    }


def record_of(matter: PetitionMatter) -> tuple[Any, ...]:
    fresh = PetitionMatter.objects.get(pk=matter.pk)
    return (
        fresh.version,
        fresh.state,
        Event.objects.filter(subject_kind=KIND, subject_id=matter.pk).count(),
        Entry.objects.filter(subject_kind=KIND, subject_id=matter.pk).count(),
        list(Clock.objects.of(KIND, matter.pk).values_list("code", "due_at", "stopped_at", "cancelled_at")),
    )


def test_every_act_has_an_action_a_form_and_a_good_call() -> None:
    assert set(ACTIONS) == set(FORMS) == set(WHO) == set(DATA) == set(TABLE) - NOT_ASKED_FOR


@pytest.mark.parametrize("state", list(S), ids=str)
def test_what_the_table_allows_leads_where_it_says_and_is_written_down(
    walk: Walk, state: PetitionState
) -> None:
    """Each act of the state; from the first state that it has, also at an old version and without what it needs."""
    built, began = walk.to(state), walk.now
    for act in sorted(act for act in ACTIONS if state in TABLE[act].from_states):
        with transaction.atomic():
            walk.now = began
            matter = walk.ready(built, act)
            if state == first_state(act):
                refuse_the_old_and_the_empty(walk, matter, act)
            do_and_look(walk, matter, act)
            transaction.set_rollback(True)


def refuse_the_old_and_the_empty(walk: Walk, matter: PetitionMatter, act: str) -> None:
    before, last = record_of(matter), matter.last_act
    with pytest.raises(Conflict) as caught:
        walk.step(matter, act, version=matter.version - 1)
    assert caught.value.status == 409 and last in caught.value.message
    for field in ASKED & set(TABLE[act].needs):
        with pytest.raises(RuleBroken) as refused:
            walk.step(matter, act, **{field: ""})
        assert refused.value.field == field, act
    assert record_of(matter) == before


def heard_of(matter: PetitionMatter) -> int:
    return Notice.objects.filter(subject_kind=KIND, subject_id=matter.pk).count()


def do_and_look(walk: Walk, matter: PetitionMatter, act: str) -> None:
    row, version, state, heard = TABLE[act], matter.version, matter.state, heard_of(matter)
    matter = walk.step(matter, act)
    assert matter.state in (row.to or (state,)), act
    assert matter.version == version + 1, act
    event = Event.objects.get(subject_kind=KIND, subject_id=matter.pk, version=matter.version)
    assert (event.act, event.actor) == (act, getattr(walk.cast, WHO[act]))
    entry = Entry.objects.filter(subject_kind=KIND, subject_id=matter.pk).latest("seq")
    assert (entry.action, entry.detail["to"]) == (f"petition.{act}", matter.state)
    told = {user for word in row.tells for user in PETITIONS.people(word, matter)} - {event.actor}
    assert heard_of(matter) == heard + len(told), act


def refused(matter: PetitionMatter, act: str, actor: User, walk: Walk) -> RuleBroken:
    """By the engine, before the action's own first line."""
    with pytest.raises(RuleBroken) as caught, PETITIONS.step(matter, act, actor=actor, now=walk.now):
        pytest.fail(f"{act} began")
    return caught.value


@pytest.mark.parametrize("state", list(S), ids=str)
def test_what_the_table_does_not_allow_and_who_it_does_not_name_changes_nothing(
    walk: Walk, state: PetitionState
) -> None:
    matter = walk.to(state)
    before, words = record_of(matter), who_may(matter)
    for act, row in TABLE.items():
        allowed = set().union(*(words[one] for one in row.who))
        found = {key for key, user in walk.cast.all.items() if PETITIONS.by_role(user, row, matter).allowed}
        assert found == allowed, act
        legal = state in row.from_states
        assert legal or PETITIONS.by_state(row, matter, walk.now).code == "state", act
        if act in WHO and legal and state == first_state(act):
            assert isinstance(refused(matter, act, walk.cast.clerk, walk), NotAllowed), act
    # The engine asks the same; a few of each state, in turn.
    illegal = [act for act in WHO if state not in TABLE[act].from_states]
    for act in illegal[list(S).index(state) % 5 :: 5]:
        assert refused(matter, act, walk.cast.all[WHO[act]], walk).status in (403, 422), act
    assert record_of(matter) == before


@pytest.mark.parametrize("state", list(S), ids=str)
def test_a_matter_is_found_by_its_desk_handler_and_unit_and_nobody_else(
    walk: Walk, state: PetitionState
) -> None:
    matter = walk.to(state)
    seen = {
        key
        for key, user in walk.cast.all.items()
        if PetitionMatter.objects.visible_to(user).filter(pk=matter.pk).exists()
    }
    words = who_may(matter)
    assert seen == (set() if state == S.DRAFT else DESK | words["handler"] | words["receiver"])
