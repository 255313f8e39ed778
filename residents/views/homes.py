"""/homes/H-000123/ and /homes/doors/12/: who lives there, covered; and one value for a minute."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.ui.responses import private_page, render_page
from core.ui.reveals import Look, reveal_page
from residents import policies
from residents.actions import reveal_landlord, reveal_owner, reveal_person
from residents.actions.looking import FIELDS
from residents.models import Resident
from residents.selectors.buildings import confirm_state
from residents.selectors.homes import home_page, homes_at, rental_of
from residents.views.find import door_or_404, home_or_404, person_or_404, rental_or_404

REASONS = ("联系走访", "核对信息", "联系办案", "其他")


@require_GET
@private_page
def home(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    row = home_or_404(request, pk)
    page = home_page(user, row)
    context = {
        "home": row,
        "page": page,
        "state": confirm_state([row], today) if row.left_on is None else None,
        "may": page.may,
        "contact": _contact(page.members),
    }
    return render_page(request, "residents/home.html", context)


def _contact(members: list[Any]) -> Any:
    """Whom to call: the head, else whoever has left a telephone."""
    with_phone = [one for one in members if one.row.has_sealed("phone")]
    return with_phone[0] if with_phone else None


@require_GET
@private_page
def door(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    row = door_or_404(request, pk)
    homes = homes_at(user, row)
    living = [one for one in homes if one.left_on is None]
    context = {
        "door": row,
        "homes": [(one, confirm_state([one], today)) for one in living],
        "left": [one for one in homes if one.left_on is not None],
        "rental": rental_of(row),
        "may_register": policies.may_register(user, row).allowed,
        "may_reveal": policies.may_reveal(user, row, "phone").allowed,
    }
    return render_page(request, "residents/door.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One value for sixty seconds. Not @replayable: the look is committed before the value leaves."""
    person = person_or_404(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    field = asked.get("field", "")
    if field not in FIELDS:
        raise Http404
    look = Look(
        title=f"看{person.masked_name}的{FIELDS[field]}",
        masked=_masked(person, field),
        back=person.get_absolute_url(),
        action=reverse("homes:person_reveal", args=[pk]),
        open=lambda reason: reveal_person(person, field=field, reason=reason, actor=signed_in(request)),
        is_phone=field == "phone",
        reasons=REASONS,
        hidden={"field": field},
    )
    return reveal_page(request, look)


def _masked(person: Resident, field: str) -> str:
    return {"name": person.masked_name, "phone": person.masked_phone, "id_number": person.masked_id}[field]


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal_of_owner(request: HttpRequest, pk: int) -> HttpResponse:
    row = door_or_404(request, pk)
    if not row.has_sealed("owner_phone"):
        raise Http404
    look = Look(
        title="看房主的电话",
        masked=row.masked_owner_phone,
        back=row.get_absolute_url(),
        action=reverse("homes:door_reveal", args=[pk]),
        open=lambda reason: reveal_owner(row, reason=reason, actor=signed_in(request)),
        reasons=REASONS,
    )
    return reveal_page(request, look)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal_of_landlord(request: HttpRequest, pk: int) -> HttpResponse:
    row = rental_or_404(request, pk)
    if not row.has_sealed("landlord_phone"):
        raise Http404
    look = Look(
        title="看房东的电话",
        masked=row.masked_landlord_phone,
        back=row.get_absolute_url(),
        action=reverse("homes:rental_reveal", args=[pk]),
        open=lambda reason: reveal_landlord(row, reason=reason, actor=signed_in(request)),
        reasons=REASONS,
    )
    return reveal_page(request, look)
