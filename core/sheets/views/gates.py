"""Fetching an import for a page, and how its pages answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.sheets.forms import steps
from core.sheets.models import SheetImport
from core.sheets.policies import handles, may_undo
from core.ui.forms import UiForm, add_rule_error
from core.ui.responses import render_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_for(request: HttpRequest, pk: int) -> SheetImport:
    """One that this person may see; everything else was never there."""
    rows = SheetImport.objects.visible_to(signed_in(request)).select_related("owner", "committer")
    return get_object_or_404(rows, pk=pk)


def page(
    request: HttpRequest,
    template: str,
    sheet_import: SheetImport,
    context: dict[str, Any],
    *,
    step: str,
    status: int = 200,
    partial: str = "",
) -> HttpResponse:
    """A page of the wizard with its head of six steps."""
    user, now = signed_in(request), timezone.now()
    facts = {
        "import": sheet_import,
        "kind": sheet_import.spec,
        "steps": steps(step),
        "handles": handles(user, sheet_import),
        "is_owner": sheet_import.owner_id == user.pk,
        "may_undo": may_undo(user, sheet_import, now),
        "has_errors": status == 422,
        **context,
    }
    return render_page(request, template, facts, status=status, partial=partial)


def settled(form: UiForm, act: Callable[[], object]) -> bool:
    """Run an action for a form that is valid; a refusal comes back beside its field with everything typed kept."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Conflict, NotAllowed):
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return False
    return True


def attachment(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """A file of ours: saved, never shown, never kept on the way."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
