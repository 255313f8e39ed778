"""Who hears what happens, inside its transaction: rooms above register for a kind of matter and hear of each act (figures,
docs/adr/0032), or listen to every line of every timeline (webhooks, docs/adr/0035).

Either may add rows of its own and nothing else. It takes no lock, because an act holds the ledger's by then."""

from collections.abc import Callable
from typing import Any

# The step, the line of the timeline that was written, what was done to clocks ("stop CK1").
Watcher = Callable[[Any, Any, list[str]], None]
_watchers: dict[str, list[Watcher]] = {}
# The kind of matter, its row as it is now, the line of the timeline.
Listener = Callable[[str, Any, Any], None]
_listeners: list[Listener] = []


def watch(kind: str, watcher: Watcher) -> None:
    """Called once at start by the app that counts."""
    known = _watchers.setdefault(kind, [])
    if watcher not in known:
        known.append(watcher)


def listen(listener: Listener) -> None:
    """Called once at start by whoever hears of every line."""
    if listener not in _listeners:
        _listeners.append(listener)


def written(kind: str, row: Any, event: Any) -> None:
    """A line was written: called by the engine and by core.flow.edits."""
    for listener in _listeners:
        listener(kind, row, event)


def pass_on(kind: str, step: Any, event: Any, clocks: list[str]) -> None:
    """Called by the engine alone."""
    for watcher in _watchers.get(kind, ()):
        watcher(step, event, clocks)
    written(kind, step.subject, event)
