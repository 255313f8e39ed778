"""What may be the same matter: open cases and whistles at the place of a ticket, and one named by its number."""

from dataclasses import dataclass
from typing import Any

from disputes.choices import State
from disputes.models import Dispute, HotlineTicket, Whistle

MOST = 6


@dataclass(frozen=True)
class Same:
    """One record that may carry the work."""

    key: str
    words: str
    row: Dispute | Whistle


def same_place(user: Any, ticket: HotlineTicket) -> list[Same]:
    """Of those that the person sees, newest first. By dispute_place_cause; whistles by the community's index."""
    cases = Dispute.objects.visible_to(user).open().filter(place=ticket.place_id).exclude(state=State.DRAFT)
    whistles = (
        Whistle.objects.visible_to(user).live().filter(community=ticket.community_id, place=ticket.place_id)
    )
    found = [
        Same(f"dispute:{one.pk}", f"案件{one.no} {one.title}", one) for one in cases.order_by("-pk")[:MOST]
    ]
    return found + [
        Same(f"whistle:{one.pk}", f"吹哨{one.no} {one.title}", one) for one in whistles.order_by("-pk")[:MOST]
    ]


def find_target(user: Any, number: str) -> Dispute | Whistle | None:
    """The case or the issued whistle of this number, if the person sees it."""
    number = number.strip()
    case: Dispute | None = (
        Dispute.objects.visible_to(user).filter(no=number).exclude(state=State.DRAFT).first()
    )
    if case is not None:
        return case
    whistle: Whistle | None = Whistle.objects.visible_to(user).filter(no=number).first()
    return whistle
