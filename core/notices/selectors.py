"""Reading the inbox: grouped by what the messages are about, with only as much shown as the reader may still see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from core import subjects
from core.accounts.models import User
from core.notices.models import Mute, Notice, Outbox

TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "todo": ("待办", (Notice.Kind.TODO, Notice.Kind.REMIND)),
    "chase": ("催办", (Notice.Kind.CHASE,)),
    "system": ("系统", (Notice.Kind.SYSTEM,)),
}
SHOWN_PER_GROUP = 10
OUT_OF_SCOPE = "这件已不在你的范围内"


@runtime_checkable
class NamesMany(Protocol):
    """A subject type that gives title and link of several of its subjects with one query."""

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]: ...


@dataclass
class Group:
    """The messages about one subject. Without a link when the subject is no longer the reader's to see."""

    kind: str
    subject_id: int | None
    title: str
    url: str = ""
    muted: bool = False
    unread: int = 0
    total: int = 0
    notices: list[Notice] = field(default_factory=list)

    @property
    def visible(self) -> bool:
        return bool(self.url) or self.subject_id is None

    @property
    def more(self) -> int:
        return self.total - len(self.notices)


def unread_count(user: User) -> int:
    """How many messages wait for the person, muted subjects left out; one indexed query."""
    return int(_counted(user).count())


def unread_by_tab(user: User) -> dict[str, int]:
    """The same count for each tab."""
    counts = {code: Count("pk", filter=Q(kind__in=kinds)) for code, (_, kinds) in TABS.items()}
    return dict(_counted(user).aggregate(**counts))


def _counted(user: User) -> QuerySet[Notice]:
    mutes = Mute.objects.filter(
        user=OuterRef("recipient"), subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id")
    )
    unread: QuerySet[Notice] = Notice.objects.visible_to(user).unread().exclude(Exists(mutes))
    return unread


def group_keys(user: User, tab: str) -> QuerySet[Notice, dict[str, Any]]:
    """One row for each subject with messages in the tab, the freshest first; the page is cut from this."""
    kinds = TABS[tab][1]
    rows: QuerySet[Notice, dict[str, Any]] = (
        Notice.objects.visible_to(user)
        .filter(kind__in=kinds)
        .values("subject_kind", "subject_id")
        .annotate(latest=Max("created_at"), total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
        .order_by("-latest", "subject_kind", "subject_id")
    )
    return rows


def groups_for_page(user: User, tab: str, keys: Sequence[dict[str, Any]]) -> list[Group]:
    """The groups of one page with their latest messages, in a number of queries that does not grow with them."""
    kinds = TABS[tab][1]
    messages = _latest_messages(user, kinds, keys)
    names = _names(user, keys)
    muted = set(Mute.objects.filter(user=user).values_list("subject_kind", "subject_id"))
    groups = []
    for row in keys:
        place = (row["subject_kind"], row["subject_id"])
        title, url = names.get(place, (OUT_OF_SCOPE, "")) if place[1] is not None else ("通知", "")
        shown = messages[place]
        groups.append(
            Group(
                kind=place[0],
                subject_id=place[1],
                title=title,
                url=url,
                muted=place in muted,
                unread=row["unread"],
                total=row["total"],
                notices=shown,
            )
        )
    return groups


def _latest_messages(
    user: User, kinds: tuple[str, ...], keys: Sequence[dict[str, Any]]
) -> dict[tuple[str, int | None], list[Notice]]:
    wanted = Q(pk__in=[])
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in keys:
        if row["subject_id"] is None:
            wanted |= Q(subject_kind=row["subject_kind"], subject_id=None)
        else:
            by_kind[row["subject_kind"]].append(row["subject_id"])
    for kind, ids in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=ids)
    latest = Window(
        RowNumber(),
        partition_by=[F("subject_kind"), F("subject_id")],
        order_by=[F("created_at").desc(), F("pk").desc()],
    )
    rows = Notice.objects.visible_to(user).filter(wanted, kind__in=kinds).annotate(place=latest)
    found: dict[tuple[str, int | None], list[Notice]] = defaultdict(list)
    for notice in (
        rows.filter(place__lte=SHOWN_PER_GROUP).select_related("actor").order_by("-created_at", "-pk")
    ):
        found[notice.subject_kind, notice.subject_id].append(notice)
    return found


def _names(user: User, keys: Sequence[dict[str, Any]]) -> dict[tuple[str, int | None], tuple[str, str]]:
    """Title and link of the subjects that the reader may see now; the others are simply not in it."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for row in keys:
        if row["subject_id"] is not None and subjects.known(row["subject_kind"]):
            by_kind[row["subject_kind"]].add(row["subject_id"])
    found: dict[tuple[str, int | None], tuple[str, str]] = {}
    for kind, ids in by_kind.items():
        owner = subjects.get(kind)
        visible = owner.visible_ids(user, ids)
        links = (
            owner.links(visible)
            if isinstance(owner, NamesMany)
            else {pk: (owner.label(pk), owner.url(pk)) for pk in visible}
        )
        for pk in visible & ids:
            found[kind, pk] = links[pk]
    return found


def may_read(notice: Notice) -> bool:
    """Whether the recipient may still see what the message is about; losing the subject closes its messages too."""
    if notice.subject_id is None:
        return True
    if not subjects.known(notice.subject_kind):
        return False
    return bool(subjects.get(notice.subject_kind).visible_ids(notice.recipient, [notice.subject_id]))


def delivery_problems() -> QuerySet[Outbox]:
    """What did not reach people and waits for a decision; contents are not shown to the system administrator."""
    rows: QuerySet[Outbox] = Outbox.objects.problems().select_related("notice__recipient").order_by("-pk")
    return rows
