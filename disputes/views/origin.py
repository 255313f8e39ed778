"""What a new case is made from, named by the address, and what it fills in: an opinion (?opinion=OP-2026-00001) or a
ticket of the hotline (?ticket=HT-2026-00001)."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.flow.engine import Flow
from disputes.choices import Source
from disputes.hotline.flow import TICKETS
from disputes.models import HotlineTicket
from residents.choices_visits import Channel
from residents.flows.opinions import OPINIONS
from residents.models import Opinion

NAME, TICKET = "opinion", "ticket"


def opinion_named(asked: HttpRequest) -> Opinion | None:
    """The opinion, if the person sees it and may turn it into a case now."""
    found: Opinion | None = _named(asked, NAME, OPINIONS, "convert")
    return found


def ticket_named(asked: HttpRequest) -> HotlineTicket | None:
    """The ticket, if the person sees it and may give its work to a case now."""
    found: HotlineTicket | None = _named(asked, TICKET, TICKETS, "link")
    return found


def _named(asked: HttpRequest, name: str, flow: Flow[Any], act: str) -> Any:
    no = asked.GET.get(name, "")
    if not no:
        return None
    seen: Any = flow.queryset()
    found = seen.visible_to(asked.user).filter(no=no).first()
    if found is None:
        raise Http404
    decision = flow.may(signed_in(asked), act, found)
    if not decision.allowed:
        refusal = NotAllowed if decision.code == "role" else RuleBroken
        raise refusal(decision.code, decision.reason)
    return found


def with_origin(address: str, opinion: Opinion | None) -> str:
    """The form's address keeps the opinion from step to step."""
    return f"{address}?{urlencode({NAME: opinion.no})}" if opinion else address


def source_of(opinion: Opinion) -> str:
    return Source.VISIT if opinion.channel in (Channel.VISIT, Channel.LEADER) else Source.RESIDENT


def first_values(opinion: Opinion) -> dict[str, Any]:
    """Place, matter and what was said; who said it stays sealed with the opinion."""
    door = opinion.dwelling.door if opinion.dwelling else ""
    return {
        "place": opinion.place_id,
        "place_detail": f"{door}{opinion.place_detail}"[:60],
        "title": opinion.title,
        "summary": opinion.text,
        "source": source_of(opinion),
        "source_ref": opinion.no,
    }


def ticket_values(ticket: HotlineTicket) -> dict[str, Any]:
    """Place, matter and demand; by the platform's number the case becomes the ticket's own (disputes.hotline.cases). Who
    called stays sealed with the ticket."""
    return {
        "place": ticket.place_id,
        "place_detail": ticket.place_detail,
        "title": ticket.title,
        "cause": ticket.cause,
        "summary": ticket.text[:500],
        "source": Source.HOTLINE,
        "source_ref": ticket.city_no,
    }
