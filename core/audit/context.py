"""Which request is being answered, so that an audit line can name it without the action knowing of HTTP."""

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
