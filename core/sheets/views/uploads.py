"""Starting an import: the list, the template, the upload, the matching of columns, a corrected file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.replay.decorators import replayable
from core.sheets import actions, kinds
from core.sheets.actions.uploading import head_of
from core.sheets.choices import State
from core.sheets.forms import AgainForm, MatchForm, UploadForm, steps
from core.sheets.models import SheetImport
from core.sheets.policies import require_import
from core.sheets.views.gates import attachment, import_for, page, settled
from core.sheets.writing.template import template as empty_sheet
from core.ui.responses import done, form_invalid, private_page, render_page

PER_PAGE = 25
NOT_YOURS = "导入由社区专干、街道综治中心和系统管理员来办。需要导入的话，请联系本单位负责人"


@require_GET
@private_page
def imports(request: HttpRequest) -> HttpResponse:
    """One's own imports, and those that wait for one's word."""
    user = signed_in(request)
    offered, found = kinds.addable(user), SheetImport.objects.visible_to(user).select_related("owner")
    if not offered and not found.exists():
        raise NotAllowed("sheet.none", NOT_YOURS)
    rows = Paginator(found.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": rows, "offered": offered, "exports": kinds.exportable(user), "now": timezone.now()}
    return render_page(request, "sheets/list.html", context)


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    offered = kinds.addable(user)
    if not offered:
        raise NotAllowed("sheet.none", NOT_YOURS)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES or None, offered=offered)
    context = {"form": form, "offered": offered, "steps": steps("upload" if sent else "kind")}
    if not sent:
        return render_page(request, "sheets/new.html", context)
    made: list[SheetImport] = []

    def act() -> None:
        made.append(actions.start_import(form.cleaned_data["kind"], form.cleaned_data["file"], actor=user))

    if settled(form, act):
        return done(request, made[0].get_absolute_url())
    return form_invalid(request, "sheets/new.html", context)


@require_GET
@private_page
def template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet of a kind, with the choices of this person's scope."""
    user = signed_in(request)
    try:
        kind = kinds.get(code)
    except LookupError:
        raise Http404 from None
    require_import(kind, user)
    return attachment(empty_sheet(kind, user), f"{kind.label}模板.xlsx")


@require_POST
@private_page
@replayable
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which."""
    sheet_import = import_for(request, pk)
    texts, places = head_of(sheet_import)
    form = MatchForm(request.POST, kind=sheet_import.spec, texts=texts, places=places)
    waits = sheet_import.state == State.MAPPING
    if waits and not settled(
        form, lambda: actions.match_columns(sheet_import, form.said(), actor=signed_in(request))
    ):
        return page(request, "sheets/match.html", sheet_import, {"form": form}, step="match", status=422)
    return done(request, reverse("imports:run", args=[pk]))


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A corrected file."""
    sheet_import = import_for(request, pk)
    form = AgainForm(request.POST if request.method == "POST" else None, request.FILES or None)

    def act() -> None:
        actions.upload_again(sheet_import, form.cleaned_data["file"], actor=signed_in(request))

    if request.method == "POST" and settled(form, act):
        return done(request, reverse("imports:run", args=[pk]))
    status = 422 if request.method == "POST" else 200
    return page(request, "sheets/again.html", sheet_import, {"form": form}, step="upload", status=status)
