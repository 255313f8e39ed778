"""Brings a support record into any state, and knows one good call of every act: what the generated tests walk with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.identity import check_digit
from grids.choices import DepartmentCode, Programme, Role
from grids.models import Department
from specialgroups import wall
from specialgroups.actions import ACTIONS, Entry, Told, propose
from specialgroups.actions.ending import expire
from specialgroups.actions.erasing import erase, seal_off
from specialgroups.choices import EnrollmentState
from specialgroups.flow import RECORDS
from specialgroups.models import SupportEnrollment
from tests.cast import Cast, Town, person

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P, S = Programme, EnrollmentState
# Canaries: they sing nowhere but where a reveal was committed.
NAME, PHONE, ADDRESS = "欧阳雀鸣", "13919370001", "铁路小区2号楼3单元501"
GUARDIAN, GUARDIAN_PHONE = "欧阳守巢", "13919370002"
DOCUMENT, WORDS, PLAN = "甘雀字9137号", "约好周五一起去雀台大厅", "先办雀卡再找工作"
FIELDS = {
    "name": NAME, "phone": PHONE, "address": ADDRESS, "guardian_name": GUARDIAN, "guardian_phone": GUARDIAN_PHONE,
    "document": DOCUMENT,
}  # fmt: skip
PAPERS = {
    P.RESETTLEMENT: ("handover", "prison"),
    P.CORRECTION: ("group_notice", "correction_body"),
    P.DETOX: ("detox_order", "police"),
    P.MENTAL: ("health_referral", "health"),
}


def id_number(serial: int, born: str = "19800229") -> str:
    first = f"620299{born}{serial:03}"
    return first + check_digit(first)


@dataclass
class Helpers:
    """Besides the cast's own support worker, who has posts in resettlement alone."""

    manager: User
    second_manager: User
    colleague: User
    stranger: User
    stranger_manager: User
    former: User
    mental: User
    mental_manager: User

    def named(self) -> dict[str, User]:
        return {
            "s_manager": self.manager, "s_second_manager": self.second_manager, "s_colleague": self.colleague,
            "s_stranger": self.stranger, "s_stranger_manager": self.stranger_manager, "s_former": self.former,
            "s_mental": self.mental, "s_mental_manager": self.mental_manager,
        }  # fmt: skip


def build_helpers(cast: Cast) -> Helpers:
    def post(role: Role, programme: Programme, **more: Any) -> dict[str, Any]:
        return {"role": role, "programme": programme, **more}

    worker, lead = Role.SUPPORT_WORKER, Role.SUPPORT_LEAD
    return Helpers(
        manager=person("smanager", "冯管", "帮扶负责人", post(lead, P.RESETTLEMENT)),
        second_manager=person("smanager2", "冯副", "帮扶负责人", post(lead, P.RESETTLEMENT)),
        colleague=person("scolleague", "林同", "帮扶干部", post(worker, P.RESETTLEMENT)),
        stranger=person("sstranger", "郭另", "帮扶干部", post(worker, P.DETOX)),
        stranger_manager=person("sstranger2", "郭管", "帮扶负责人", post(lead, P.DETOX)),
        former=person(
            "sformer", "旧同事", "帮扶干部", post(worker, P.RESETTLEMENT, valid_to=date(2026, 2, 28))
        ),
        mental=person("smental", "苏精", "帮扶干部", post(worker, P.MENTAL)),
        mental_manager=person("smental2", "苏管", "帮扶负责人", post(lead, P.MENTAL)),
    )


@dataclass
class Desk:
    """Steps forward an hour with each act, as the office would."""

    cast: Cast
    town: Town
    helpers: Helpers
    now: datetime = T0
    count: int = 0

    def entry(self, programme: Programme = P.RESETTLEMENT, **changes: Any) -> Entry:
        self.count += 1
        kind, issuer = PAPERS[programme]
        facts: dict[str, Any] = {
            "programme": programme.value, "document_kind": kind, "issued_by": issuer, "document_on": date(2026, 2, 27),
            "start_on": date(2026, 3, 1), "due_end_on": date(2027, 3, 1), "id_number": id_number(self.count),
            "family_asked": True, **FIELDS,
        }  # fmt: skip
        return Entry(**{**facts, **changes})

    def worker(self, programme: Programme) -> User:
        return {P.RESETTLEMENT: self.cast.support_worker, P.DETOX: self.helpers.stranger}.get(
            programme, self.helpers.mental
        )

    def manager(self, programme: Programme | str) -> User:
        return {P.RESETTLEMENT: self.helpers.manager, P.DETOX: self.helpers.stranger_manager}.get(
            Programme(programme), self.helpers.mental_manager
        )

    def proposed(self, programme: Programme = P.RESETTLEMENT, **changes: Any) -> SupportEnrollment:
        actor = self.worker(programme)
        with wall.seen_by(actor, self.now):
            return propose(self.entry(programme, **changes), actor=actor, now=self.now)

    def fresh(self, row: SupportEnrollment) -> SupportEnrollment:
        with wall.as_job(self.now):
            found: SupportEnrollment = RECORDS.queryset().get(pk=row.pk)
            return found

    def do(self, row: SupportEnrollment, act: str, by: User, **data: Any) -> SupportEnrollment:
        self.now += HOUR
        with wall.seen_by(by, self.now):
            ACTIONS[act](RECORDS.queryset().get(pk=row.pk), actor=by, now=self.now, **data)
        return self.fresh(row)

    def step(
        self, row: SupportEnrollment, act: str, by: User | None = None, **changes: Any
    ) -> SupportEnrollment:
        """The example call of the act, after what must have happened before it."""
        for before in BEFORE.get(act, ()):
            row = self.step(row, before)
        return self.do(row, act, by or self.doer(act, row), **{**self.data(act, row), **changes})

    def doer(self, act: str, row: SupportEnrollment) -> User:
        programme = Programme(row.programme)
        return (
            self.manager(programme) if act in ("confirm", "end", "keep", "assign") else self.worker(programme)
        )

    def today(self) -> date:
        return (self.now + timedelta(hours=8)).date()

    def data(self, act: str, row: SupportEnrollment) -> dict[str, Any]:
        today = self.today()
        if act == "contact":
            told = Told(
                mode="phone", outcome="reached", on=today, needs=["job"], helped=["papers"], words=WORDS
            )
            return {"told": told}
        if act in ("team_out", "refer_answer"):
            with wall.as_job(self.now):
                return {
                    "team_out": {"member": row.members.filter(until=None).last()},
                    "refer_answer": {"referral": row.referrals.last(), "result": "done"},
                }[act]
        examples: dict[str, dict[str, Any]] = {
            "plan": {"needs": ["job", "papers"], "cycle": "month", "next_on": today + 7 * DAY, "words": PLAN},
            "inform": {"on": today},
            "consent": {"on": today},
            "team_in": {"kind": "police", "is_woman": True},
            "assign": {"worker": self.helpers.colleague},
            "refer": {"need": "legal", "department": labour()},
            "service": {"kind": "job_news", "agreed_on": today},
            "agree": {"on": today},
            "report": {"on": today},
            "pause": {"on": today},
            "resume": {"due_end_on": date(2027, 5, 1)},
            "subsidy": {"status": "applied", "year": 2026},
            "ask_end": {"reason": "moved", "on": today},
        }
        return examples.get(act, {})

    def active(self, programme: Programme = P.RESETTLEMENT, **changes: Any) -> SupportEnrollment:
        return self.step(self.proposed(programme, **changes), "confirm")

    def to(self, state: str, programme: Programme = P.RESETTLEMENT) -> SupportEnrollment:
        """A fresh record in that state."""
        if state == S.PAUSED:
            return self.step(self.active(P.DETOX), "pause")
        row = self.proposed(programme)
        for act in ROADS[S(state)]:
            self.now += HOUR
            if act in TIMELY:
                TIMELY[act](row.pk, now=self.now)
                row = self.fresh(row)
            else:
                row = self.step(row, act)
        return row


def labour() -> Department:
    return Department.objects.get_or_create(code=DepartmentCode.LABOUR, defaults={"name": "人社局"})[0]


TIMELY: dict[str, Any] = {"expire": expire, "seal_off": seal_off, "erase": erase}
ROADS: dict[EnrollmentState, tuple[str, ...]] = {
    S.PROPOSED: (),
    S.ACTIVE: ("confirm",),
    S.ENDING: ("confirm", "ask_end"),
    S.ENDED: ("confirm", "ask_end", "end"),
    S.SEALED: ("confirm", "expire", "seal_off"),
    S.ERASED: ("confirm", "expire", "erase"),
}
BEFORE: dict[str, tuple[str, ...]] = {"team_out": ("team_in",), "refer_answer": ("refer",)}
