"""Template tags of action items: `{% load items %}`."""

from typing import Any

from django import template

from core.accounts.models import User
from partybuilding.items import policies
from partybuilding.models import MeetingDecision

register = template.Library()


@register.inclusion_tag("items/_of_decision.html")
def decision_items(decision: MeetingDecision, user: User) -> dict[str, Any]:
    """What became of a decision, and the way to make one more task of it. A page with many decisions prefetches
    `items__lead` and selects `meeting__body`: then no query a row."""
    return {
        "decision": decision,
        "items": decision.items.all(),
        "may_make": policies.may_make(user, decision.meeting.body),
    }
