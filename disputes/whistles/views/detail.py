"""/whistles/<no>/: whole for the street and the place's people, the slip for a department, the header for a supervisor."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.ui.responses import private_page, render_page
from core.ui.reveals import Look, reveal_page
from disputes.models import SupervisionOrder, Whistle
from disputes.whistles import origins, policies
from disputes.whistles.actions import reveal_phone
from disputes.whistles.choices import ENDED_STATES
from disputes.whistles.facts import CHECK_KIND, KIND, facts
from disputes.whistles.selectors import detail
from disputes.whistles.selectors.limits import limit_words
from disputes.whistles.views.find import content_or_404, draft_or_404, whistle_or_404

CALL_REASONS = ("约上门时间", "核对位置", "通知结果", "其他")


@require_GET
@private_page
def whistle_page(request: HttpRequest, no: str) -> HttpResponse:
    whistle = whistle_or_404(request, no)
    return _page(request, whistle)


@require_GET
@private_page
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, draft_or_404(request, pk))


def _page(asked: HttpRequest, whistle: Whistle) -> HttpResponse:
    now = timezone.now()
    if policies.sees_whole(asked.user, whistle):
        return render_page(asked, "whistles/detail.html", whole(asked, whistle, now))
    if policies.unit_of(asked.user, whistle) is not None:
        return render_page(asked, "whistles/unit.html", slip(asked, whistle, now))
    return render_page(asked, "whistles/header.html", header(asked, whistle, now))


def whole(asked: HttpRequest, whistle: Whistle, now: datetime) -> dict[str, Any]:
    """Everything of it."""
    user = signed_in(asked)
    photos = detail.photos_around(whistle)
    acts, blocked = detail.whistle_acts(user, whistle, now)
    label, url = origins.link(whistle.origin_kind, whistle.origin_id)
    return {
        "whistle": whistle,
        "now": now,
        "acts": acts,
        "blocked": blocked,
        "waits_for": detail.waits_for(whistle),
        "units": detail.unit_views(user, whistle, now, photos),
        "clocks": [one for one in facts(whistle).own_clocks if one.cancelled_at is None],
        "shared_photos": photos.get((KIND, whistle.pk), []),
        "checks": [(one, photos.get((CHECK_KIND, one.pk), [])) for one in facts(whistle).checks],
        "ratings": detail.rating_rows(whistle) if facts(whistle).checks else [],
        "lines": detail.timeline(whistle),
        "orders": SupervisionOrder.objects.visible_to(user).filter(subject_kind=KIND, subject_id=whistle.pk),
        "origin": {"label": label, "url": url},
        "sees_call": policies.sees_calls_of(user, whistle),
        "limit": limit_words(whistle.kind, whistle.result_by),
    }


def slip(asked: HttpRequest, whistle: Whistle, now: datetime) -> dict[str, Any]:
    """What a summoned unit reads: the slip, its own steps, and the names of the others. Nothing of the matter behind."""
    user = signed_in(asked)
    own = policies.unit_of(user, whistle)
    assert own is not None  # noqa: S101 - the caller has seen that there is one
    photos = detail.photos_around(whistle)
    views = detail.unit_views(user, whistle, now, photos)
    mine = next(one for one in views if one.unit == own)
    # The lead takes its whistle up again and speaks for who is missing; the rest of the table is the street's.
    acts, _ = detail.whistle_acts(user, whistle, now)
    return {
        "whistle": whistle,
        "now": now,
        "mine": mine,
        "whistle_acts": acts,
        "others": [one for one in views if one.unit != own and not one.is_gone],
        "shared_photos": photos.get((KIND, whistle.pk), []),
        "checks": [(one, photos.get((CHECK_KIND, one.pk), [])) for one in facts(whistle).checks],
        "ratings": detail.rating_rows(whistle) if facts(whistle).ratings else [],
        "lines": detail.timeline(whistle, unit=own),
        "shows_phone": whistle.share_contact and whistle.state not in ENDED_STATES,
    }


def header(asked: HttpRequest, whistle: Whistle, now: datetime) -> dict[str, Any]:
    """Header and clocks: how far it is, not what it is about."""
    return {
        "whistle": whistle,
        "now": now,
        "waits_for": detail.waits_for(whistle),
        "units": detail.unit_views(signed_in(asked), whistle, now, {}),
        "clocks": [one for one in facts(whistle).own_clocks if one.cancelled_at is None],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def reveal(request: HttpRequest, no: str) -> HttpResponse:
    """The resident's number for sixty seconds, to a liaison of the whistle while it goes on."""
    whistle = content_or_404(request, no)
    shown = whistle.share_contact and whistle.state not in ENDED_STATES
    if not shown or policies.unit_of(request.user, whistle) is None:
        raise Http404
    look = Look(
        title=f"看居民{whistle.contact_name}的电话",
        masked=whistle.masked_phone,
        back=whistle.get_absolute_url(),
        action=reverse("whistles:reveal", args=[no]),
        open=lambda reason: reveal_phone(whistle, actor=signed_in(request), reason=reason),
        reasons=CALL_REASONS,
    )
    return reveal_page(request, look)
