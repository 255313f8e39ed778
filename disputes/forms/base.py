"""What every form of an act on a case has: the case beside what core.flow gives."""

from datetime import datetime
from typing import Any

from core.flow.forms import ActForm as FlowActForm
from disputes.models import Dispute, DisputeParty


class ActForm(FlowActForm[Dispute]):
    """Base of the acts' forms. `arguments` are the keyword arguments of the action of the same name."""

    def __init__(self, *args: Any, row: Dispute, user: Any, now: datetime, **kwargs: Any) -> None:
        self.dispute = row
        super().__init__(*args, row=row, user=user, now=now, **kwargs)

    def party_choices(self) -> list[tuple[str, str]]:
        return [(str(one.pk), str(one)) for one in self.parties]

    @property
    def parties(self) -> list[DisputeParty]:
        known: list[DisputeParty] | None = getattr(self, "_parties", None)
        if known is None:
            known = list(self.dispute.parties.all())
            self._parties = known
        return known
