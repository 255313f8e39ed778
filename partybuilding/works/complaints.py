"""What residents of an estate said about its property firm (J6): cases, 12345 tickets and opinions of that kind. Nothing is
typed a second time; each row is there only for who sees it, and without its matter for who sees headers only."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse

from core.accounts.models import User
from core.ui.words import local_date
from disputes.choices import Cause, State
from disputes.hotline.choices import TicketState
from disputes.models import Dispute, HotlineTicket
from disputes.querysets import CASE_ROLES
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from residents.choices_visits import OpinionState, OpinionTopic
from residents.models import Opinion

MOST = 20
# The namespace of its pages: model, when it was said, which of them are about a property firm, its states.
_KINDS: dict[str, tuple[Any, str, dict[str, str], Any]] = {
    "disputes": (Dispute, "registered_at", {"cause": Cause.PROPERTY}, State),
    "hotline": (HotlineTicket, "dispatched_at", {"cause": Cause.PROPERTY}, TicketState),
    "opinions": (Opinion, "recorded_at", {"topic": OpinionTopic.PROPERTY}, OpinionState),
}


def complaints(user: User, estate: Area) -> list[tuple[str, str]]:
    """The newest in words, each with its page. One query, by the places of the estate."""
    headers_only = Scope.of(user).roles & CASE_ROLES == {Role.SUPERVISOR}
    parts = [_part(name, user, estate) for name in _KINDS]
    rows: Any = parts[0].union(*parts[1:], all=True).order_by("-at")[:MOST]
    return [_line(*row, headers_only=headers_only) for row in rows]


def _part(name: str, user: User, estate: Area) -> "QuerySet[Any, Any]":
    model, when, kind, _ = _KINDS[name]
    here = Q(place=estate) | Q(place__parent=estate)
    rows: Any = model.objects.visible_to(user).filter(here, no__isnull=False, **kind).order_by()
    found: QuerySet[Any, Any] = rows.annotate(at=F(when)).values_list(
        Value(name), "no", "title", "state", "at"
    )
    return found


def _line(name: str, no: str, title: str, state: str, at: datetime, *, headers_only: bool) -> tuple[str, str]:
    words = no if headers_only else f"{no} {title}"
    label = _KINDS[name][3](state).label
    return f"{words}（{local_date(at)}，{label}）", reverse(f"{name}:detail", args=[no])
