"""/support/S-0193/: one record, its acts, and one value of it at a time."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.accounts.models import User
from core.flow.pages import ActPages
from core.replay.decorators import replayable
from core.ui.responses import private_page, render_page
from core.ui.reveals import Look, reveal_page
from specialgroups import policies, wall
from specialgroups.actions import ACTIONS
from specialgroups.actions.looking import FIELDS, note_view, reveal
from specialgroups.choices import LISTED
from specialgroups.flow import RECORDS
from specialgroups.forms.acts import FORMS
from specialgroups.models import SupportEnrollment
from specialgroups.papers import forms_of
from specialgroups.selectors.access import looked_at
from specialgroups.views.find import record_or_404
from specialgroups.views.gate import before, support_page
from specialgroups.workflow import Who

PAGES = ActPages(
    RECORDS, forms=FORMS, actions=ACTIONS, list_url=lambda: reverse("support:list"), list_label="我的帮扶对象"
)
PHONES = {"phone", "guardian_phone"}
SHOWN_CONTACTS = 20


@private_page
@support_page
@require_GET
def detail(request: HttpRequest, no: str) -> HttpResponse:
    row, now, me = record_or_404(request, no), timezone.now(), signed_in(request)
    context: dict[str, Any] = {
        "row": row,
        "flow": RECORDS,
        "my_part": _part(me, row),
        "fields": _fields(me, row),
        "reads_papers": policies.reads_papers(me, row),
        "helps": me.pk in row.reader_ids or policies.holds(me, Who.MANAGER, row),
        "is_listed": row.state in LISTED,
        "today": timezone.localdate(now),
        "lookers": looked_at(row.pk, me, now),
        **_beside(me, row),
    }
    page = render_page(request, "support/detail.html", context)
    # Last, because the ledger is locked from here to the commit; and the commit is before the page leaves.
    note_view(row, actor=me, now=now)
    return page


def _part(user: User, row: SupportEnrollment) -> str:
    words = {Who.LEAD: "负责人", Who.MANAGER: "帮扶负责人", Who.TEAM: "组员", Who.GLASS: "紧急查阅"}
    return next((label for who, label in words.items() if policies.holds(user, who, row)), "")


def _fields(user: User, row: SupportEnrollment) -> list[tuple[str, str, str, bool]]:
    """Key, label, masked value, and whether this person may uncover it. Addresses and paper numbers show nothing."""
    open_to_me = policies.may_uncover(user, row)
    masked = {
        "name": row.masked_name,
        "phone": row.masked_phone,
        "id_number": row.masked_id_number if "id_number" in open_to_me else "",
    }
    return [
        (key, label, masked.get(key) or "已遮住", key in open_to_me)
        for key, label in FIELDS.items()
        if row.has_sealed(key) and (key in open_to_me or masked.get(key))
    ]


def _beside(user: User, row: SupportEnrollment) -> dict[str, Any]:
    """Contacts with the words that this person may read, helpers, referrals, services, forms to print."""
    if not (user.pk in row.reader_ids or policies.holds(user, Who.MANAGER, row)):
        return {}
    contacts = list(row.contacts.select_related("worker")[:SHOWN_CONTACTS])
    key = row._key()
    for one in contacts:
        one.hold_key(key)
        shown = policies.reads_words(user, row, one)
        one.shown_words = one.open_sealed("words") if shown else ""  # type: ignore[attr-defined]
    full = policies.reads_papers(user, row)
    return {
        "contacts": contacts,
        "plan": row.open_sealed("plan") if full else "",
        "members": list(row.members.filter(until=None).select_related("user")),
        "referrals": list(row.referrals.select_related("department")),
        "services": list(row.services.all()) if full else [],
        "papers": forms_of(row) if full else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@support_page
@replayable
def act(request: HttpRequest, no: str, act: str) -> HttpResponse:
    """The form of an act, and the act."""
    return PAGES.answer(request, record_or_404(request, no), act)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def uncover(request: HttpRequest, no: str) -> HttpResponse:
    """One value for sixty seconds. Not inside one transaction: the look is committed before the value is opened."""
    refused = before(request, policies.may_open)
    if refused is not None:
        return refused
    asked = request.POST if request.method == "POST" else request.GET
    field, me = asked.get("field", ""), signed_in(request)
    with wall.seen_by(me):
        row = record_or_404(request, no)
        if field not in policies.may_uncover(me, row) or not row.has_sealed(field):
            raise Http404
    look = Look(
        title=f"看{FIELDS[field]}",
        masked="已遮住",
        back=row.get_absolute_url(),
        action=reverse("support:uncover", args=[no]),
        open=lambda reason: reveal(row.pk, actor=me, field=field, reason=reason),
        is_phone=field in PHONES,
        reasons=("按计划联系", "紧急联系", "核对文书", "其他"),
        hidden={"field": field},
    )
    return reveal_page(request, look)
