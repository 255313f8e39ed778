"""First receiver, several departments, objections, accounts, ratings: domain.md D3, D5, D6 told as stories."""

from typing import Any

import pytest

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from disputes.models import Dispute, Objection, SupervisionOrder, Whistle, WhistleRating
from disputes.whistles.choices import UNIT_SEES, UnitState, WhistleState
from disputes.whistles.flow import UNITS, WHISTLES
from disputes.whistles.selectors.rates import rates_of_departments, whistle_quality
from disputes.whistles.workflow import UNITS as UNIT_TABLE
from disputes.whistles.workflow import Who
from tests.whistles.units import DAY, OBJECT, RATE, T0, Street

pytestmark = pytest.mark.django_db
W, U = WhistleState, UnitState


def three(street: Street) -> Whistle:
    """住建 leads, 自然资源 and 环卫 assist; the lead has answered, was checked and rated."""
    whistle = street.blow(assisting=(street.summon.resources, street.summon.sanitation))
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "装好了"})):
        whistle = street.unit_do(whistle, act, **data)
    whistle = street.do(whistle, "check", "worker", passed=True, text="亮了")
    for act, by in (("rate_street", "manager"), ("rate_community", "clerk"), ("rate_resident", "worker")):
        whistle = street.do(whistle, act, by, **RATE)
    assert whistle.state == W.RATED
    return whistle


def answer(street: Street, whistle: Whistle, department: Any) -> Whistle:
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "已配合"})):
        whistle = street.unit_do(whistle, act, department=department, **data)
    return whistle


# --- several departments ----------------------------------------------------------------------------


def test_three_departments_close_only_when_all_have_answered(street: Street) -> None:
    whistle = three(street)
    with pytest.raises(RuleBroken, match=r"等自然资源局、环卫处反馈（应3月16日18:00）.*可以先「催办」"):
        street.do(whistle, "close", "manager", public_text="装好了")
    whistle = answer(street, whistle, street.summon.resources)
    with pytest.raises(RuleBroken, match="等环卫处反馈"):
        street.do(whistle, "close", "manager", public_text="装好了")
    whistle = answer(street, whistle, street.summon.sanitation)
    assert street.do(whistle, "close", "manager", public_text="装好了").state == W.CLOSED


def test_or_when_the_lead_says_why_it_does_not_wait(street: Street) -> None:
    whistle = three(street)
    whistle = street.do(whistle, "explain_missing", "liaison", reason="规划、清运都不影响装灯")
    whistle = street.do(whistle, "close", "manager", public_text="装好了")
    silent = whistle.units.filter(is_lead=False)
    assert set(silent.values_list("state", flat=True)) == {U.DROPPED}
    assert all(not one.due_at for one in silent)
    with pytest.raises(RuleBroken):
        street.unit_do(whistle, "sign", department=street.summon.resources)


def test_only_the_lead_may_give_that_reason_and_only_while_somebody_is_missing(street: Street) -> None:
    whistle = three(street)
    with pytest.raises(NotAllowed):
        street.do(whistle, "explain_missing", street.summon.resources_liaison, reason="我们不用反馈")
    for department in (street.summon.resources, street.summon.sanitation):
        whistle = answer(street, whistle, department)
    with pytest.raises(RuleBroken, match="都反馈了"):
        street.do(whistle, "explain_missing", "liaison", reason="不用等")


def test_the_page_of_the_street_lists_the_close_as_blocked_with_the_reason(street: Street) -> None:
    whistle = WHISTLES.queryset().get(pk=street.to(W.APPROVED).pk)
    options = {one.act: one for one in WHISTLES.acts_for(street.cast.manager, whistle, street.now)}
    assert not options["close"].allowed and options["close"].reason


# --- first receiver ---------------------------------------------------------------------------------


def test_no_act_of_a_department_changes_who_leads(street: Street) -> None:
    """D5: the lead may not hand off. Only the street's ruling does, and it is written as such."""
    changing = {act for act, row in UNIT_TABLE.items() if act in ("reassign", "promote", "receive")}
    for act in changing:
        assert Who.UNIT not in UNIT_TABLE[act].who
    whistle = street.to(W.HANDLING)
    lead = street.unit(whistle)
    for act in sorted(UNITS.table):
        if Who.UNIT in UNITS.table[act].who:
            assert UNITS.table[act].to in (
                (),
                ("signed",),
                ("objected",),
                ("contacted",),
                ("arrived",),
                ("answered",),
            )
    assert street.unit(whistle) == lead


def test_after_arriving_nobody_objects_any_more(street: Street) -> None:
    whistle = street.to(W.ARRIVED)
    with pytest.raises(RuleBroken, match="不能提出不属本单位"):
        street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)


def test_a_late_assisting_unit_explains_itself_and_says_so_again_when_it_answers(street: Street) -> None:
    resources = street.summon.resources
    whistle = street.unit_do(street.to(W.APPROVED), "sign", department=resources)
    with pytest.raises(RuleBroken, match="没有超期"):
        street.unit_do(whistle, "explain", department=resources, reason="忙", interim="还没去")
    street.now = T0 + 16 * DAY
    whistle = street.unit_do(
        whistle, "explain", department=resources, reason="人手在汛期值守", interim="已约周三到场"
    )
    told = street.notices(street.cast.manager)
    assert any("说明超期和阶段情况" in one.title for one in told)
    whistle = street.unit_do(whistle, "arrive", department=resources)
    with pytest.raises(RuleBroken, match="为什么晚了"):
        street.unit_do(whistle, "answer", department=resources, result="solved", text="核实过了")
    whistle = street.unit_do(
        whistle, "answer", department=resources, result="solved", text="核实过了", late_reason="汛期值守"
    )
    assert street.unit(whistle, resources).state == U.ANSWERED


def test_an_answer_for_the_lead_waits_for_no_assisting_unit_but_the_close_does(street: Street) -> None:
    whistle = street.unit_do(
        street.to(W.HANDLING), "answer", result="solved", text="装好了", missing_reason="规划不影响"
    )
    assert whistle.missing_reason == "规划不影响"
    assert whistle.state == W.RESOLVED


# --- objections -------------------------------------------------------------------------------------


def test_an_objection_needs_a_reason_a_clause_and_another_unit(street: Street) -> None:
    whistle = street.to(W.SIGNED)
    for left_out in ("reason", "clause"):
        with pytest.raises(RuleBroken) as caught:
            street.unit_do(whistle, "object", suggested=street.summon.sanitation, **{**OBJECT, left_out: ""})
        assert caught.value.field == left_out
    for suggested in (None, street.summon.housing):
        with pytest.raises(RuleBroken) as caught:
            street.unit_do(whistle, "object", suggested=suggested, **OBJECT)
        assert caught.value.field == "suggested"


def test_an_objection_before_signing_signs_too(street: Street) -> None:
    whistle = street.unit_do(street.to(W.APPROVED), "object", suggested=street.summon.sanitation, **OBJECT)
    unit = street.unit(whistle)
    assert (whistle.state, unit.state, unit.liaison) == (W.OBJECTED, U.OBJECTED, street.cast.liaison)
    acts = Event.objects.filter(subject_kind="whistle_unit", subject_id=unit.pk).order_by("version")
    assert list(acts.values_list("act", flat=True)) == ["receive", "sign", "object"]


def test_a_unit_objects_once(street: Street) -> None:
    whistle = street.unit_do(
        street.to(W.OBJECTED), "rule_back", by=street.cast.street_lead, note="属公共照明"
    )
    assert whistle.state == W.SIGNED
    with pytest.raises(RuleBroken, match="已经提过一次异议"):
        street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)


def test_after_the_second_refusal_the_streets_ruling_is_the_last_word(street: Street) -> None:
    whistle = street.to(W.REASSIGNED)  # 住建 refused, 环卫 leads now
    whistle = street.unit_do(whistle, "object", suggested=street.summon.enforcement, **OBJECT)
    assert whistle.objection_count == 2
    whistle = street.unit_do(
        whistle, "reassign", by=street.cast.street_lead, note="由综合执法牵头", to=street.summon.enforcement
    )
    with pytest.raises(RuleBroken, match="以街道裁定为准"):
        street.unit_do(whistle, "object", suggested=street.summon.housing, **OBJECT)
    assert Objection.objects.filter(unit__whistle=whistle).count() == 2
    # Refused twice: the leadership may take it to the upper level although nothing is overdue.
    whistle = street.unit_do(whistle, "sign")
    whistle = street.do(whistle, "escalate", "street_lead", requirement="请到场", city_told="市督查室")
    assert whistle.state == W.ESCALATED


def test_an_assisting_unit_may_be_let_go_or_replaced_and_the_whistle_goes_on(street: Street) -> None:
    whistle = street.to(W.ARRIVED, assisting=(street.summon.resources, street.summon.sanitation))
    for department, to in (
        (street.summon.resources, None),
        (street.summon.sanitation, street.summon.enforcement),
    ):
        whistle = street.unit_do(
            whistle, "object", department=department, suggested=street.summon.enforcement, **OBJECT
        )
        assert (whistle.state, whistle.objection_count) == (W.ARRIVED, 0)
        street.unit_do(
            whistle, "reassign", department=department, by=street.cast.street_lead, note="可以", to=to
        )
    standing = set(whistle.units.filter(state__in=UNIT_SEES).values_list("department__name", flat=True))
    assert standing == {"住建局", "综合执法队"}
    assert not Whistle.objects.visible_to(street.summon.resources_liaison).exists()


def test_a_lead_cannot_be_let_go_without_another(street: Street) -> None:
    whistle = street.to(W.OBJECTED)
    for to in (None, street.summon.housing):
        with pytest.raises(RuleBroken) as caught:
            street.unit_do(whistle, "reassign", by=street.cast.street_lead, note="不属住建", to=to)
        assert caught.value.field == "to"


# --- overdue, on account ----------------------------------------------------------------------------


def test_an_overdue_whistle_goes_to_the_upper_level_with_an_order_and_comes_back_by_arriving(
    street: Street,
) -> None:
    whistle = street.to(W.APPROVED)
    with pytest.raises(RuleBroken, match="没有超期"):
        street.do(whistle, "escalate", "street_lead", requirement="请到场", city_told="市督查室")
    street.now += DAY
    with pytest.raises(RuleBroken) as caught:
        street.do(whistle, "escalate", "street_lead", requirement="请到场", city_told="")
    assert caught.value.field == "city_told"
    whistle = street.do(whistle, "escalate", "street_lead", requirement="请到场", city_told="市督查室")
    order = SupervisionOrder.objects.get()
    assert (order.department, order.issued_by) == (street.summon.housing, street.cast.street_lead)
    with pytest.raises(RuleBroken, match="先签收并到场"):
        street.do(whistle, "resume_work", "liaison")
    whistle = street.unit_do(whistle, "sign")
    assert whistle.state == W.ESCALATED
    whistle = street.unit_do(whistle, "arrive")
    assert whistle.state == W.HANDLING


def test_a_matter_on_account_closes_after_three_reviews_with_its_published_reason(street: Street) -> None:
    case = street.case()
    whistle = street.blow(case)
    for act, data in (("sign", {}), ("arrive", {}), ("plan", {"text": "报改造计划"})):
        whistle = street.unit_do(whistle, act, **data)
    with pytest.raises(RuleBroken) as caught:
        street.do(whistle, "put_on_account", "street_lead", reason="")
    assert caught.value.field == "reason"
    whistle = street.do(whistle, "put_on_account", "street_lead", reason="要等明年改造资金")
    assert "要等明年改造资金" in case.events.latest("pk").public_text
    for done in range(3):
        with pytest.raises(RuleBroken, match=f"还差{3 - done}次"):
            street.do(whistle, "close_on_account", "manager", public_text="办不了")
        whistle = street.do(whistle, "review_account", "street_lead", text=f"第{done + 1}次：资金没有到")
    with pytest.raises(RuleBroken) as caught:
        street.do(whistle, "close_on_account", "manager", public_text="")
    assert caught.value.field == "public_text"
    whistle = street.do(whistle, "close_on_account", "manager", public_text="资金三次没有列入，另行上报")
    assert (whistle.state, whistle.result, whistle.account_reviews) == (W.CLOSED, "on_account", 3)


# --- checks and ratings -----------------------------------------------------------------------------


def test_a_failed_check_is_not_rated_and_a_good_one_is_not_reworked(street: Street) -> None:
    bad = street.do(street.to(W.RESOLVED), "check", "clerk", passed=False, text="还不亮")
    with pytest.raises(RuleBroken, match="要先返工"):
        street.do(bad, "rate_street", "manager", **RATE)
    good = street.to(W.CHECKED)
    with pytest.raises(RuleBroken, match="不用返工"):
        street.do(good, "rework", "manager", reason="再看看")


def test_who_speaks_for_a_summoned_department_does_not_check_its_work(street: Street) -> None:
    """N8: no self-clearing."""
    whistle = street.to(W.RESOLVED)
    street.post(street.cast.clerk, department=street.summon.housing)
    with pytest.raises(NotAllowed):
        street.do(whistle, "check", "clerk", passed=True, text="都好")


def test_three_answers_of_each_side_once_and_the_street_and_community_must_answer(street: Street) -> None:
    whistle = street.to(W.CHECKED)
    with pytest.raises(RuleBroken, match="要自己评价"):
        street.do(whistle, "rate_street", "manager", satisfaction="no_answer")
    with pytest.raises(RuleBroken, match="问题解决没有"):
        street.do(whistle, "rate_street", "manager", satisfaction="good", responded=True)
    whistle = street.do(whistle, "rate_street", "manager", **RATE)
    with pytest.raises(RuleBroken, match="街道已经评价过了"):
        street.do(whistle, "rate_street", "street_lead", **RATE)
    whistle = street.do(whistle, "rate_resident", "worker", satisfaction="not_reached")
    given = WhistleRating.objects.get(whistle=whistle, side="resident")
    assert (given.responded, given.solved) == (None, None)
    assert whistle.state == W.CHECKED
    assert street.do(whistle, "rate_community", "secretary", **RATE).state == W.RATED


def test_a_matter_that_no_resident_brought_is_rated_by_two(street: Street) -> None:
    whistle = street.to(W.CHECKED, asks_resident=False)
    with pytest.raises(RuleBroken, match="不用居民评价"):
        street.do(whistle, "rate_resident", "worker", **RATE)
    whistle = street.do(whistle, "rate_street", "manager", **RATE)
    assert street.do(whistle, "rate_community", "clerk", **RATE).state == W.RATED


def test_after_a_rework_everybody_rates_anew(street: Street) -> None:
    whistle = street.to(W.CHECKED)
    whistle = street.do(whistle, "rate_community", "clerk", responded=True, solved=False, satisfaction="bad")
    whistle = street.do(whistle, "rework", "manager", reason="东头不亮")
    whistle = street.unit_do(whistle, "answer", result="solved", text="换了线")
    whistle = street.do(whistle, "check", "worker", passed=True, text="都亮")
    whistle = street.do(whistle, "rate_community", "clerk", **RATE)
    assert WhistleRating.objects.filter(whistle=whistle, side="community").count() == 2


def test_both_sides_are_measured(street: Street) -> None:
    """D6, I5: departments by three rates, the street by justified and sent-back shares; a share without cases is none."""
    whistle = three(street)
    whistle = street.unit_do(whistle, "rate_whistle", justified=True, clear=False, note="没写清几盏")
    with pytest.raises(RuleBroken, match="已经评过"):
        street.unit_do(whistle, "rate_whistle", justified=True, clear=True)
    street.to(W.REASSIGNED)
    since, until = T0 - DAY, T0 + 60 * DAY
    rates = {one.department.name: one for one in rates_of_departments(since, until)}
    housing = rates["住建局"]
    assert (housing.responded, housing.responses) == (1, 1)
    assert (housing.solved, housing.results) == (1, 1)
    assert (housing.satisfied, housing.rated) == (3, 3)
    quality = whistle_quality(since, until)
    assert (quality.justified, quality.asked) == (1, 1)
    assert (quality.sent_back, quality.issued) == (1, 2)


# --- the way back -----------------------------------------------------------------------------------


def test_the_result_flows_back_to_the_case_and_does_not_close_it(street: Street) -> None:
    case = street.case()
    whistle = street.blow(case, assisting=())
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "装好六盏"})):
        whistle = street.unit_do(whistle, act, **data)
    whistle = street.do(whistle, "check", "worker", passed=True, text="亮了")
    for act, by in (("rate_street", "manager"), ("rate_community", "clerk"), ("rate_resident", "worker")):
        whistle = street.do(whistle, act, by, **RATE)
    street.do(whistle, "close", "manager", public_text="北门路灯已装好")
    case.refresh_from_db()
    news = list(case.events.filter(act="whistle_news").order_by("version"))
    assert [one.public_text for one in news] == [
        "已请住建局来办",
        "住建局已反馈，我们正在现场核实",
        "北门路灯已装好",
    ]
    assert case.state == "registered"
    assert all(one.actor is None for one in news)


def test_a_case_that_is_filed_meanwhile_hears_nothing_and_stops_nothing(street: Street) -> None:
    case = street.case()
    whistle = street.blow(case)
    Dispute.objects.filter(pk=case.pk).update(state="archived")
    street.unit_do(street.unit_do(whistle, "sign"), "arrive")
    assert street.unit_do(whistle, "answer", result="solved", text="装好了").state == W.RESOLVED
    assert case.events.filter(act="whistle_news").count() == 1


def test_a_restricted_case_is_told_to_nobody_outside(street: Street) -> None:
    case = street.log(actor=street.cast.clerk, involves_dv=True, now=street.now)
    for attempt in (lambda: street.blow(case), lambda: street.call(case)):
        with pytest.raises(RuleBroken, match="限制知悉"):
            attempt()
    assert not Whistle.objects.exists()
