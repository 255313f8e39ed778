"""Who brought an opinion up is forgotten when the answer is long given."""

from datetime import datetime

from django.utils import timezone

from core.flow import forgetting
from residents.choices_visits import OpinionState
from residents.models import Opinion

RULE = "opinion.forget"


def forget_contacts(*, now: datetime | None = None) -> int:
    """Erase who spoke from opinions that ended longer ago than the rule says; returns of how many. Called every night."""
    return forgetting.forget_contacts(
        Opinion,
        rule=RULE,
        ended=(OpinionState.CLOSED, OpinionState.VOID),
        action=RULE,
        what="opinions",
        now=now or timezone.now(),
    )
