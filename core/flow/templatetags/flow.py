"""Template tags of matters under a flow: `{% load flow %}`."""

from typing import Any

from django import template
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.selectors import timeline

register = template.Library()


# More buttons than this beside the first fold away.
_FEW = 3


@register.inclusion_tag("flow/_acts.html")
def acts_bar(flow: Flow[Any], user: User, subject: Any) -> dict[str, Any]:
    """Buttons for what the person may do now, the usual next one first; what waits for something is listed with the
    reason."""
    options = flow.acts_for(user, subject, timezone.now())
    usual = list(flow.next_acts.get(subject.state, ()))
    open_to_all = sorted(
        (one for one in options if one.allowed),
        key=lambda one: usual.index(one.act) if one.act in usual else len(usual),
    )
    acts = [{"label": one.label, "url": subject.act_url(one.act)} for one in open_to_all]
    return {
        "first": acts[:1],
        "others": acts[1:],
        "are_few": len(acts) - 1 <= _FEW,
        "blocked": [one for one in options if not one.allowed],
    }


@register.inclusion_tag("flow/_timeline.html")
def flow_timeline(flow: Flow[Any], subject: Any) -> dict[str, Any]:
    """What happened to it, newest first."""
    return {"events": timeline(flow, subject)}
