"""What a topic may be built from: cases, whistles, residents' opinions (E3). Only what the person may read, and of the
meeting's office only number and matter: it screens topics (E3) and opens no case.

A case whose knowledge is restricted (domain.md C1b) comes before no meeting."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core import subjects
from disputes.choices import Confidentiality, State
from disputes.engine import KIND as CASE_KIND
from disputes.models import Dispute, Whistle
from disputes.querysets import CASE_ROLES
from disputes.selectors.listing import matching as cases_matching
from disputes.whistles.choices import WhistleState
from disputes.whistles.facts import KIND as WHISTLE_KIND
from grids.choices import Role
from grids.scope import Scope
from partybuilding.models import TopicOrigin
from residents.choices_visits import OpinionState
from residents.flows.opinions import KIND as OPINION_KIND
from residents.models import Opinion

LABELS = {CASE_KIND: "案件", WHISTLE_KIND: "吹哨", OPINION_KIND: "居民意见"}
MOST_FOUND = 12
MOST_ORIGINS = 30


@dataclass(frozen=True)
class Source:
    """A row that may be attached, as the picking page shows it."""

    kind: str
    pk: int
    no: str
    title: str
    place: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.no}"

    @property
    def words(self) -> str:
        return f"{LABELS[self.kind]}{self.no}　{self.title}　{self.place}"


def _cases(user: Any) -> Any:
    scope = Scope.of(user)
    known = Dispute.objects.filter(confidentiality=Confidentiality.NORMAL, no__isnull=False)
    known = known.exclude(state__in=[State.DRAFT, State.MERGED])
    if Role.MEETING_SECRETARY in scope.street_roles:
        return known
    # Of cases a supervisor sees header and clocks only.
    if scope.roles & CASE_ROLES == {Role.SUPERVISOR}:
        return known.none()
    return known.filter(pk__in=Dispute.objects.visible_to(user).values("pk"))


def _whistles(user: Any) -> Any:
    known = Whistle.objects.exclude(state__in=[WhistleState.DRAFT, WhistleState.VOID])
    if Role.MEETING_SECRETARY in Scope.of(user).street_roles:
        return known
    return known.filter(pk__in=Whistle.objects.visible_to(user).values("pk"))


def _opinions(user: Any) -> Any:
    known = Opinion.objects.exclude(state__in=[OpinionState.DRAFT, OpinionState.VOID])
    if Role.MEETING_SECRETARY in Scope.of(user).street_roles:
        return known
    return known.filter(pk__in=Opinion.objects.visible_to(user).values("pk"))


def _worded(rows: Any, text: str) -> Any:
    """Each word in the number, the matter or the place."""
    for word in text.split():
        rows = rows.filter(
            Q(no__icontains=word)
            | Q(title__icontains=word)
            | Q(place__name__icontains=word)
            | Q(place__parent__name__icontains=word)
            | Q(community__name__icontains=word)
        )
    return rows


_OF: dict[str, tuple[Callable[[Any], Any], Callable[[Any, str], Any]]] = {
    CASE_KIND: (_cases, cases_matching),
    WHISTLE_KIND: (_whistles, _worded),
    OPINION_KIND: (_opinions, _worded),
}


def _sources(kind: str, rows: Any) -> list[Source]:
    """Number, matter, community: no names, no door."""
    found = rows.values_list("pk", "no", "title", "community__name")
    return [Source(kind, pk, no, title, community) for pk, no, title, community in found]


def find(user: Any, text: str) -> list[Source]:
    """The newest matches of each kind; one query a kind. Nothing for an empty text."""
    if not text.strip():
        return []
    found: list[Source] = []
    for kind, (rows, matching) in _OF.items():
        found += _sources(kind, matching(rows(user), text).order_by("-pk")[:MOST_FOUND])
    return found


def pick(user: Any, keys: Iterable[str]) -> list[Source]:
    """The rows behind keys like `dispute:2026-00012`, in that order; what the person may not attach is left out."""
    wanted: dict[str, list[str]] = {}
    ordered = list(dict.fromkeys(keys))[:MOST_ORIGINS]
    for key in ordered:
        kind, _, no = key.partition(":")
        if kind in _OF and no:
            wanted.setdefault(kind, []).append(no[:40])
    found: dict[str, Source] = {}
    for kind, numbers in wanted.items():
        rows, _ = _OF[kind]
        found |= {one.key: one for one in _sources(kind, rows(user).filter(no__in=numbers))}
    return [found[key] for key in ordered if key in found]


def community_of(topic_id: int) -> int | None:
    """The one community in which everything lies that the topic came of; None of none or several. One query."""
    parts = []
    for kind, model in ((CASE_KIND, Dispute), (WHISTLE_KIND, Whistle), (OPINION_KIND, Opinion)):
        ids = TopicOrigin.objects.filter(topic=topic_id, kind=kind).values("origin_id")
        rows: Any = model
        parts.append(rows._default_manager.filter(pk__in=ids).order_by().values_list("community"))
    found = {pk for (pk,) in parts[0].union(*parts[1:])}
    return found.pop() if len(found) == 1 else None


def seen(user: Any, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    """The pages of those origins that the person may open; two queries a kind."""
    ids: dict[str, list[int]] = {}
    for one in rows:
        ids.setdefault(one.kind, []).append(one.origin_id)
    found: dict[tuple[str, int], str] = {}
    for kind, numbers in ids.items():
        owner: Any = subjects.get(kind)
        visible = owner.visible_ids(user, numbers)
        links = owner.links(visible) if visible else {}
        found |= {(kind, pk): url for pk, (_, url) in links.items()}
    return found
