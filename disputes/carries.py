"""What the page of a case says of matters whose work it carries: a ticket of the hotline, a petition matter. Number and
state, to those who see the matter, and never who brought it (F8).

Both are asked inside the query for the case itself, so that a page without any costs nothing."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextChoices
from django.db.models.functions import JSONObject
from django.urls import reverse

from disputes.clockwork import KIND
from disputes.hotline.choices import TicketState
from disputes.mentions import Mention
from disputes.models import Dispute, HotlineTicket, PetitionMatter
from disputes.petitions.choices import PetitionState


def _named(rows: "QuerySet[Any]") -> ArraySubquery:
    return ArraySubquery(rows.order_by("pk").values(row=JSONObject(no="no", state="state")))


def asked_by(user: Any) -> dict[str, ArraySubquery]:
    """Annotations of a query of cases. By ticket_target and the foreign key of matters."""
    seen = PetitionMatter.objects.visible_to(user).not_recused(user)
    tickets = HotlineTicket.objects.visible_to(user).filter(target_kind=KIND, target_id=OuterRef("pk"))
    return {"carried_tickets": _named(tickets), "carried_matters": _named(seen.filter(case=OuterRef("pk")))}


def carried_by(case: Dispute) -> list[Mention]:
    """Of a case that was read with asked_by."""
    found: Any = case
    return [
        *_mentions("12345工单", found.carried_tickets, TicketState, "hotline:detail"),
        *_mentions("信访事项", found.carried_matters, PetitionState, "petitions:detail"),
    ]


def _mentions(
    words: str, rows: list[dict[str, str]] | None, states: type[TextChoices], page: str
) -> list[Mention]:
    """Who may see none of a kind is answered nothing at all, not an empty list."""
    return [
        Mention(words, one["no"], str(states(one["state"]).label), reverse(page, args=[one["no"]]))
        for one in rows or ()
    ]
