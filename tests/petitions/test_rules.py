"""What the clauses of F ask beside states and periods: objections, recusal, signatures, the end, and what reopens it."""

from inspect import getsource

import pytest

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from disputes.models import Accusation, PetitionMatter
from disputes.petitions.actions import ACTIONS, hand_on_accusation, register, reveal_contact
from disputes.petitions.choices import Body, Channel, PetitionKind, PetitionState
from disputes.petitions.facts import KIND
from disputes.petitions.handover import community_changed
from disputes.petitions.policies import sees_contact
from disputes.whistles import origins
from grids.choices import Role
from tests.petitions.conftest import As
from tests.petitions.walk import DAY, Walk

pytestmark = pytest.mark.django_db
S = PetitionState


def test_matters_and_accusations_share_one_counter_without_a_gap(walk: Walk) -> None:
    first, slip = (
        walk.registered(),
        hand_on_accusation(body=Body.POLICE, actor=walk.cast.intake, now=walk.now),
    )
    third = walk.registered()
    assert [first.no, slip.official_no, third.official_no] == [
        "XF-2026-00001", "雄信〔2026〕0002号", "雄信〔2026〕0003号",
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="最多5人"):
        walk.registered(representatives=6)
    assert walk.registered(representatives=5).serial == 4


def test_only_the_desk_takes_in_and_an_accusation_has_its_own_form(walk: Walk) -> None:
    for key in ("manager", "street_lead", "clerk", "liaison", "nobody"):
        with pytest.raises(NotAllowed):
            register(walk.told(), actor=walk.cast.all[key], now=walk.now)
        with pytest.raises(NotAllowed):
            hand_on_accusation(body=Body.POLICE, actor=walk.cast.all[key], now=walk.now)
    with pytest.raises(RuleBroken, match="检举控告"):
        walk.registered(kind="accusation")
    assert not PetitionMatter.objects.exists() and not Accusation.objects.exists()


def test_a_unit_hands_back_only_when_the_street_agrees(walk: Walk) -> None:
    stays, back = walk.to(S.OBJECTED), walk.to(S.OBJECTED)
    walk.step(stays, "settle_objection", agreed=False, note="职责清单写明归你们")
    assert stays.state == S.FORWARDED
    with pytest.raises(RuleBroken, match="已经提过异议"):
        walk.step(stays, "objection")
    walk.step(back, "settle_objection")
    assert (back.state, back.competent, back.body_name) == (S.RECEIVED, None, "")
    assert not PetitionMatter.objects.visible_to(walk.cast.liaison).filter(pk=back.pk).exists()
    assert walk.step(back, "propose").state == S.PROPOSED


def test_the_street_hands_back_only_when_the_sender_agrees(walk: Walk) -> None:
    with pytest.raises(RuleBroken, match="不是别的单位转来的"):
        walk.step(walk.registered(), "objection_back")
    kept, gone = (walk.step(walk.registered(channel=Channel.TRANSFER), "objection_back") for _ in range(2))
    walk.step(kept, "settle_objection", agreed=False, note="市信访局答复由街道办")
    assert kept.state == S.RECEIVED and Clock.objects.live().of(KIND, kept.pk).get().code == "petition.notice"
    walk.step(gone, "settle_objection")
    assert gone.state == S.RETURNED and not Clock.objects.live().of(KIND, gone.pk).exists()
    with pytest.raises(RuleBroken, match="书面告知"):
        walk.step(kept, "give_notice", mode="on_spot")


def test_a_unit_reads_the_matter_but_not_the_citizen(walk: Walk) -> None:
    matter = walk.to(S.FORWARDED)
    assert not sees_contact(walk.cast.liaison, matter)
    with pytest.raises(RuleBroken, match="还没有告知信访人"):
        walk.step(matter, "receipt")
    walk.along(matter, "give_notice", "receipt")
    assert matter.state == S.FINISHED and not Clock.objects.live().of(KIND, matter.pk).exists()
    assert PetitionMatter.objects.visible_to(walk.cast.liaison).get() == matter


def test_whoever_stepped_aside_neither_acts_nor_reads_nor_hears_of_it(walk: Walk) -> None:
    matter = walk.step(walk.to(S.HANDLING), "reassign", handler=walk.cast.manager)
    walk.do(matter, "recuse", "manager", reason="信访人是亲戚")
    assert (matter.state, matter.handler) == (S.ACCEPTED, None)
    heard = Notice.objects.filter(recipient=walk.cast.manager).count()
    with pytest.raises(NotAllowed, match="已经回避"):
        walk.step(matter, "assign")
    with pytest.raises(NotAllowed, match="已经回避"):
        walk.do(matter, "note", "manager", text="看看")
    walk.do(matter, "report_urgent", "intake", told="市委值班室")
    assert Notice.objects.filter(recipient=walk.cast.manager).count() == heard
    assert not sees_contact(walk.cast.manager, matter)


def test_nobody_who_stepped_aside_or_left_is_named_again(walk: Walk) -> None:
    matter = walk.step(walk.to(S.HANDLING), "recuse")
    with pytest.raises(RuleBroken, match="已经回避"):
        walk.step(matter, "assign")
    with pytest.raises(RuleBroken, match="没有岗位"):
        walk.step(matter, "assign", handler=walk.cast.nobody)
    assert walk.step(matter, "assign", handler=walk.cast.clerk).handler == walk.cast.clerk


def test_whoever_drafted_the_opinion_does_not_sign_it(walk: Walk) -> None:
    matter = walk.step(walk.to(S.HANDLING), "reassign", handler=walk.cast.street_lead)
    walk.step(matter, "draft_opinion", by="street_lead")
    with pytest.raises(RuleBroken, match="不能自己签"):
        walk.step(matter, "sign_opinion")


def test_grave_news_goes_up_at_once_and_urgently(walk: Walk) -> None:
    matter = walk.step(walk.to(S.RECEIVED), "report_urgent")
    assert matter.is_urgent
    assert Notice.objects.filter(recipient=walk.cast.street_lead, title__contains=str(matter.no)).exists()
    with pytest.raises(RuleBroken, match="已经报告过"):
        walk.step(matter, "report_urgent")


def test_ways_of_an_appeal_are_not_those_of_a_suggestion(walk: Walk) -> None:
    suggestion = walk.registered(kind=PetitionKind.SUGGESTION)
    for act in ("propose", "guide"):
        with pytest.raises(RuleBroken, match="不走受理程序"):
            walk.step(suggestion, act)
    with pytest.raises(RuleBroken, match="要按途径办"):
        walk.step(walk.registered(), "answer")
    walk.step(suggestion, "answer")
    assert (suggestion.state, suggestion.notice_mode) == (S.FINISHED, "written")
    assert Clock.objects.of(KIND, suggestion.pk).get().met is True
    with pytest.raises(RuleBroken, match="哪条法定途径"):
        walk.step(walk.registered(), "guide", route=6)


def test_the_citizen_is_still_told_after_a_matter_went_elsewhere(walk: Walk) -> None:
    for state in (S.GUIDED, S.NOT_ACCEPTED, S.DUPLICATE):
        matter = walk.to(state)
        assert matter.due_code == "petition.notice", state
        walk.step(matter, "give_notice")
        assert (matter.state, matter.due_at) == (state, None)


def test_only_a_decision_reopens_and_new_facts_are_a_new_number(walk: Walk) -> None:
    answered = walk.step(walk.registered(kind=PetitionKind.ENQUIRY), "answer")
    with pytest.raises(RuleBroken, match="没有出过处理意见"):
        walk.step(answered, "reopen")
    done = walk.to(S.FINISHED)
    fresh = walk.registered(follows=done)
    assert (fresh.follows, fresh.no != done.no) == (done, True)
    with pytest.raises(RuleBroken, match="还在办"):
        walk.registered(follows=fresh)
    walk.step(done, "reopen")
    assert (done.state, done.round, done.ended_at) == (S.HANDLING, 1, None)


def test_the_same_open_matter_is_not_taken_in_twice(walk: Walk) -> None:
    matter, done = walk.registered(), walk.to(S.FINISHED)
    for other in (matter, done):
        with pytest.raises(RuleBroken, match="另一件还在办"):
            walk.step(matter, "join_open", same_as=other)
    same = PetitionMatter.objects.same_matter(walk.town.building.pk, matter.content)
    assert matter in same and done not in same


def test_days_that_cannot_be_are_refused(walk: Walk) -> None:
    matter = walk.along(walk.to(S.SIGNED), "give_notice")
    for act, subject, changes in (
        ("serve", matter, {"served_on": walk.today + 9 * DAY}),
        ("serve", matter, {"served_on": walk.today - 9 * DAY}),
        ("forward", walk.registered(), {"receipt_by": walk.today - DAY}),
        ("ask_review", walk.to(S.REPLIED), {"asked_on": walk.today - 9 * DAY}),
        ("receipt", walk.along(walk.to(S.FORWARDED), "give_notice"), {"receipt_on": walk.today + 9 * DAY}),
        ("give_notice", walk.registered(), {"told_on": walk.today + 9 * DAY}),
    ):
        with pytest.raises(RuleBroken):
            walk.step(subject, act, **changes)


def test_a_look_at_the_contact_is_for_desk_and_handler_and_is_counted(walk: Walk) -> None:
    matter = walk.to(S.HANDLING)
    for key in ("manager", "street_lead", "clerk", "liaison", "supervisor"):
        with pytest.raises(NotAllowed):
            reveal_contact(matter, actor=walk.cast.all[key], field="phone", reason="联系信访人", now=walk.now)
    assert not Entry.objects.filter(action__startswith="petition.reveal").exists()


def test_a_whistle_of_a_matter_gives_place_and_title_only(walk: Walk) -> None:
    matter = walk.registered()
    origin = origins.get(KIND)
    given = origin.given(walk.cast.manager, matter.no)
    assert (given.title, given.place, given.contacts, given.photos) == (matter.title, matter.place, (), ())
    assert origin.given(walk.cast.clerk, matter.no) is None
    origin.told(matter.pk, "住建局已签收", public="", now=walk.now)
    matter.refresh_from_db()
    assert matter.last_act == "吹哨进展"
    assert origin.refuses(matter.pk) == "" and "已经办完" in origin.refuses(walk.to(S.FINISHED).pk)


def test_a_matter_follows_its_community_and_a_leaving_handlers_comes_back_to_the_officer(walk: Walk) -> None:
    matter = walk.to(S.HANDLING)
    walk.cast.secretary.postings.filter(role=Role.COMMUNITY_LEAD).update(valid_to=walk.town.street.valid_from)
    walk.do(matter, "chase", "street_lead", text="请按时办")
    assert Notice.objects.filter(recipient=walk.cast.manager, title__startswith="催办").exists()
    old, new = walk.town.tiebei.area, walk.town.dongyuan.area
    assert community_changed(grids=[], old=old, new=new, actor=walk.cast.manager, now=walk.now) == 1
    matter.refresh_from_db()
    assert matter.community == new


def test_a_case_that_is_linked_once_is_named_on_the_matter(walk: Walk) -> None:
    matter = walk.to(S.HANDLING)
    case = walk.case()
    walk.step(matter, "link_case", case=case)
    assert matter.case == case and list(case.petitions.all()) == [matter]
    with pytest.raises(RuleBroken, match="已经转入调解"):
        walk.step(matter, "link_case", case=case)


def test_the_case_names_its_matter_to_those_who_see_it_and_never_the_petitioner(walk: Walk, as_: As) -> None:
    """F8: number and state; to everybody else as if there were none, and to whoever stepped aside too."""
    matter = walk.to(S.HANDLING)
    case = walk.case()
    walk.step(matter, "link_case", case=case)

    def page(key: str) -> str:
        return as_(getattr(walk.cast, key)).get(case.get_absolute_url()).content.decode()

    for key in ("manager", "secretary"):
        assert f'{matter.get_absolute_url()}">{matter.no}</a>，办理中' in page(key), key
        assert matter.title not in page(key) and "信访人" not in page(key)
    for key in ("clerk", "supervisor"):
        assert matter.no not in page(key), key
    walk.step(matter, "recuse")
    assert matter.no not in page("secretary") and matter.no in page("manager")


def test_an_action_runs_the_row_of_its_own_name() -> None:
    for act, action in ACTIONS.items():
        assert f'"{act}", actor=actor' in getsource(action), act
