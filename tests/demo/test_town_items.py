"""The tasks of the demo town: the source's two struck off, the others on their way, each history by the table."""

import itertools

from django.utils import timezone

from core.flow.models import Event
from dashboard.demo.town import Town
from partybuilding.choices_items import ItemState
from partybuilding.items.workflow import ITEMS
from partybuilding.models import ActionItem

S = ItemState


def test_the_tasks_of_the_source_are_cleared_and_others_run(town: Town) -> None:
    cleared = set(ActionItem.objects.filter(state=S.CLEARED).values_list("what", flat=True))
    assert cleared == {"白马公寓北门主干道安装路灯", "铁路小区背街小巷道路硬化"}
    states = set(ActionItem.objects.values_list("state", flat=True))
    assert states >= {S.OPEN, S.IN_PROGRESS, S.CLAIMED_DONE}
    # Overdue for six days: what time does on the seventh, the town lives to see.
    assert ActionItem.objects.overdue(timezone.now()).get().what == "规范早市占道经营"
    assert all(one.is_demo for one in ActionItem.objects.all())
    assert Event.objects.filter(subject_kind="action_item", actor__isnull=False).count() <= 25


def test_every_timeline_follows_the_table(town: Town) -> None:
    rows = Event.objects.filter(subject_kind="action_item").order_by("subject_id", "version")
    for pk, events in itertools.groupby(rows, key=lambda event: event.subject_id):
        state, before = "draft", None
        for event in events:
            assert state in ITEMS[event.act].from_states, (pk, event.act)
            assert before is None or event.at >= before
            state, before = event.to_state or state, event.at
        assert ActionItem.objects.get(pk=pk).state == state
