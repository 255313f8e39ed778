"""A hotline ticket as that which a whistle or a call comes from. The whistle then carries its work (F10, D8)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.files.selectors import photos_of
from disputes.hotline import targets
from disputes.hotline.flow import KIND, TICKETS
from disputes.models import HotlineTicket, Whistle
from disputes.whistles.facts import KIND as WHISTLE_KIND
from disputes.whistles.origins import Contact, Given, result_of

CALLER = "caller"


class TicketOrigin:
    """Registered for subjects of kind "hotline_ticket"; the key in an address is the ticket's own number."""

    kind = KIND

    def key(self, pk: int) -> str:
        return HotlineTicket.objects.values_list("no", flat=True).get(pk=pk) or ""

    def given(self, user: Any, key: str) -> Given | None:
        """Place, cause and title, the caller's number as something that may be given; nothing of the demand's words."""
        rows = HotlineTicket.objects.visible_to(user).filter(no=key)
        ticket = rows.select_related("place__parent", "place__community").first()
        if ticket is None:
            return None
        known = ticket.has_sealed("phone")
        contacts = (Contact(CALLER, ticket.masked_name or "诉求人", ticket.masked_phone),) if known else ()
        return Given(
            kind=KIND,
            pk=ticket.pk,
            title=ticket.title,
            cause=ticket.cause,
            place=ticket.place,
            place_detail=ticket.place_detail,
            contacts=contacts,
            photos=tuple(photos_of(KIND, ticket.pk)),
        )

    def refuses(self, pk: int) -> str:
        ticket = TICKETS.queryset().get(pk=pk)
        return TICKETS.by_state(TICKETS.table["link"], ticket, timezone.now()).reason

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        ticket = HotlineTicket.objects.get(pk=pk)
        if key != CALLER or not ticket.has_sealed("phone"):
            return "", ""
        return ticket.masked_name or "诉求人", ticket.open_sealed("phone")

    def hold(self, pk: int) -> None:
        TICKETS.lock(pk)

    def hold_aimed(self, whistle_id: int) -> None:
        """Tickets may be linked by hand to a whistle that is there already."""
        targets.hold_aimed_at(WHISTLE_KIND, [whistle_id])

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """A line of the ticket's timeline while it is open; the caller is told by people."""
        ticket = TICKETS.queryset().get(pk=pk)
        if ticket.state in TICKETS.table["target_news"].from_states:
            with TICKETS.step(ticket, "target_news", actor=None, now=now) as s:
                s.say(text)

    def blown(self, pk: int, whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
        ticket, row = TICKETS.queryset().get(pk=pk), TICKETS.table["link"]
        if not TICKETS.by_state(row, ticket, now).allowed:
            self.told(pk, text, public=public, now=now)
            return
        targets.linked(
            ticket,
            kind=WHISTLE_KIND,
            target_id=whistle.pk,
            target_no=whistle.no or "",
            actor=actor if TICKETS.by_role(actor, row, ticket).allowed else None,
            note=text,
            now=now,
        )

    def ended(self, whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
        """The result is offered as the answer; the ticket stays open until the caller was answered."""
        targets.target_ended(WHISTLE_KIND, whistle.pk, result=result_of(whistle, public), now=now)
