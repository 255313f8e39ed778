"""Which request is being answered, so that an audit line can name it without the action knowing of HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class RequestContext:
    """The request's number and where it came from; both empty for work that no request asked for."""

    request_id: str = ""
    ip: str | None = None
    # By what key a program came in, when no person sat at a page.
    via: str = ""


_current: ContextVar[RequestContext | None] = ContextVar("audit_request", default=None)


def current() -> RequestContext:
    return _current.get() or RequestContext()


def enter(context: RequestContext) -> Token[RequestContext | None]:
    return _current.set(context)


def leave(token: Token[RequestContext | None]) -> None:
    _current.reset(token)


def came_by(via: str) -> None:
    """Name the key of the program whose request is being answered, for the lines written until its end."""
    _current.set(replace(current(), via=via))


_acts: ContextVar[list[str] | None] = ContextVar("audit_acts", default=None)


@contextmanager
def listening() -> Iterator[list[str]]:
    """The codes of the acts that are written down inside the block, in their order: what a sent form turned out to be."""
    found: list[str] = []
    token = _acts.set(found)
    try:
        yield found
    finally:
        _acts.reset(token)


def heard(action: str) -> None:
    """Called by core.audit.actions.record alone."""
    found = _acts.get()
    if found is not None:
        found.append(action)
