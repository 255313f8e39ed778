"""Generated from the three tables: who, from which state, within which area; and what each act leaves behind.

WHO is written here by hand from domain.md D and trust.md 3.3, so that the policies are held to it and not to themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.engine import Flow
from core.flow.models import Event
from disputes.models import CommunityCall, SupervisionOrder, Whistle, WhistleUnit
from disputes.supervision.flow import ORDERS
from disputes.whistles.actions import CALL_ACTIONS, UNIT_ACTIONS, WHISTLE_ACTIONS, Cry, call_street
from disputes.whistles.choices import CallState, UnitState, WhistleState
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from disputes.whistles.workflow import FOLLOWS, INSIDE
from tests.whistles.units import CALL_ROADS, OBJECT, RATE, Street

pytestmark = pytest.mark.django_db
W, U = WhistleState, UnitState

STREET = {"intake", "manager", "street_lead"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
GRID = {"worker", "leader"}
WHO: dict[str, set[str]] = {
    "desk": STREET,
    "manager": {"manager"},
    "street_lead": {"street_lead"},
    # A hard whistle: a leader of the street.
    "issuer": {"street_lead"},
    "community": COMMUNITY,
    "checker": COMMUNITY | GRID,
    "chaser": STREET | COMMUNITY,
    "lead_unit": {"liaison"},
    "unit": {"liaison"},
    "supervises": {"manager", "street_lead"},
    "addressee": {"liaison"},
    "citizen": set(),
    "system": set(),
}
EVERYWHERE = STREET | {"supervisor"}


def people(street: Street) -> dict[str, Any]:
    """The cast and the other departments' liaisons."""
    return {
        **street.cast.all,
        "resources": street.summon.resources_liaison,
        "sanitation": street.summon.sanitation_liaison,
        "enforcement": street.summon.enforcement_liaison,
    }


def seen_by(state: WhistleState) -> set[str]:
    """Who finds a whistle whose lead is 住建 and that 自然资源 assists, at the worker's building."""
    if state in (W.DRAFT, W.VOID):
        return set(STREET)
    seen = EVERYWHERE | COMMUNITY | {"liaison", "resources"}
    if state == W.REASSIGNED:
        seen = seen - {"liaison"} | {"sanitation"}
    return seen | (GRID if state in (W.RESOLVED, W.CHECKED) else set())


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_a_whistle_is_found_by_those_of_its_area_and_nobody_else(street: Street, state: WhistleState) -> None:
    whistle = street.to(state)
    everybody = people(street)
    found = {
        key
        for key, user in everybody.items()
        if Whistle.objects.visible_to(user).filter(pk=whistle.pk).exists()
    }
    assert found == seen_by(state)
    for unit in whistle.units.exclude(state=U.PLANNED):
        own = {"住建局": "liaison", "自然资源局": "resources", "环卫处": "sanitation"}[unit.department.name]
        seen = {
            k
            for k, user in everybody.items()
            if WhistleUnit.objects.visible_to(user).filter(pk=unit.pk).exists()
        }
        strangers = {"liaison", "resources", "sanitation", "enforcement"} - {own}
        assert not seen & strangers
        assert (own in seen) == (unit.state != U.RELEASED)


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_each_act_is_open_to_those_whom_the_table_names_and_closed_to_all_others(
    street: Street, state: WhistleState
) -> None:
    """Role × act in this state, for the whistle and for its lead unit; whoever may act also sees."""
    whistle = street.to(state)
    everybody = people(street)
    lead = whistle.units.exclude(state=U.RELEASED).get(is_lead=True)
    owner = {"住建局": "liaison", "环卫处": "sanitation"}[lead.department.name]
    who = WHO | {"lead_unit": {owner}, "unit": {owner}}
    if state in (W.DRAFT, W.VOID):
        who |= {"lead_unit": set(), "unit": set()}
    for flow, pk, table in ((WHISTLES, whistle.pk, WHISTLES.table), (UNITS, lead.pk, UNITS.table)):
        subject = flow.queryset().get(pk=pk)
        for act, row in table.items():
            expected = set().union(*(who[one] for one in row.who))
            found = {key for key, user in everybody.items() if flow.by_role(user, row, subject).allowed}
            assert found == expected, (flow.kind, act)
            legal = subject.state in row.from_states
            assert flow.by_state(row, subject, street.now).code != "state" if legal else True
    for key, user in everybody.items():
        acts = [
            one.act
            for one in WHISTLES.acts_for(user, WHISTLES.queryset().get(pk=whistle.pk), street.now)
            if one.allowed
        ]
        assert not acts or key in seen_by(state) | GRID, (key, acts)


def record_of(flow: Flow[Any], pk: int) -> tuple[Any, ...]:
    row = flow.queryset().get(pk=pk)
    return (
        row.version,
        row.state,
        Event.objects.filter(subject_kind=flow.kind, subject_id=pk).count(),
        Entry.objects.filter(subject_kind=flow.kind, subject_id=pk).count(),
        list(Clock.objects.of(flow.kind, pk).values_list("code", "due_at", "stopped_at", "paused_at")),
    )


@pytest.mark.parametrize("state", list(WhistleState), ids=str)
def test_what_the_table_does_not_allow_from_a_state_changes_nothing(
    street: Street, state: WhistleState
) -> None:
    whistle = street.to(state)
    unit = whistle.units.exclude(state=U.RELEASED).get(is_lead=True)
    owner = street.summon.liaison_of(unit.department, street.cast)
    actors = {"street_lead": street.cast.street_lead, "manager": street.cast.manager, "unit": owner}
    for flow, pk in ((WHISTLES, whistle.pk), (UNITS, unit.pk)):
        before = record_of(flow, pk)
        for act, row in flow.table.items():
            subject = flow.queryset().get(pk=pk)
            if subject.state in row.from_states:
                continue
            for actor in actors.values():
                with (
                    pytest.raises(RuleBroken) as caught,
                    flow.step(subject, act, actor=actor, now=street.now),
                ):
                    pytest.fail(f"{act} began from {state}")
                assert caught.value.status in (403, 422)
        assert record_of(flow, pk) == before


def street_act(act: str, by: str, **data: Any) -> Callable[[Street, Whistle], Whistle]:
    return lambda street, whistle: street.do(whistle, act, by, **data)


def unit_act(act: str, by: str = "", **data: Any) -> Callable[[Street, Whistle], Whistle]:
    return lambda street, whistle: street.unit_do(
        whistle, act, by=getattr(street.cast, by) if by else None, **data
    )


def _supervise(street: Street, whistle: Whistle) -> Whistle:
    return street.do(whistle, "supervise", "manager", unit=street.unit(whistle).pk, requirement="请马上到场")


def _object(street: Street, whistle: Whistle) -> Whistle:
    return street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)


def _reassign(street: Street, whistle: Whistle) -> Whistle:
    return street.unit_do(
        whistle, "reassign", by=street.cast.street_lead, note="由环卫办", to=street.summon.sanitation
    )


# One good call of every act, the state it begins in, and where the whistle stands after it.
WALKS: dict[tuple[str, str], tuple[WhistleState, Callable[[Street, Whistle], Whistle], WhistleState]] = {
    ("whistle", "submit"): (W.DRAFT, street_act("submit", "manager"), W.DRAFT),
    ("whistle", "issue"): (W.DRAFT, street_act("issue", "street_lead"), W.APPROVED),
    ("whistle", "void"): (W.DRAFT, street_act("void", "intake", reason="重复"), W.VOID),
    ("whistle", "chase"): (W.APPROVED, street_act("chase", "clerk", text="请马上签收"), W.APPROVED),
    ("whistle", "supervise"): (W.APPROVED, _supervise, W.APPROVED),
    ("whistle", "note"): (W.SIGNED, street_act("note", "intake", text="已打电话"), W.SIGNED),
    ("whistle", "check"): (W.RESOLVED, street_act("check", "leader", passed=True, text="亮了"), W.CHECKED),
    ("whistle", "resume_work"): (W.REWORK, street_act("resume_work", "liaison"), W.HANDLING),
    ("whistle", "rate_street"): (W.CHECKED, street_act("rate_street", "intake", **RATE), W.CHECKED),
    ("whistle", "rate_community"): (W.CHECKED, street_act("rate_community", "secretary", **RATE), W.CHECKED),
    ("whistle", "rate_resident"): (W.CHECKED, street_act("rate_resident", "worker", **RATE), W.CHECKED),
    ("whistle", "explain_missing"): (
        W.RESOLVED,
        street_act("explain_missing", "liaison", reason="规划不影响"),
        W.RESOLVED,
    ),
    ("whistle", "put_on_account"): (
        W.HANDLING,
        street_act("put_on_account", "street_lead", reason="等改造资金"),
        W.ON_ACCOUNT,
    ),
    ("whistle", "review_account"): (
        W.ON_ACCOUNT,
        street_act("review_account", "street_lead", text="还没到"),
        W.ON_ACCOUNT,
    ),
    ("whistle", "resume_account"): (
        W.ON_ACCOUNT,
        street_act("resume_account", "street_lead", reason="钱到了"),
        W.HANDLING,
    ),
    ("unit", "sign"): (W.APPROVED, unit_act("sign"), W.SIGNED),
    ("unit", "object"): (W.SIGNED, _object, W.OBJECTED),
    ("unit", "rule_back"): (W.OBJECTED, unit_act("rule_back", "street_lead", note="属公共照明"), W.SIGNED),
    ("unit", "reassign"): (W.OBJECTED, _reassign, W.REASSIGNED),
    ("unit", "contact"): (W.SIGNED, unit_act("contact", text="已电话联系社区"), W.SIGNED),
    ("unit", "arrive"): (W.SIGNED, unit_act("arrive"), W.ARRIVED),
    ("unit", "plan"): (W.ARRIVED, unit_act("plan", text="今天换灯"), W.HANDLING),
    ("unit", "progress"): (W.HANDLING, unit_act("progress", text="已下料"), W.HANDLING),
    ("unit", "ask_extension"): (W.ARRIVED, unit_act("ask_extension", days=3, reason="等配件"), W.EXTENSION),
    ("unit", "decide_extension"): (
        W.EXTENSION,
        unit_act("decide_extension", "street_lead", approved=True),
        W.HANDLING,
    ),
    ("unit", "answer"): (W.ARRIVED, unit_act("answer", result="solved", text="装好了"), W.RESOLVED),
    ("unit", "rate_whistle"): (W.RESOLVED, unit_act("rate_whistle", justified=True, clear=True), W.RESOLVED),
}
# Told elsewhere, with the days and answers they need.
ELSEWHERE = {
    ("whistle", "ratify"),
    ("whistle", "rework"),
    ("whistle", "close"),
    ("whistle", "close_on_account"),
    ("whistle", "escalate"),
    ("unit", "explain"),
}


def test_every_act_of_a_page_is_walked() -> None:
    acts = {("whistle", act) for act in WHISTLE_ACTIONS} | {("unit", act) for act in UNIT_ACTIONS}
    assert set(WALKS) | ELSEWHERE == acts
    assert set(WHISTLES.table) - FOLLOWS - {"edit"} == set(WHISTLE_ACTIONS)
    assert set(UNITS.table) - INSIDE == set(UNIT_ACTIONS)
    assert set(CALLS.table) - {"call", "whistle", "bring_back"} == set(CALL_ACTIONS)


@pytest.mark.parametrize("which", sorted(WALKS), ids=str)
def test_an_act_leads_where_the_table_says_and_is_written_down(
    street: Street, which: tuple[str, str]
) -> None:
    """The state, one version, one line of the timeline, one line of the ledger; a stale form is a conflict."""
    kind, act = which
    begin, walk, end = WALKS[which]
    whistle = street.to(begin)
    flow: Flow[Any] = WHISTLES if kind == "whistle" else UNITS
    subject = whistle if kind == "whistle" else street.unit(whistle)
    subject = flow.queryset().get(pk=subject.pk)
    with (
        pytest.raises(Conflict) as caught,
        flow.step(
            subject, act, actor=acting(street, subject, kind), version=subject.version - 1, now=street.now
        ),
    ):
        pytest.fail("a stale form was taken")
    assert caught.value.status == 409
    version = subject.version
    assert walk(street, whistle).state == end
    fresh = flow.queryset().get(pk=subject.pk)
    assert fresh.version == version + 1
    event = Event.objects.get(subject_kind=flow.kind, subject_id=fresh.pk, version=fresh.version)
    assert event.act == act and event.at == street.now
    line = Entry.objects.filter(subject_kind=flow.kind, subject_id=fresh.pk).latest("seq")
    assert (line.action, line.detail["to"], line.actor) == (f"{flow.kind}.{act}", fresh.state, event.actor)


def acting(street: Street, subject: Any, kind: str) -> Any:
    return street.cast.manager if kind == "whistle" else street.cast.liaison


@pytest.mark.parametrize("state", sorted(CALL_ROADS), ids=str)
def test_calls_are_the_communitys_to_make_and_the_streets_to_answer(street: Street, state: CallState) -> None:
    call = street.call()
    for act, by, data in CALL_ROADS[state]:
        call = street.call_do(call, act, by, **data)
    assert call.state == state
    everybody = people(street)
    seen = {
        key
        for key, user in everybody.items()
        if CommunityCall.objects.visible_to(user).filter(pk=call.pk).exists()
    }
    assert seen == EVERYWHERE | COMMUNITY
    subject = CALLS.queryset().get(pk=call.pk)
    before = record_of(CALLS, call.pk)
    for act, row in CALLS.table.items():
        expected = set().union(*(WHO[one] for one in row.who))
        assert {
            key for key, user in everybody.items() if CALLS.by_role(user, row, subject).allowed
        } == expected, act
        if subject.state not in row.from_states:
            with (
                pytest.raises(RuleBroken),
                CALLS.step(subject, act, actor=street.cast.manager, now=street.now),
            ):
                pytest.fail(f"{act} began from {state}")
    assert record_of(CALLS, call.pk) == before


def test_only_the_community_of_the_place_calls_and_only_the_street_whistles(street: Street) -> None:
    for key in ("worker", "intake", "outsider", "liaison", "supervisor", "nobody"):
        user = getattr(street.cast, key)
        with pytest.raises(NotAllowed):
            call_as(street, user)
    for key in ("clerk", "worker", "liaison", "supervisor", "meeting_secretary", "sysadmin"):
        with pytest.raises(NotAllowed):
            street.blow(actor=getattr(street.cast, key))
    assert not CommunityCall.objects.exists() and not Whistle.objects.exists()


def call_as(street: Street, user: Any) -> CommunityCall:
    cry = Cry(place=street.town.building, title="没有路灯", problem="报过物业", asked="请装灯")
    return call_street(cry, actor=user, now=street.now)


def test_orders_are_the_streets_to_issue_and_the_addressees_to_answer(street: Street) -> None:
    whistle = _supervise(street, street.to(W.APPROVED))
    order = SupervisionOrder.objects.get(subject_kind="whistle", subject_id=whistle.pk)
    everybody = people(street)
    seen = {
        k
        for k, user in everybody.items()
        if SupervisionOrder.objects.visible_to(user).filter(pk=order.pk).exists()
    }
    assert seen == EVERYWHERE | {"liaison"}
    subject = ORDERS.queryset().get(pk=order.pk)
    for act, row in ORDERS.table.items():
        expected = set().union(
            *({"manager", "street_lead"} if one == "issuer" else WHO[one] for one in row.who)
        )
        assert {
            k for k, user in everybody.items() if ORDERS.by_role(user, row, subject).allowed
        } == expected, act
