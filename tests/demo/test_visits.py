"""The demo town's visits and opinions: every state, truthful histories."""

from collections import Counter

from django.utils import timezone

from core.audit.selectors import verify
from core.clocks.choices import State as Light
from core.clocks.models import Clock
from core.flow.models import Event
from core.notices.models import Notice
from disputes.models import Dispute
from grids.models import Grid
from residents.choices_visits import Category, Channel, Desk, OpinionState, Outcome, VisitState
from residents.flows.opinions_table import OPINION_ACTS
from residents.models import LeaderContact, Opinion, Visit, VisitCampaign


def test_every_state_kind_and_desk_is_there_today() -> None:
    states = Counter(Opinion.objects.values_list("state", flat=True))
    assert set(states) == set(OpinionState) - {OpinionState.DRAFT}
    assert 22 <= sum(states.values()) <= 32
    assert set(Opinion.objects.values_list("desk", flat=True)) == set(Desk.values)
    assert len(set(Opinion.objects.values_list("category", flat=True)) & set(Category)) >= 5
    assert {Channel.VISIT, Channel.LEADER} <= set(Opinion.objects.values_list("channel", flat=True))
    lights = {
        c.state(timezone.now()) for c in Clock.objects.filter(subject_kind="opinion").select_related("rule")
    }
    assert {Light.NORMAL, Light.MET} <= lights
    assert (
        not Opinion.objects.filter(is_demo=False).exists()
        and not Visit.objects.filter(is_demo=False).exists()
    )


def test_visits_of_every_outcome_appointments_and_a_running_campaign() -> None:
    assert 50 <= Visit.objects.count() <= 75
    assert set(Visit.objects.done().values_list("outcome", flat=True)) == set(Outcome)
    own = Grid.objects.get(name="铁北3-07格")
    assert Visit.objects.filter(grid=own, state=VisitState.PLANNED).count() >= 4
    assert VisitCampaign.objects.get().is_running(timezone.localdate())
    assert Visit.objects.filter(campaign__isnull=False).count() >= 20
    assert LeaderContact.objects.count() == 2 and Opinion.objects.filter(contact__isnull=False).count() == 2


def test_every_timeline_follows_the_table_and_the_clock() -> None:
    now = timezone.now()
    for opinion in Opinion.objects.all():
        state, before = OpinionState.DRAFT.value, None
        events = list(Event.objects.filter(subject_kind="opinion", subject_id=opinion.pk).order_by("version"))
        assert [event.version for event in events] == list(range(2, opinion.version + 1))
        for event in events:
            assert state in OPINION_ACTS[event.act].from_states, (opinion.no, event.act, state)
            state = event.to_state or state
            assert (before is None or before <= event.at) and event.at <= now, (opinion.no, event.act)
            before = event.at
        assert state == opinion.state


def test_numbers_have_no_gap() -> None:
    serials = list(
        Opinion.objects.filter(serial__isnull=False).order_by("serial").values_list("serial", flat=True)
    )
    assert serials == list(range(1, len(serials) + 1))


def test_two_opinions_became_cases_and_one_of_them_knows_its_end() -> None:
    turned = list(Opinion.objects.filter(target_id__isnull=False))
    assert len(turned) == 2
    for opinion in turned:
        case = Dispute.objects.get(pk=opinion.target_id)
        assert case.opinion == opinion and case.no == opinion.target_no
    assert {one.state for one in turned} == {OpinionState.CONVERTED, OpinionState.CLOSED}


def test_reminders_went_out_in_time_and_the_ledger_is_whole() -> None:
    assert not Notice.objects.filter(subject_kind="opinion", late_by__isnull=False).exists()
    assert Notice.objects.filter(subject_kind="opinion").exists()
    assert verify() == []
