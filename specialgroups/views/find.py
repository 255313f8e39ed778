"""The one way from an address to a record: out of scope is answered like what never was."""

from typing import Any

from django.http import Http404, HttpRequest

from core.text import number_of
from specialgroups.flow import RECORDS
from specialgroups.models import SupportEnrollment


def record_or_404(asked: HttpRequest, no: str) -> SupportEnrollment:
    """S-0193, written no other way."""
    number = number_of(no.removeprefix("S-").lstrip("0")) if no.startswith("S-") else None
    if number is None:
        raise Http404
    seen: Any = RECORDS.queryset().select_related("confirmed_by", "created_by", "asked_end_by")
    found: SupportEnrollment | None = seen.visible_to(asked.user).filter(pk=number).first()
    if found is None or found.no != no:
        raise Http404
    return found
