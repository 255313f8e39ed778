"""What stands around one item: entries and looks with their photos, orders, where it comes from."""

from dataclasses import dataclass, field
from typing import Any

from core import subjects
from core.clocks.models import Clock
from core.clocks.selectors import clocks_for
from core.files.models import StoredFile
from disputes.models import SupervisionOrder
from partybuilding.items.flow import PROGRESS
from partybuilding.items.guards import CHECK_KIND, ENTRY_KIND, KIND
from partybuilding.models import ActionItem


@dataclass
class Told:
    """One entry or one look, with its photos."""

    row: Any
    photos: list[StoredFile] = field(default_factory=list)


def entries_of(item: ActionItem) -> list[Told]:
    return [Told(one) for one in item.entries.select_related("by")]


def checks_of(item: ActionItem) -> list[Told]:
    return [Told(one) for one in item.checks.select_related("by")]


def with_photos(entries: list[Told], checks: list[Told]) -> None:
    """Put the photos to their rows: one query for both kinds."""
    places = {(ENTRY_KIND, one.row.pk): one for one in entries} | {
        (CHECK_KIND, one.row.pk): one for one in checks
    }
    ids = [pk for _, pk in places]
    rows = StoredFile.objects.filter(
        subject_kind__in=[ENTRY_KIND, CHECK_KIND], subject_id__in=ids, removed_at=None
    )
    for photo in rows:
        place = places.get((photo.subject_kind, photo.subject_id))
        if place is not None:
            place.photos.append(photo)


def clocks_of(item: ActionItem) -> list[Clock]:
    """Those of the strip: of the months only the one that runs, the others are told by the entries."""
    return [one for one in clocks_for(KIND, item.pk) if one.code != PROGRESS or one.is_live]


def orders_of(item: ActionItem) -> list[SupervisionOrder]:
    """The supervision orders about it, the newest first. By order_of_subject; most tasks have none."""
    if not item.order_count:
        return []
    rows = SupervisionOrder.objects.filter(subject_kind=KIND, subject_id=item.pk)
    return list(rows.order_by("-pk"))


def tasks_of(user: Any, kind: str, pk: int) -> list[ActionItem]:
    """Tasks that came of a row of another kind, of those that the person sees. By item_of_source."""
    rows = ActionItem.objects.visible_to(user).filter(source_kind=kind, source_id=pk)
    return list(rows.select_related("lead").order_by("pk"))


def source_link(user: Any, item: ActionItem) -> str:
    """The page of what it came from, for who may open it."""
    kind, pk = item.source_kind, item.source_id
    if pk is None or not subjects.known(kind):
        return ""
    owner = subjects.get(kind)
    return owner.url(pk) if pk in owner.visible_ids(user, [pk]) else ""
