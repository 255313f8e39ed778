"""The case that carries a ticket: made for it by its city number, and its end told back (F10, D8).

A case logged with source 12345 and the number of a ticket is that ticket's case, whether it was begun on the ticket's
page or at the desk: typing the number is all. Called by disputes.engine around each act of a case."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from core.flow.engine import Step
from disputes import opinions
from disputes.choices import Source, State
from disputes.hotline import targets
from disputes.hotline.flow import TICKETS
from disputes.models import Dispute, HotlineTicket

KIND = opinions.KIND


def hold(case_ids: Iterable[int]) -> None:
    """Lock the tickets that wait for these cases, and those that a draft or a joined one among them names."""
    ids, states = list(case_ids), (State.DRAFT, State.MERGED)
    naming = Dispute.objects.filter(pk__in=ids, state__in=states, source=Source.HOTLINE).exclude(
        source_ref=""
    )
    targets.hold_aimed_at(KIND, ids, named=naming.values("source_ref"))


def pass_on(current: Step[Dispute]) -> None:
    """After an act of a case: what the tickets behind it learn of it. Nothing when it did not move."""
    case, now = current.subject, current.now
    if current.row.act == "register":
        _take_over(current)
        return
    if case.state == current.from_state:
        return
    if case.state == State.MERGED and case.merged_into is not None:
        main = case.merged_into
        targets.target_moved(KIND, case.pk, to=main.pk, to_no=main.no or "", now=now)
    elif current.from_state == State.MERGED:
        _come_back(current)
    elif case.state in opinions.ENDED:
        targets.target_ended(KIND, case.pk, result=opinions.result_words(case), now=now)
    elif case.state in opinions.UNDER_WAY:
        targets.target_resumed(KIND, case.pk, now=now)


def _come_back(current: Step[Dispute]) -> None:
    """Parted again: the ticket whose number this case carries waits for it once more."""
    case = current.subject
    if case.source == Source.HOTLINE and case.source_ref:
        targets.target_back(case.source_ref, KIND, case.pk, case.no or "", now=current.now)


def _take_over(current: Step[Dispute]) -> None:
    case, actor = current.subject, current.actor
    if case.source != Source.HOTLINE or not case.source_ref or actor is None:
        return
    targets.refuse_second(case.source_ref, actor)
    ticket = HotlineTicket.objects.visible_to(actor).filter(city_no=case.source_ref).first()
    if ticket is None or not TICKETS.may(actor, "link", ticket, current.now).allowed:
        return
    targets.linked(
        ticket, kind=KIND, target_id=case.pk, target_no=case.no or "", actor=actor, now=current.now
    )


def result_of(case: Dispute) -> str:
    """How the case ended, in words; empty while it goes on."""
    return opinions.result_words(case) if case.state in opinions.ENDED | {State.ARCHIVED} else ""


def start_url(ticket: HotlineTicket) -> str:
    """The form of a new case, filled in from the ticket."""
    return f"{reverse('disputes:create')}?{urlencode({'ticket': ticket.no})}"
