"""/api/v1/webhook-events/: an account reads its own events, so that a receiver that was down can catch up."""

from datetime import datetime
from typing import Any

from django import forms

from core.api.resources import Resource
from core.hooks.models import Delivery
from core.ui.fields import sensible_dates
from core.ui.filters import AddressFilter
from core.ui.widgets import LocalDateTimeInput


class EventFilter(AddressFilter):
    """`?since=2026-01-09T14:30:00%2B08:00&state=waiting`."""

    since = forms.DateTimeField(label="从这时起", widget=LocalDateTimeInput, required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *Delivery.State.choices], required=False)

    def prepare(self) -> None:
        sensible_dates(self)

    def narrow(self, rows: Any, now: datetime) -> Any:
        given = self.given()
        if "since" in given:
            rows = rows.filter(at__gte=given["since"])
        return rows.filter(state=given["state"]) if "state" in given else rows


RESOURCES = (
    Resource(
        name="webhook-events",
        label="推送事件",
        model=Delivery,
        rows=lambda: Delivery.objects,
        key="event_id",
        fields=(
            "event_id", "webhook", "type", "resource", "key", "version", "url", "at", "state", "tries", "delivered_at",
        ),
        filter=EventFilter,
    ),
)  # fmt: skip
