"""Template tags of whistles: `{% load whistles %}`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from core.clocks.models import Clock
from disputes.whistles.selectors.detail import UnitView

register = template.Library()


@register.simple_tag
def due_of(clock: Clock, now: datetime) -> str:
    """1月8日17:00."""
    return clock.due_words(timezone.localtime(now))


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under a key that the template computed."""
    return values.get(key, [])


@register.filter
def without_acts(view: UnitView) -> UnitView:
    """The same unit where its buttons already stand elsewhere on the page."""
    return replace(view, acts=[])
