"""What changed between opening a form and sending it."""

from dataclasses import dataclass

from disputes.models import Dispute, DisputeEvent
from disputes.selectors.detail import changes_for


@dataclass(frozen=True)
class Pair:
    """A column as it was when the form was opened and as it is now; or a thing said meanwhile."""

    label: str
    then: str
    now: str


@dataclass(frozen=True)
class Since:
    acts: list[DisputeEvent]
    pairs: list[Pair]


def since_opened(dispute: Dispute, version: int) -> Since:
    """The acts after the version, and each changed column with its first old and last new value."""
    rows = [row for row in changes_for(dispute) if row.event.version > version]
    then: dict[str, str] = {}
    now: dict[str, str] = {}
    # Newest first: the last seen `old` is the oldest, the first seen `new` the newest.
    for row in rows:
        for change in row.fields:
            then[change.label] = change.old
            now.setdefault(change.label, change.new)
    acts = list(
        DisputeEvent.objects.filter(dispute=dispute, version__gt=version)
        .select_related("actor")
        .order_by("pk")
    )
    return Since(acts, [Pair(label, old, now[label]) for label, old in sorted(then.items())])
