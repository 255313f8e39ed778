"""/open/topics/ and /open/affairs/: for everybody, without sign-in or script. Nobody's name is on them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from civics import saying
from civics.models import Deliberation, OpenAffair
from civics.talks.affairs import AFFAIRS
from civics.talks.choices import OPEN_TO_WORDS, PUBLIC_TOPICS, AffairState, WordState
from civics.talks.topics import TOPICS
from core.accounts.access import public
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from core.ui.words import local_date

ROWS_A_PAGE, WORDS_SHOWN = 20, 60
HUNG = (AffairState.POSTED, AffairState.ENDED)
THANKS = "已经收到。社区看过以后公开"


def _list(request: HttpRequest, rows: Any, template: str) -> HttpResponse:
    """One page of it, of one community if chosen: three queries at any size."""
    choose = saying.CommunityForm(request.GET)
    if (place := choose.chosen()) is not None:
        rows = rows.filter(community=place)
    page = Paginator(rows.select_related("community"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render_page(request, template, {"page": page, "choose": choose})


def _one(rows: Any, pk: int) -> Any:
    found = rows.select_related("community").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown_words(row: Any) -> list[Any]:
    return list(row.words.filter(state=WordState.SHOWN)[:WORDS_SHOWN])


@public
@require_GET
def affairs(request: HttpRequest) -> HttpResponse:
    """What hangs first, then what hung before."""
    rows = OpenAffair.objects.filter(state__in=HUNG).order_by("-state", "-shown_from", "-pk")
    return _list(request, rows, "open/affairs.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def affair(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with its answered questions, and a form to ask while it hangs."""
    row = _one(OpenAffair.objects.filter(state__in=HUNG), pk)
    context = {"row": row, "words": _shown_words(row)}
    if row.state != AffairState.POSTED:
        return _read_only(request, "open/affair.html", context)
    return saying.answer(
        request, "open/affair.html", context, form=saying.SayForm, send=saying.says(AFFAIRS, "ask", row), what="affair",
        thanks=THANKS,
    )  # fmt: skip


@public
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """What moved last first."""
    rows = Deliberation.objects.filter(state__in=PUBLIC_TOPICS).order_by("-last_act_at", "-pk")
    return _list(request, rows, "open/topics.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic with what residents say, and a form to say something while it is talked about."""
    row = _one(Deliberation.objects.filter(state__in=PUBLIC_TOPICS), pk)
    hung = row.affairs.filter(state__in=HUNG)
    context = {"row": row, "words": _shown_words(row), "facts": topic_facts(row), "affairs": list(hung)}
    if row.state not in OPEN_TO_WORDS:
        return _read_only(request, "open/topic.html", context)
    return saying.answer(
        request, "open/topic.html", context, form=saying.SayForm, send=saying.says(TOPICS, "speak", row), what="topic",
        thanks=THANKS,
    )  # fmt: skip


def _read_only(asked: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Over: what comes too late is told so, and nothing is written."""
    if asked.method == "POST":
        context["said"] = ""
        context["closed"] = True
    return render_page(asked, template, context, status=422 if asked.method == "POST" else 200)


def topic_facts(row: Deliberation) -> list[tuple[str, str]]:
    """What is told of a topic so far, in the order of its course."""
    meeting = vote = ""
    if row.meets_on:
        meeting = f"{local_date(row.meets_on)}{row.meets_at}，{row.place}，{row.get_kind_display()}。{row.attendees}"
    if row.assembly_on:
        vote = f"{local_date(row.assembly_on)}，{row.get_assembly_display()}"
    if row.present is not None:
        vote += f"。应到{row.eligible}，实到{row.present}，同意{row.in_favour}"
    told = (
        ("商量什么", row.problem),
        ("几种办法", row.options),
        ("党组织意见", row.party_opinion),
        ("协商会", meeting),
        ("协商结果", row.outcome),
        ("表决", vote),
        ("决定", row.decision),
        ("落实情况", row.result),
    )
    return [(label, text) for label, text in told if text]
