"""The five working days of an opinion: from when it was said, through every turn, and the reminders on the way."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.notices.models import Notice
from residents.choices_visits import OpinionState
from residents.models import Opinion
from tests.opinions.walk import T0, Walk

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def live(opinion: Opinion) -> Clock | None:
    return Clock.objects.live().of("opinion", opinion.pk).first()


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def test_a_reply_is_owed_within_five_working_days_of_when_it_was_said(walk: Walk) -> None:
    opinion = walk.raised(recorded_at=T0 - timedelta(days=2))
    clock = live(opinion)
    # Said on a Saturday: Monday is the first day.
    assert clock and clock.code == "opinion.reply"
    assert local(clock.due_at) == "03-06 18:00"
    assert (opinion.due_at, opinion.due_code) == (clock.due_at, "opinion.reply")
    assert local(live(walk.raised()).due_at) == "03-09 18:00"


@pytest.mark.parametrize("told", [T0 + timedelta(hours=1), T0 - timedelta(hours=73)])
def test_an_implausible_hour_of_the_phone_counts_from_receipt(walk: Walk, told: datetime) -> None:
    assert walk.raised(recorded_at=told).recorded_at == T0


def test_sorting_sending_back_and_regiving_give_nobody_new_time(walk: Walk) -> None:
    opinion = walk.to(OpinionState.HANDLING)
    first = live(opinion)
    for act in ("reclassify", "return_opinion", "classify"):
        by = "intake" if act == "return_opinion" else None
        opinion = walk.step(opinion, act, by)
    clock = live(opinion)
    assert (clock.pk, clock.due_at) == (first.pk, first.due_at)


def test_the_answer_in_time_meets_the_promise_and_a_late_one_does_not(walk: Walk) -> None:
    prompt, late = walk.to(OpinionState.REPLIED), walk.to(OpinionState.HANDLING)
    walk.now += timedelta(days=9)
    walk.step(late, "reply")
    met = {
        c.subject_id: c.met for c in Clock.objects.filter(subject_kind="opinion", stopped_at__isnull=False)
    }
    assert met == {prompt.pk: True, late.pk: False}
    assert Opinion.objects.get(pk=prompt.pk).due_at is None


def test_a_word_on_where_it_went_keeps_the_promise_until_the_result_is_there(walk: Walk) -> None:
    opinion = walk.to(OpinionState.CONVERTED)
    assert live(opinion) is not None
    opinion = walk.step(opinion, "tell_progress")
    assert live(opinion) is None and opinion.due_at is None
    opinion = walk.end_target(opinion)
    again = live(opinion)
    assert opinion.state == OpinionState.HANDLING
    assert local(again.due_at) == "03-09 18:00"
    assert again.started_at == walk.now


def test_a_promise_not_kept_before_the_result_stays_owed_from_the_first_day(walk: Walk) -> None:
    opinion = walk.to(OpinionState.CONVERTED)
    first = live(opinion)
    opinion = walk.end_target(opinion)
    assert live(opinion).pk == first.pk


def test_what_was_not_settled_is_promised_anew(walk: Walk) -> None:
    opinion = walk.to(OpinionState.CLOSED)
    walk.now += timedelta(days=20)
    opinion = walk.step(opinion, "rework")
    clock = live(opinion)
    assert clock.started_at == walk.now and opinion.due_at == clock.due_at
    assert (opinion.rework_count, opinion.satisfaction, opinion.closed_at) == (1, "", None)


def test_a_withdrawn_opinion_was_never_owed(walk: Walk) -> None:
    opinion = walk.to(OpinionState.VOID)
    clock = Clock.objects.of("opinion", opinion.pk).get()
    assert clock.cancelled_at is not None and clock.met is None


def test_reminders_go_out_once_each_to_handler_lead_and_the_desk_above(walk: Walk) -> None:
    opinion = walk.to(OpinionState.HANDLING)
    clock = live(opinion)
    half = clock.started_at + clock.period / 2 + timedelta(minutes=1)
    four_fifths = clock.started_at + clock.period * 0.8 + timedelta(minutes=1)
    told: dict[str, set[str]] = {}
    for name, moment in (("half", half), ("most", four_fifths), ("due", clock.due_at + timedelta(minutes=1)),
                         ("after", clock.due_at + timedelta(days=4))):  # fmt: skip
        seen = set(Notice.objects.values_list("pk", flat=True))
        sweep(now=moment)
        sweep(now=moment)
        fresh = Notice.objects.exclude(pk__in=seen).filter(subject_kind="opinion")
        names = list(fresh.values_list("recipient__display_name", flat=True))
        assert len(names) == len(set(names)), name
        told[name] = set(names)
    assert told == {
        "half": {"李静", "马军"},
        "most": {"李静", "马军", "周敏"},
        "due": {"周敏", "冯案管", "赵街道"},
        "after": {"冯案管", "赵街道"},
    }


def test_an_unsorted_opinion_reminds_those_who_sort(walk: Walk) -> None:
    opinion = walk.raised()
    clock = live(opinion)
    sweep(now=clock.started_at + clock.period / 2 + timedelta(minutes=1))
    words = Notice.objects.filter(subject_kind="opinion", kind="remind")
    assert set(words.values_list("recipient__display_name", flat=True)) == {"李静", "马军"}
    # What may leave the house names the kind of matter and its estate, no door and nobody's words.
    title = words.first().title
    assert "楼顶漏水 铁路小区" in title and "1号楼" not in title and "三户" not in title
