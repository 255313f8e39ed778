"""/whistles/new/: whom, what, what they may read; a page to check; blown. One page beside the case, or its own."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.accounts.access import signed_in
from core.errors import Conflict, NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.fields import masked_data, numbers_found
from core.ui.forms import unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from disputes.models import Whistle
from disputes.whistles import origins, policies
from disputes.whistles.actions import blow, draft_whistle, edit_draft, submit
from disputes.whistles.choices import WhistleKind
from disputes.whistles.facts import facts
from disputes.whistles.forms.slip import About, WhistleForm, put_error
from disputes.whistles.selectors.limits import limit_words, limits_by_kind
from disputes.whistles.views.find import about_draft, about_of, draft_or_404
from grids.selectors.picking import place_options

PAGE, PART = "whistles/slip.html", "whistles/_slip.html"
CHECK_PAGE, CHECK_PART = "whistles/slip_check.html", "whistles/_slip_check.html"
CARRIED_NOT = {"csrfmiddlewaretoken", "idempotency_key", "step", "numbers"}


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: HttpRequest) -> HttpResponse:
    if not policies.may_draft(request.user):
        raise NotAllowed("role", "吹哨由街道发起。社区请先「社区呼叫」，由街道分办")
    about = about_of(request)
    if about is None:
        return choose_place(request, "选吹哨的地点")
    if (why := refused(about)) and request.method != "POST":
        return render_page(request, PAGE, {"blocked": why, "about": about}, partial=PART)
    return _desk(request, about, None)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    draft = draft_or_404(request, pk)
    if not policies.may_draft(request.user):
        raise NotAllowed("role", "拟哨由街道综治中心修改")
    return _desk(request, about_draft(request, draft), draft)


def refused(about: About) -> str:
    """Why nothing may come of the matter at all."""
    origin = origins.get(about.given.kind) if about.given else None
    return origin.refuses(about.given.pk) if origin is not None and about.given else ""


def choose_place(asked: HttpRequest, title: str) -> HttpResponse:
    """Without a matter behind it: first where."""
    text = asked.GET.get("place_q", "")[:60]
    context = {
        "title": title,
        "places": place_options(asked.user, text),
        "place_q": text,
        "action": asked.path,
    }
    return render_page(asked, "whistles/place.html", context)


def _desk(asked: HttpRequest, about: About, draft: Whistle | None) -> HttpResponse:
    step = asked.POST.get("step", "") if asked.method == "POST" else ""
    if step in ("submit", "lay"):
        return _write(asked, about, draft, step)
    now = timezone.now()
    form = WhistleForm(asked.POST if step else None, about=about, now=now, draft=draft)
    if step in ("check", "mask", "keep"):
        return _check(asked, form, draft, step)
    if step:
        unjudged(form)
    return render_page(asked, PAGE, context(asked, form, draft), partial=PART)


def _check(asked: HttpRequest, form: WhistleForm, draft: Whistle | None, step: str) -> HttpResponse:
    """Mistakes first, then numbers of people in the text, then the page with all answers."""
    if not form.is_valid():
        return form_invalid(asked, PAGE, context(asked, form, draft), partial=PART)
    if step == "mask":
        data = masked_data(form, asked.POST)
        form = WhistleForm(data, about=form.about, now=form.now, draft=draft)
        form.is_valid()
    elif step != "keep" and (numbers := numbers_found(form)):
        return form_invalid(asked, PAGE, context(asked, form, draft, numbers=numbers), partial=PART)
    return render_page(asked, CHECK_PAGE, checked(asked, form, draft), partial=CHECK_PART)


def context(asked: HttpRequest, form: WhistleForm, draft: Whistle | None, **more: Any) -> dict[str, Any]:
    return {
        "form": form,
        "about": form.about,
        "draft": draft,
        "action": asked.get_full_path(),
        "limits": limits_by_kind(),
        "photos": form.about.photos,
        "ticked": set(form["photos"].value() or ()) if "photos" in form.fields else set(),
        "back": back(form.about, draft),
        **more,
    }


def back(about: About, draft: Whistle | None) -> str:
    """Where 先不吹哨 leads."""
    if draft is not None:
        return draft.get_absolute_url()
    if about.call is not None:
        return about.call.get_absolute_url()
    return about.given.url if about.given else reverse("whistles:list")


def checked(asked: HttpRequest, form: WhistleForm, draft: Whistle | None, **more: Any) -> dict[str, Any]:
    """Everything once more, and who must blow it."""
    slip = form.slip()
    chosen = form.chosen()
    carried = [
        (name, value)
        for name, values in cast(QueryDict, form.data).lists()
        if name not in CARRIED_NOT
        for value in values
    ]
    return {
        "form": form,
        "slip": slip,
        "about": form.about,
        "draft": draft,
        "kind": WhistleKind(slip.kind),
        "limit": limit_words(slip.kind, slip.result_by),
        "carried": carried,
        "action": asked.get_full_path(),
        "may_issue": policies.may_issue(asked.user, slip.kind),
        "photos": [one for one in form.about.photos if one.pk in slip.photo_ids],
        "contact": dict(form.about.contacts).get(slip.contact, ""),
        "off_list": chosen is not None and not chosen.is_on_list,
        "back": back(form.about, draft),
        **more,
    }


@replayable
def _write(request: HttpRequest, about: About, draft: Whistle | None, step: str) -> HttpResponse:
    """`submit` blows it; `lay` keeps the draft and lays it before the leadership."""
    now, me = timezone.now(), signed_in(request)
    form = WhistleForm(request.POST, about=about, now=now, draft=draft)
    if not form.is_valid():
        return form_invalid(request, PAGE, context(request, form, draft), partial=PART)
    try:
        whistle = _carry_out(form, draft, step, me, now)
    except (Conflict, NotAllowed):
        raise
    except RuleBroken as broken:
        put_error(form, broken, otherwise="lead")
        return form_invalid(request, PAGE, context(request, form, draft), partial=PART)
    return done(request, _after(about, whistle, step), said(whistle, step))


def _carry_out(form: WhistleForm, draft: Whistle | None, step: str, me: Any, now: datetime) -> Whistle:
    slip, where = form.slip(), form.about.where
    if draft is not None:
        return edit_draft(draft, slip, actor=me, version=form.cleaned_data["version"], now=now)
    if step == "submit":
        return blow(slip, where, actor=me, now=now)
    kept = draft_whistle(slip, where, actor=me, now=now)
    return submit(kept, actor=me, now=now)


def _after(about: About, whistle: Whistle, step: str) -> str:
    """Back to the case that the panel lay over; else to the whistle."""
    if about.given is not None and about.call is None and step == "submit":
        return f"{about.given.url}?tab=whistles" if about.given.kind == "dispute" else about.given.url
    return whistle.get_absolute_url()


def said(whistle: Whistle, step: str) -> str:
    if step == "lay" or not whistle.no:
        return "拟哨已存下，等分管领导吹哨"
    lead = facts(whistle).lead
    first = facts(whistle).clocks_of(lead) if lead else []
    due = f"，对方须{first[0].due_words(timezone.localtime())}前{first[0].rule.title[-2:]}" if first else ""
    return f"已向{facts(whistle).lead_names()}吹哨（{whistle.no}）{due}"
