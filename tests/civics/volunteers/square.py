"""Brings volunteers, activities and certificates into any state, and knows one good call of every act."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from civics.credits.selectors import balance_of as held
from civics.models import ServiceRecord, Volunteer, VolunteerActivity, VolunteerCertificate
from civics.volunteers import actions
from civics.volunteers.actions import Joining, Planned, join, notice_over, plan, request_certificate
from civics.volunteers.actions.certificates import paper_written
from civics.volunteers.choices import ActivityState, CertificateState, VolunteerState
from tests.cast import PHONE, Cast, Town

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NAME, NUMBER = "王建国", "620299198001010011"
V, A, C = VolunteerState, ActivityState, CertificateState


def balance_of(who: Volunteer) -> Decimal:
    """As it stands in the table, not as the row remembers it."""
    return held(Volunteer.objects.get(pk=who.pk))


@dataclass
class Square:
    """Steps forward a minute with each act; the clerk of the community looks after everything."""

    cast: Cast
    town: Town
    now: datetime = T0

    def joined(self, **changes: Any) -> Volunteer:
        facts = {
            "community": self.town.tiebei.area, "name": NAME, "phone": PHONE, "birth_year": 1980, "skills": "会修水电",
        }  # fmt: skip
        return join(Joining(**{**facts, **changes}), actor=None, now=self.now)

    def volunteer(self, state: str = V.ACTIVE, **changes: Any) -> Volunteer:
        row = self.joined(**changes)
        for act in PEOPLE_ROADS[VolunteerState(state)]:
            row = self.do(row, act)
        return row

    def told(self, **changes: Any) -> Planned:
        facts = {
            "community": self.town.tiebei.area, "title": "铁路小区清雪", "text": "清扫楼前积雪", "place": "小区北门",
            "starts_at": self.now + HOUR, "ends_at": self.now + 3 * HOUR, "places": 3, "risks": "路面结冰，穿防滑鞋",
        }  # fmt: skip
        return Planned(**{**facts, **changes})

    def planned(self, **changes: Any) -> VolunteerActivity:
        return plan(self.told(**changes), actor=self.cast.clerk, now=self.now)

    def activity(
        self, state: str = A.OPEN, *, who: list[Volunteer] | None = None, **changes: Any
    ) -> VolunteerActivity:
        """In that state, with these volunteers signed up, come and gone as far as the state tells."""
        row = self.planned(**changes)
        for act in ACTIVITY_ROADS[ActivityState(state)]:
            row = self.do(row, act, **self._hours(row, act))
            if act == "announce":
                for one in who if who is not None else [self.volunteer()]:
                    self.do(row, "sign_up", volunteer=one)
            if act == "start":
                for record in row.records.all():
                    self.do(row, "check_in", volunteer=record.volunteer)
                    if state in (A.DONE, A.SETTLED):
                        out = self.now + 2 * HOUR
                        self.do(row, "check_out", volunteer=record.volunteer, now=out)
        return self.fresh(row)

    def _hours(self, row: VolunteerActivity, act: str) -> dict[str, Any]:
        if act != "confirm_hours":
            return {}
        return {"hours": {pk: Decimal(2) for pk in row.records.values_list("pk", flat=True)}}

    def served(self, hours: str = "2", volunteer: Volunteer | None = None) -> Volunteer:
        """Somebody with so many confirmed hours, who can be certified."""
        who = volunteer or self.volunteer()
        row = self.activity(A.DONE, who=[who])
        record = row.records.get(volunteer=who)
        self.do(row, "confirm_hours", hours={record.pk: Decimal(hours)})
        if not who.has_sealed("identity"):
            self.do(who, "correct", id_number=NUMBER)
        return self.fresh(who)

    def certificate(self, state: str = C.NOTICE) -> VolunteerCertificate:
        who = self.served()
        row = request_certificate(
            who, actor=self.cast.clerk, from_on=date(2026, 3, 1), to_on=date(2026, 3, 2), purpose="入学", now=self.now
        )  # fmt: skip
        for act in CERTIFICATE_ROADS[CertificateState(state)]:
            if act == "notice_over":
                notice_over(row, now=self.now)
            elif act == "issue":
                paper_written(row, "issue", "雄志〔2026〕0001号", actor=self.cast.clerk, now=self.now)
            else:
                row = self.do(row, act)
        return self.fresh(row)

    def record(self, row: VolunteerActivity) -> ServiceRecord:
        return row.records.get()

    def fresh(self, row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)

    def do(self, row: Any, act: str, doer: Any = "clerk", /, **changes: Any) -> Any:
        self.now += MINUTE
        actor = getattr(self.cast, doer) if isinstance(doer, str) else doer
        table, data = _KNOWN[type(row)]
        said = {"now": self.now, **data.get(act, {}), **changes}
        if act in ("rate", "correct_hours") and "record" not in said:
            said["record"] = self.record(row)
        if act == "strike_note" and "note" not in said:
            said["note"] = row.notes.first()
        if act == "edit":
            said = {**self._planned_fields(row), **said}
        table[act](self.fresh(row), actor=actor, **said)
        return self.fresh(row)

    def _planned_fields(self, row: VolunteerActivity) -> dict[str, Any]:
        names = [one for one in Planned.__dataclass_fields__ if one not in ("community", "is_demo")]
        return {one: getattr(row, one) for one in names}


PEOPLE_ROADS: dict[VolunteerState, tuple[str, ...]] = {
    V.APPLIED: (), V.ACTIVE: ("accept",), V.PAUSED: ("accept", "pause"), V.LEFT: ("accept", "leave"), V.REFUSED: ("refuse",),
}  # fmt: skip
_RUN = ("announce", "start")
ACTIVITY_ROADS: dict[ActivityState, tuple[str, ...]] = {
    A.DRAFT: (), A.OPEN: ("announce",), A.RUNNING: _RUN, A.DONE: (*_RUN, "finish"),
    A.SETTLED: (*_RUN, "finish", "confirm_hours"), A.CANCELLED: ("cancel",),
}  # fmt: skip
CERTIFICATE_ROADS: dict[CertificateState, tuple[str, ...]] = {
    C.NOTICE: (), C.DOUBTED: ("doubt",), C.READY: ("notice_over",), C.ISSUED: ("notice_over", "issue"), C.REFUSED: ("refuse",),
}  # fmt: skip
_WHY = {"reason": "和本人说过"}
PEOPLE: dict[str, dict[str, Any]] = {
    "accept": {"risks_told": True},
    "add_note": {"kind": "training", "title": "急救培训", "on": date(2026, 3, 1), "by": "街道红十字会"},
    "correct": {"birth_year": 1980, "skills": "会修水电", **_WHY},
    "give_credits": {"amount": Decimal("0.5")},
    "leave": _WHY,
    "note": {"text": "已电话联系"},
    "pause": _WHY,
    "refuse": _WHY,
    "resume": {},
    "spend_credits": {"amount": Decimal(1), "words": "理发一次"},
    "strike_note": _WHY,
}
ACTIVITIES: dict[str, dict[str, Any]] = {
    "announce": {},
    "cancel": _WHY,
    "check_in": {},
    "check_out": {},
    "confirm_hours": {},
    "correct_hours": {"hours": Decimal(3), **_WHY},
    "edit": {"title": "铁路小区除冰"},
    "finish": {},
    "note": {"text": "工具已备好"},
    "rate": {"grade": "good", "words": "干得仔细"},
    "sign_off": {},
    "sign_up": {},
    "start": {},
}
CERTIFICATES: dict[str, dict[str, Any]] = {"doubt": _WHY, "refuse": _WHY, "uphold": _WHY}
_KNOWN: dict[Any, tuple[Any, dict[str, dict[str, Any]]]] = {
    Volunteer: (actions.PEOPLE, PEOPLE),
    VolunteerActivity: (actions.ACTIVITIES, ACTIVITIES),
    VolunteerCertificate: (actions.CERTIFICATES, CERTIFICATES),
}
