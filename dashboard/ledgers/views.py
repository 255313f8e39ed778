"""/ledgers/: upper-level forms, laid out by those who keep them and downloaded by those whose rows they show."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.flow.edit_pages import EditAct, EditPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from dashboard.ledgers import actions, policies
from dashboard.ledgers.forms import ChangeForm, CopyForm, FileForm, NewForm, RetireForm, UseForm
from dashboard.ledgers.layout import Span, gone
from dashboard.ledgers.models import Ledger, LedgerVersion
from dashboard.ledgers.reading import PREVIEW, Asked, Question, asked, preview
from dashboard.ledgers.sources import base
from grids.views.gates import form_page, posted

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kept_by(user: Any, ledger: Ledger) -> Any:
    return policies.may_keep(user, ledger)


def _url_of(ledger: Ledger) -> str:
    return ledger.get_absolute_url()


PAGES: EditPages[Ledger] = EditPages(
    kind=actions.KIND,
    acts={
        "change": EditAct(
            "修改表样", ChangeForm, actions.change_ledger, _kept_by, done="表样已保存，下次下载就按新的"
        ),
        "copy": EditAct(
            "复制", CopyForm, actions.copy_ledger, _kept_by, goes_to=_url_of, done="已复制，请改成新的表样"
        ),
        "retire": EditAct("停用", RetireForm, actions.retire_ledger, _kept_by),
        "use": EditAct("启用", UseForm, actions.use_ledger, _kept_by),
    },
    rows=lambda: Ledger.objects,
    list_url=lambda: reverse("ledgers:list"),
    list_label="上级报表",
)


def _found(request: HttpRequest, pk: int) -> Ledger:
    """In sight of the reader, else as if it never was."""
    user = signed_in(request)
    if not policies.may_open(user):
        raise NotAllowed("role", "上级报表由街道和社区使用，你的岗位不报表")
    return get_object_or_404(Ledger.objects.visible_to(user), pk=pk)


@require_GET
def ledgers(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not policies.may_open(user):
        raise NotAllowed("role", "上级报表由街道和社区使用，你的岗位不报表")
    rows = [(one, Span(one.shape.span).label, one.shape.sent_to) for one in Ledger.objects.visible_to(user)]
    return render_page(request, "ledgers/list.html", {"rows": rows, "keeps": policies.keeps(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def new(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    policies.require_keeper(user)
    form = NewForm(posted(request))

    def act() -> tuple[str, str]:
        made = actions.create_ledger(actor=user, **form.cleaned_data)
        return made.get_absolute_url(), f"「{made}」建好了，先放了常用的几列，可以再改"

    context = {"title": "新建上级报表", "save": "新建", "back": reverse("ledgers:list")}
    return form_page(request, form, "ledgers/form.html", context, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def bring(request: HttpRequest) -> HttpResponse:
    """A definition from another street's file."""
    user = signed_in(request)
    policies.require_keeper(user)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)

    def act() -> tuple[str, str]:
        made = actions.import_ledger(form.cleaned_data["file"].read(actions.MOST_BYTES + 1), actor=user)
        return made.get_absolute_url(), f"「{made}」导入好了，请核对一遍各列"

    context = {"title": "从文件导入表样", "save": "导入", "back": reverse("ledgers:list")}
    return form_page(request, form, "ledgers/form.html", context, act=act)


def _question(request: HttpRequest, ledger: Ledger) -> Question:
    today: date = timezone.localdate()
    return Question(request.GET, user=signed_in(request), layout=ledger.shape, today=today)


@require_GET
@private_page
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it would be, its first rows, and for who keeps it what it used to be."""
    ledger, user = _found(request, pk), signed_in(request)
    question = _question(request, ledger)
    sheet = asked(question, user)
    keeps = policies.keeps(user)
    context = {
        "ledger": ledger,
        "layout": ledger.shape,
        "form": question,
        "problems": gone(ledger.shape),
        "keeps": keeps,
        "versions": ledger.versions.select_related("changed_by") if keeps else (),
        **_shown(sheet, ledger),
    }
    return render_page(request, "ledgers/detail.html", context)


def _shown(sheet: Asked | None, ledger: Ledger) -> dict[str, Any]:
    """The preview, where the reader's work has such rows at all."""
    if sheet is None or not sheet.source.may_read(sheet.user):
        return {"sheet": sheet, "reads": False}
    rows, total = preview(sheet)
    lines = [sheet.fill(one) for one in sheet.layout.lines]
    more = {"lines": lines, "foot": sheet.fill(sheet.layout.foot), "most": PREVIEW}
    return {"sheet": sheet, "reads": True, "rows": rows, "total": total, **more}


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    ledger = _found(request, pk)
    if act == "change" and base.find(ledger.source) is None:
        raise RuleBroken("ledger.source", f"「{ledger}」取数的内容系统里没有了，不能再改，请停用后另建一张")
    return PAGES.answer(request, ledger, act)


@require_GET
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What it looked like then; for who keeps it."""
    ledger = _found(request, pk)
    policies.require_keeper(signed_in(request))
    kept = get_object_or_404(LedgerVersion.objects.select_related("changed_by"), ledger=ledger, number=number)
    source = base.find(kept.shape.source)
    words = {one.key: one.label for one in source.fields} if source else {}
    columns = [(one, words.get(one.shows, "")) for one in kept.shape.columns]
    context = {"ledger": ledger, "kept": kept, "layout": kept.shape, "columns": columns}
    return render_page(request, "ledgers/version.html", context)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The definition as a file for another street; there is no data in it."""
    ledger = _found(request, pk)
    policies.require_keeper(signed_in(request))
    answer = HttpResponse(actions.as_file(ledger.shape), content_type="application/json")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(ledger.title)}.json"
    return answer


@require_GET
@private_page
def download(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The sheet, row by row; the line in the ledger of acts is committed before the first byte leaves."""
    ledger = _found(request, pk)
    sheet = asked(_question(request, ledger), signed_in(request))
    if sheet is None:
        raise Http404
    made = actions.download_ledger(ledger, sheet, actor=sheet.user)
    answer = StreamingHttpResponse(made.pieces, content_type=EXCEL)
    name = f"{ledger.title}（{sheet.period_words}）"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
