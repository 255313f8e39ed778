"""Who called is forgotten when the ticket is long over."""

from datetime import datetime

from django.utils import timezone

from core.flow import forgetting
from disputes.hotline.choices import ENDED_STATES
from disputes.models import HotlineTicket

RULE = "hotline.forget"


def forget_callers(*, now: datetime | None = None) -> int:
    """Erase who called from tickets that ended longer ago than the rule says; returns of how many. Called every night."""
    return forgetting.forget_contacts(
        HotlineTicket, rule=RULE, ended=ENDED_STATES, action=RULE, what="tickets", now=now or timezone.now()
    )
