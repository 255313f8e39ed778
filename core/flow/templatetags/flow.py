"""Template tags of matters under a flow: `{% load flow %}`."""

from typing import Any

from django import template
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.selectors import timeline

register = template.Library()


@register.inclusion_tag("flow/_acts.html")
def acts_bar(flow: Flow[Any], user: User, subject: Any) -> dict[str, Any]:
    """Buttons for what the person may do now; what waits for something is listed with the reason."""
    options = flow.acts_for(user, subject, timezone.now())
    return {
        "acts": [{"label": one.label, "url": subject.act_url(one.act)} for one in options if one.allowed],
        "blocked": [one for one in options if not one.allowed],
    }


@register.inclusion_tag("flow/_timeline.html")
def flow_timeline(flow: Flow[Any], subject: Any) -> dict[str, Any]:
    """What happened to it, newest first."""
    return {"events": timeline(flow, subject)}
