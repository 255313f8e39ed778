"""Who counts what happens: rooms above register for a kind of matter and hear of each act inside its transaction.

The one place where figures hang on (docs/adr/0032): a watcher may add rows of its own and nothing else. It takes no lock,
because an act holds the ledger's by then."""

from collections.abc import Callable
from typing import Any

# The step, the line of the timeline that was written, what was done to clocks ("stop CK1").
Watcher = Callable[[Any, Any, list[str]], None]
_watchers: dict[str, list[Watcher]] = {}


def watch(kind: str, watcher: Watcher) -> None:
    """Called once at start by the app that counts."""
    known = _watchers.setdefault(kind, [])
    if watcher not in known:
        known.append(watcher)


def pass_on(kind: str, step: Any, event: Any, clocks: list[str]) -> None:
    """Called by the engine alone."""
    for watcher in _watchers.get(kind, ()):
        watcher(step, event, clocks)
