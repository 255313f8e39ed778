"""The one way from an address to a call, a whistle, a unit: what is out of scope is answered like what never was."""

from django.http import Http404, HttpRequest

from core.accounts.access import signed_in
from core.text import number_of
from disputes.models import CommunityCall, Whistle, WhistleUnit
from disputes.whistles import origins, policies
from disputes.whistles.choices import WhistleState
from disputes.whistles.facts import facts
from disputes.whistles.flow import CALLS
from disputes.whistles.forms.slip import About
from disputes.whistles.selectors.detail import whistle_for_page
from grids.models import Area
from grids.selectors.picking import pickable


def whistle_or_404(asked: HttpRequest, no: str) -> Whistle:
    found = whistle_for_page(asked.user, no=no)
    if found is None:
        raise Http404
    return found


def content_or_404(asked: HttpRequest, no: str) -> Whistle:
    """For pages with content: to a supervisor these do not exist."""
    found = whistle_or_404(asked, no)
    if not policies.sees_content(asked.user, found):
        raise Http404
    return found


def draft_or_404(asked: HttpRequest, pk: int) -> Whistle:
    found = whistle_for_page(asked.user, pk=pk)
    if found is None or found.state not in (WhistleState.DRAFT, WhistleState.VOID):
        raise Http404
    return found


def unit_or_404(asked: HttpRequest, no: str, pk: int) -> WhistleUnit:
    """A unit of a whistle that the person sees; a department finds its own only."""
    whistle = content_or_404(asked, no)
    unit = next((one for one in facts(whistle).all_units if one.pk == pk), None)
    hidden = unit is None or not (
        policies.sees_whole(asked.user, whistle) or policies.unit_of(asked.user, whistle) == unit
    )
    if unit is None or hidden:
        raise Http404
    return unit


def call_or_404(asked: HttpRequest, no: str) -> CommunityCall:
    found = CALLS.queryset().visible_to(asked.user).filter(no=no).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    call: CommunityCall = found
    return call


def about_of(asked: HttpRequest) -> About | None:
    """What a new call or whistle is about, from the address: ?case=, ?call=, ?origin=kind:key or ?place=.

    None when the address names nothing yet; a 404 when it names what the person does not see."""
    if "call" in asked.GET:
        return _about_call(asked, asked.GET["call"])
    kind, key = ("dispute", asked.GET["case"]) if "case" in asked.GET else _pair(asked.GET.get("origin", ""))
    if kind:
        return _about_origin(asked, kind, key)
    return _about_place(asked, asked.GET.get("place", ""))


def _pair(text: str) -> tuple[str, str]:
    kind, _, key = text.partition(":")
    return kind, key


def _about_origin(asked: HttpRequest, kind: str, key: str) -> About:
    origin = origins.get(kind)
    given = origin.given(asked.user, key) if origin is not None else None
    if given is None:
        raise Http404
    return About(given.title, given.cause, given.place, given.place_detail, given=given)


def _about_call(asked: HttpRequest, no: str) -> About:
    call = call_or_404(asked, no)
    origin = origins.get(call.origin_kind)
    given = None
    if origin is not None and call.origin_id is not None:
        given = origin.given(signed_in(asked), origin.key(call.origin_id))
    return About(
        call.title,
        call.cause,
        call.place,
        call.place_detail,
        problem=call.problem[:200],
        given=given,
        call=call,
    )


def _about_place(asked: HttpRequest, value: str) -> About | None:
    pk = number_of(value)
    place: Area | None = pickable(asked.user).filter(pk=pk).first() if pk else None
    return About("", "", place) if place is not None else None


def about_draft(asked: HttpRequest, draft: Whistle) -> About:
    """The draft's own matter, so that the form can be filled in anew."""
    origin = origins.get(draft.origin_kind)
    given = None
    if origin is not None and draft.origin_id is not None:
        given = origin.given(signed_in(asked), origin.key(draft.origin_id))
    return About(
        draft.title,
        draft.cause,
        draft.place,
        draft.place_detail,
        problem=draft.problem,
        given=given,
        call=draft.call,
    )
