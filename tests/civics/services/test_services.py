"""What is particular to a room: two persons, relief at the street, promised days, covered names, levels that follow."""

from datetime import date
from typing import Any

import pytest
import time_machine

from civics.models import ServiceItem
from civics.models.risk import QUESTIONS
from core.audit.models import Entry, Reveal
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from tests.civics.services.conftest import As
from tests.civics.services.examples import NAME, PHONE, Yard
from tests.works import TODAY, WHY, body

pytestmark = pytest.mark.django_db


def test_who_takes_it_in_does_not_handle_it_and_who_handles_does_not_rate(yard: Yard) -> None:
    item = yard.begun("items")
    for handler in (yard.cast.clerk, yard.cast.worker, yard.cast.outsider):
        form = yard.pages.forms["items"]["assign"]
        offered = form(None, None, row=item, user=yard.cast.clerk, now=yard.now).fields["handler"].queryset  # type: ignore[attr-defined]
        assert handler not in offered
    with pytest.raises(RuleBroken, match="受理的人不办理"):
        yard.do(item, "assign", yard.cast.clerk, handler=yard.cast.clerk)
    item = yard.step(item, "assign")
    assert Notice.objects.filter(recipient=yard.cast.second_clerk, subject_kind="service_item").exists()
    with pytest.raises(NotAllowed):
        yard.do(item, "finish", yard.cast.clerk, result="好了", came=1)
    item = yard.step(item, "finish")
    with pytest.raises(NotAllowed):
        yard.do(item, "rate", yard.cast.second_clerk, rating="good")
    assert yard.step(item, "rate").rating == "good"


def test_relief_is_the_streets_from_the_catalogue_on(yard: Yard) -> None:
    """社会救助法 art. 64: a community takes the request in, the street's window handles it."""
    with pytest.raises(RuleBroken, match="第64条"):
        yard.kind(is_relief=True, window="community")
    relief = yard.kind(is_relief=True, window="street", days=20, name="低保申请")
    item = yard.begun("items", kind=relief, name="申请低保")
    assert item.window == "street" and Notice.objects.filter(recipient=yard.cast.intake).count() == 1
    for who in (yard.cast.second_clerk, yard.cast.secretary):
        with pytest.raises(NotAllowed):
            yard.do(item, "assign", who, handler=yard.cast.intake)
    item = yard.do(item, "assign", yard.cast.manager, handler=yard.cast.intake)
    assert item.handler == yard.cast.intake
    assert yard.do(item, "finish", yard.cast.intake, result="已报区民政局", came=0).state == "done"


def test_the_catalogues_promise_of_that_day_is_the_clock_and_stands_still_while_papers_are_missing(
    yard: Yard,
) -> None:
    item = yard.begun("items")
    item.kind.days = 30
    item.kind.save()
    clock = Clock.objects.get(subject_kind="service_item", subject_id=item.pk)
    # Three working days from Monday.
    assert clock.due_at.astimezone().date() == date(2026, 3, 5) and item.days == 3
    item = yard.step(yard.step(item, "assign"), "ask_more")
    assert item.due_at is None
    assert yard.step(item, "supplied").due_at is not None
    item = yard.step(item, "finish")
    assert item.due_at is None
    assert yard.step(item, "redo").due_at is not None


def test_who_asked_is_sealed_masked_and_uncovered_with_a_reason(yard: Yard, as_: As) -> None:
    item = yard.begun("items")
    raw = ServiceItem.objects.filter(pk=item.pk).values().get()
    assert NAME.encode() not in bytes(raw["applicant_sealed"]) and PHONE not in str(raw)
    traces = [
        *Event.objects.values_list("text", "changes"),
        *Entry.objects.values_list("detail"),
        *Notice.objects.values_list("title", "body"),
    ]
    assert PHONE not in str(traces) and NAME not in str(traces)
    with time_machine.travel(yard.now, tick=False):
        page = body(as_(yard.cast.clerk).get(item.get_absolute_url()))
        assert "138****2207" in page and "王*国" in page and NAME not in page
        reader = as_(yard.cast.supervisor)
        assert "看完整的" not in body(reader.get(item.get_absolute_url()))
        look = f"/services/items/{item.pk}/look/phone/"
        assert reader.get(look).status_code == 403
        assert as_(yard.cast.outsider).get(look).status_code == 404
        assert as_(yard.cast.clerk).get(f"/services/items/{item.pk}/look/state/").status_code == 404
        assert as_(yard.cast.clerk).get(look).status_code == 200
        changed = {
            "name": item.name,
            "detail": item.detail,
            "applicant": "",
            "phone": "13993712208",
            "version": item.version,
        }
        assert as_(yard.cast.clerk).post(item.act_url("edit"), changed).status_code == 302
    item.refresh_from_db()
    assert item.open_sealed("phone") == "13993712208" and item.open_sealed("applicant") == NAME
    assert Reveal.objects.count() == 0


def test_what_waits_is_counted_for_who_can_do_it(yard: Yard) -> None:
    room = yard.pages.by_key["items"]
    item = yard.begun("items")

    def waits(user: Any) -> bool:
        rows: Any = ServiceItem.objects.visible_to(user).filter(room.mine(user))
        return bool(rows.exists())

    assert not waits(yard.cast.clerk) and waits(yard.cast.second_clerk) and not waits(yard.cast.manager)
    yard.step(item, "assign")
    assert waits(yard.cast.second_clerk) and not waits(yard.cast.secretary)


def test_the_highest_answer_is_the_level_and_the_level_is_the_conclusion(yard: Yard) -> None:
    low = {"consulted": "走访", "findings": "没有", **dict.fromkeys(QUESTIONS, 1)}
    for changes, level, conclusion in (
        ({}, 1, "proceed"),
        ({"plan": 2}, 2, "adjust"),
        ({"group_events": 3}, 3, "stop"),
    ):
        review = yard.do(yard.begun("reviews"), "assess", yard.cast.clerk, **{**low, **changes})
        assert review.level == level
        if level > 1:
            with pytest.raises(RuleBroken) as caught:
                yard.do(review, "conclude", yard.cast.street_lead, level=level - 1)
            assert caught.value.field == "level"
        with pytest.raises(NotAllowed):
            yard.do(review, "conclude", yard.cast.manager, level=level)
        assert yard.do(review, "conclude", yard.cast.street_lead, level=level).conclusion == conclusion
    stricter = yard.do(yard.begun("reviews"), "assess", yard.cast.clerk, **low)
    stricter = yard.do(stricter, "conclude", yard.cast.street_lead, level=3)
    assert stricter.conclusion == "stop"
    again = yard.do(stricter, "adjust", yard.cast.clerk, **WHY)
    assert (again.state, again.level, again.conclusion, again.legality) == ("draft", None, "", None)


def test_a_shift_of_a_day_ahead_is_not_told_yet_and_nobody_stands_twice(yard: Yard) -> None:
    ahead = yard.begun("roster", on=date(2026, 3, 9))
    for act in ("arrive", "miss"):
        with pytest.raises(RuleBroken, match="还没到"):
            yard.step(ahead, act)
    with pytest.raises(RuleBroken, match="已经排了"):
        yard.begun("roster", on=date(2026, 3, 9))
    yard.step(ahead, "cancel")
    assert yard.begun("roster", on=date(2026, 3, 9)).state == "planned"


def test_the_days_log_is_summed_without_what_was_struck(yard: Yard) -> None:
    room = yard.pages.by_key["intake"]
    day = yard.begun("intake")
    for topic, count in (("dispute", 2), ("advice", 1), ("advice", 4)):
        day = yard.step(day, "visit", topic=topic, headcount=count)
    newest = next(iter(room.live_records(day)))
    day = yard.do(day, "strike", yard.cast.manager, record=f"intakeline-{newest.pk}", **WHY)
    assert room.figures(day) == [("来办什么", "矛盾纠纷1批，法律咨询1批"), ("怎么办的", "登记成案件2批")]
    row = room.listed(room.queryset()).get(pk=day.pk)
    assert (row.visits, row.people) == (2, 3)
    with pytest.raises(RuleBroken, match="至少1人"):
        yard.step(day, "visit", headcount=0)
    with pytest.raises(RuleBroken, match="已经开了"):
        yard.begun("intake", on=TODAY)


def test_a_supporter_has_one_duty_and_its_services_are_numbers(yard: Yard) -> None:
    duty = yard.begun("legal")
    assert (duty.name, duty.grid, duty.community) == ("律师 何律师", yard.town.tiebei.grids[0], yard.area)
    with pytest.raises(RuleBroken, match="已经排了值班"):
        yard.begun("legal", supporter=duty.supporter)
    duty = yard.step(duty, "note_service")
    duty = yard.step(duty, "note_service", way="case", topic="family", count=1)
    assert yard.pages.by_key["legal"].figures(duty) == [("法律咨询", "3次"), ("协助调解案件", "1次")]
