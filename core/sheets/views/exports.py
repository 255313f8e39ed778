"""Sheets that leave the house."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed
from core.replay.decorators import replayable
from core.sheets import actions, kinds
from core.sheets.choices import ExportState
from core.sheets.forms import AnswerForm, ExportForm
from core.sheets.models import SheetExport
from core.sheets.views.gates import attachment, settled
from core.ui.responses import done, form_invalid, private_page, render_page

PER_PAGE = 25


@require_GET
@private_page
def exports(request: HttpRequest) -> HttpResponse:
    """One's own, and those that wait for one's word."""
    user = signed_in(request)
    offered, found = kinds.exportable(user), SheetExport.objects.visible_to(user)
    if not offered and not found.exists():
        raise NotAllowed("export.none", "你的岗位不导出名单。需要数字的话，请看统计页")
    rows = Paginator(found.select_related("owner").order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": rows, "offered": offered, "now": timezone.now()}
    return render_page(request, "sheets/exports.html", context)


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def new(request: HttpRequest, code: str) -> HttpResponse:
    user = signed_in(request)
    kind = next((one for one in kinds.all_kinds() if one.code == code), None)
    if kind is None:
        raise Http404
    if not kind.may_export(user):
        raise NotAllowed("export.kind", f"「{kind.label}」的导出不归你的岗位办，需要的话请联系本单位负责人")
    form = ExportForm(request.POST if request.method == "POST" else None, kind=kind, user=user)
    context = {"form": form, "kind": kind}
    if request.method != "POST":
        return render_page(request, "sheets/export_new.html", context)
    made: list[SheetExport] = []

    def act() -> None:
        told = form.cleaned_data
        masked = told.get("is_masked", "1") == "1"
        ask = partial(actions.ask_export, kind.code, actor=user, chosen=form.chosen())
        made.append(ask(purpose=told["purpose"], is_masked=masked))

    if settled(form, act):
        return done(request, made[0].get_absolute_url())
    return form_invalid(request, "sheets/export_new.html", context)


def _export(request: HttpRequest, pk: int) -> SheetExport:
    rows = SheetExport.objects.visible_to(signed_in(request)).select_related("owner", "approver")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, the way to the file, and the second person's answer."""
    export, user = _export(request, pk), signed_in(request)
    sent = request.method == "POST"
    form = AnswerForm(request.POST if sent else None)

    def act() -> None:
        said = form.cleaned_data
        actions.answer_export(export, agreed=said["agreed"] == "1", answer=said["answer"], actor=user)

    if sent and settled(form, act):
        return done(request, export.get_absolute_url(), "已答复")
    waits = export.state == ExportState.WAITING and export.owner_id != user.pk
    ready = export.owner_id == user.pk and export.may_be_downloaded(timezone.now())
    context = {"export": export, "waits": waits, "ready": ready, "form": form, "has_errors": sent}
    return render_page(request, "sheets/export.html", context, status=422 if sent else 200)


@require_GET
@private_page
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file. The line in the ledger is committed before the bytes leave."""
    export = _export(request, pk)
    content = actions.download_export(export, actor=signed_in(request))
    return attachment(content, f"{export.number}{export.kind_label}.xlsx")
