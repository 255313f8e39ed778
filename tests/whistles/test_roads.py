"""Every state of a whistle can be reached by the acts of people, and every step is written down."""

import pytest

from core.audit.models import Entry
from core.flow.models import Event
from disputes.whistles.choices import WhistleState
from tests.whistles.units import Street

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_every_state_can_be_reached(street: Street, state: WhistleState) -> None:
    whistle = street.to(state)
    assert whistle.state == state
    events = Event.objects.filter(subject_kind="whistle", subject_id=whistle.pk)
    lines = Entry.objects.filter(subject_kind="whistle", subject_id=whistle.pk)
    assert events.count() == lines.count() == whistle.version
    assert list(events.values_list("version", flat=True)) == list(range(1, whistle.version + 1))
