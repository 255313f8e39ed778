"""What each act refuses, with the field it belongs to, and that nothing is half-written."""

from typing import Any

import pytest

from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from residents.actions.opinions import ACTIONS, reveal_contact, settle_on_spot
from residents.choices_visits import Category, Desk, OpinionState
from residents.models import Opinion
from tests.cast import PHONE
from tests.opinions.test_every_act import state_of
from tests.opinions.walk import DATA, WHO, Walk

pytestmark = pytest.mark.django_db
S = OpinionState
REFUSED: list[tuple[str, OpinionState, dict[str, Any], str]] = [
    ("classify", S.RAISED, {"category": ""}, "category"),
    ("classify", S.RAISED, {"desk": 0}, "desk"),
    ("reclassify", S.HANDLING, {"reason": ""}, "reason"),
    ("reclassify", S.HANDLING, {"category": Category.REQUEST, "desk": Desk.COMMUNITY}, "category"),
    ("return_opinion", S.HANDLING, {"reason": ""}, "reason"),
    ("handle", S.HANDLING, {"handled": ""}, "handled"),
    ("tell_progress", S.CONVERTED, {"reply_way": ""}, "reply_way"),
    ("tell_progress", S.CONVERTED, {"public_text": ""}, "public_text"),
    ("reply", S.HANDLING, {"reply_way": ""}, "reply_way"),
    ("reply", S.HANDLING, {"public_text": ""}, "public_text"),
    ("reply", S.HANDLING, {"handled": ""}, "handled"),
    ("rate", S.REPLIED, {"satisfaction": ""}, "satisfaction"),
    ("rate", S.REPLIED, {"satisfaction": "bad"}, "satisfaction_note"),
    ("rework", S.REPLIED, {"reason": ""}, "reason"),
    ("withdraw", S.RAISED, {"reason": ""}, "reason"),
    ("mark_general", S.RAISED, {"is_general": False}, "is_general"),
    ("chase", S.RAISED, {"text": ""}, "text"),
    ("note", S.RAISED, {"text": ""}, "text"),
]


@pytest.mark.parametrize(("act", "state", "change", "field"), REFUSED)
def test_what_is_missing_is_refused_by_its_field_and_nothing_is_written(
    walk: Walk, act: str, state: OpinionState, change: dict[str, Any], field: str
) -> None:
    opinion = walk.to(state)
    before = state_of(opinion)
    with pytest.raises(RuleBroken) as caught:
        ACTIONS[act](opinion, actor=getattr(walk.cast, WHO[act]), now=walk.now, **{**DATA[act], **change})
    assert (caught.value.field, caught.value.status) == (field, 422)
    assert caught.value.message and not caught.value.message.isascii()
    assert state_of(opinion) == before


def test_a_question_is_answered_by_words_alone(walk: Walk) -> None:
    opinion = walk.step(walk.raised(), "classify", category=Category.QUESTION)
    opinion = walk.step(opinion, "reply", handled="", public_text="低保到街道便民大厅申请，带户口簿")
    assert opinion.state == S.REPLIED


def test_an_answer_and_its_rating_may_come_in_one_talk(walk: Walk) -> None:
    opinion = walk.step(walk.to(S.HANDLING), "reply", satisfaction="very_good")
    assert (opinion.state, opinion.satisfaction) == (S.CLOSED, "very_good")
    with pytest.raises(RuleBroken):
        walk.step(walk.to(S.HANDLING), "reply", satisfaction="very_bad")
    assert Opinion.objects.latest("pk").state == S.HANDLING


def test_a_grid_worker_gives_nothing_past_the_community(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as caught:
        walk.step(walk.raised(), "classify", "worker", desk=Desk.STREET)
    assert caught.value.field == "desk"
    assert walk.step(walk.raised(), "classify", "worker", desk=Desk.GRID).desk == Desk.GRID


def test_nothing_goes_to_a_grid_that_lies_in_no_grid(walk: Walk) -> None:
    opinion = walk.raised(place=walk.town.tiebei.estate)
    assert opinion.grid is None
    with pytest.raises(RuleBroken) as caught:
        walk.step(opinion, "classify", desk=Desk.GRID)
    assert caught.value.field == "desk"


def test_the_person_named_must_serve_at_the_desk(walk: Walk) -> None:
    for holder in (walk.cast.worker, walk.cast.outsider, walk.cast.nobody):
        with pytest.raises(RuleBroken) as caught:
            walk.step(walk.raised(), "classify", holder=holder)
        assert caught.value.field == "holder"
    assert (
        walk.step(walk.raised(), "classify", holder=walk.cast.second_clerk).holder == walk.cast.second_clerk
    )


def test_a_month_after_the_answer_a_new_opinion_is_raised_instead(walk: Walk) -> None:
    opinion = walk.to(S.CLOSED)
    walk.now = opinion.closed_at.replace(month=4, day=20)
    with pytest.raises(RuleBroken) as caught:
        walk.step(opinion, "rework")
    assert "请登记一条新意见" in caught.value.message


def test_the_answer_says_what_it_waits_for(walk: Walk) -> None:
    opinion = walk.to(S.CONVERTED)
    with pytest.raises(RuleBroken) as caught:
        walk.step(opinion, "reply")
    assert opinion.target_no in caught.value.message and "告知居民进展" in caught.value.message


@pytest.mark.parametrize(
    "key", ["mediator", "liaison", "support_worker", "sysadmin", "supervisor", "auditor", "nobody"]
)
def test_only_who_serves_residents_takes_opinions(walk: Walk, key: str) -> None:
    with pytest.raises(NotAllowed):
        walk.raised(getattr(walk.cast, key))
    assert not Opinion.objects.exists()


def test_a_place_of_another_community_is_refused_and_one_next_door_is_not(walk: Walk) -> None:
    with pytest.raises(NotAllowed) as caught:
        walk.raised(place=walk.town.dongyuan.buildings[0][0])
    assert caught.value.code == "place"
    next_door = walk.raised(place=walk.town.tiebei.buildings[1][0])
    assert Opinion.objects.visible_to(walk.cast.worker).filter(pk=next_door.pk).exists()


def test_the_street_is_no_place_of_an_opinion(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as caught:
        walk.raised(walk.cast.intake, place=walk.town.street)
    assert caught.value.field == "place"


def test_an_opinion_answered_on_the_spot_has_each_step_on_record(walk: Walk) -> None:
    told = walk.told(text="去哪里办老年证", name="", phone="")
    opinion = settle_on_spot(
        told, actor=walk.cast.worker, category=Category.QUESTION, answer="社区就能办，带身份证", now=walk.now
    )
    assert (opinion.state, opinion.desk, opinion.holder) == (S.REPLIED, Desk.GRID, walk.cast.worker)
    assert opinion.is_anonymous
    acts = Event.objects.filter(subject_kind="opinion", subject_id=opinion.pk)
    assert list(acts.values_list("act", flat=True)) == ["raise_opinion", "classify", "reply"]


def test_nobody_is_found_by_name_or_number_and_both_are_sealed(walk: Walk) -> None:
    opinion = walk.raised()
    columns = {field.name for field in Opinion._meta.concrete_fields}
    assert not {name for name in columns if "index" in name}
    assert PHONE.encode() not in bytes(opinion.phone_sealed)
    assert "王建国".encode() not in bytes(opinion.name_sealed)
    assert (opinion.masked_name, opinion.masked_phone) == ("王*国", "138****2207")
    anonymous = walk.raised(name="", phone="")
    assert anonymous.is_anonymous and anonymous.phone_sealed is None


@pytest.mark.parametrize(("field", "value"), [("name", "王建国"), ("phone", PHONE)])
def test_a_look_at_who_spoke_is_counted_and_written_down_first(walk: Walk, field: str, value: str) -> None:
    opinion = walk.raised()
    shown = reveal_contact(opinion, actor=walk.cast.clerk, field=field, reason="联系居民答复", now=walk.now)
    assert shown == value
    opinion.refresh_from_db()
    assert opinion.last_act == "查看联系方式"


@pytest.mark.parametrize("reason", ["", "看"])
def test_a_look_without_a_reason_is_refused(walk: Walk, reason: str) -> None:
    with pytest.raises(RuleBroken):
        reveal_contact(walk.raised(), actor=walk.cast.clerk, field="phone", reason=reason, now=walk.now)


def test_what_an_anonymous_opinion_has_not_is_not_shown(walk: Walk) -> None:
    for field in ("phone", "id_sealed"):
        with pytest.raises(RuleBroken):
            reveal_contact(
                walk.raised(name="", phone=""),
                actor=walk.cast.clerk,
                field=field,
                reason="联系居民答复",
                now=walk.now,
            )
