"""/messages/: a person's own inbox and the counter beside 「消息」."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import signed_in
from core.accounts.roles import has_role
from core.notices import actions, selectors
from core.notices.models import Notice

GROUPS_PER_PAGE = 20


class MuteForm(forms.Form):
    """Which subject, and whether to be quiet about it."""

    kind = forms.CharField(max_length=40)
    subject_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    muted = forms.BooleanField(required=False)
    tab = forms.ChoiceField(choices=[(code, words) for code, (words, _) in selectors.TABS.items()])


def _tab(raw: str | None) -> str:
    return raw if raw in selectors.TABS else "todo"


def _inbox_url(tab: str) -> str:
    return f"{reverse('notices:inbox')}?tab={tab}"


@require_GET
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    tab = _tab(request.GET.get("tab"))
    page = Paginator(selectors.group_keys(signed_in(request), tab), GROUPS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    unread = selectors.unread_by_tab(signed_in(request))
    tabs = [(code, words, unread[code]) for code, (words, _) in selectors.TABS.items()]
    groups = selectors.groups_for_page(signed_in(request), tab, list(page.object_list))
    problems = selectors.delivery_problems().count() if has_role(signed_in(request), "sysadmin") else 0
    context = {"tab": tab, "tabs": tabs, "page": page, "groups": groups, "problems": problems}
    return render(request, "notices/inbox.html", context)


@require_POST
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(
        Notice.objects.visible_to(signed_in(request)).select_related("actor", "recipient"), pk=pk
    )
    actions.mark_one_read(notice)
    if request.headers.get("HX-Request") == "true":
        response = render(
            request, "notices/_row.html", {"notice": notice, "visible": selectors.may_read(notice)}
        )
        patch_vary_headers(response, ["HX-Request"])
        return response
    return redirect(_inbox_url(_tab(request.POST.get("tab"))))


@require_POST
def read_all(request: HttpRequest) -> HttpResponseRedirect:
    tab = _tab(request.POST.get("tab"))
    actions.mark_read(signed_in(request), kinds=selectors.TABS[tab][1])
    return redirect(_inbox_url(tab))


@require_POST
def mute(request: HttpRequest) -> HttpResponseRedirect:
    form = MuteForm(request.POST)
    if form.is_valid():
        place = {"subject_kind": form.cleaned_data["kind"], "subject_id": form.cleaned_data["subject_id"]}
        # Only a subject that one was told about can be muted: nothing is learnt about others' subjects.
        get_object_or_404(Notice.objects.visible_to(signed_in(request)).filter(**place)[:1])
        actions.set_mute(signed_in(request), **place, muted=form.cleaned_data["muted"])
    return redirect(_inbox_url(_tab(request.POST.get("tab"))))


@require_GET
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """The number beside 「消息」, asked for once a minute while the page is seen."""
    return render(request, "notices/_counter.html", {"unread": selectors.unread_count(signed_in(request))})
