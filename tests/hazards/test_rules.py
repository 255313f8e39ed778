"""What an act refuses, who hears of it, and how a hazard is handed on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, RuleBroken
from core.files.models import StoredFile
from core.flow.models import Event
from core.notices.models import Notice
from grids import referrals
from grids.actions.hazard_acts import answer, referral_news
from grids.choices_field import HazardState
from grids.engine import HAZARDS, KIND
from grids.models import Department, Hazard, HazardRound
from grids.referrals import Taken, Way
from tests.hazards.said import before
from tests.hazards.walk import PHOTO, Walk, ready_for

pytestmark = pytest.mark.django_db


def heard(walk: Walk, hazard: Hazard) -> set[str]:
    """Who was told of the last act, by the keys of the cast."""
    version = Hazard.objects.get(pk=hazard.pk).version
    rows = Notice.objects.filter(subject_kind=KIND, subject_id=hazard.pk, key__endswith=f":v{version}")
    people = {one.recipient_id for one in rows}
    return {key for key, user in walk.cast.all.items() if user.pk in people}


# --- photos -------------------------------------------------------------------------------------


def test_settled_on_the_spot_shows_before_and_after(walk: Walk) -> None:
    hazard = walk.to(HazardState.GRADED)
    for said, field in (
        ({"before": [], "after": [PHOTO]}, "before"),
        ({"before": [PHOTO], "after": []}, "after"),
    ):
        with pytest.raises(RuleBroken) as caught:
            walk.step(hazard, "settle", **said)
        assert (caught.value.code, caught.value.field) == ("photo", field)
    assert not StoredFile.objects.exists()
    hazard = walk.step(hazard, "settle")
    assert list(StoredFile.objects.values_list("purpose", flat=True)) == ["before", "after"]
    current = hazard.rounds.get()
    assert (current.ordered_at, current.rectified_by, current.what) == (None, walk.cast.worker, "当场搬走")


def test_the_photo_of_the_report_is_the_one_before(walk: Walk) -> None:
    hazard = walk.step(walk.report(photos=[PHOTO]), "settle", before=[])
    assert hazard.state == HazardState.RECTIFIED


def test_where_no_photo_can_be_taken_a_word_says_why(walk: Walk) -> None:
    settled = walk.step(
        walk.to(HazardState.GRADED), "settle", before=[], after=[], without_photo="噪声拍不到"
    )
    assert settled.rounds.get().without_photo == "噪声拍不到"
    ordered = walk.to(HazardState.ORDERED)
    with pytest.raises(RuleBroken, match="整改后的照片"):
        walk.step(ordered, "rectify", after=[])
    done = walk.step(ordered, "rectify", after=[], without_photo="住户不让拍")
    last = Event.objects.filter(subject_kind=KIND, subject_id=done.pk).latest("version")
    assert "没有照片：住户不让拍" in last.text


def test_a_major_hazard_is_not_settled_in_the_stairwell(walk: Walk) -> None:
    with pytest.raises(RuleBroken, match="重大隐患不能当场办结"):
        walk.step(walk.to(HazardState.FOUND), "settle")


# --- the second look -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["worker", "leader", "clerk", "secretary", "intake"])
def test_nobody_rechecks_their_own_rectification(walk: Walk, who: str) -> None:
    hazard = walk.step(walk.to(HazardState.ORDERED), "rectify", who)
    with pytest.raises(NotAllowed, match="没有登记这次整改的人"):
        walk.step(hazard, "recheck", who)
    offered = [one.act for one in HAZARDS.acts_for(getattr(walk.cast, who), hazard, walk.now)]
    assert "recheck" not in offered
    other = "leader" if who != "leader" else "worker"
    assert walk.step(hazard, "recheck", other).state == HazardState.CLOSED


def test_the_database_itself_refuses_one_hand_for_both(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECTIFIED)
    with pytest.raises(IntegrityError), transaction.atomic():
        HazardRound.objects.filter(hazard=hazard).update(rechecked_by=walk.cast.worker)


def test_after_a_failed_recheck_the_first_hand_may_put_right_and_the_other_look_again(walk: Walk) -> None:
    hazard = walk.step(walk.to(HazardState.RECTIFIED), "recheck", "leader", passed=False, text="还剩一半")
    hazard = walk.step(hazard, "rectify", "leader")
    with pytest.raises(NotAllowed):
        walk.step(hazard, "recheck", "leader")
    assert walk.step(hazard, "recheck", "worker").state == HazardState.CLOSED


def test_a_failed_recheck_says_what_is_still_wrong(walk: Walk) -> None:
    hazard = walk.to(HazardState.RECTIFIED)
    with pytest.raises(RuleBroken) as caught:
        walk.step(hazard, "recheck", passed=False, text="")
    assert caught.value.field == "text"
    assert hazard.rounds.get().passed is None


def test_a_major_hazard_is_looked_at_again_above_the_grid_and_closed_by_another_hand(walk: Walk) -> None:
    hazard = walk.step(walk.major(HazardState.ORDERED), "rectify", "secretary")
    for who in ("worker", "leader", "secretary"):
        with pytest.raises(NotAllowed):
            walk.step(hazard, "recheck", who)
    hazard = walk.step(hazard, "recheck", "clerk")
    assert hazard.state == HazardState.RECHECKED
    for who in ("secretary", "clerk", "leader", "intake", "street_lead"):
        with pytest.raises(NotAllowed):
            walk.step(hazard, "close", who)
    assert walk.step(hazard, "close", "manager").state == HazardState.CLOSED


def test_the_finder_does_not_wave_away_their_own_find(walk: Walk) -> None:
    for who, other in (("leader", "clerk"), ("clerk", "leader")):
        hazard = walk.report(by=who)
        with pytest.raises(NotAllowed):
            walk.step(hazard, "dismiss", who)
        assert walk.step(hazard, "dismiss", other).state == HazardState.DISMISSED


def test_a_hazard_is_reported_once(walk: Walk) -> None:
    hazard = walk.to(HazardState.FOUND)
    with pytest.raises(NotAllowed), HAZARDS.step(hazard, "report", actor=walk.cast.worker, now=walk.now):
        pytest.fail("told twice")


def test_regrading_needs_a_reason_and_fits_the_limit(walk: Walk) -> None:
    hazard = walk.to(HazardState.GRADED)
    with pytest.raises(RuleBroken, match="写一句理由"):
        walk.step(hazard, "grade", grade="major")
    with pytest.raises(RuleBroken, match="最长的时限"):
        walk.step(hazard, "grade", limit="major", reason="难")
    assert walk.step(hazard, "grade", grade="major", limit="major", reason="结构受损").grade == "major"


@pytest.mark.parametrize(
    ("act", "field"),
    [("order", "responsible"), ("order", "requirement"), ("rectify", "what"), ("settle", "what"), ("answer", "text"),
     ("dismiss", "reason"), ("chase", "text"), ("note", "text"), ("regrade", "reason")],
)  # fmt: skip
def test_an_act_without_its_words_is_refused_whoever_sends_it(walk: Walk, act: str, field: str) -> None:
    hazard = ready_for(walk, act, before(act))
    with pytest.raises(RuleBroken) as caught:
        walk.step(hazard, act, **{field: ""})
    assert (caught.value.code, caught.value.field) == ("missing", field)
    assert Hazard.objects.get(pk=hazard.pk).version == hazard.version


# --- who hears -----------------------------------------------------------------------------------


def test_each_act_tells_those_whose_turn_it_is_and_not_the_one_who_acts(walk: Walk) -> None:
    hazard = walk.to(HazardState.GRADED)
    assert heard(walk, hazard) == {"leader"}
    hazard = walk.step(hazard, "order")
    assert heard(walk, hazard) == {"worker"}
    hazard = walk.step(hazard, "rectify")
    assert heard(walk, hazard) == {"leader", "clerk", "second_clerk"}
    hazard = walk.step(hazard, "recheck", passed=False, text="没清完")
    assert heard(walk, hazard) == {"worker"}
    hazard = walk.step(hazard, "chase")
    assert heard(walk, hazard) == {"worker"}
    hazard = walk.step(hazard, "refer")
    assert heard(walk, hazard) == {"leader", "second_clerk"}


def test_closing_and_dismissing_tell_the_finder(walk: Walk) -> None:
    major = walk.to(HazardState.RECHECKED)
    assert heard(walk, major) == {"secretary"}
    assert heard(walk, walk.step(major, "close")) == {"worker"}
    assert heard(walk, walk.to(HazardState.DISMISSED)) == {"worker"}


# --- handing on ----------------------------------------------------------------------------------


def test_a_general_hazard_is_ordered_before_it_is_handed_on(walk: Walk) -> None:
    with pytest.raises(RuleBroken, match="先「责令整改」"):
        walk.step(walk.to(HazardState.GRADED), "refer")
    ordered = walk.to(HazardState.ORDERED)
    with pytest.raises(RuleBroken, match="先「定级」"):
        walk.step(ordered, "refer", reason="major")
    with pytest.raises(RuleBroken, match="拒不整改"):
        walk.step(walk.major(HazardState.GRADED), "refer", reason="refused")
    assert walk.step(ordered, "refer").state == HazardState.REFERRED


def test_a_referral_keeps_department_day_and_number(walk: Walk) -> None:
    hazard = walk.to(HazardState.REFERRED)
    assert (hazard.referred_to.name, hazard.refer_reason, hazard.referral_no) == (
        "住建局",
        "refused",
        "雄街函〔2026〕3号",
    )
    assert (hazard.referred_on, hazard.referral_kind) == (walk.now.date(), "")


@pytest.mark.parametrize("days", [1, -30])
def test_the_day_of_the_letter_is_believable(walk: Walk, days: int) -> None:
    hazard = walk.to(HazardState.ORDERED)
    with pytest.raises(RuleBroken) as caught:
        walk.step(hazard, "refer", referred_on=walk.now.date() + timedelta(days=days))
    assert caught.value.field == "referred_on"


def test_a_department_out_of_use_takes_nothing(walk: Walk) -> None:
    Department.objects.update(is_active=False)
    with pytest.raises(RuleBroken, match="已经停用"):
        walk.step(walk.to(HazardState.ORDERED), "refer")


def test_a_major_hazard_sent_back_before_any_order_waits_for_one(walk: Walk) -> None:
    hazard = walk.step(walk.major(HazardState.GRADED), "refer")
    assert walk.step(hazard, "answer", outcome="returned").state == HazardState.GRADED


def test_what_the_department_did_may_be_looked_at_by_whoever_wrote_it_down(walk: Walk) -> None:
    hazard = walk.step(walk.to(HazardState.REFERRED), "answer", "clerk")
    assert hazard.rectified_by is None
    current = hazard.rounds.latest("number")
    assert (current.what, current.rectified_by) == ("住建局：已派人加固", None)
    assert walk.step(hazard, "recheck", "clerk").state == HazardState.CLOSED


def test_an_app_that_took_the_hazard_over_stands_in_it_and_answers_without_an_account(walk: Walk) -> None:
    ordered = walk.to(HazardState.ORDERED)
    hazard = walk.step(ordered, "refer", taken=Taken("whistle", 77, "吹哨2026-0007"))
    assert (hazard.referral_kind, hazard.referral_id, hazard.referral_no) == ("whistle", 77, "吹哨2026-0007")
    referral_news(hazard, text="住建局已签收", now=walk.now)
    answer(hazard, actor=None, outcome="done", text="已拆除", now=walk.now)
    events = Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).order_by("-version")
    assert (hazard.state, events[0].actor, events[0].kind) == (HazardState.RECTIFIED, None, "system")
    assert (events[1].text, events[1].actor) == ("住建局已签收", None)


def test_a_way_is_a_door_for_whom_it_is_open(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    way = Way("test", "送走", lambda one: f"/go/{one.no}/", lambda user, one: user == walk.cast.clerk)
    referrals.register(way)
    try:
        assert ("送走", f"/go/{hazard.no}/") in referrals.doors(walk.cast.clerk, hazard)
        assert ("送走", f"/go/{hazard.no}/") not in referrals.doors(walk.cast.worker, hazard)
    finally:
        referrals.unregister("test")


def test_the_diff_never_holds_who_is_responsible(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    event = Event.objects.get(subject_kind=KIND, subject_id=hazard.pk, act="order")
    assert event.changes["responsible"] == []
