"""/support/new/: somebody is put forward, on paper."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from specialgroups.actions import propose
from specialgroups.forms.new import EntryForm
from specialgroups.programmes import TERMS
from specialgroups.selectors import listing
from specialgroups.views.gate import support_page

PAGE = "support/new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@support_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    mine = listing.programmes(request.user)
    chosen = request.GET.get("programme", "")
    programme = chosen if chosen in dict(mine) else mine[0][0]
    context = {
        "programmes": mine,
        "programme": programme,
        "programme_label": dict(mine)[programme],
        "terms": TERMS[programme],
        "action": f"{request.path}?programme={programme}",
    }
    if request.method != "POST":
        return render_page(request, PAGE, {**context, "form": EntryForm(programme=programme)})
    form, numbers = read_form(request, lambda data: EntryForm(data, programme=programme))
    if not numbers and form.is_valid():
        try:
            with transaction.atomic():
                row = propose(form.told(), actor=signed_in(request))
            return done(request, row.get_absolute_url(), "已提出登记，等帮扶负责人核准")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(request, PAGE, {**context, "form": form, "numbers": numbers})
