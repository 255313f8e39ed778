"""The page of every act on a whistle, a unit and a call."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.flow.forms import ActForm
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.replay.recorded import plausible, recorded_of
from core.ui.responses import private_page, render_page
from disputes.models import CommunityCall, Whistle, WhistleUnit
from disputes.models.dispute import ON_THE_LINE
from disputes.whistles.actions import CALL_ACTIONS, UNIT_ACTIONS, WHISTLE_ACTIONS
from disputes.whistles.choices import UnitState
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from disputes.whistles.forms.acts import CALL_FORMS, WHISTLE_FORMS
from disputes.whistles.forms.units import FORMS as UNIT_FORMS
from disputes.whistles.selectors.detail import why_no_objection
from disputes.whistles.views.find import call_or_404, content_or_404, draft_or_404, unit_or_404


def _list() -> str:
    return reverse("whistles:list")


class UnitPages(ActPages[WhistleUnit]):
    """Says what comes next instead of the name of a state; the form of an objection also signs."""

    queued = frozenset({"sign", "arrive"})

    def _form(
        self,
        request: HttpRequest,
        subject: WhistleUnit,
        act: str,
        now: datetime,
        data: QueryDict | None = None,
    ) -> ActForm[WhistleUnit]:
        """Who had no signal on the spot arrived when they tapped, not when the phone could send it."""
        if act == "arrive" and data is not None and not data.get("arrived_at"):
            noted = plausible(recorded_of(request), now)
            if now - noted > ON_THE_LINE:
                data = data.copy()
                data["arrived_at"] = f"{timezone.localtime(noted):%Y-%m-%dT%H:%M}"
        return super()._form(request, subject, act, now, data)

    def _show(
        self, request: HttpRequest, subject: WhistleUnit, act: str, form: ActForm[WhistleUnit]
    ) -> HttpResponse:
        if act != "object" or subject.state != UnitState.PENDING:
            return super()._show(request, subject, act, form)
        context = self.context(subject, act, form, blocked=why_no_objection(subject, timezone.now()))
        return render_page(request, self.template, context, partial=self.partial)

    def words(self, act: str, subject: WhistleUnit) -> str:
        return _NEXT_WORDS.get(act) or super().words(act, subject)


_NEXT_WORDS = {
    "sign": "已签收。到了现场点「我已到场」",
    "arrive": "已记到场。办好后点「反馈结果」",
    "object": "异议已提交，街道1个工作日内裁定",
    "answer": "已反馈，社区会到现场核实",
    "ask_extension": "延期申请已交分管领导",
}

WHISTLE_PAGES: ActPages[Whistle] = ActPages(
    WHISTLES, forms=WHISTLE_FORMS, actions=WHISTLE_ACTIONS, list_url=_list, list_label="吹哨报到"
)
UNIT_PAGES = UnitPages(UNITS, forms=UNIT_FORMS, actions=UNIT_ACTIONS, list_url=_list, list_label="吹哨报到")
CALL_PAGES: ActPages[CommunityCall] = ActPages(
    CALLS,
    forms=CALL_FORMS,
    actions=CALL_ACTIONS,
    list_url=lambda: reverse("whistles:calls"),
    list_label="社区呼叫",
)
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return WHISTLE_PAGES.answer(request, content_or_404(request, no), act)


@require_http_methods(METHODS)
@private_page
@replayable
def draft_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return WHISTLE_PAGES.answer(request, draft_or_404(request, pk), act)


@require_http_methods(METHODS)
@private_page
@replayable
def unit_act(request: HttpRequest, no: str, pk: int, act: str) -> HttpResponse:
    return UNIT_PAGES.answer(request, unit_or_404(request, no, pk), act)


@require_http_methods(METHODS)
@private_page
@replayable
def call_act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    return CALL_PAGES.answer(request, call_or_404(request, no), act)
