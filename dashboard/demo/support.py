"""A few people in each support programme: one due this week, one overdue, one waiting for a second person, one about to leave.

Their names are of a table of their own and met nowhere else in the town: whoever reads one outside has found a leak."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from core.identity import check_digit
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Teller
from dashboard.demo.worktime import OfficeHours
from grids.choices import DepartmentCode, Programme, Role
from grids.models import Department, Posting
from specialgroups import wall
from specialgroups.actions import ACTIONS, Entry, Told, propose
from specialgroups.choices import DocumentKind, EndReason, Issuer, Mode, Need, Outcome, Subsidy
from specialgroups.flow import RECORDS
from specialgroups.models import SupportEnrollment

# Nobody else in the town is called so (dashboard.demo.names).
NAMES = ("戚望舒", "屠晚晴", "厉星野", "阮听雨", "巫长亭", "晏归鸿", "闻若谷")
P, D, I = Programme, DocumentKind, Issuer  # noqa: E741 - three tables of codes


@dataclass(frozen=True)
class Way:
    """One person's way: programme and paper, how many working days ago each act was."""

    programme: Programme
    document: DocumentKind
    issuer: Issuer
    acts: str
    needs: tuple[Need, ...] = ()


WAYS: tuple[Way, ...] = (
    Way(P.RESETTLEMENT, D.HANDOVER, I.PRISON, "propose 43;confirm 42;consent 41;plan 40;contact 18;refer 17", (Need.JOB, Need.PAPERS)),
    Way(P.RESETTLEMENT, D.HANDOVER, I.DETENTION, "propose 10;confirm 8", (Need.HOUSING,)),
    Way(P.RESETTLEMENT, D.HANDOVER, I.JUSTICE_OFFICE, "propose 1", (Need.INSURANCE,)),
    Way(P.RESETTLEMENT, D.HANDOVER, I.PRISON, "propose 84;confirm 82;contact 23;ask_end 1", (Need.RELIEF,)),
    Way(P.CORRECTION, D.GROUP_NOTICE, I.CORRECTION_BODY, "propose 35;confirm 33;contact 14", (Need.TRAINING,)),
    Way(P.DETOX, D.REHAB_ORDER, I.POLICE, "propose 25;confirm 24;agree 23", (Need.SCHOOL,)),
    Way(P.MENTAL, D.HEALTH_REFERRAL, I.HEALTH, "propose 57;confirm 56;subsidy 50;contact 36", (Need.RESPITE, Need.MEDICAL)),
)  # fmt: skip


def tell_support(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """All of them, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    for number, way in enumerate(WAYS):
        life = Life(way, number, teller)
        for part in way.acts.split(";"):
            act, _, ago = part.partition(" ")
            teller.at(teller.ago(int(ago)), partial(life.play, act))
    return teller.play()


def _holder(role: Role, programme: Programme) -> User:
    return Posting.objects.select_related("user").filter(role=role, programme=programme).earliest("pk").user


class Life:
    """One record and what each act of its way writes."""

    def __init__(self, way: Way, number: int, teller: Teller) -> None:
        self.way, self.number, self.chance = way, number, teller.chance
        # The next contact of whoever was met lies in these days.
        self.next_on = timezone.localdate(teller.now) + timedelta(days=2 + number)
        self.worker = _holder(Role.SUPPORT_WORKER, way.programme)
        self.manager = _holder(Role.SUPPORT_LEAD, way.programme)
        self.pk = 0

    def play(self, act: str, now: datetime) -> None:
        """One act at its moment, by whoever does it."""
        actor = self.manager if act == "confirm" else self.worker
        with wall.seen_by(actor, now):
            if act == "propose":
                self.pk = propose(self._entry(now), actor=actor, is_demo=True, now=now).pk
                return
            row = RECORDS.queryset().get(pk=self.pk)
            ACTIONS[act](row, actor=actor, now=now, **self._data(act, row, timezone.localdate(now)))

    def _entry(self, now: datetime) -> Entry:
        today, way = timezone.localdate(now), self.way
        born = f"62029919{self.chance.randint(62, 96)}0{self.chance.randint(1, 9)}1{self.chance.randint(0, 9)}{self.number:03}"
        return Entry(
            programme=way.programme,
            document_kind=way.document,
            document=f"演示字〔{today.year}〕{self.number + 1}号",
            document_on=today - timedelta(days=3),
            issued_by=way.issuer,
            start_on=today,
            due_end_on=today + timedelta(days=360),
            name=NAMES[self.number],
            id_number=born + check_digit(born),
            phone=f"0937-08{self.number + 1:05}",
            address="演示小区1号楼",
            family_asked=way.programme == P.MENTAL,
            needs=list(way.needs),
        )

    def _data(self, act: str, row: SupportEnrollment, today: date) -> dict[str, Any]:
        if act == "contact":
            told = Told(
                mode=Mode.PHONE,
                outcome=Outcome.REACHED,
                on=today,
                next_on=self.next_on,
                needs=list(self.way.needs[:1]),
                helped=[Need.PAPERS],
            )
            return {"told": told}
        examples: dict[str, dict[str, Any]] = {
            "consent": {"on": today},
            "plan": {"needs": list(self.way.needs), "cycle": "month", "next_on": today + timedelta(days=30)},
            "refer": {"need": Need.JOB, "department": Department.objects.get(code=DepartmentCode.HOUSING)},
            "agree": {"on": today},
            "subsidy": {"status": Subsidy.APPLIED, "year": today.year},
            "ask_end": {"reason": EndReason.MOVED, "on": today},
        }
        return examples.get(act, {})
