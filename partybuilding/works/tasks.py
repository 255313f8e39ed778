"""What was agreed in a room becomes a task with a day and a unit (items/new/?source=…), and is listed where it was agreed."""

from typing import Any

from django.urls import reverse

from grids.works.room import Room
from partybuilding.items.policies import list_of
from partybuilding.items.selectors.detail import tasks_of


class TaskRoom(Room):
    """A room whose rows lead to tasks while they run."""

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        return {"tasks": tasks_of(user, self.kind, row.pk), "task_url": self._task_url(user, row)}

    def _task_url(self, user: Any, row: Any) -> str:
        """For who keeps a list of tasks."""
        if row.state != self.turns_in or list_of(user) is None:
            return ""
        return f"{reverse('items:new')}?source={self.kind}:{row.pk}"
