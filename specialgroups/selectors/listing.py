"""The due list of one programme: number first, no name. One query for the counts, one for the page."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from core.ui.filters import Tab
from grids.choices import Programme
from grids.scope import Scope
from specialgroups.choices import EnrollmentState
from specialgroups.models import SupportEnrollment
from specialgroups.querysets import led, served

S = EnrollmentState
_TABS: dict[str, str] = {"week": "本周应随访", "over": "逾期未随访", "confirm": "待核准", "all": "全部在帮"}
_ROW = (
    "id", "programme", "state", "next_contact_on", "last_contact_on", "due_end_on", "due_at", "yellow_at", "version",
    "lead_worker__display_name", "reader_ids",
)  # fmt: skip


def programmes(user: Any) -> list[tuple[str, str]]:
    """The programmes of the person's posts, in the order of the law's list."""
    mine = served(Scope.of(user))
    return [(one.value, one.label) for one in Programme if one.value in mine]


def week_end(today: date) -> date:
    """Sunday."""
    return today + timedelta(days=6 - today.weekday())


def _conditions(today: date) -> dict[str, Q]:
    contact = Q(state=S.ACTIVE, next_contact_on__isnull=False)
    return {
        "week": contact & Q(next_contact_on__lte=week_end(today)),
        "over": contact & Q(next_contact_on__lt=today),
        "confirm": Q(state__in=[S.PROPOSED, S.ENDING]),
        "all": Q(),
    }


def in_programme(user: Any, programme: str) -> Any:
    return SupportEnrollment.objects.visible_to(user).listed().filter(programme=programme)


def tabs(user: Any, programme: str, current: str, now: datetime) -> list[Tab]:
    """With true counts in one query; 待核准 is the manager's."""
    known = _conditions(timezone.localdate(now))
    keys = [key for key in _TABS if key != "confirm" or programme in led(Scope.of(user))]
    counts = in_programme(user, programme).aggregate(**{key: Count("pk", filter=known[key]) for key in keys})
    chosen = current if current in keys else next((key for key in keys if counts[key]), "all")
    return [Tab(key, _TABS[key], counts[key], key == chosen) for key in keys]


def rows(user: Any, programme: str, tab: str, now: datetime) -> Any:
    """Soonest first; the sealed columns stay in the table."""
    found = in_programme(user, programme).filter(_conditions(timezone.localdate(now))[tab])
    ordered = found.select_related("lead_worker").only(*_ROW)
    return ordered.order_by(F("next_contact_on").asc(nulls_last=True), "pk")
