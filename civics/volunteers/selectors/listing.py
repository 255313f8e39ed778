"""Lists with tabs of true counts: volunteers, activities, certificates; and what one volunteer has done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum
from django.utils import timezone

from civics.credits.selectors import balance_of
from civics.keepers import keeps_any
from civics.models import ServiceRecord, Volunteer, VolunteerActivity, VolunteerCertificate
from civics.volunteers.choices import (
    SERVING,
    UNFINISHED,
    ActivityState,
    CertificateState,
    RecordState,
    VolunteerState,
)
from core.flow.lights import by_urgency
from core.ui.filters import Tab
from grids.choices import COMMUNITY_ROLES
from grids.scope import Scope

V, A, C = VolunteerState, ActivityState, CertificateState
Conditions = dict[str, tuple[str, Q]]
PEOPLE: Conditions = {
    "todo": ("待确认", Q(state=V.APPLIED)),
    "active": ("在册", Q(state__in=SERVING)),
    "all": ("全部", Q()),
}
ACTIVITIES: Conditions = {
    "todo": ("要我办", Q(state__in=UNFINISHED)),
    "open": ("招募中", Q(state=A.OPEN)),
    "hours": ("待核时长", Q(state=A.DONE)),
    "done": ("已办结", Q(state=A.SETTLED)),
    "all": ("全部", Q()),
}
CERTIFICATES: Conditions = {
    "todo": ("可以出具", Q(state=C.READY)),
    "notice": ("内部公示", Q(state=C.NOTICE)),
    "doubted": ("有异议", Q(state=C.DOUBTED)),
    "issued": ("已出具", Q(state=C.ISSUED)),
    "all": ("全部", Q()),
}
_PERSON = (
    "no", "state", "skills", "birth_year", "community__name", "team__name", "due_at", "yellow_at", "due_code", "last_act",
    "last_act_at", "joined_at", "created_at", "version",
)  # fmt: skip


def conditions(known: Conditions, user: Any) -> Conditions:
    """Only who looks after something has anything to do; their own communities' activities are theirs."""
    if not keeps_any(user):
        return {key: one for key, one in known.items() if key != "todo"}
    if known is ACTIVITIES and (own := Scope.of(user).communities_as(*COMMUNITY_ROLES)):
        label, unfinished = known["todo"]
        return {**known, "todo": (label, unfinished & Q(community__in=own))}
    return known


def tabs(rows: Any, known: Conditions, current: str) -> list[Tab]:
    """True counts in one query; the first with something in it opens when none is named."""
    counts = rows.aggregate(**{key: Count("pk", filter=wanted) for key, (_, wanted) in known.items()})
    chosen = current if current in known else next((key for key in known if counts[key]), "all")
    return [Tab(key, label, counts[key], key == chosen) for key, (label, _) in known.items()]


def people(rows: Any, now: datetime) -> Any:
    """Rows without the sealed columns: a list shows numbers, nobody's name."""
    return by_urgency(rows, now).select_related("community", "team").only(*_PERSON)


def activities(rows: Any, now: datetime) -> Any:
    """What comes next first, then what was last, each with how many come."""
    coming = Count("records", filter=~Q(records__state=RecordState.WITHDRAWN))
    rows = rows.annotate(coming=coming).select_related("community", "team")
    ahead = ExpressionWrapper(Q(ends_at__gte=now), output_field=BooleanField())
    return rows.order_by(ahead.desc(), "starts_at", "-pk")


def certificates(rows: Any) -> Any:
    return rows.select_related("volunteer__community").order_by("-pk")


def waiting_people(user: Any) -> Any:
    """Who waits for an answer; the street reads what its communities do."""
    own = Scope.of(user).communities_as(*COMMUNITY_ROLES)
    return Volunteer.objects.visible_to(user).filter(state=V.APPLIED, community__in=own)


def waiting_hours(user: Any) -> Any:
    own = Scope.of(user).communities_as(*COMMUNITY_ROLES)
    return VolunteerActivity.objects.visible_to(user).filter(state=A.DONE, community__in=own)


def waiting_certificates(user: Any) -> Any:
    own = Scope.of(user).communities_as(*COMMUNITY_ROLES)
    ready = VolunteerCertificate.objects.kept_by(user).filter(state__in=[C.READY, C.DOUBTED])
    return ready.filter(volunteer__community__in=own)


@dataclass(frozen=True)
class Done:
    """What one volunteer has done, for their page and for themselves."""

    records: list[ServiceRecord]
    hours: Decimal
    times: int
    balance: Decimal


MOST_RECORDS = 50


def done_by(volunteer: Volunteer) -> Done:
    """Three queries at any size."""
    rows = volunteer.records.select_related("activity").order_by("-activity__starts_at", "-pk")
    sums = volunteer.records.confirmed().aggregate(hours=Sum("hours"), times=Count("pk"))
    return Done(list(rows[:MOST_RECORDS]), sums["hours"] or Decimal(0), sums["times"], balance_of(volunteer))


def hours_of_street(rows: Any, now: datetime) -> tuple[int, Decimal]:
    """Services and hours of the last ninety days at the activities one sees."""
    since = timezone.localdate(now) - timedelta(days=90)
    found = ServiceRecord.objects.confirmed().filter(activity__in=rows, activity__starts_at__date__gte=since)
    sums = found.aggregate(n=Count("pk"), hours=Sum("hours"))
    return sums["n"], sums["hours"] or Decimal(0)
