"""The demo town's petition matters: the usual steps, truthful histories, nobody's name in the clear."""

from collections import Counter

from django.utils import timezone

from core.flow.models import Event
from disputes.models import Accusation, PetitionMatter
from disputes.petitions.choices import PetitionState
from disputes.petitions.facts import KIND
from disputes.petitions.flow import PETITIONS

S = PetitionState


def test_the_usual_steps_are_there_and_an_accusation_is_three_facts() -> None:
    states = Counter(PetitionMatter.objects.values_list("state", flat=True))
    assert states == {S.RECEIVED: 2, S.FORWARDED: 1, S.HANDLING: 1, S.EXTENSION: 1, S.SIGNING: 1, S.REPLIED: 1,
                      S.FINISHED: 1, S.GUIDED: 1}  # fmt: skip
    assert Accusation.objects.count() == 1
    assert not PetitionMatter.objects.filter(is_demo=False).exists()


def test_every_timeline_follows_the_table_and_the_clock() -> None:
    now = timezone.now()
    for matter in PetitionMatter.objects.all():
        state, before = S.DRAFT.value, None
        events = list(Event.objects.filter(subject_kind=KIND, subject_id=matter.pk).order_by("version"))
        assert [event.version for event in events] == list(range(2, matter.version + 1))
        for event in events:
            assert state in PETITIONS.table[event.act].from_states, (matter.no, event.act, state)
            state = event.to_state or state
            assert (before is None or before <= event.at) and event.at <= now, (matter.no, event.act)
            before = event.at
        assert state == matter.state


def test_numbers_have_no_gap_over_matters_and_accusations() -> None:
    taken = [
        *PetitionMatter.objects.values_list("year", "serial"),
        *Accusation.objects.values_list("year", "serial"),
    ]
    for year in {year for year, _ in taken}:
        serials = sorted(serial or 0 for one, serial in taken if one == year)
        assert serials == list(range(1, len(serials) + 1))
