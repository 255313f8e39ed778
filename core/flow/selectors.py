"""Reading timelines."""

from typing import Any

from django.db import models

from core.flow.engine import Flow
from core.flow.models import Event

MOST_EVENTS = 200


def timeline(flow: Flow[Any], subject: models.Model) -> list[Event]:
    """The lines of one row, newest first, with the words of their states. By index flow_event_one_per_version."""
    rows = Event.objects.filter(subject_kind=flow.kind, subject_id=subject.pk)
    events = list(rows.select_related("actor").order_by("-version")[:MOST_EVENTS])
    labels = dict(flow.states.choices)
    for event in events:
        event.from_label = labels.get(event.from_state, "")  # type: ignore[attr-defined]
        event.to_label = labels.get(event.to_state, "")  # type: ignore[attr-defined]
    return events
