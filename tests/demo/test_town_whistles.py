"""The calls, whistles and orders of the demo town: every state stands there, and each history holds to the tables."""

import itertools
import re

from django.utils import timezone

from core.audit.models import Entry
from core.clocks.models import Clock
from core.flow.models import Event
from core.notices.models import Notice
from dashboard.demo.town import Town
from disputes.choices import State
from disputes.models import (
    CommunityCall,
    Dispute,
    DisputeParty,
    SupervisionOrder,
    UnitAnswer,
    Whistle,
    WhistleUnit,
)
from disputes.supervision.workflow import ORDERS
from disputes.whistles.choices import CallState, UnitState, WhistleKind, WhistleState
from disputes.whistles.workflow import CALLS, UNITS, WHISTLES
from grids.choices import Role
from grids.models import Posting

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
TABLES = {
    "community_call": (CommunityCall, CALLS),
    "whistle": (Whistle, WHISTLES),
    "whistle_unit": (WhistleUnit, UNITS),
    "supervision_order": (SupervisionOrder, ORDERS),
}


def test_nothing_was_refused_and_every_state_is_there(town: Town) -> None:
    assert town.told.stuck == 0
    assert set(Whistle.objects.values_list("state", flat=True)) == set(WhistleState.values)
    assert set(Whistle.objects.values_list("kind", flat=True)) == set(WhistleKind.values)
    calls = set(CallState.values) - {CallState.DRAFT, CallState.WITHDRAWN}
    assert set(CommunityCall.objects.values_list("state", flat=True)) == calls
    units = set(UnitState.values) - {UnitState.DROPPED}
    assert set(WhistleUnit.objects.values_list("state", flat=True)) == units


def test_every_timeline_follows_its_table_and_no_order_of_time_is_broken() -> None:
    """To write a draft is no move of the table: it is the first line and changes no state."""
    for kind, (model, table) in TABLES.items():
        states = dict(model._default_manager.values_list("pk", "state"))
        rows = Event.objects.filter(subject_kind=kind).order_by("subject_id", "version", "pk")
        for pk, events in itertools.groupby(rows, key=lambda event: event.subject_id):
            state, before = None, None
            for event in events:
                if event.act == "draft":
                    assert (before, event.from_state, event.to_state) == (None, "", ""), (kind, pk)
                    before = event.at
                    continue
                row = table[event.act]
                if event.to_state:
                    assert state is None or event.from_state == state, (kind, pk, event.act)
                    assert event.from_state in row.from_states, (kind, pk, event.act)
                    assert event.to_state in row.to, (kind, pk, event.act)
                    state = event.to_state
                assert before is None or before <= event.at, (kind, pk, event.act)
                before = event.at
            assert state is None or state == states[pk], (kind, pk)


def test_what_the_source_tells_as_solved_was_whistled_for_and_solved() -> None:
    for words, home in (("路灯", "白马公寓"), ("硬化", "铁路小区")):
        whistle = Whistle.objects.get(title__contains=words, place__parent__name=home)
        case = Dispute.objects.get(pk=whistle.origin_id or 0)
        assert (whistle.state, whistle.result) == (WhistleState.CLOSED, "solved")
        assert case.state in (State.CLOSED, State.ARCHIVED)
        assert case.registered_at and whistle.closed_at
        assert case.registered_at < whistle.call.created_at < whistle.issued_at < whistle.closed_at  # type: ignore[union-attr,operator]
        news = case.events.filter(act="whistle_news").values_list("text", flat=True)
        assert any(f"吹哨{whistle.no}办结" in text for text in news)
    lamps = Whistle.objects.get(title__contains="路灯")
    sent_away = lamps.units.get(state=UnitState.RELEASED)
    lead = lamps.units.get(is_lead=True, state=UnitState.ANSWERED)
    assert (str(sent_away.department), str(lead.department)) == ("综合执法", "住建")
    assert {one.side for one in lamps.ratings.all()} == {"street", "community", "resident"}
    assert lead.was_justified and lead.was_clear


def test_numbers_have_no_gap_and_follow_time() -> None:
    for model, moment in (
        (Whistle, "issued_at"),
        (CommunityCall, "created_at"),
        (SupervisionOrder, "issued_at"),
    ):
        rows = model._default_manager.exclude(no=None).order_by("year", "serial")  # type: ignore[attr-defined]
        for _, group in itertools.groupby(rows, key=lambda row: row.year):
            found = list(group)
            assert [row.serial for row in found] == list(range(1, len(found) + 1)), model
            assert [getattr(row, moment) for row in found] == sorted(getattr(row, moment) for row in found)


def test_limits_reminders_and_the_ledger_hold(town: Town) -> None:
    now = timezone.now()
    about = {"subject_kind__in": list(TABLES)}
    assert not Clock.objects.to_fire(now).exists()
    assert not Notice.objects.filter(late_by__isnull=False).exists()
    assert not Notice.objects.filter(created_at__gt=now).exists()
    assert Notice.objects.filter(kind="remind", **about).exists()
    assert (
        Entry.objects.filter(subject_kind="whistle", action="whistle.draft").count()
        == Whistle.objects.count()
    )
    for kind in TABLES:
        events = list(Event.objects.filter(subject_kind=kind).order_by("pk").values_list("act", flat=True))
        lines = Entry.objects.filter(subject_kind=kind, action__startswith=f"{kind}.")
        acts = list(lines.order_by("seq").values_list("action", flat=True))
        assert sorted(acts) == sorted(f"{kind}.{act}" for act in events), kind


def test_everything_is_marked_as_demo_and_names_nobody() -> None:
    texts: list[str] = []
    for model in (CommunityCall, Whistle, WhistleUnit, SupervisionOrder):
        assert not model._default_manager.filter(is_demo=False).exists(), model
    for model, columns in (
        (Whistle, ("title", "problem", "task", "basis", "account_reason")),
        (CommunityCall, ("title", "problem", "asked", "answer")),
        (UnitAnswer, ("text",)),
        (Event, ("text", "public_text")),
    ):
        texts += itertools.chain.from_iterable(model._default_manager.values_list(*columns))  # type: ignore[attr-defined]
    assert not [text for text in texts if ID_NUMBER.search(text) or MOBILE.search(text)]
    names = [one.name for one in DisputeParty.objects.all() if not one.is_organisation and len(one.name) > 2]
    assert not [name for name in names if any(name in text for text in texts)]


def test_whoever_spoke_for_a_unit_serves_its_department() -> None:
    posts = set(Posting.objects.filter(role=Role.DEPT_LIAISON).values_list("user", "department"))
    for unit in WhistleUnit.objects.exclude(liaison=None):
        assert (unit.liaison_id, unit.department_id) in posts


def test_nobody_is_left_with_an_order_about_what_has_ended() -> None:
    """An order that time issued was answered before its case was closed."""
    ended = Dispute.objects.filter(state__in=(State.CLOSED, State.ARCHIVED)).values("pk")
    about = SupervisionOrder.objects.filter(subject_kind="dispute", subject_id__in=ended)
    assert not about.open().exists()
    assert SupervisionOrder.objects.open().exists()


def test_the_whistles_take_little_of_the_time() -> None:
    """Two seconds on a machine of its own; counted in acts, because this one is shared."""
    acts = Event.objects.filter(subject_kind__in=list(TABLES)).count()
    assert acts < 330, acts
