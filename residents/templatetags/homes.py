"""Template tags of the register: `{% load homes %}`."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def behind(homes: dict[int, list[Any]], door: int) -> list[Any]:
    """The households behind a door."""
    return homes.get(door, [])
