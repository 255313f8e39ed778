"""/petitions/<no>/: one matter with its clocks, its way and what may be done; and the look at one sealed value."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.clocks.strip import clock_strip
from core.files.selectors import photos_of
from core.ui.responses import private_page, render_page
from core.ui.reveals import Look, reveal_page
from disputes.models import PetitionMatter
from disputes.petitions import policies
from disputes.petitions.actions import reveal_contact
from disputes.petitions.actions.receiving import REVEALED
from disputes.petitions.choices import PetitionState
from disputes.petitions.facts import KIND, facts
from disputes.petitions.flow import PETITIONS
from disputes.petitions.views.find import matter_or_404
from disputes.whistles.policies import may_draft


@require_GET
@private_page
def detail(request: HttpRequest, no: str) -> HttpResponse:
    matter, now = matter_or_404(request, no), timezone.now()
    me = signed_in(request)
    context: dict[str, Any] = {"matter": matter, "flow": PETITIONS}
    context["clocks"] = clock_strip(KIND, matter.pk, now, clocks=facts(matter).clocks)
    if not policies.reads_matter(me, matter):
        return render_page(request, "petitions/recused.html", context)
    contact = policies.sees_contact(me, matter)
    context |= {
        "known": facts(matter),
        "waits_for": waits_for(matter),
        "contact": contact,
        "sealed": [
            (name, label, covered(matter, name))
            for name, label in REVEALED.items()
            if matter.has_sealed(name)
        ],
        "photos": photos_of(KIND, matter.pk) if contact else (),
        "sees_case": matter.sees_case,  # type: ignore[attr-defined]
        "is_desk": policies.is_desk(me),
        "may_whistle": matter.is_open and may_draft(me),
        "may_follow": policies.may_register(me) and matter.state == PetitionState.FINISHED,
    }
    return render_page(request, "petitions/detail.html", context)


_WAITS: dict[str, str] = {
    PetitionState.RECEIVED: "等信访专干分流",
    PetitionState.PROPOSED: "等分管领导签批受理",
    PetitionState.ACCEPTED: "等信访专干交办",
    PetitionState.EXTENSION: "等分管领导审批延期",
    PetitionState.SIGNING: "等分管领导签发处理意见",
    PetitionState.SIGNED: "等送达信访人",
    PetitionState.REPLIED: "信访人可以申请复查；期满由信访专干办结",
    PetitionState.REVIEW: "等上级机关的复查意见",
    PetitionState.REVIEWED: "信访人可以申请复核；期满由信访专干办结",
    PetitionState.SECOND: "等上级机关的复核意见",
    PetitionState.SECOND_DONE: "等信访专干办结",
    PetitionState.OBJECTED: "等信访专干登记异议结果",
}


def waits_for(matter: PetitionMatter) -> str:
    """Whose next step it is."""
    if matter.state == PetitionState.HANDLING:
        return f"{matter.handler.display_name}在办" if matter.handler else "等信访专干交办"
    if matter.state == PetitionState.FORWARDED:
        return f"等{matter.competent}交回执"
    if matter.waits_for_notice:
        return "等受理窗口告知信访人"
    return _WAITS.get(matter.state, "")


def covered(matter: PetitionMatter, name: str) -> str:
    """What stands on the page of a sealed value."""
    if name == "name":
        return matter.masked_name
    return matter.masked_phone if name == "phone" else "已登记"


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """One value for sixty seconds. Not @replayable: the look is committed before it leaves."""
    matter = matter_or_404(request, no)
    asked = request.POST if request.method == "POST" else request.GET
    field = asked.get("field", "")
    if (
        field not in REVEALED
        or not matter.has_sealed(field)
        or not policies.sees_contact(request.user, matter)
    ):
        raise Http404
    look = Look(
        title=f"看{REVEALED[field]}",
        masked=covered(matter, field),
        back=matter.get_absolute_url(),
        action=reverse("petitions:reveal", args=[no]),
        open=lambda reason: reveal_contact(matter, actor=signed_in(request), field=field, reason=reason),
        is_phone=field == "phone",
        reasons=("告知、送达", "核实情况", "其他"),
        hidden={"field": field},
    )
    return reveal_page(request, look)
