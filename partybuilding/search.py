"""What the house's search box finds of joint meetings and party building: tasks, topics, works. One query, each part
narrowed by visible_to first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from core.accounts.models import User
from grids.scope import Scope
from partybuilding.items import policies as items
from partybuilding.items.selectors.listing import matching
from partybuilding.meetings import policies as meetings
from partybuilding.models import ActionItem, MeetingTopic
from partybuilding.works.rooms import BY_KEY, ROOMS

ITEM, TOPIC = "会议任务", "议题"
_TEXT = CharField()


@dataclass(frozen=True)
class Hit:
    """One row: what it is, its name, where, its page."""

    label: str
    words: str
    place: str
    url: str


def hits(user: User, text: str, *, limit: int) -> list[Hit]:
    """The newest matches, at most `limit` of each kind and twice as many in all."""
    short = [_columns(*part).order_by("-pk")[:limit] for part in _parts(user, text)]
    if not short:
        return []
    found: Any = short[0].union(*short[1:], all=True) if len(short) > 1 else short[0]
    return [_hit(*row) for row in found[: 2 * limit]]


def _parts(user: User, text: str) -> list[tuple[str, Any, str, str]]:
    scope = Scope.of(user)
    found: list[tuple[str, Any, str, str]] = []
    if items.may_open(scope):
        found.append((ITEM, matching(ActionItem.objects.visible_to(user), text), "no", "what"))
    if meetings.may_open(scope):
        found.append((TOPIC, _named(MeetingTopic, user, "title", text), "pk", "title"))
    found += [
        (room.key, _named(room.model, user, "name", text), "pk", "name")
        for room in ROOMS
        if room.may_open(user)
    ]
    return found


def _named(model: Any, user: User, column: str, text: str) -> Any:
    rows = model.objects.visible_to(user)
    for word in text.split():
        rows = rows.filter(**{f"{column}__icontains": word})
    return rows


def _columns(kind: str, rows: Any, key: str, words: str) -> "QuerySet[Any, Any]":
    found: QuerySet[Any, Any] = rows.values_list(
        Value(kind, output_field=_TEXT), Cast(key, _TEXT), F(words), F("community__name")
    )
    return found


def _hit(kind: str, key: str, words: str, place: str | None) -> Hit:
    if kind == ITEM:
        return Hit(kind, f"{key} {words}", place or "全街道", reverse("items:detail", args=[key]))
    if kind == TOPIC:
        return Hit(kind, words, place or "全街道", reverse("meetings:topic", args=[int(key)]))
    return Hit(BY_KEY[kind].label, words, place or "街道本级", reverse("works:detail", args=[kind, int(key)]))
