"""What the ground asks about an action item, what its clocks do (E8), and the list of a body as something to print."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from core.clocks.actions import cancel_clock
from core.clocks.models import Clock
from core.clocks.plan import Point
from core.flow import clockwork
from core.flow.subject import FlowSubject
from disputes.supervision.actions import is_supervised
from disputes.supervision.choices import REQUIREMENTS
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope
from partybuilding.choices_items import UNIT_OWES
from partybuilding.items.actions.watching import supervise_by_time
from partybuilding.items.flow import CHECK_KIND, ENTRY_KIND, ITEMS, KIND, PROGRESS
from partybuilding.meetings.querysets import reads_all
from partybuilding.models import ActionItem, ItemCheck, ItemProgress, PartyJointBody

# Days past due from which a reminder is an order.
ORDER_AFTER = 7
BODY_KIND = "joint_body"


class ItemSubject(FlowSubject[ActionItem]):
    """Registered for kind "action_item". Once a month asks for a word; seven and fourteen days late is an order."""

    def __init__(self) -> None:
        super().__init__(ITEMS)

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        late = point.number if point.kind == "late" else None
        if late is not None and late >= ORDER_AFTER:
            self._supervise(clock, late, now)
        super().on_clock(clock, point, now=now, late_by=late_by)
        if clock.code == PROGRESS and point.is_due:
            # The next month asks again.
            cancel_clock(clock, now=now)
            clockwork.start(ITEMS, ITEMS.queryset().get(pk=clock.subject_id), PROGRESS, now)

    def _supervise(self, clock: Clock, late: int, now: datetime) -> None:
        """The first order is spared where one is open already; the second is for whom the first did not move."""
        item = ITEMS.queryset().get(pk=clock.subject_id)
        if item.state not in UNIT_OWES or item.lead is None:
            return
        if late == ORDER_AFTER and is_supervised(KIND, item.pk, department=item.lead):
            return
        supervise_by_time(item, basis=f"会议任务超期{late}天", requirement=REQUIREMENTS[0], now=now)


class BodySubject:
    """Registered for kind "joint_body": whose lists are printed as one paper (L17)."""

    kind = BODY_KIND

    def label(self, subject_id: int) -> str:
        return f"{PartyJointBody.objects.get(pk=subject_id).name}任务清单"

    def url(self, subject_id: int) -> str:
        return f"{reverse('items:lists')}?body={subject_id}"

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """The street's readers any, a community its own body's."""
        scope = Scope.of(user)
        rows = PartyJointBody.objects.filter(pk__in=list(subject_ids))
        if not reads_all(scope):
            rows = rows.filter(community__in=scope.communities_as(*COMMUNITY_ROLES))
        return set(rows.values_list("pk", flat=True))

    def lock(self, subject_id: int) -> bool:
        rows = PartyJointBody.objects.select_for_update(no_key=True)
        return rows.filter(pk=subject_id).first() is not None

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """Lists have no clocks."""


class PartSubject:
    """Registered for the rows that carry photos of their own, a month's entry and a look at the spot: they go with their
    item."""

    def __init__(self, kind: str, model: Any) -> None:
        self.kind, self.model = kind, model

    def _items(self, subject_ids: Iterable[int]) -> dict[int, int]:
        rows = self.model.objects.filter(pk__in=list(subject_ids))
        return dict(rows.values_list("pk", "item_id"))

    def label(self, subject_id: int) -> str:
        return str(self.model.objects.get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        return ActionItem.objects.get(pk=self._items([subject_id])[subject_id]).get_absolute_url()

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        found = self._items(subject_ids)
        seen = ActionItem.objects.visible_to(user).filter(pk__in=found.values())
        items = set(seen.values_list("pk", flat=True))
        return {pk for pk, item in found.items() if item in items}

    def lock(self, subject_id: int) -> bool:
        return bool(self.model.objects.filter(pk=subject_id).exists())

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """They have no clocks."""


def all_subjects() -> list[Any]:
    return [
        ItemSubject(),
        BodySubject(),
        PartSubject(ENTRY_KIND, ItemProgress),
        PartSubject(CHECK_KIND, ItemCheck),
    ]
