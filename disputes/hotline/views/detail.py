"""/hotline/<no>/: one ticket with its clock, what carries its work, what the caller was told, and every act."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core import subjects
from core.accounts.access import signed_in
from core.accounts.models import User
from core.clocks.strip import clock_strip
from core.files.selectors import photos_of
from core.flow.models import Event
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from core.ui.reveals import Look, reveal_page
from disputes.hotline.actions import ACTIONS, reveal_contact
from disputes.hotline.cases import start_url
from disputes.hotline.flow import KIND, TICKETS
from disputes.hotline.forms.acts import FORMS
from disputes.hotline.targets import LABELS
from disputes.hotline.views.find import ticket_or_404
from disputes.models import HotlineTicket
from disputes.whistles import policies as whistles

PAGES = ActPages(
    TICKETS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("hotline:list"), list_label="热线工单"
)
FIELDS = {"name": "姓名", "phone": "电话"}


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    ticket, now, me = ticket_or_404(request, no), timezone.now(), signed_in(request)
    told = Event.objects.filter(subject_kind=KIND, subject_id=ticket.pk).exclude(public_text="")
    context: dict[str, Any] = {
        "ticket": ticket,
        "flow": TICKETS,
        "clocks": clock_strip(KIND, ticket.pk, now),
        "target": _target(me, ticket),
        "doors": _doors(me, ticket, now),
        "told": list(told.select_related("actor").order_by("version")),
        "photos": photos_of(KIND, ticket.pk),
        "may_reveal": TICKETS.may(me, "reveal_contact", ticket, now).allowed,
    }
    return render_page(request, "hotline/detail.html", context)


def _target(user: User, ticket: HotlineTicket) -> dict[str, str]:
    """The record that carries the work; the link is for who may open it."""
    if ticket.target_id is None:
        return {}
    owner = subjects.get(ticket.target_kind)
    seen = ticket.target_id in owner.visible_ids(user, [ticket.target_id])
    return {
        "label": LABELS[ticket.target_kind],
        "no": ticket.target_no,
        "words": ticket.target_result or "正在办理",
        "url": owner.url(ticket.target_id) if seen else "",
    }


def _doors(user: User, ticket: HotlineTicket, now: datetime) -> list[tuple[str, str]]:
    """Where another record that carries the work is begun: a case; a whistle by the street, a call by the community."""
    row = TICKETS.table["link"]
    if not TICKETS.by_state(row, ticket, now).allowed:
        return []
    origin = urlencode({"origin": f"{KIND}:{ticket.no}"})
    found = []
    if TICKETS.by_role(user, row, ticket).allowed:
        found.append(("登记成案件", start_url(ticket)))
    if whistles.may_draft(user):
        found.append(("吹哨给部门", f"{reverse('whistles:new')}?{origin}"))
    if whistles.may_call(user, ticket.community_id):
        found.append(("社区呼叫", f"{reverse('whistles:call_new')}?{origin}"))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, ticket_or_404(request, no), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """A name or a number for sixty seconds. Not @replayable: the look is committed before it leaves."""
    ticket = ticket_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    field = asked.get("field", "")
    if field not in FIELDS or not ticket.has_sealed(field):
        raise Http404
    look = Look(
        title=f"看诉求人的{FIELDS[field]}",
        masked=ticket.masked_phone if field == "phone" else ticket.masked_name,
        back=ticket.get_absolute_url(),
        action=reverse("hotline:reveal", args=[no]),
        open=lambda reason: reveal_contact(ticket, actor=signed_in(request), field=field, reason=reason),
        is_phone=field == "phone",
        reasons=("联系诉求人", "上门核实", "回访", "其他"),
        hidden={"field": field},
    )
    return reveal_page(request, look)
