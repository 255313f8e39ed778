"""The one way from an address to a case: what is out of scope is answered like what never was."""

from django.http import Http404, HttpRequest

from core.accounts.models import User
from core.lookups import one_of
from disputes import policies
from disputes.models import Dispute


def person(asked: HttpRequest) -> User:
    """Who asks. Every page of cases lies behind the door (SignInRequired), so it is somebody."""
    return asked.user  # type: ignore[return-value]


def case_or_404(asked: HttpRequest, no: str) -> Dispute:
    """The numbered case if the person sees it, with everything that names its place and people."""
    seen = Dispute.objects.visible_to(asked.user).filter(no=no)
    found = one_of(
        seen.select_related(
            "place__parent", "grid", "community", "holder", "mediator", "created_by", "merged_into"
        )
    )
    if found is None:
        raise Http404
    return found


def case_content_or_404(asked: HttpRequest, no: str) -> Dispute:
    """The same, for pages with content: to a supervisor these do not exist (C1b)."""
    found = case_or_404(asked, no)
    if not policies.sees_content(asked.user, found):
        raise Http404
    return found
