"""Which decisions may set an item aside: those that a later meeting made (domain.md E7)."""

from django.db.models import Q, QuerySet

from partybuilding.models import ActionItem, MeetingDecision

# Where a row keeps the answer, which two acts of a page ask for.
_KNOWN = "_has_later_decision"


def later_decisions(item: ActionItem) -> "QuerySet[MeetingDecision]":
    """Of another meeting of the item's own body or of the street's, decided after the item's; the newest first."""
    own = item.decision
    since = own.created_at if own is not None else item.created_at
    bodies = Q(meeting__body=item.body_id) | Q(meeting__body__community__isnull=True)
    rows = MeetingDecision.objects.filter(bodies, created_at__gt=since)
    if own is not None:
        rows = rows.exclude(meeting=own.meeting_id)
    return rows.select_related("meeting__body").order_by("-created_at", "-pk")


def has_later_decision(item: ActionItem) -> bool:
    """Asked once of this very object."""
    known = vars(item)
    if _KNOWN not in known:
        known[_KNOWN] = later_decisions(item).exists()
    return bool(known[_KNOWN])


def forget(item: ActionItem) -> None:
    vars(item).pop(_KNOWN, None)
