"""The periods of F4 and F5 to the day, by the vectors of domain.md N4 and by weeks counted by hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from disputes.models import PetitionMatter
from disputes.petitions.actions import Ruled
from disputes.petitions.choices import Channel, PetitionState
from disputes.petitions.facts import KIND
from tests.petitions.walk import DAY, T0, Walk

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
S = PetitionState


def live(matter: PetitionMatter, code: str) -> Clock | None:
    return Clock.objects.live().of(KIND, matter.pk).filter(code=code).first()


def last_day(clock: Clock | None) -> date:
    assert clock is not None
    return (clock.due_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 20), date(2026, 2, 4)),
        (date(2026, 9, 10), date(2026, 9, 28)),
        (date(2026, 4, 16), date(2026, 5, 6)),
    ],
)
def test_the_notice_is_owed_in_fifteen_days_rolled_past_rest_days(
    walk: Walk, received: date, due: date
) -> None:
    walk.now = datetime(received.year, received.month, received.day, 10, tzinfo=SHANGHAI)
    assert last_day(live(walk.registered(), "petition.notice")) == due


def test_the_answer_is_owed_in_sixty_days_of_the_acceptance(walk: Walk) -> None:
    walk.now = datetime(2026, 8, 3, 9, tzinfo=SHANGHAI)
    matter = walk.to(S.ACCEPTED)
    # 60 days end on 2 October, within the holiday; the first working day is the 8th.
    assert last_day(live(matter, "petition.finish")) == date(2026, 10, 8)
    assert matter.counts_from_receipt is False


def test_a_letter_of_yesterday_counts_from_yesterday(walk: Walk) -> None:
    matter = walk.registered(received_on=walk.today - 3 * DAY)
    assert last_day(live(matter, "petition.notice")) == date(2026, 3, 16)  # 14 March is a Saturday
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        walk.registered(received_on=walk.today + DAY)


def test_day_fifteen_without_a_notice_turns_the_sixty_days_back_to_the_receipt(walk: Walk) -> None:
    matter = walk.to(S.ACCEPTED)
    walk.now = T0 + 16 * DAY
    sweep(now=walk.now)
    matter.refresh_from_db()
    assert matter.counts_from_receipt and matter.state == S.ACCEPTED
    # 60 days after 2 March are 1 May: a holiday until the 5th.
    assert last_day(live(matter, "petition.finish")) == date(2026, 5, 6)
    assert Clock.objects.of(KIND, matter.pk).filter(code="petition.finish").count() == 2
    event = Event.objects.filter(subject_kind=KIND, subject_id=matter.pk).latest("version")
    assert (event.act, event.actor) == ("count_from_receipt", None)
    assert Notice.objects.filter(recipient=walk.cast.intake, title__contains="告知是否受理").exists()


def test_an_acceptance_after_day_fifteen_counts_from_the_receipt_too(walk: Walk) -> None:
    """Whether the sweeper came by in between or not."""
    swept, unswept = walk.to(S.PROPOSED), walk.to(S.PROPOSED)
    walk.now = T0 + 20 * DAY
    walk.step(unswept, "accept")
    sweep(now=walk.now)
    walk.step(swept, "accept")
    assert (
        last_day(live(swept, "petition.finish"))
        == last_day(live(unswept, "petition.finish"))
        == date(2026, 5, 6)
    )
    assert all(live(one, "petition.finish").started_at == one.received_at for one in (swept, unswept))


def test_a_notice_in_time_or_none_needed_leaves_the_sixty_days_alone(walk: Walk) -> None:
    told, unclear = walk.to(S.ACCEPTED), walk.registered(name="", address="")
    walk.step(told, "give_notice")
    walk.step(unclear, "give_notice", mode="not_needed")
    walk.along(unclear, "propose", "accept")
    before = [live(one, "petition.finish").due_at for one in (told, unclear)]
    walk.now = T0 + 30 * DAY
    sweep(now=walk.now)
    assert [live(one, "petition.finish").due_at for one in (told, unclear)] == before
    with pytest.raises(RuleBroken, match="要告知信访人"):
        walk.step(walk.registered(), "give_notice", mode="not_needed")


def test_an_enquiry_or_a_sent_matter_never_owes_the_sixty_days(walk: Walk) -> None:
    sent = walk.to(S.FORWARDED)
    walk.now = T0 + 16 * DAY
    sweep(now=walk.now)
    assert live(sent, "petition.finish") is None
    assert live(sent, "petition.receipt").due_at.astimezone(SHANGHAI).date() == date(2026, 3, 17)


def test_an_objection_is_possible_for_five_working_days_and_reminds_nobody(walk: Walk) -> None:
    walk.now = datetime(2026, 9, 24, 9, tzinfo=SHANGHAI)
    matter = walk.to(S.FORWARDED)
    clock = live(matter, "petition.objection")
    assert last_day(clock) == date(2026, 10, 9)  # N4: 中秋 and 国庆 lie between
    walk.now = clock.due_at + timedelta(minutes=1)
    sweep(now=walk.now)
    assert not Notice.objects.filter(title__contains="异议").exists()
    with pytest.raises(RuleBroken, match="已经过了"):
        walk.step(matter, "objection")


def test_more_time_is_given_once_up_to_thirty_days_before_the_day_and_told(walk: Walk) -> None:
    matter = walk.along(walk.to(S.HANDLING), "give_notice")
    first = live(matter, "petition.finish").due_at
    with pytest.raises(RuleBroken, match="1到30天"):
        walk.step(matter, "ask_extension", days=31)
    walk.along(matter, "ask_extension", "decide_extension")
    assert live(matter, "petition.finish").due_at.astimezone(SHANGHAI).date() == date(2026, 5, 22)
    assert matter.extensions.get().first_due_at == first
    with pytest.raises(RuleBroken, match="已经延期过一次"):
        walk.step(matter, "ask_extension")
    walk.along(matter, "draft_opinion", "sign_opinion")
    with pytest.raises(RuleBroken, match="延期理由还没有告知"):
        walk.step(matter, "serve")
    walk.along(matter, "tell_extension", "serve")
    assert matter.state == S.REPLIED


def test_a_refused_extension_moves_nothing_and_may_be_asked_again(walk: Walk) -> None:
    matter = walk.along(walk.to(S.HANDLING), "ask_extension")
    due = live(matter, "petition.finish").due_at
    with pytest.raises(RuleBroken, match="不同意的"):
        walk.step(matter, "decide_extension", approved=False)
    walk.step(matter, "decide_extension", approved=False, note="人手够")
    assert live(matter, "petition.finish").due_at == due
    walk.step(matter, "ask_extension")
    walk.now = due + HOURS
    with pytest.raises(RuleBroken, match="已经到期"):
        walk.step(matter, "decide_extension")


HOURS = timedelta(hours=3)


def test_a_review_may_be_asked_for_within_thirty_days_of_the_answer(walk: Walk) -> None:
    matter = walk.to(S.REPLIED)
    served = matter.opinions.get().served_on
    right = live(matter, "petition.review.ask")
    assert last_day(right) >= served + 30 * DAY
    with pytest.raises(RuleBroken, match="还不能办结"):
        walk.step(matter, "finish", waived=False)
    walk.now = right.due_at + DAY
    sweep(now=walk.now)
    with pytest.raises(RuleBroken, match="已经过了"):
        walk.step(matter, "ask_review")
    # Asked in time, written down late: the day of asking counts.
    walk.step(matter, "ask_review", asked_on=last_day(right))
    assert matter.state == S.REVIEW
    assert matter.due_code == "petition.review.decide"


def test_the_time_of_a_hearing_is_not_counted(walk: Walk) -> None:
    matter = walk.to(S.SECOND)
    due = live(matter, "petition.second.decide").due_at
    walk.step(matter, "begin_hearing")
    with pytest.raises(RuleBroken, match="听证还没有结束"):
        walk.step(matter, "record_second")
    assert matter.due_at is None
    walk.now += 7 * DAY
    walk.step(matter, "end_hearing")
    assert live(matter, "petition.second.decide").due_at >= due + 7 * DAY


def test_a_review_that_says_again_opens_a_round_with_its_own_sixty_days(walk: Walk) -> None:
    matter = walk.to(S.REVIEW)
    walk.step(matter, "record_review", ruled=Ruled("redo", walk.today, "嘉政信复〔2026〕5号"))
    assert (matter.state, matter.round) == (S.HANDLING, 1)
    assert live(matter, "petition.second.ask") is None
    assert live(matter, "petition.finish").started_at == walk.now
    walk.along(matter, "draft_opinion", "sign_opinion", "serve")
    assert matter.opinions.count() == 2 and live(matter, "petition.review.ask")


def test_rights_are_no_duty_and_colour_nothing(walk: Walk) -> None:
    matter = walk.to(S.REPLIED)
    assert (matter.due_at, matter.due_code) == (None, "")
    sent = walk.registered(channel=Channel.TRANSFER)
    assert live(sent, "petition.objection") and sent.due_code == "petition.notice"
