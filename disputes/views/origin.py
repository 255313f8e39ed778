"""The opinion that a new case is made from, named by the address (?opinion=OP-2026-00001), and what it fills in."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from disputes.choices import Source
from residents.choices_visits import Channel
from residents.flows.opinions import OPINIONS
from residents.models import Opinion

NAME = "opinion"


def opinion_named(asked: HttpRequest) -> Opinion | None:
    """The opinion, if the person sees it and may turn it into a case now."""
    no = asked.GET.get(NAME, "")
    if not no:
        return None
    seen: Any = OPINIONS.queryset()
    found: Opinion | None = seen.visible_to(asked.user).filter(no=no).first()
    if found is None:
        raise Http404
    decision = OPINIONS.may(signed_in(asked), "convert", found)
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
