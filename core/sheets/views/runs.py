"""One import under way: progress, matching, checking, confirming, the result."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.sheets import actions, selectors
from core.sheets.actions.uploading import head_of
from core.sheets.choices import Mode, State
from core.sheets.forms import ConfirmForm, MatchForm, order_from
from core.sheets.models import SheetImport
from core.sheets.policies import committable
from core.sheets.views.gates import attachment, import_for, page, settled
from core.ui.responses import done, private_page, wants_partial


@require_GET
@private_page
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of where the import stands."""
    sheet_import = import_for(request, pk)
    if sheet_import.is_running:
        return page(request, "sheets/progress.html", sheet_import, {}, step=_step(sheet_import))
    if sheet_import.state == State.MAPPING:
        texts, places = head_of(sheet_import)
        form = MatchForm(kind=sheet_import.spec, texts=texts, places=places)
        return page(request, "sheets/match.html", sheet_import, {"form": form}, step="match")
    if sheet_import.is_open and "result" not in request.GET:
        return check_page(request, sheet_import)
    context = {"kept": selectors.kept_rows(sheet_import)[: selectors.PER_PAGE]}
    return page(request, "sheets/result.html", sheet_import, context, step="result")


def _step(sheet_import: SheetImport) -> str:
    if sheet_import.state in (State.COMMITTING, State.UNDOING):
        return "confirm"
    return "check" if sheet_import.state == State.CHECKING else "upload"


@require_GET
@private_page
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """What the progress page asks every two seconds; when the work is done it goes to the next page."""
    sheet_import = import_for(request, pk)
    if not sheet_import.is_running:
        return done(request, sheet_import.get_absolute_url())
    return page(
        request,
        "sheets/progress.html",
        sheet_import,
        {},
        step=_step(sheet_import),
        partial="sheets/_progress.html",
    )


def check_page(
    request: HttpRequest, sheet_import: SheetImport, *, said: str = "", broken: RuleBroken | None = None
) -> HttpResponse:
    """Groups of equal mistakes, or the rows of one tab."""
    asked = request.POST if request.method == "POST" else request.GET
    tab = asked.get("tab", "") if asked.get("tab") in selectors.TABS else "todo"
    context: dict[str, Any] = {"tab": tab, "tabs": _tabs(sheet_import, tab), "said": said, "broken": broken}
    if tab == "todo":
        found = Paginator(selectors.groups(sheet_import), selectors.PER_PAGE).get_page(asked.get("page"))
        context |= {"page": found, "groups": selectors.shown_groups(sheet_import, found)}
    else:
        rows = Paginator(selectors.rows_in(sheet_import, tab), selectors.PER_PAGE).get_page(asked.get("page"))
        context |= {"page": rows, "rows": selectors.shown_rows(sheet_import, rows)}
    ready = committable(signed_in(request), sheet_import)
    context |= {"ready": sum(ready.values()), "before": selectors.same_file_before(sheet_import)}
    status = 422 if broken else 200
    return page(
        request,
        "sheets/check.html",
        sheet_import,
        context,
        step="check",
        status=status,
        partial="sheets/_check.html",
    )


def _tabs(sheet_import: SheetImport, tab: str) -> list[dict[str, Any]]:
    words = {"todo": "要处理", **selectors.TAB_WORDS}
    counts = {"todo": sheet_import.number("pending")}
    return [
        {
            "key": key,
            "label": label,
            "count": counts.get(key, sheet_import.number(key)),
            "current": key == tab,
        }
        for key, label in words.items()
    ]


@require_POST
@private_page
@replayable
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """One button of the checking page."""
    sheet_import = import_for(request, pk)
    try:
        order = order_from(request.POST)
        mended = actions.mend(sheet_import, order, actor=signed_in(request))
    except (NotAllowed, Conflict):
        raise
    except RuleBroken as broken:
        return check_page(request, sheet_import, broken=broken)
    if wants_partial(request) and not mended.waits:
        sheet_import.refresh_from_db()
        return check_page(request, sheet_import, said=mended.words(order))
    where = f"{sheet_import.get_absolute_url()}?tab={request.POST.get('tab', 'todo')}&page={request.POST.get('page', 1)}"
    return done(request, where, mended.words(order))


@require_GET
@private_page
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that wait, as a file to be corrected. The line in the ledger is committed before the bytes leave."""
    sheet_import = import_for(request, pk)
    content = actions.take_errors(sheet_import, actor=signed_in(request))
    stem = sheet_import.file_name.rpartition(".")[0] or sheet_import.file_name
    return attachment(content, f"{stem}-要改的行.xlsx")


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers once more, and the button."""
    sheet_import = import_for(request, pk)
    user, form = signed_in(request), ConfirmForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.ask_commit(sheet_import, mode=request.POST.get("mode", ""), actor=user)

    if request.method == "POST" and settled(form, act):
        return done(request, sheet_import.get_absolute_url())
    ready = committable(user, sheet_import)
    mode = Mode.GOOD if sheet_import.number("pending") else Mode.ALL
    context = {"form": form, "ready": ready, "total": sum(ready.values()), "mode": mode.value}
    status = 422 if request.method == "POST" else 200
    return page(request, "sheets/confirm.html", sheet_import, context, step="confirm", status=status)


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole batch back."""
    return _end(request, pk, actions.ask_undo, "sheets/undo.html", "result")


@require_http_methods(["GET", "POST"])
@private_page
@replayable
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up what is not imported yet."""
    return _end(request, pk, actions.discard, "sheets/discard.html", "check")


def _end(request: HttpRequest, pk: int, act: Any, template: str, step: str) -> HttpResponse:
    sent = request.method == "POST"
    sheet_import, form = import_for(request, pk), ConfirmForm(request.POST if sent else None)
    if sent and settled(form, lambda: act(sheet_import, actor=signed_in(request))):
        return done(request, reverse("imports:run", args=[pk]))
    return page(request, template, sheet_import, {"form": form}, step=step, status=422 if sent else 200)
