"""Support records under core.flow's engine: who is who, which clock, whom to tell.

Locks: the record, the calendar, clocks, the ledger. Diffs of the timeline hold states alone: the timeline stands outside
the wall."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from core.accounts.models import User
from core.flow import clockwork
from core.flow.engine import Flow, Step
from core.flow.table import ActOption
from specialgroups import guards, policies, telling, workflow
from specialgroups.choices import LISTED, EnrollmentState
from specialgroups.models import SupportEnrollment

S = EnrollmentState
KIND = "support_enrollment"
CONTACT, END, SEAL, ERASE = "support.contact", "support.end", "support.seal", "programme.erase"


class SupportFlow(Flow[SupportEnrollment]):
    """workflow.ACTS read by core.flow."""

    kind = KIND
    table = workflow.ACTS
    states = EnrollmentState
    who_words = workflow.WHO_WORDS
    noun = "这份档案"
    compared = ("state", "next_contact_on", "due_end_on")
    open_states = LISTED
    # The course, sealing and erasing run by themselves and are nobody's task.
    not_a_duty: ClassVar[frozenset[str]] = frozenset({END, SEAL, ERASE})
    next_acts: ClassVar[Mapping[str, tuple[str, ...]]] = {
        S.PROPOSED: ("confirm", "team_in"),
        S.ACTIVE: ("contact", "refer"),
        S.PAUSED: ("resume",),
        S.ENDING: ("end", "keep"),
    }

    def queryset(self) -> "models.QuerySet[SupportEnrollment]":
        return SupportEnrollment.objects.select_related("lead_worker", "community")

    def holds(self, user: User, who: str, row: SupportEnrollment) -> bool:
        return policies.holds(user, who, row)

    def guard(self, name: str, row: SupportEnrollment, now: datetime) -> str:
        return guards.GUARDS[name](row, now)

    def people(self, tell: str, row: SupportEnrollment) -> Iterable[User]:
        return telling.people(tell, row)

    def title(self, row: SupportEnrollment) -> str:
        return telling.TITLE

    def notify(
        self,
        people: Iterable[User],
        *,
        kind: str,
        title: str,
        subject: SupportEnrollment,
        key: str,
        now: datetime,
        **more: Any,
    ) -> None:
        """The same words for every act and reminder, and nothing beside them; who may open it finds the rest there."""
        kept = {name: more[name] for name in ("actor", "late_by") if name in more}
        super().notify(people, kind=kind, title=telling.TITLE, subject=subject, key=key, now=now, **kept)

    def acts_for(self, user: User, row: SupportEnrollment, now: datetime | None = None) -> list[ActOption]:
        """What the programme does not know is not offered, not even as impossible."""
        found = super().acts_for(user, row, now)
        foreign = {
            act
            for act, known in {
                "agree": row.terms.has_agreement and not row.agreement_on,
                "report": bool(row.terms.report_to),
                "pause": row.terms.may_pause,
                "review": row.terms.is_reviewed,
                "subsidy": row.terms.has_subsidy,
            }.items()
            if not known
        }
        return [one for one in found if one.act not in workflow.INSIDE | foreign]

    def apply_clocks(self, current: Step[SupportEnrollment]) -> list[str]:
        """Not ended after all: whoever is helped again is owed contacts again; a pause stays a pause."""
        done = super().apply_clocks(current)
        if current.row.act == "keep" and current.subject.state == S.ACTIVE:
            again = (f"start:{CONTACT}", f"start:{END}")
            done += clockwork.apply(self, current.subject, again, now=current.now)
        return done

    def clock_due(self, row: SupportEnrollment, code: str) -> datetime | None:
        """The end of the day that was set."""
        day = {CONTACT: row.next_contact_on, END: row.due_end_on}.get(code)
        return end_of(day) if day else None


def end_of(day: date) -> datetime:
    """24:00 of the day, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


RECORDS = SupportFlow()
