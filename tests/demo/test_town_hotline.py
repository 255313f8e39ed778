"""The tickets of the demo town: on every step of their way, late ones too, and each history holds to the table."""

import itertools

from core.flow.models import Event
from dashboard.demo.town import Town
from disputes.hotline.choices import TicketState
from disputes.hotline.workflow import TICKETS
from disputes.models import HotlineTicket

S = TicketState


def test_the_list_has_something_of_everything(town: Town) -> None:
    states = set(HotlineTicket.objects.values_list("state", flat=True))
    assert states >= {
        S.RECEIVED, S.ACCEPTED, S.OBJECTED, S.HANDLING, S.EXTENDED, S.ANSWERED, S.CALLED_BACK, S.CLOSED,
    }  # fmt: skip
    assert HotlineTicket.objects.filter(asked_days__isnull=False).exists()
    assert HotlineTicket.objects.exclude(guided_to="").exists()
    now = max(Event.objects.filter(subject_kind="hotline_ticket").values_list("at", flat=True))
    assert HotlineTicket.objects.filter(due_at__lte=now).exists()
    assert Event.objects.filter(subject_kind="hotline_ticket").count() <= 40
    assert all(one.is_demo and not one.is_anonymous for one in HotlineTicket.objects.all())


def test_every_timeline_follows_the_table(town: Town) -> None:
    rows = Event.objects.filter(subject_kind="hotline_ticket").order_by("subject_id", "version")
    for pk, events in itertools.groupby(rows, key=lambda event: event.subject_id):
        state, before = "draft", None
        for event in events:
            assert state in TICKETS[event.act].from_states, (pk, event.act)
            assert before is None or event.at >= before
            state, before = event.to_state or state, event.at
        assert HotlineTicket.objects.get(pk=pk).state == state
