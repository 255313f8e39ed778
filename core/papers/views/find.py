"""The one way from an address to a paper or its matter: out of scope is answered like what never was."""

from django.http import Http404, HttpRequest

from core import subjects
from core.papers.kinds import KINDS, Owner, PaperKind, owner_of
from core.papers.models import Paper
from core.papers.selectors import may_read, paper_for


def kind_or_404(code: str) -> PaperKind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def owner_or_404(asked: HttpRequest, subject_kind: str, subject_id: int) -> Owner:
    """Who answers for the matter, if the person may read it."""
    owner = owner_of(subject_kind)
    if owner is None or not may_read(asked.user, subject_kind, subject_id):
        raise Http404
    return owner


def paper_or_404(asked: HttpRequest, pk: int) -> Paper:
    found = paper_for(asked.user, pk)
    if found is None:
        raise Http404
    return found


def matter(subject_kind: str, subject_id: int) -> dict[str, str]:
    """The words and the page of the matter, for the way back."""
    owner = subjects.get(subject_kind)
    return {"label": owner.label(subject_id), "url": owner.url(subject_id)}
