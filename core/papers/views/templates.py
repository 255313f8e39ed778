"""/settings/papers/: the forms of the office, its own Word templates, and how they look with sample facts."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.papers.actions.printing import TYPES
from core.papers.actions.templates import may_change_templates, upload_template, use_shipped, use_template
from core.papers.drafting import look_at
from core.papers.forms import TemplateForm
from core.papers.kinds import PaperKind
from core.papers.models import PaperFile, PaperTemplate
from core.papers.selectors import MATTERS, places_of, shelves
from core.papers.stationery import template_of
from core.papers.views.find import kind_or_404
from core.papers.views.papers import attachment, drawn
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, render_page


def _allow(asked: HttpRequest) -> None:
    """To others these pages do not exist."""
    if not may_change_templates(signed_in(asked)):
        raise Http404


@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    _allow(request)
    return render_page(request, "docs/templates.html", {"shelves": shelves()})


@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def template_page(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: its facts, its versions, and uploading a new one."""
    _allow(request)
    kind = kind_or_404(code)
    form = TemplateForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            made = upload_template(kind, form.cleaned_data["docx"], actor=signed_in(request))
            return done(request, _sample_url(kind, made.version), "模板检查通过。请看一遍样张，再启用")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    page = form_invalid if form.errors else render_page
    return page(request, "docs/template.html", _context(kind, form))


def _sample_url(kind: PaperKind, version: int) -> str:
    return f"{reverse('templates:sample', args=[kind.code])}?version={version}"


def _context(kind: PaperKind, form: TemplateForm) -> dict[str, Any]:
    versions = PaperTemplate.objects.filter(kind=kind.code).defer("docx").select_related("uploaded_by")
    return {
        "kind": kind,
        "places": places_of(kind),
        "matter": MATTERS.get(kind.subject_kind, "其他"),
        "form": form,
        "versions": versions,
        "shipped_is_used": not any(one.is_active for one in versions),
    }


def _template(kind: PaperKind, asked: HttpRequest) -> tuple[PaperTemplate | None, bytes]:
    """The version of the address; none or 0 is the shipped one."""
    version = number_of(asked.GET.get("version", "")) or 0
    if not version:
        return None, template_of(kind)
    found = PaperTemplate.objects.filter(kind=kind.code, version=version).first()
    if found is None:
        raise Http404
    return found, bytes(found.docx)


@require_GET
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """How it looks with sample facts; nobody's data is on it."""
    _allow(request)
    kind = kind_or_404(code)
    own, template = _template(kind, request)
    number = f"{kind.series or '样张'}〔2026〕0001号" if kind.is_numbered else ""
    look = look_at(kind, kind.sample(), number=number, template=template, at=timezone.now(), watermark="样张")
    context = {"kind": kind, "own": own, "look": drawn(look, kind.name), "office": settings.OFFICE_NAME}
    return render_page(request, "docs/sample.html", context)


@require_GET
def template_file(request: HttpRequest, code: str) -> HttpResponse:
    """The Word file itself, to be changed and uploaded again."""
    _allow(request)
    kind = kind_or_404(code)
    own, template = _template(kind, request)
    words = f"第{own.version}版" if own else "自带"
    return attachment(template, TYPES[PaperFile.Format.DOCX], f"{kind.name}模板{words}.docx")


@require_POST
@replayable
def use(request: HttpRequest, code: str) -> HttpResponse:
    """Put a version into use, or go back to the shipped one."""
    _allow(request)
    kind = kind_or_404(code)
    version = number_of(request.POST.get("version", "")) or 0
    back = reverse("templates:kind", args=[kind.code])
    if not version:
        use_shipped(kind, actor=signed_in(request))
        return done(request, back, "已换回自带模板。已经出具的文书不变")
    found = PaperTemplate.objects.filter(kind=kind.code, version=version).first()
    if found is None:
        raise Http404
    use_template(found, actor=signed_in(request))
    return done(request, back, f"已启用第{version}版。从现在起出具的文书用它，已经出具的不变")
