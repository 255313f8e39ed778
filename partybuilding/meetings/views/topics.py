"""/meetings/topics/: what is brought before meetings."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.fields import read_form
from core.ui.forms import add_rule_error, unjudged
from core.ui.responses import done, form_invalid, private_page, render_page
from grids.scope import Scope
from partybuilding.meetings import limits, origins, policies
from partybuilding.meetings.actions import TOPIC_ACTIONS, propose
from partybuilding.meetings.flow import TOPICS
from partybuilding.meetings.forms.filters import TopicFilter
from partybuilding.meetings.forms.topics import FORMS, TopicForm
from partybuilding.meetings.selectors import listing
from partybuilding.meetings.views.find import topic_or_404
from partybuilding.meetings.views.listing import opened
from partybuilding.models import PartyJointBody

PAGES = ActPages(
    TOPICS,
    forms=FORMS,
    actions=TOPIC_ACTIONS,
    list_url=lambda: reverse("meetings:topics"),
    list_label="议题",
)
NEW = "meetings/topic_new.html"
ROWS_A_PAGE = 25


@require_GET
@private_page
def topic_list(request: HttpRequest) -> HttpResponse:
    opened(request)
    user = request.user
    tabs = listing.topic_tabs(user, request.GET.get("tab", ""))
    tab = next(one.key for one in tabs if one.current)
    form = TopicFilter(request.GET, user=user)
    rows = listing.topic_rows(form.narrow(listing.topics_in_tab(user, tab)))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "tab": tab,
        "form": form,
        "chips": form.chips(),
        "page": page,
        "may_propose": bool(policies.bodies_to_propose(user, timezone.localdate())),
    }
    return render_page(request, "meetings/topics.html", context)


@require_GET
@private_page
def topic_page(request: HttpRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request, pk)
    rows = list(topic.origins.all())
    links = origins.seen(request.user, rows)
    context = {
        "topic": topic,
        "flow": TOPICS,
        "origins": [
            (one, origins.LABELS.get(one.kind, ""), links.get((one.kind, one.origin_id), "")) for one in rows
        ],
        "items": list(topic.items.select_related("meeting", "meeting__body").order_by("pk")),
        "decisions": list(
            topic.decisions.select_related("meeting__body").prefetch_related("items__lead").order_by("pk")
        ),
    }
    return render_page(request, "meetings/topic.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def topic_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, topic_or_404(request, pk), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def topic_new(request: HttpRequest) -> HttpResponse:
    bodies = policies.bodies_to_propose(request.user, timezone.localdate())
    if not bodies and policies.is_desk(Scope.of(request.user)):
        return render_page(request, "meetings/topic_nobody.html")
    if not bodies:
        raise NotAllowed("role", "议题由街道、社区和成员单位提出")
    if request.method == "POST" and request.POST.get("step") != "find":
        return _propose(request, bodies)
    form = _form(request, bodies, request.POST if request.method == "POST" else None)
    if form.is_bound:
        unjudged(form)
    return render_page(request, NEW, _context(request, form))


def _form(asked: HttpRequest, bodies: Sequence[PartyJointBody], data: Any) -> TopicForm:
    """What was ticked or stands in the address first, then what a search finds."""
    keys = data.getlist("sources") if data is not None else asked.GET.getlist("from")
    picked = origins.pick(asked.user, keys)
    text = asked.POST.get("source_q", "")[:60] if data is not None else ""
    found = [one for one in origins.find(asked.user, text) if one not in picked]
    first: dict[str, Any] = {"sources": [one.key for one in picked]}
    if len(picked) == 1:
        first["title"] = picked[0].title
    return TopicForm(data, bodies=bodies, offered=[*picked, *found], initial=first)


def _context(asked: HttpRequest, form: TopicForm, **more: Any) -> dict[str, Any]:
    return {
        "form": form,
        "source_q": asked.POST.get("source_q", "")[:60],
        "searched": asked.POST.get("step") == "find",
        "days": limits.days_before(limits.TOPICS),
        **more,
    }


@replayable
def _propose(request: HttpRequest, bodies: Sequence[PartyJointBody]) -> HttpResponse:
    form, numbers = read_form(request, lambda data: _form(request, bodies, data))
    if numbers or not form.is_valid():
        return form_invalid(request, NEW, _context(request, form, numbers=numbers))
    try:
        topic = propose(form.told(), actor=signed_in(request))
    except NotAllowed:
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return form_invalid(request, NEW, _context(request, form))
    return done(request, topic.get_absolute_url(), f"已提出议题「{topic.title}」")
