"""An opinion becomes a case and learns of its end; the case never loses where it came from (H4, D8)."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from disputes.actions import ACTIONS as CASE_ACTS
from disputes.actions import Intake, discard_draft, draft_dispute, register
from disputes.models import Dispute
from residents import conversions
from residents.choices_visits import Category, OpinionState
from residents.models import Opinion
from tests.cast import Log
from tests.disputes.walk import DAY0
from tests.disputes.walk import Walk as CaseWalk
from tests.opinions.walk import HOUR, Walk

pytestmark = pytest.mark.django_db
S = OpinionState


@pytest.fixture
def cases(walk: Walk, log: Log) -> CaseWalk:
    return CaseWalk(walk.cast, log, now=walk.now + 3 * HOUR)


def fresh(opinion: Opinion) -> Opinion:
    return Opinion.objects.get(pk=opinion.pk)


def test_a_case_made_from_an_opinion_is_linked_both_ways(walk: Walk) -> None:
    opinion = walk.to(S.HANDLING)
    case = walk.case_from(opinion)
    assert (case.opinion, case.source) == (opinion, case.source)
    assert (opinion.state, opinion.target_kind, opinion.target_id) == (S.CONVERTED, "dispute", case.pk)
    assert opinion.target_no == case.no
    seen = conversions.target_of(opinion, walk.cast.clerk)
    assert (seen.label, seen.no, seen.words, seen.url) == ("案件", case.no, "已登记", case.get_absolute_url())


def test_an_unsorted_opinion_becomes_a_lead_to_a_dispute(walk: Walk) -> None:
    opinion = walk.raised()
    walk.case_from(opinion, "worker")
    assert (opinion.state, opinion.category) == (S.CONVERTED, Category.DISPUTE)


def test_the_case_is_no_secret_but_its_link_is_for_who_sees_it(walk: Walk) -> None:
    opinion = walk.raised()
    case = walk.case_from(opinion, "clerk", involves_dv=True)
    seen = conversions.target_of(opinion, walk.cast.worker)
    assert (seen.no, seen.url) == (case.no, "")


def test_somebody_else_cannot_turn_an_opinion_into_a_case(walk: Walk) -> None:
    opinion = walk.raised()
    with pytest.raises(NotAllowed):
        walk.case_from(opinion, "outsider", title="别的社区")
    assert not Dispute.objects.exists() and fresh(opinion).state == S.RAISED


def test_an_opinion_becomes_one_case_only(walk: Walk) -> None:
    opinion = walk.to(S.CONVERTED)
    with pytest.raises(RuleBroken):
        walk.case_from(opinion)
    assert Dispute.objects.count() == 1


def test_a_draft_binds_nothing_and_leaves_nothing(walk: Walk) -> None:
    opinion = walk.raised()
    drafts = [
        draft_dispute(
            Intake(place=opinion.place, cause="23", opinion=opinion), actor=walk.cast.clerk, now=walk.now
        )
        for _ in range(2)
    ]
    assert fresh(opinion).state == S.RAISED
    discard_draft(drafts[0], actor=walk.cast.clerk)
    assert fresh(opinion).state == S.RAISED
    register(drafts[1], actor=walk.cast.clerk, now=walk.now)
    assert fresh(opinion).target_id == drafts[1].pk


def test_neither_is_deleted_under_the_other(walk: Walk) -> None:
    opinion = walk.to(S.CONVERTED)
    with pytest.raises(ProtectedError):
        opinion.delete()
    assert Dispute.objects.get().opinion == opinion


ENDS = [
    (("ask_consent", "accept", "agree_performed", "follow_up", "close"), "结案：当场履行"),
    (("decline",), "不予受理：不予受理"),
    (("ask_consent", "refuse"), "调解终止：一方拒绝"),
    (("withdraw",), "撤回：撤回"),
    (("guide",), "已导引：导引诉讼"),
]


@pytest.mark.parametrize(
    ("acts", "words"), ENDS, ids=lambda value: value[-1] if isinstance(value, tuple) else ""
)
def test_the_end_of_the_case_is_told_and_does_not_end_the_opinion(
    walk: Walk, cases: CaseWalk, log: Log, acts: tuple[str, ...], words: str
) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(
        actor=walk.cast.clerk, opinion=opinion, severity="small", severity_reason="多户", now=cases.now
    )
    for act in acts:
        assert fresh(opinion).state == S.CONVERTED
        case = cases.step(case, act)
    opinion = fresh(opinion)
    assert (opinion.state, opinion.target_result) == (S.HANDLING, words)
    assert opinion.target_ended_at == cases.now and opinion.due_at is not None
    told = Notice.objects.filter(
        subject_kind="opinion", subject_id=opinion.pk, title__startswith="转办件有了结果"
    )
    assert {notice.recipient.display_name for notice in told} == {"李静", "马军"}
    assert case.opinion_id == opinion.pk


def test_closing_after_an_early_end_tells_nothing_twice(walk: Walk, cases: CaseWalk, log: Log) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(
        actor=walk.cast.clerk, opinion=opinion, severity="small", severity_reason="多户", now=cases.now
    )
    case = cases.step(case, "withdraw")
    version = fresh(opinion).version
    cases.step(case, "close_directly")
    assert fresh(opinion).version == version


def test_a_case_taken_up_again_takes_the_opinion_along(walk: Walk, cases: CaseWalk, log: Log) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(
        actor=walk.cast.clerk, opinion=opinion, severity="small", severity_reason="多户", now=cases.now
    )
    for act in ("ask_consent", "accept", "fail"):
        case = cases.step(case, act)
    assert fresh(opinion).state == S.HANDLING
    cases.do(case, "mediate_again", "clerk", both_consent_on=DAY0)
    opinion = fresh(opinion)
    assert (opinion.state, opinion.target_result, opinion.target_ended_at) == (S.CONVERTED, "", None)
    assert opinion.due_at is not None


def test_an_answered_opinion_is_left_alone_when_the_case_is_reopened(
    walk: Walk, cases: CaseWalk, log: Log
) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(
        actor=walk.cast.clerk, opinion=opinion, severity="small", severity_reason="多户", now=cases.now
    )
    for act in ENDS[0][0]:
        case = cases.step(case, act)
    walk.now = cases.now
    walk.step(fresh(opinion), "reply", handled="")
    cases.step(case, "reopen")
    assert fresh(opinion).state == S.REPLIED


def test_a_joined_case_hands_its_opinion_to_the_main_one_and_takes_it_back(
    walk: Walk, cases: CaseWalk, log: Log
) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(
        actor=walk.cast.clerk, opinion=opinion, severity="small", severity_reason="多户", now=cases.now
    )
    main = cases.mediating()
    case = cases.do(case, "merge", "manager", target=main, reason="同一件事")
    assert (fresh(opinion).target_id, fresh(opinion).target_no) == (main.pk, main.no)
    case = cases.step(case, "unmerge")
    assert fresh(opinion).target_id == case.pk
    case = cases.do(case, "merge", "manager", target=main, reason="还是同一件事")
    for act in ("agree_performed", "follow_up", "close"):
        main = cases.step(main, act)
    assert (fresh(opinion).state, fresh(opinion).target_result) == (S.HANDLING, "结案：当场履行")


def test_a_restricted_case_tells_that_it_ended_and_no_more(walk: Walk, cases: CaseWalk, log: Log) -> None:
    opinion = walk.to(S.HANDLING)
    case = log(actor=walk.cast.clerk, opinion=opinion, involves_dv=True, now=cases.now)
    cases.now += HOUR
    CASE_ACTS["decline"](
        case, actor=walk.cast.secretary, reason_code="criminal", advice="已告知到派出所", now=cases.now
    )
    assert fresh(opinion).target_result == "不予受理"


def test_an_opinion_outside_the_persons_area_is_no_origin_of_their_case(walk: Walk) -> None:
    elsewhere = walk.raised(walk.cast.outsider, place=walk.town.dongyuan.buildings[0][0])
    walk.now += timedelta(minutes=5)
    with pytest.raises(NotAllowed):
        walk.case_from(elsewhere, "clerk")


def test_what_nobody_registered_is_named_by_its_number(walk: Walk) -> None:
    opinion = walk.to(S.CONVERTED)
    Opinion.objects.filter(pk=opinion.pk).update(target_kind="wish")
    seen = conversions.target_of(fresh(opinion), walk.cast.clerk)
    assert (seen.no, seen.url) == (opinion.target_no, "")
