"""Which resources of the API have events: those with acts."""

from functools import cache
from importlib import import_module

from django.conf import settings

from core.api.resources import Resource, known


@cache
def by_name() -> dict[str, Resource]:
    """By their names. The rooms give them while the addresses are read, which a worker has not done, so it is done here."""
    import_module(settings.ROOT_URLCONF)
    return {one.name: one for one in known() if one.acts is not None}


@cache
def by_kind() -> dict[str, Resource]:
    """By the kind of subject that their timeline names."""
    return {one.kind: one for one in by_name().values()}


def choices() -> list[tuple[str, str]]:
    """For forms, in the order of the API's own list."""
    return [(name, one.label) for name, one in by_name().items()]
