"""Generated from the three tables: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md J11, so that the policies are held to it and not to themselves."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from civics.models import ServiceRecord, VolunteerNote
from civics.volunteers import actions
from civics.volunteers.actions import forget_refused, plan, request_certificate, reveal_contact
from civics.volunteers.actions.services import check_in, check_out, sign_up
from civics.volunteers.choices import ActivityState, CertificateState, RecordState, VolunteerState
from civics.volunteers.door import SECONDS, code_at
from civics.volunteers.flow import ACTIVITIES, CERTIFICATES, VOLUNTEERS
from civics.volunteers.guards import GUARDS
from civics.volunteers.workflow import INSIDE, WHO_WORDS, Tell
from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from tests.cast import PHONE
from tests.civics.volunteers import square as examples
from tests.civics.volunteers.square import DAY, HOUR, NAME, NUMBER, Square, balance_of

pytestmark = pytest.mark.django_db
V, A, C = VolunteerState, ActivityState, CertificateState
COMMUNITY = {"clerk", "second_clerk", "secretary"}
STREET = {"intake", "manager", "street_lead"}
KEEPERS = COMMUNITY | STREET
OTHERS = {
    "worker", "other_worker", "leader", "outsider", "other_secretary", "mediator", "street_mediator", "liaison",
}  # fmt: skip
AT_WORK = KEEPERS | OTHERS | {"supervisor"}
WHO = {"keeper": KEEPERS, "colleague": AT_WORK, "citizen": set(), "system": set()}
CASES = [
    *(("volunteer", one) for one in V),
    *(("activity", one) for one in A),
    *(("certificate", one) for one in C),
]
FLOWS: dict[str, tuple[Any, Any, Any]] = {
    "volunteer": (VOLUNTEERS, actions.PEOPLE, examples.PEOPLE),
    "activity": (ACTIVITIES, actions.ACTIVITIES, examples.ACTIVITIES),
    "certificate": (CERTIFICATES, actions.CERTIFICATES, examples.CERTIFICATES),
}


def seen_by(kind: str, state: str) -> set[str]:
    if kind == "volunteer":
        return KEEPERS
    if kind == "activity":
        return KEEPERS | {"supervisor"} | (set() if state == A.DRAFT else OTHERS)
    return AT_WORK if state == C.NOTICE else KEEPERS


def made(square: Square, kind: str, state: str) -> Any:
    if kind == "volunteer":
        return square.volunteer(state)
    return square.activity(state) if kind == "activity" else square.certificate(state)


def record_of(row: Any, kind: str) -> tuple[Any, ...]:
    fresh = type(row).objects.get(pk=row.pk)
    about = {"subject_kind": kind, "subject_id": row.pk}
    clocks = Clock.objects.of(kind, row.pk).values_list("code", "due_at", "stopped_at", "cancelled_at")
    counts = (Event.objects.filter(**about).count(), Entry.objects.filter(**about).count())
    return fresh.version, fresh.state, *counts, list(clocks)


@pytest.mark.parametrize(("kind", "state"), CASES, ids=str)
def test_who_may_what_in_each_state_and_what_is_left_behind(square: Square, kind: str, state: str) -> None:
    """Role × act; what the state forbids changes nothing; what it allows leads where the table says, with one version, one
    line of the timeline, one of the ledger; a stale form is a conflict, a stranger is refused."""
    flow, known, data = FLOWS[kind]
    row = made(square, kind, state)
    assert row.state == state
    everybody = square.cast.all
    rows = type(row).objects
    assert {
        k for k, user in everybody.items() if rows.visible_to(user).filter(pk=row.pk).exists()
    } == seen_by(kind, state)
    subject, before = flow.queryset().get(pk=row.pk), record_of(row, flow.kind)
    for act, line in flow.table.items():
        expected = set().union(*(WHO[one] for one in line.who))
        assert {
            k for k, user in everybody.items() if flow.by_role(user, line, subject).allowed
        } == expected, act
        if state not in line.from_states:
            with (
                pytest.raises(RuleBroken) as caught,
                flow.step(row, act, actor=square.cast.clerk, now=square.now),
            ):
                pytest.fail(f"{act} began from {state}")
            assert caught.value.status in (403, 422)
    assert record_of(row, flow.kind) == before
    now = square.now
    for act in sorted(known):
        if state in flow.table[act].from_states:
            with transaction.atomic():
                _one(square, flow, row, act, data)
                transaction.set_rollback(True)
            square.now = now


def _prepared(square: Square, row: Any, act: str) -> dict[str, Any]:
    """What must have happened before, so that the example call is good."""
    if act == "strike_note":
        VolunteerNote.objects.create(
            volunteer=row, kind="honour", title="优秀", on=date(2026, 3, 1), by="街道"
        )
    if act in ("spend_credits", "give_credits"):
        active = row.state == V.ACTIVE
        if not active:
            square.do(row, "resume")
        square.served(volunteer=square.fresh(row))
        if not active:
            square.do(row, "pause")
    if act == "sign_up":
        return {"volunteer": square.volunteer()}
    if act in ("sign_off", "check_in", "check_out"):
        who = square.volunteer()
        if row.state in (A.OPEN, A.RUNNING):
            square.do(row, "sign_up", volunteer=who)
        if act == "check_out":
            if row.state != A.RUNNING:
                ServiceRecord.objects.create(
                    activity=row, volunteer=who, state=RecordState.PRESENT, signed_at=square.now, in_at=square.now
                )  # fmt: skip
            else:
                square.do(row, "check_in", volunteer=who)
        return {"volunteer": who}
    if act == "confirm_hours":
        return {"hours": {pk: Decimal(2) for pk in row.records.values_list("pk", flat=True)}}
    return {}


def _one(square: Square, flow: Any, row: Any, act: str, data: dict[str, Any]) -> None:
    line, more = flow.table[act], _prepared(square, row, act)
    row = square.fresh(row)
    for stranger in ("support_worker", "sysadmin", "nobody"):
        with pytest.raises(NotAllowed), flow.step(row, act, actor=getattr(square.cast, stranger)):
            pytest.fail(f"{stranger} did {act}")
    clerk = square.cast.clerk
    with pytest.raises(Conflict), flow.step(row, act, actor=clerk, version=row.version + 1, now=square.now):
        pytest.fail("a form of another version was taken")
    for name in set(line.needs) & set(data.get(act, {})):
        if isinstance(data[act][name], str) and name != "kind":
            with pytest.raises(RuleBroken) as caught, transaction.atomic():
                square.do(row, act, **more, **{name: ""})
            assert caught.value.field in (name, "birth_year"), (act, name)
    fresh = square.do(row, act, **more)
    assert fresh.state in (line.to or (row.state,)), act
    event = Event.objects.get(subject_kind=flow.kind, subject_id=row.pk, version=fresh.version)
    assert (event.act, event.actor, event.at) == (act, clerk, square.now)
    entry = Entry.objects.filter(subject_kind=flow.kind, subject_id=row.pk).latest("seq")
    assert (entry.action, entry.detail["to"]) == (f"{flow.kind}.{act}", fresh.state)
    kept = str(event.changes) + str(entry.detail) + event.text
    assert not any(one in kept for one in (NAME, PHONE, NUMBER))


def test_every_act_has_an_action_an_example_and_words() -> None:
    for flow, known, data in FLOWS.values():
        assert set(known) == set(flow.table) - INSIDE == set(data)
        for row in flow.table.values():
            assert set(row.who) <= set(WHO_WORDS) and set(row.tells) <= set(Tell)
            assert set(row.guards) <= set(GUARDS)


def test_only_their_keepers_enter_volunteers_and_plan_activities(square: Square) -> None:
    for key in set(square.cast.all) - KEEPERS:
        user = square.cast.all[key]
        with pytest.raises(NotAllowed):
            plan(square.told(), actor=user, now=square.now)
        with pytest.raises(NotAllowed):
            request_certificate(
                square.volunteer(), actor=user, from_on=date(2026, 1, 1), to_on=date(2026, 1, 2), purpose="x", now=square.now
            )  # fmt: skip
    row = square.joined()
    assert (row.no, row.due_code) == (f"VL-2026-{row.serial:05d}", "volunteer.accept")
    told = Notice.objects.filter(subject_kind="volunteer", subject_id=row.pk)
    assert {one.recipient for one in told} == {square.cast.clerk, square.cast.second_clerk}
    assert NAME not in str(list(told.values_list("title", "body")))
    for year in (1900, 2020):
        with pytest.raises(RuleBroken, match="出生年份"):
            square.joined(birth_year=year)


def test_places_age_training_and_the_roll_are_held_at_sign_up(square: Square) -> None:
    who = [square.volunteer() for _ in range(2)]
    full = square.activity(A.OPEN, who=who, places=2)
    with pytest.raises(RuleBroken, match="已经报满"):
        square.do(full, "sign_up", volunteer=square.volunteer())
    square.do(full, "sign_off", volunteer=who[0])
    with pytest.raises(RuleBroken, match="已经报过名"):
        square.do(full, "sign_up", volunteer=who[1])
    square.do(full, "sign_up", volunteer=who[0])
    with pytest.raises(RuleBroken, match="名额不能更少"):
        square.do(full, "edit", places=1)
    danger = square.planned(is_danger=True, min_age=18)
    with pytest.raises(RuleBroken, match="安排培训并投保险"):
        square.do(danger, "announce")
    danger = square.do(square.do(danger, "edit", is_trained=True, is_insured=True), "announce")
    for bad, why in (
        (square.volunteer(birth_year=2012), "满18岁"),
        (square.volunteer(), "先参加培训"),
        (square.joined(), "在册的志愿者"),
    ):
        with pytest.raises(RuleBroken, match=why):
            square.do(danger, "sign_up", volunteer=bad)
    trained = square.do(square.volunteer(), "add_note")
    square.do(danger, "sign_up", volunteer=trained)
    for changes, field in (
        ({"is_danger": True, "min_age": 17}, "min_age"),
        ({"ends_at": square.now}, "ends_at"),
        ({"risks": ""}, "risks"),
    ):
        with pytest.raises(RuleBroken) as caught:
            square.planned(**changes)
        assert caught.value.field == field
    with pytest.raises(RuleBroken, match="开始时间已经过了"):
        square.do(square.planned(starts_at=square.now - HOUR), "announce")


def test_the_door_takes_the_code_of_the_minute_and_nothing_else(square: Square) -> None:
    who = square.volunteer()
    row = square.activity(A.OPEN, who=[who])
    row = square.do(row, "start")
    other = square.do(square.activity(A.OPEN, who=[who]), "start")
    now = square.now
    for code in (
        "",
        "000000" if code_at(row, now) != "000000" else "111111",
        code_at(row, now, back=2),
        code_at(other, now),
    ):
        with pytest.raises(RuleBroken, match="签到码不对"):
            check_in(row, actor=None, volunteer=who, code=code, now=now)
    with pytest.raises(RuleBroken, match="没有报名"):
        check_in(row, actor=None, volunteer=square.volunteer(), code=code_at(row, now), now=now)
    assert check_in(row, actor=None, volunteer=who, code=code_at(row, now), now=now).by_hand is False
    later = now + timedelta(seconds=SECONDS)
    record = check_out(
        row, actor=None, volunteer=who, code=f" {code_at(row, now)[:3]} {code_at(row, now)[3:]}", now=later
    )
    assert (record.state, record.counted) == (RecordState.GONE, Decimal(0))
    with pytest.raises(RuleBroken, match="签退不能早于签到"):
        second = square.do(other, "check_in", volunteer=who)
        square.do(second, "check_out", volunteer=who, at=now - HOUR)
    assert sign_up(other, actor=None, volunteer=square.volunteer(), now=now).by_hand is False


def test_confirmed_hours_become_credits_once_and_follow_a_correction(square: Square) -> None:
    came, late, absent = (square.volunteer() for _ in range(3))
    row = square.do(square.activity(A.OPEN, who=[came, late, absent]), "start")
    for one in (came, late):
        square.do(row, "check_in", volunteer=one)
    row = square.do(row, "finish")
    assert row.due_code == "activity.hours"
    hours = {one.pk: Decimal("1.5") for one in row.records.filter(volunteer__in=[came, late])}
    first = row.records.get(volunteer=came)
    for wrong in (
        {first.pk: Decimal(2)},
        {**hours, first.pk: Decimal("1.2")},
        {**hours, first.pk: Decimal(25)},
    ):
        with pytest.raises(RuleBroken):
            square.do(row, "confirm_hours", hours=wrong)
    assert balance_of(came) == 0 and square.fresh(row).state == A.DONE
    row = square.do(row, "confirm_hours", hours={**hours, row.records.get(volunteer=late).pk: Decimal(0)})
    assert [balance_of(one) for one in (came, late, absent)] == [Decimal("1.5"), 0, 0]
    states = dict(row.records.values_list("volunteer", "state"))
    assert states == {
        came.pk: RecordState.CONFIRMED,
        late.pk: RecordState.ABSENT,
        absent.pk: RecordState.ABSENT,
    }
    square.do(row, "correct_hours", record=first, hours=Decimal(3))
    assert balance_of(came) == 3
    square.do(came, "spend_credits", amount=Decimal("2.5"))
    with pytest.raises(RuleBroken, match="不能扣回"):
        square.do(row, "correct_hours", record=first, hours=Decimal(1))
    assert balance_of(came) == Decimal("0.5") and square.fresh(first).hours == 3
    row = square.do(row, "rate", record=first)
    assert square.fresh(first).grade == "good"


def test_a_certificate_hangs_seven_days_and_an_objection_begins_them_anew(square: Square) -> None:
    with pytest.raises(RuleBroken, match="没有核定的服务"):
        request_certificate(
            square.volunteer(), actor=square.cast.clerk, from_on=date(2026, 1, 1), to_on=date(2026, 1, 2), purpose="入学",
            now=square.now,
        )  # fmt: skip
    row = square.certificate()
    due = Clock.objects.live().of("volunteer_certificate", row.pk).get().due_at
    assert 6 * DAY < due - square.now <= 8 * DAY
    row = square.do(row, "doubt", "worker")
    sweep(now=due + DAY)
    assert square.fresh(row).state == C.DOUBTED
    row = square.do(row, "uphold")
    due = Clock.objects.live().of("volunteer_certificate", row.pk).get().due_at
    sweep(now=due - HOUR)
    assert square.fresh(row).state == C.NOTICE
    sweep(now=due + HOUR)
    assert square.fresh(row).state == C.READY
    assert Notice.objects.filter(title__startswith="公示期满", recipient=square.cast.clerk).exists()


def test_whoever_looks_says_why_and_who_was_refused_is_forgotten(square: Square) -> None:
    row = square.volunteer()
    assert (row.masked_name, row.masked_phone) == ("王*国", "138****2207")
    assert (
        reveal_contact(row, actor=square.cast.clerk, field="phone", reason="约活动时间", now=square.now)
        == PHONE
    )
    with pytest.raises(NotAllowed):
        reveal_contact(row, actor=square.cast.worker, field="phone", reason="约活动时间", now=square.now)
    with pytest.raises(RuleBroken, match="没有登记"):
        reveal_contact(row, actor=square.cast.clerk, field="identity", reason="办理证明", now=square.now)
    refused, left = square.volunteer(V.REFUSED), square.volunteer(V.LEFT)
    assert forget_refused(now=square.now + 181 * DAY) == 1
    assert not square.fresh(refused).has_sealed("phone") and square.fresh(left).has_sealed("phone")
