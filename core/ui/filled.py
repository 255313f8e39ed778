"""Which forms a person sent that could be taken: told to whoever measures what the office asks for (docs/adr/0036).

Nobody listens outside a request that is measured, and then nothing is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_taken: ContextVar[list[Any] | None] = ContextVar("ui_filled", default=None)


@contextmanager
def listening() -> Iterator[list[Any]]:
    """The forms that are found right inside the block, each object once."""
    found: list[Any] = []
    token = _taken.set(found)
    try:
        yield found
    finally:
        _taken.reset(token)


def note(form: Any) -> None:
    """A bound form that is right. Called by core.ui.forms.UiForm alone."""
    found = _taken.get()
    if found is not None and not any(form is one for one in found):
        found.append(form)
