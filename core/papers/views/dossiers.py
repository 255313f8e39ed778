"""/docs/of/<matter>/<id>/file/: what the file of a matter holds, what it lacks, and one PDF of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.papers.actions.printing import note_binding, stamp_words
from core.papers.binding import bind, plan_of
from core.papers.forms import BindForm
from core.papers.views.find import matter, owner_or_404
from core.papers.views.papers import attachment
from core.ui.responses import form_invalid, private_page, render_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def dossier(request: HttpRequest, subject_kind: str, subject_id: int) -> HttpResponse:
    """Not @replayable: the log is committed before the bytes leave."""
    owner = owner_or_404(request, subject_kind, subject_id)
    form = BindForm(request.POST if request.method == "POST" else None)
    plan = plan_of(owner, subject_id)
    if request.method == "POST" and form.is_valid() and plan.has_papers:
        actor, now = signed_in(request), timezone.now()
        stamp = stamp_words(plan.file.number, actor, now)
        note_binding((subject_kind, subject_id), actor=actor, purpose=form.cleaned_data["purpose"], now=now)
        data, plan = bind(owner, subject_id, stamp=stamp, now=now)
        return attachment(data, "application/pdf", f"卷宗{plan.file.number}.pdf")
    context = {
        "plan": plan,
        "form": form,
        "matter": matter(subject_kind, subject_id),
        "list_url": reverse("docs:list", args=[subject_kind, subject_id]),
    }
    page = form_invalid if form.errors else render_page
    return page(request, "docs/dossier.html", context)
