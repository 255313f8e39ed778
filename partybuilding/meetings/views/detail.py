"""/meetings/<pk>/: one meeting, its stages, seats, agenda and decisions; ?mode=screen is the wall."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.pages import ActPages
from core.papers.models import Paper, PaperState
from core.replay.decorators import replayable
from core.text import number_of
from core.ui.fields import read_form
from core.ui.forms import add_rule_error
from core.ui.responses import done, form_invalid, private_page, render_page
from grids.scope import Scope
from partybuilding.choices import MeetingState
from partybuilding.meetings import policies
from partybuilding.meetings.actions import ACTIONS, TOPIC_ACTIONS
from partybuilding.meetings.facts import KIND, facts, quorum_of
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.meetings.forms.meeting import FORMS
from partybuilding.meetings.forms.topics import RecordForm
from partybuilding.meetings.papers import MINUTES
from partybuilding.meetings.selectors import detail
from partybuilding.meetings.views.find import meeting_or_404
from partybuilding.models import JointMeeting, MeetingTopic

PAGES = ActPages(
    MEETINGS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("meetings:list"), list_label="联席会议"
)
PAGE, SCREEN = "meetings/detail.html", "meetings/screen.html"


@require_GET
@private_page
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_or_404(request, pk)
    if request.GET.get("mode") == "screen":
        return _screen(request, meeting, number_of(request.GET.get("item", "1")) or 1)
    now, known = timezone.now(), facts(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "flow": MEETINGS,
        "known": known,
        "clocks": clock_strip(KIND, meeting.pk, now),
        "stages": detail.stages(meeting),
        "items": detail.items(meeting),
        "report": detail.report_of(meeting),
        "minutes": _minutes(meeting),
        "may_write": policies.keeps(Scope.of(request.user), meeting.body),
        "notices": [(one, one.hangs(now)) for one in known.notices],
    }
    return render_page(request, PAGE, context)


def _minutes(meeting: JointMeeting) -> Paper | None:
    """The minutes in force."""
    papers = Paper.objects.filter(subject_kind=KIND, subject_id=meeting.pk, kind=MINUTES)
    return papers.exclude(state=PaperState.VOID).order_by("pk").last() if meeting.has_sat else None


def _screen(
    asked: HttpRequest, meeting: JointMeeting, number: int, form: RecordForm | None = None, **more: Any
) -> HttpResponse:
    """One item of the agenda in large letters, with the quick record for whoever keeps it."""
    known, items = facts(meeting), detail.items(meeting)
    number = min(max(number, 1), len(items) + 1)
    item = items[number - 2] if number > 1 else None
    writes = meeting.state == MeetingState.OPEN and policies.keeps(Scope.of(asked.user), meeting.body)
    if form is None and item is not None and writes and _may_record(item.row.topic):
        form = RecordForm(None, row=item.row.topic, user=asked.user, now=timezone.now())
    context = {
        "meeting": meeting,
        "known": known,
        "items": items,
        "item": item,
        "number": number,
        "report": detail.report_of(meeting) if item is None else "",
        "form": form,
        "units": [one.unit_name for one in known.members],
        "majority": known.present // 2 + 1,
        "quorum": quorum_of(known.expected),
        **more,
    }
    page = form_invalid if form is not None and form.errors else render_page
    return page(asked, SCREEN, context)


def _may_record(topic: MeetingTopic) -> bool:
    """Any of the three ends is open: a resolved topic may get one more decision."""
    return topic.state in TOPICS.table["resolve"].from_states


@require_POST
@private_page
@replayable
def record(request: HttpRequest, pk: int, topic: int) -> HttpResponse:
    """The wall's quick record: one of the acts resolve, defer, hand_on; the next item after it."""
    meeting = meeting_or_404(request, pk)
    number = next((at for at, one in enumerate(facts(meeting).agenda, 2) if one.topic_id == topic), 0)
    if not number:
        raise Http404
    row, now = TOPICS.queryset().get(pk=topic), timezone.now()
    form, numbers = read_form(request, lambda data: RecordForm(data, row=row, user=request.user, now=now))
    if numbers or not form.is_valid():
        return _screen(request, meeting, number, form, numbers=numbers, has_errors=True)
    act, arguments = form.act()
    try:
        TOPIC_ACTIONS[act](row, actor=signed_in(request), version=form.cleaned_data["version"], **arguments)
    except (Conflict, NotAllowed):
        raise
    except RuleBroken as broken:
        add_rule_error(form, broken)
        return _screen(request, meeting, number, form)
    return done(request, f"{meeting.get_absolute_url()}?mode=screen&item={number}", "已记下")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def meeting_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, meeting_or_404(request, pk), act)
