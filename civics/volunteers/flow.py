"""Volunteers, activities and certificates under core.flow's engine.

Order of locks: the activity, accounts of credits, the calendar, clocks, the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import models

from civics.models import Volunteer, VolunteerActivity, VolunteerCertificate
from civics.telling import community_people, leads_of, street_people
from civics.volunteers import guards, policies, workflow
from civics.volunteers.choices import ActivityState, CertificateState, VolunteerState
from civics.volunteers.workflow import Tell
from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import ActOption

M = TypeVar("M", bound=models.Model)
V, A, C = VolunteerState, ActivityState, CertificateState


class CivicFlow(Flow[M]):
    """What the three have in common: a community looks after them."""

    who_words = workflow.WHO_WORDS

    def community_of(self, row: M) -> int:
        return int(row.community_id)  # type: ignore[attr-defined]

    def holds(self, user: User, who: str, row: M) -> bool:
        return policies.holds(user, who, self.community_of(row))

    def guard(self, name: str, row: M, now: datetime) -> str:
        return guards.GUARDS[name](row, now)

    def people(self, tell: str, row: M) -> Iterable[User]:
        if tell == Tell.HANDLER:
            return community_people(self.community_of(row))
        return leads_of(self.community_of(row)) if tell == Tell.LEAD else street_people()

    def acts_for(self, user: User, row: M, now: datetime | None = None) -> list[ActOption]:
        return [one for one in super().acts_for(user, row, now) if one.act not in workflow.INSIDE]


class VolunteerFlow(CivicFlow[Volunteer]):
    kind, table, states, noun = "volunteer", workflow.VOLUNTEERS, VolunteerState, "这位志愿者"
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        V.APPLIED: ("accept",),
        V.ACTIVE: ("add_note",),
        V.PAUSED: ("resume",),
    }

    def queryset(self) -> "models.QuerySet[Volunteer]":
        return Volunteer.objects.select_related("community", "team")

    def title(self, row: Volunteer) -> str:
        """May leave the house: the number, nobody's name."""
        return f"志愿者 {row.community.name}（{row.no}）"


class ActivityFlow(CivicFlow[VolunteerActivity]):
    kind, table, states, noun = "volunteer_activity", workflow.ACTIVITIES, ActivityState, "这次活动"
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        A.DRAFT: ("announce",),
        A.OPEN: ("start", "sign_up"),
        A.RUNNING: ("finish", "check_in", "check_out"),
        A.DONE: ("confirm_hours",),
        A.SETTLED: ("rate",),
    }

    def queryset(self) -> "models.QuerySet[VolunteerActivity]":
        return VolunteerActivity.objects.select_related("community", "team")

    def title(self, row: VolunteerActivity) -> str:
        return f"志愿活动 {row.title}（{row.no}）"


class CertificateFlow(CivicFlow[VolunteerCertificate]):
    kind, table, states, noun = "volunteer_certificate", workflow.CERTIFICATES, CertificateState, "这份证明"

    def community_of(self, row: VolunteerCertificate) -> int:
        return int(row.volunteer.community_id)

    def queryset(self) -> "models.QuerySet[VolunteerCertificate]":
        return VolunteerCertificate.objects.select_related("volunteer__community")

    def title(self, row: VolunteerCertificate) -> str:
        return f"志愿服务证明 {row.volunteer.community.name}（{row.volunteer.no}）"


VOLUNTEERS, ACTIVITIES, CERTIFICATES = VolunteerFlow(), ActivityFlow(), CertificateFlow()
ALL: tuple[CivicFlow[Any], ...] = (VOLUNTEERS, ACTIVITIES, CERTIFICATES)
