"""/docs/: papers of a matter, a draft before it is issued, an issued paper and its copies."""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.files.selectors import photos_of
from core.papers.actions.issuing import issue_paper, void_paper
from core.papers.actions.printing import TYPES, hand_out, note_look, note_preview, print_record
from core.papers.actions.sealing import seal_paper
from core.papers.drafting import Draft, Look, draft_of, look_at_issued, preview
from core.papers.forms import CopyForm, PrintForm, SealForm, TypedFacts, VoidForm
from core.papers.kinds import PaperKind, owner_of
from core.papers.models import Paper, PaperFile, PaperState
from core.papers.selectors import lines_of, voided_of
from core.papers.views.find import kind_or_404, matter, owner_or_404, paper_or_404
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page


@require_GET
@private_page
def paper_list(request: HttpRequest, subject_kind: str, subject_id: int) -> HttpResponse:
    """Every paper that the matter may need, issued or not yet."""
    owner = owner_or_404(request, subject_kind, subject_id)
    context = {
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "matter": matter(subject_kind, subject_id),
        "lines": lines_of(owner, subject_id),
        "voided": voided_of(subject_kind, subject_id),
        "has_file": owner.file_of(subject_id) is not None,
    }
    return render_page(request, "docs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def draft_page(request: HttpRequest, code: str, subject_id: int) -> HttpResponse:
    """The draft: what is missing and how it looks, with what was typed for facts that no other page asks for."""
    kind = kind_or_404(code)
    owner_or_404(request, kind.subject_kind, subject_id)
    if not kind.is_kept:
        return _draft(request, draft_of(kind, subject_id, 0, {}), PrintForm())
    bare, form = _typed(request, kind, subject_id)
    if form.is_bound and form.is_valid():
        bare = draft_of(kind, subject_id, bare.part, form.typed())
    return _draft(request, bare, form)


@require_POST
@private_page
@replayable
def issue(request: HttpRequest, code: str, subject_id: int) -> HttpResponse:
    """Number it and keep it; back to the draft with the reason when it cannot be."""
    kind = kind_or_404(code)
    if not kind.is_kept:
        raise Http404
    owner_or_404(request, kind.subject_kind, subject_id)
    bare, form = _typed(request, kind, subject_id)
    if not form.is_valid():
        return _draft(request, bare, form)
    typed = form.typed()
    try:
        paper = issue_paper(kind, subject_id, actor=signed_in(request), part=bare.part, typed=typed)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _draft(request, draft_of(kind, subject_id, bare.part, typed), form)
    named = f"，编号 {paper.number}" if paper.number else ""
    return done(request, paper.get_absolute_url(), f"已出具「{paper.name}」{named}")


@require_POST
@private_page
def print_out(request: HttpRequest, code: str, subject_id: int) -> HttpResponse:
    """Word or PDF of a paper that is set from its record and not kept. Not @replayable, as download is not."""
    kind = kind_or_404(code)
    if kind.is_kept:
        raise Http404
    owner_or_404(request, kind.subject_kind, subject_id)
    draft, form = draft_of(kind, subject_id, 0, {}), PrintForm(request.POST)
    if not form.is_valid():
        return _draft(request, draft, form)
    docx = PaperFile.Format.DOCX
    wanted = docx if request.POST.get("format") == docx else PaperFile.Format.PDF
    try:
        data = print_record(draft, wanted, actor=signed_in(request), purpose=form.cleaned_data["purpose"])
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _draft(request, draft, form)
    return attachment(data, TYPES[wanted], f"{kind.name}.{'docx' if wanted == docx else 'pdf'}")


def _typed(asked: HttpRequest, kind: PaperKind, subject_id: int) -> tuple[Draft, TypedFacts]:
    """The draft as the house knows it, and the form for facts without a page; unbound on a first look."""
    given = asked.POST if asked.method == "POST" else None
    bare = draft_of(kind, subject_id, number_of((given or asked.GET).get("part", "")) or 0, {})
    known = {one.key: bare.facts.values[one.key] for one in bare.to_type}
    return bare, TypedFacts(given, fields=bare.to_type, initial=known)


def _draft(asked: HttpRequest, draft: Draft, form: TypedFacts | PrintForm) -> HttpResponse:
    actor = signed_in(asked)
    note_preview(draft, actor=actor)
    look = preview(draft)
    place = (draft.kind.subject_kind, draft.subject_id)
    held = Paper.objects.filter(
        subject_kind=place[0], subject_id=place[1], kind=draft.kind.code, part=draft.part
    ).exclude(state=PaperState.VOID)
    context = {
        "draft": draft,
        "kind": draft.kind,
        "form": form,
        "look": drawn(look, draft.kind.name),
        "held": held.first(),
        "why_not": draft.owner.why_not(actor, "issue", draft.kind.code, draft.subject_id),
        "matter": matter(*place),
        "list_url": reverse("docs:list", args=place),
    }
    page = form_invalid if form.errors else render_page
    return page(asked, "docs/draft.html", context)


def drawn(look: Look, name: str) -> dict[str, Any]:
    """The pages as pictures inside the page, so that nothing of them is a file of its own in the browser."""
    count = len(look.pictures)
    return {
        "pages": [
            {
                "src": f"data:image/png;base64,{base64.b64encode(one).decode()}",
                "alt": f"{name}第{at}页，共{count}页，文字见下方「文字版」",
            }
            for at, one in enumerate(look.pictures, 1)
        ],
        "text": look.text,
        "absent": "、".join(look.absent),
    }


@require_GET
@private_page
def paper_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued paper: how it looks, its copies, what may be done with it."""
    paper = paper_or_404(request, pk)
    note_look(paper, actor=signed_in(request))
    return render_page(request, "docs/paper.html", _paper(request, paper, CopyForm()))


def _paper(asked: HttpRequest, paper: Paper, form: CopyForm) -> dict[str, Any]:
    actor, owner = signed_in(asked), owner_of(paper.subject_kind)
    place = (paper.subject_kind, paper.subject_id)
    return {
        "paper": paper,
        "form": form,
        "look": drawn(_look(paper), paper.name),
        "may_seal": paper.state == PaperState.ISSUED
        and owner is not None
        and not owner.why_not(actor, "seal", paper.kind, paper.subject_id),
        "may_void": not paper.is_void
        and owner is not None
        and not owner.why_not(actor, "void", paper.kind, paper.subject_id),
        "has_scan": paper.files.filter(format=PaperFile.Format.SCAN).exists(),
        "photos": photos_of("paper", paper.pk),
        "prints": paper.prints.exclude(way="preview").select_related("by")[:20],
        "matter": matter(*place),
        "list_url": reverse("docs:list", args=place),
    }


def _look(paper: Paper) -> Look:
    docx = paper.files.get(format=PaperFile.Format.DOCX).data
    return look_at_issued(paper, docx, watermark="已作废" if paper.is_void else "")


@require_POST
@private_page
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """One file. Not @replayable: the log is committed before the bytes leave, and each copy is a copy of its own."""
    paper = paper_or_404(request, pk)
    form, wanted = CopyForm(request.POST), request.POST.get("format", "")
    if wanted not in TYPES:
        wanted = PaperFile.Format.PDF
    if not form.is_valid():
        return form_invalid(request, "docs/paper.html", _paper(request, paper, form))
    said = form.cleaned_data
    original = said["copy"] == "original"
    data = hand_out(paper, wanted, actor=signed_in(request), purpose=said["purpose"], original=original)
    ending = "docx" if wanted == PaperFile.Format.DOCX else "pdf"
    return attachment(data, TYPES[PaperFile.Format(wanted)], f"{paper.name}{paper.number}.{ending}")


def attachment(data: bytes, kind: str, name: str) -> HttpResponse:
    """Bytes as a file that the browser saves and never shows as a page."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def void(request: HttpRequest, pk: int) -> HttpResponse:
    paper = paper_or_404(request, pk)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            void_paper(paper, actor=signed_in(request), reason=form.cleaned_data["reason"])
            return done(request, paper.get_absolute_url(), "已作废。编号不会再用")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    page = form_invalid if form.errors else render_page
    return page(request, "docs/void.html", {"paper": paper, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    paper = paper_or_404(request, pk)
    form = SealForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            seal_paper(paper, actor=signed_in(request), photos=said["photos"], scan=said["scan"])
            return done(request, paper.get_absolute_url(), "签章件已收好")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    page = form_invalid if form.errors else render_page
    return page(request, "docs/seal.html", {"paper": paper, "form": form})
