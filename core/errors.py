"""The one family of errors that an action raises. core.ui maps it once to pages; messages are plain Chinese."""

from collections.abc import Mapping
from typing import Any


class RuleBroken(Exception):
    """A rule of the work forbids this now (HTTP 422). `field` names the form field it belongs to, if one does."""

    status = 422

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class NotAllowed(RuleBroken):
    """The person's role does not do this (HTTP 403). What they may not even see is a 404 before this is asked."""

    status = 403


class Conflict(RuleBroken):
    """Somebody changed the row since the form was opened (HTTP 409). Both values are shown, field by field."""

    status = 409

    def __init__(
        self,
        code: str,
        message: str,
        *,
        theirs: Mapping[str, Any] | None = None,
        mine: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, message)
        self.theirs = dict(theirs or {})
        self.mine = dict(mine or {})
