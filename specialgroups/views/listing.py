"""/support/: who is due this week, by number; and one more proof of who one is after ten idle minutes."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.accounts.step_up import StepUpForm
from core.flow.lights import light_of
from core.ui.forms import UiForm
from core.ui.responses import form_invalid, private_page, render_page
from grids.scope import Scope
from specialgroups import policies
from specialgroups.querysets import led
from specialgroups.selectors import listing
from specialgroups.views.gate import support_page, wake

ROWS_A_PAGE = 25


class WakeForm(StepUpForm, UiForm):
    """The code or the password, where one is due."""

    onward = forms.CharField(widget=forms.HiddenInput, required=False)


@private_page
@support_page
@require_GET
def record_list(request: HttpRequest) -> HttpResponse:
    """One programme at a time: no list crosses them."""
    now, user = timezone.now(), signed_in(request)
    mine = listing.programmes(user)
    chosen = request.GET.get("programme", "")
    programme = chosen if chosen in dict(mine) else mine[0][0]
    tabs = listing.tabs(user, programme, request.GET.get("tab", ""), now)
    tab = next(one.key for one in tabs if one.current)
    page = Paginator(listing.rows(user, programme, tab, now), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "programmes": mine,
        "programme": programme,
        "programme_label": dict(mine)[programme],
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "rows": [(one, *light_of(one, now)) for one in page],
        "leads": programme in led(Scope.of(user)),
    }
    return render_page(request, "support/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def wake_up(request: HttpRequest) -> HttpResponse:
    """Ten minutes without a touch: the code again, then on."""
    user = request.user
    if not (policies.may_open(user) or policies.may_read_log(user) or policies.office_of(user, "")):
        raise Http404
    form = WakeForm(
        request.POST if request.method == "POST" else None,
        request=request,
        initial={"onward": request.GET.get("next", "")},
    )
    if request.method == "POST" and form.is_valid():
        wake(request)
        onward = form.cleaned_data["onward"]
        safe = url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
        return redirect(onward if safe and onward.startswith("/support/") else "support:list")
    page = form_invalid if form.errors else render_page
    return page(request, "support/wake.html", {"form": form})
