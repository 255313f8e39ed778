"""domain.md D4, each limit worked out by hand. T0 is Monday 2 March 2026, 10:00; no holiday is near.

Office hours are 9:00-12:00 and 14:30-18:00 (6.5 hours a day)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from disputes.models import SupervisionOrder, Whistle, WhistleUnit
from disputes.whistles.choices import WhistleState
from tests.whistles.units import DAY, HOUR, OBJECT, T0, Street

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
W = WhistleState


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def live(unit: WhistleUnit | Whistle, kind: str = "whistle_unit") -> dict[str, str]:
    rows = Clock.objects.live().of(kind, unit.pk)
    return {
        one.code.removeprefix("whistle."): "paused" if one.paused_at else local(one.due_at) for one in rows
    }


D4: dict[str, dict[str, str]] = {
    "emergency": {
        "emergency.sign": "03-02 10:30",
        "emergency.arrive": "03-02 12:00",
        "emergency.result": "03-03 10:00",
    },
    # Four office hours from 10:00: two until noon, two from 14:30.
    "enforcement": {
        "enforcement.sign": "03-02 16:30",
        "enforcement.arrive": "03-03 18:00",
        "enforcement.result": "03-09 18:00",
    },
    "hard": {
        "hard.sign": "03-02 11:00",
        "hard.contact": "03-03 10:00",
        "hard.report": "03-05 18:00",
        "hard.result": "03-16 18:00",
    },
    "tough": {"tough.report": "03-09 18:00", "tough.plan": "03-16 18:00", "tough.result": "04-15 18:00"},
}


def blow(street: Street, kind: str, **changes: Any) -> Whistle:
    if kind == "tough":
        street.head()
        changes["result_by"] = datetime(2026, 4, 15, 18, tzinfo=SHANGHAI)
    return street.blow(kind=kind, **changes)


@pytest.mark.parametrize("kind", sorted(D4))
def test_each_kind_starts_its_limits_on_every_unit(street: Street, kind: str) -> None:
    whistle = blow(street, kind)
    for unit in whistle.units.all():
        assert live(unit) == D4[kind]
    # The list shows the nearest of them.
    assert local(whistle.due_at) == min(D4[kind].values())


def test_working_hours_of_an_enforcement_whistle_skip_the_night_and_the_weekend(street: Street) -> None:
    street.now = at(6, 17)
    whistle = street.blow(kind="enforcement")
    # Friday 17:00: one hour until closing, three on Monday morning.
    assert live(street.unit(whistle))["enforcement.sign"] == "03-09 12:00"


def test_each_step_stops_its_own_limit_and_the_plan_and_the_result_go_on(street: Street) -> None:
    whistle = blow(street, "tough")
    whistle = street.unit_do(whistle, "sign")
    assert live(street.unit(whistle)) == {**D4["tough"], "objection": "03-03 18:00"}
    whistle = street.unit_do(whistle, "arrive")
    assert live(street.unit(whistle)) == {k: v for k, v in D4["tough"].items() if k != "tough.report"}
    whistle = street.unit_do(whistle, "plan", text="分三步改造")
    assert live(street.unit(whistle)) == {"tough.result": "04-15 18:00"}
    street.unit_do(whistle, "answer", result="solved", text="改造完成")
    assert live(street.unit(whistle)) == {}
    assert live(whistle, "whistle") == {"check": "03-04 18:00"}


def test_a_hard_whistle_is_contacted_within_a_day_and_then_visited(street: Street) -> None:
    whistle = street.unit_do(blow(street, "hard"), "sign")
    whistle = street.unit_do(whistle, "contact", text="已联系社区")
    met = Clock.objects.get(code="whistle.hard.contact", subject_id=street.unit(whistle).pk)
    assert met.met is True
    with pytest.raises(RuleBroken, match="不用先联系"):
        street.unit_do(street.unit_do(blow(street, "enforcement"), "sign"), "contact", text="已联系")


def test_an_objection_pauses_the_limits_and_a_ruling_gives_the_time_back(street: Street) -> None:
    whistle = street.unit_do(blow(street, "hard"), "sign")  # 11:00
    whistle = street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)  # 12:00
    unit = street.unit(whistle)
    paused = {"hard.contact": "paused", "hard.report": "paused", "hard.result": "paused"}
    assert live(unit) == {**paused, "ruling": "03-03 18:00"}
    assert live(street.unit(whistle, street.summon.resources)) == D4["hard"]
    street.now = at(3, 14)
    whistle = street.unit_do(whistle, "rule_back", by=street.cast.street_lead, note="属公共照明")  # 15:00
    # Paused from Monday 12:00 to Tuesday 15:00: 27 hours, and one working day.
    assert live(unit) == {
        "hard.contact": "03-04 13:00",
        "hard.report": "03-06 18:00",
        "hard.result": "03-17 18:00",
    }


def test_an_objection_does_not_stop_the_clock_of_an_emergency(street: Street) -> None:
    whistle = blow(street, "emergency", assisting=())
    street.now += timedelta(minutes=5) - HOUR
    whistle = street.unit_do(whistle, "sign")
    street.now += timedelta(minutes=5) - HOUR
    whistle = street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)
    assert live(street.unit(whistle)) == {
        "emergency.arrive": "03-02 12:00",
        "emergency.result": "03-03 10:00",
        "ruling": "03-03 18:00",
    }


def test_a_new_lead_begins_with_fresh_limits(street: Street) -> None:
    whistle = street.to(W.OBJECTED)
    old = street.unit(whistle)
    street.now = at(3, 9)
    whistle = street.unit_do(
        whistle, "reassign", by=street.cast.street_lead, note="由环卫办", to=street.summon.sanitation
    )  # Tuesday 10:00
    assert live(old) == {}
    assert Clock.objects.of("whistle_unit", old.pk).filter(cancelled_at__isnull=False).count() == 3
    assert live(street.unit(whistle)) == {
        "hard.sign": "03-03 11:00",
        "hard.contact": "03-04 10:00",
        "hard.report": "03-06 18:00",
        "hard.result": "03-17 18:00",
    }
    whistle = street.unit_do(whistle, "sign")
    assert (whistle.state, street.unit(whistle).department) == (W.SIGNED, street.summon.sanitation)


def test_an_assisting_unit_that_becomes_the_lead_begins_anew_too(street: Street) -> None:
    whistle = street.to(W.OBJECTED)
    whistle = street.unit_do(whistle, "sign", department=street.summon.resources)
    street.now = at(3, 9)
    whistle = street.unit_do(
        whistle, "reassign", by=street.cast.street_lead, note="由自然资源牵头", to=street.summon.resources
    )
    lead = street.unit(whistle)
    assert (lead.department, lead.state, lead.signed_at) == (street.summon.resources, "pending", None)
    assert live(lead)["hard.sign"] == "03-03 11:00"
    assert whistle.units.exclude(state="released").count() == 1


def test_more_time_is_asked_before_the_end_and_given_by_the_leadership(street: Street) -> None:
    whistle = street.to(W.EXTENSION)
    assert live(street.unit(whistle)) == {"hard.result": "03-16 18:00"}
    whistle = street.unit_do(whistle, "decide_extension", by=street.cast.street_lead, approved=True)
    assert (whistle.state, live(street.unit(whistle))) == (W.HANDLING, {"hard.result": "03-19 18:00"})
    with pytest.raises(RuleBroken, match="已经延期过一次"):
        street.unit_do(whistle, "ask_extension", days=1, reason="还差一天")


def test_more_time_is_refused_after_the_end_in_an_emergency_and_beyond_the_rule(street: Street) -> None:
    late = street.to(W.HANDLING)
    street.now = at(17, 9)
    with pytest.raises(RuleBroken, match="已经到期"):
        street.unit_do(late, "ask_extension", days=2, reason="等配件")
    urgent = street.unit_do(street.unit_do(street.blow(kind="emergency"), "sign"), "arrive")
    with pytest.raises(RuleBroken, match="应急哨不能延期"):
        street.unit_do(urgent, "ask_extension", days=1, reason="等配件")
    fresh = street.to(W.HANDLING)
    with pytest.raises(RuleBroken, match="最多可以延长10天"):
        street.unit_do(fresh, "ask_extension", days=11, reason="等配件")
    whistle = street.unit_do(fresh, "ask_extension", days=10, reason="等配件")
    with pytest.raises(RuleBroken, match="不同意的"):
        street.unit_do(whistle, "decide_extension", by=street.cast.street_lead, approved=False)
    whistle = street.unit_do(
        whistle, "decide_extension", by=street.cast.street_lead, approved=False, note="人手够"
    )
    assert whistle.state == W.HANDLING


def test_an_emergency_of_the_duty_officer_is_ratified_within_a_day(street: Street) -> None:
    whistle = street.blow(actor=street.cast.intake, kind="emergency")
    assert live(whistle, "whistle") == {"ratify": "03-03 10:00"}
    told = Notice.objects.filter(recipient=street.cast.street_lead, title__contains="请24小时内追认")
    assert told.get().urgent
    whistle = street.do(whistle, "ratify", "street_lead")
    assert (whistle.ratified_by, live(whistle, "whistle")) == (street.cast.street_lead, {})
    with pytest.raises(RuleBroken, match="不用追认"):
        street.do(whistle, "ratify", "street_lead")


def test_a_leader_ratifies_by_blowing_and_other_kinds_are_not_the_duty_officers(street: Street) -> None:
    whistle = street.blow(kind="emergency")
    assert whistle.ratified_by == street.cast.street_lead
    assert live(whistle, "whistle") == {}
    for kind in ("enforcement", "hard"):
        with pytest.raises(NotAllowed):
            street.blow(actor=street.cast.manager, kind=kind)
    with pytest.raises(NotAllowed):
        blow_tough(street)
    street.head()
    assert blow_tough(street).issued_as == "secretary"


def blow_tough(street: Street) -> Whistle:
    return street.blow(kind="tough", result_by=T0 + 40 * DAY)


def test_a_liaison_is_reminded_and_three_working_days_late_is_a_supervision_order(street: Street) -> None:
    whistle = street.blow(kind="enforcement", assisting=())
    unit = street.unit(whistle)
    sweep(now=at(2, 16, 31))
    reminded = Notice.objects.filter(recipient=street.cast.liaison, title__startswith="执法哨签收")
    assert reminded.count() == 2  # half of it, four fifths
    assert Notice.objects.filter(recipient=street.cast.manager, title__contains="执法哨签收已到期").exists()
    sweep(now=at(5, 16, 31))
    order = SupervisionOrder.objects.get()
    assert (order.department, order.issued_by, order.subject_id) == (unit.department, None, whistle.pk)
    assert order.basis == "执法哨签收超期3个工作日"
    assert live(order, "supervision_order") == {"supervision.reply": "03-10 18:00"}
    sweep(now=at(8, 12))
    assert SupervisionOrder.objects.count() == 1  # one open order about a unit at a time


def test_the_day_to_object_ends_in_silence(street: Street) -> None:
    whistle = street.unit_do(street.blow(assisting=()), "sign")
    before = Notice.objects.count()
    Clock.objects.exclude(code="whistle.objection").update(next_fire_at=None)
    sweep(now=at(3, 18, 1))
    clock = Clock.objects.get(code="whistle.objection")
    assert clock.cancelled_at is not None
    assert Notice.objects.count() == before
    street.now = at(3, 18, 1)
    with pytest.raises(RuleBroken, match="首接负责"):
        street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)


def test_a_ruling_that_is_late_reminds_the_leadership_and_not_the_unit(street: Street) -> None:
    whistle = street.to(W.OBJECTED, assisting=())
    Notice.objects.all().delete()
    Clock.objects.exclude(code="whistle.ruling").update(next_fire_at=None)
    sweep(now=at(9, 9))
    told = Notice.objects.filter(title__startswith="对异议裁定")
    assert set(told.values_list("recipient", flat=True)) == {street.cast.street_lead.pk}
    assert not SupervisionOrder.objects.filter(subject_id=whistle.pk).exists()


def test_whoever_checks_has_two_working_days(street: Street) -> None:
    whistle = street.to(W.RESOLVED)
    Notice.objects.all().delete()
    Clock.objects.exclude(code="whistle.check").update(next_fire_at=None)
    assert live(whistle, "whistle") == {"check": "03-04 18:00"}
    sweep(now=at(4, 18, 1))
    told = set(
        Notice.objects.filter(title__startswith="现场核实反馈").values_list("recipient__username", flat=True)
    )
    assert {"worker", "clerk", "manager"} <= told


def test_a_matter_on_account_is_looked_at_each_quarter_and_counts_no_time_for_units(street: Street) -> None:
    whistle = street.to(W.ON_ACCOUNT)
    assert live(street.unit(whistle)) == {}
    # Three months from 2 March end on 2 June.
    assert live(whistle, "whistle") == {"account": "06-02 18:00"}
    street.now = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
    whistle = street.do(whistle, "review_account", "street_lead", text="资金还没有到")
    assert live(whistle, "whistle") == {"account": "09-01 18:00"}
    whistle = street.do(whistle, "resume_account", "street_lead", reason="资金到了")
    # Ten working days from 1 June; 端午 is the 19th.
    assert (whistle.state, live(street.unit(whistle))) == (W.HANDLING, {"hard.result": "06-15 18:00"})
    assert live(whistle, "whistle") == {}


def test_a_rework_gives_a_fresh_limit_and_a_tough_one_needs_a_new_day(street: Street) -> None:
    whistle = street.to(W.CHECKED)
    whistle = street.do(whistle, "rate_community", "clerk", responded=True, solved=False, satisfaction="bad")
    street.now = at(10, 9)
    whistle = street.do(whistle, "rework", "manager", reason="东头还不亮")
    assert live(street.unit(whistle)) == {"hard.result": "03-24 18:00"}
    street.head()
    tough = street.blow(kind="tough", assisting=(), result_by=at(12, 18))
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "partly", "text": "做了一半"})):
        tough = street.unit_do(tough, act, **data)
    tough = street.do(tough, "check", "worker", passed=False, text="只做了一半")
    street.now = at(13, 9)
    with pytest.raises(RuleBroken, match="新的办结日期"):
        street.do(tough, "rework", "manager", reason="请做完")
    tough = street.do(tough, "rework", "manager", reason="请做完", result_by=at(20, 18))
    assert live(street.unit(tough)) == {"tough.result": "03-20 18:00"}


def test_a_call_is_answered_within_a_working_day_and_waits_again_when_its_draft_is_dropped(
    street: Street,
) -> None:
    call = street.call()
    assert [local(one.due_at) for one in Clock.objects.live().of("community_call", call.pk)] == [
        "03-03 18:00"
    ]
    whistle = street.draft_for(call)
    call.refresh_from_db()
    assert call.state == "whistled"
    street.do(whistle, "void", "manager", reason="改由街道自己办")
    call.refresh_from_db()
    assert call.state == "waiting"
    assert [local(one.due_at) for one in Clock.objects.live().of("community_call", call.pk)] == [
        "03-03 18:00"
    ]
