"""Posts are dated, bounded and handed over; the past stays as it was."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from grids.actions.cover import assign_cover
from grids.actions.departments import create_department
from grids.actions.plans import apply_due, open_plan, save_plan, stage_change, undo_last
from grids.actions.postings import Place, assign_grid_post, end_posting, grant_posting
from grids.choices import ADMIN_ROLES, HandoverMode, Role
from grids.models import AssignmentPlan, Grid, GridEvent, Handover, Posting
from grids.scope import Scope
from grids.selectors import holders, responsible_on, unstaffed_grids
from tests.grids.conftest import TODAY, Recorder, Town, person, worker_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_a_change_of_worker_ends_one_day_and_begins_the_next(town: Town, work: Recorder) -> None:
    assign_grid_post(
        town.one, role=Role.GRID_WORKER, user=town.chen, on=TODAY, reason="调岗", actor=town.admin
    )
    assert worker_on(town.one, TODAY) == town.chen
    assert worker_on(town.one, TODAY - timedelta(days=1)) == town.wang
    assert work.calls == [(town.one, town.one, town.wang, town.chen, "follow", None)]
    assert (
        GridEvent.objects.filter(grid=town.one).values_list("text", flat=True)[0]
        == "网格员 王秀兰→陈洁（调岗）"
    )
    assert Entry.objects.filter(action="grid.assign").latest("seq").detail["moved"] == 3


def test_open_work_may_stay_with_the_old_worker(town: Town, work: Recorder) -> None:
    assign_grid_post(
        town.one, role=Role.GRID_WORKER, user=town.chen, on=TODAY, mode=HandoverMode.STAY, actor=town.admin
    )
    assert work.calls[0][4] == "stay"


def test_a_post_is_not_left_empty_without_a_reason(town: Town) -> None:
    with pytest.raises(RuleBroken, match="为什么先空着"):
        assign_grid_post(town.one, role=Role.GRID_WORKER, user=None, on=TODAY, actor=town.admin)
    posting = Posting.objects.get(user=town.wang)
    with pytest.raises(RuleBroken, match="为什么先空着"):
        end_posting(posting, last_day=TODAY, reason="辞职", actor=town.admin)


def test_open_work_of_an_empty_post_goes_to_the_leader(town: Town, work: Recorder) -> None:
    assign_grid_post(
        town.one, role=Role.GRID_WORKER, user=None, on=TODAY, leave_vacant_reason="招聘中", actor=town.admin
    )
    assert work.calls == [(town.one, town.one, town.wang, town.leader, "follow", None)]
    assert town.one in unstaffed_grids()


def test_who_fills_an_empty_post_takes_over_from_the_stand_in(town: Town, work: Recorder) -> None:
    vacate: Any = {"role": Role.GRID_WORKER, "on": TODAY, "actor": town.admin}
    assign_grid_post(town.one, user=None, leave_vacant_reason="招聘中", **vacate)
    assign_grid_post(town.one, user=town.chen, **vacate)
    assert work.calls[-1][2:4] == (town.leader, town.chen)


def test_an_empty_post_with_open_work_and_nobody_near_is_refused(town: Town, work: Recorder) -> None:
    assign_grid_post(
        town.one, role=Role.GRID_LEADER, user=None, on=TODAY, leave_vacant_reason="调走", actor=town.admin
    )
    with pytest.raises(RuleBroken, match="3件在办的事没人接"):
        assign_grid_post(
            town.one,
            role=Role.GRID_WORKER,
            user=None,
            on=TODAY,
            leave_vacant_reason="招聘中",
            actor=town.admin,
        )
    assert worker_on(town.one, TODAY) == town.wang


def test_a_worker_has_one_grid(town: Town) -> None:
    with pytest.raises(RuleBroken, match="一人一格"):
        assign_grid_post(town.east, role=Role.GRID_WORKER, user=town.wang, on=TODAY, actor=town.admin)


def test_a_leader_has_three_grids_at_most(town: Town) -> None:
    assign_grid_post(town.east, role=Role.GRID_LEADER, user=town.leader, on=TODAY, actor=town.admin)
    fourth = Grid.objects.create(code="x", name="德惠1-02格", community=town.dehui)
    with pytest.raises(RuleBroken, match="最多3格"):
        assign_grid_post(fourth, role=Role.GRID_LEADER, user=town.leader, on=TODAY, actor=town.admin)


def test_a_substitute_answers_for_the_grid_while_he_stands_in(town: Town) -> None:
    last = TODAY + timedelta(days=6)
    assign_cover(
        town.one, role=Role.GRID_WORKER, user=town.zhou, first_day=TODAY, last_day=last, actor=town.admin
    )
    assert worker_on(town.one, TODAY) == town.zhou
    assert [held.user for held in responsible_on(town.one, TODAY).workers] == [town.zhou, town.wang]
    assert worker_on(town.one, last + timedelta(days=1)) == town.wang
    assert Scope.of(town.zhou).grid_ids == {town.one.pk, town.two.pk}
    assert Scope.of(town.zhou, last + timedelta(days=1)).grid_ids == {town.two.pk}


def test_a_worker_stands_in_for_one_grid_at_a_time(town: Town) -> None:
    days: Any = {"first_day": TODAY, "last_day": TODAY + timedelta(days=3), "actor": town.admin}
    assign_cover(town.one, role=Role.GRID_WORKER, user=town.zhou, **days)
    with pytest.raises(RuleBroken, match="最多替一格"):
        assign_cover(town.east, role=Role.GRID_WORKER, user=town.zhou, **days)
    with pytest.raises(RuleBroken, match="已经在替"):
        assign_cover(town.one, role=Role.GRID_WORKER, user=town.chen, **days)
    with pytest.raises(RuleBroken, match="要选别人"):
        assign_cover(town.two, role=Role.GRID_WORKER, user=town.zhou, **days)


@pytest.mark.parametrize(("first", "length"), [(-1, 3), (0, -1), (0, 92)])
def test_cover_has_sensible_days(town: Town, first: int, length: int) -> None:
    start = TODAY + timedelta(days=first)
    with pytest.raises(RuleBroken):
        assign_cover(
            town.one,
            role=Role.GRID_WORKER,
            user=town.zhou,
            first_day=start,
            last_day=start + timedelta(days=length),
            actor=town.admin,
        )


def test_past_days_cannot_be_changed(town: Town) -> None:
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(RuleBroken, match="不能早于今天"):
        assign_grid_post(town.one, role=Role.GRID_WORKER, user=town.chen, on=yesterday, actor=town.admin)
    clerk = Posting.objects.get(user=town.clerk)
    with pytest.raises(RuleBroken, match="不能早于昨天"):
        end_posting(clerk, last_day=TODAY - timedelta(days=2), reason="调走", actor=town.admin)


def test_an_ended_post_opens_nothing_the_day_after(town: Town) -> None:
    clerk = Posting.objects.get(user=town.clerk)
    end_posting(clerk, last_day=TODAY, reason="调走", actor=town.admin)
    fresh = User.objects.get(pk=town.clerk.pk)
    assert Scope.of(fresh).community_ids == {town.tiebei.pk}
    assert Scope.of(fresh, TODAY + timedelta(days=1)).roles == frozenset()


@pytest.mark.parametrize("first", ADMIN_ROLES)
@pytest.mark.parametrize("second", [*ADMIN_ROLES, Role.CENTRE_MANAGER, Role.PRIVACY_OFFICER])
def test_the_three_administrators_never_meet_in_one_person(town: Town, first: Role, second: Role) -> None:
    if first == second:
        return
    someone = person("孙某")
    grant_posting(someone, role=first, place=Place(street=True), actor=None)
    with pytest.raises(RuleBroken, match="各由不同的人担任"):
        grant_posting(someone, role=second, place=Place(street=True), actor=None)
    with pytest.raises(IntegrityError, match="posting_three_admins_apart"), transaction.atomic():
        Posting.objects.create(user=someone, role=second, street=True, valid_from=TODAY)


def test_the_same_person_may_be_auditor_after_the_work_has_ended(town: Town) -> None:
    end_posting(Posting.objects.get(user=town.clerk), last_day=TODAY, reason="转岗", actor=town.admin)
    grant_posting(
        town.clerk,
        role=Role.AUDITOR,
        place=Place(street=True),
        valid_from=TODAY + timedelta(days=1),
        actor=town.security,
    )
    assert Scope.of(town.clerk, TODAY + timedelta(days=1)).roles == {"auditor"}


def test_guarding_posts_are_given_by_the_security_administrator(town: Town) -> None:
    someone = person("孙某")
    with pytest.raises(NotAllowed, match="安全管理员任免"):
        grant_posting(someone, role=Role.AUDITOR, place=Place(street=True), actor=town.admin)
    with pytest.raises(NotAllowed, match="系统管理员任免"):
        grant_posting(someone, role=Role.MEDIATOR, place=Place(street=True), actor=town.security)
    with pytest.raises(NotAllowed):
        grant_posting(someone, role=Role.MEDIATOR, place=Place(street=True), actor=town.clerk)


@pytest.mark.parametrize(("role", "who"), [(Role.SYSADMIN, "admin"), (Role.SECURITY_ADMIN, "security")])
def test_the_last_guardian_cannot_be_ended(town: Town, role: Role, who: str) -> None:
    posting = Posting.objects.get(user=getattr(town, who), role=role)
    with pytest.raises(RuleBroken, match="至少要有一名"):
        end_posting(posting, last_day=TODAY, reason="调走", actor=town.security)
    grant_posting(person("接班人"), role=role, place=Place(street=True), actor=town.security)
    end_posting(posting, last_day=TODAY, reason="调走", actor=town.security)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_held_only_where_it_belongs(town: Town, role: Role) -> None:
    department = create_department(code="housing", details={"name": "住建局"}, actor=town.admin)
    empty = Grid.objects.create(code="x", name="空格", community=town.dehui)
    places = {
        "street": Place(street=True),
        "community": Place(community=town.dehui),
        "grid": Place(grid=empty),
        "department": Place(department=department),
        "programme": Place(programme="detox"),
    }
    taken = set()
    for name, place in places.items():
        try:
            grant_posting(person("孙某"), role=role, place=place, actor=None)
            taken.add(name)
        except RuleBroken as refused:
            assert refused.code == "posting.place"
    assert len(taken) in {1, 2}
    assert taken == {"community", "street"} or len(taken) == 1


def test_a_disabled_account_gets_no_post_and_is_no_holder(town: Town) -> None:
    town.chen.is_active = False
    town.chen.save()
    with pytest.raises(RuleBroken, match="已停用"):
        assign_grid_post(town.one, role=Role.GRID_WORKER, user=town.chen, on=TODAY, actor=town.admin)
    User.objects.filter(pk=town.wang.pk).update(is_active=False)
    assert list(holders(Role.GRID_WORKER, grid=town.one)) == []


def test_holders_are_found_by_place(town: Town) -> None:
    assert list(holders(Role.GRID_WORKER, grid=town.one)) == [town.wang]
    assert list(holders(Role.COMMUNITY_CLERK, community=town.tiebei)) == [town.clerk]
    assert list(holders(Role.COMMUNITY_CLERK, community=town.dehui)) == []
    assert list(holders(Role.SYSADMIN, street=True)) == [town.admin]
    assert list(holders(Role.GRID_WORKER, grid=town.one.pk, on=date(2026, 2, 1))) == []


# --- plans -----------------------------------------------------------------------------------------


def test_two_workers_swap_grids_in_one_plan(town: Town, work: Recorder) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.zhou, actor=town.admin)
    stage_change(plan, grid=town.two, role=Role.GRID_WORKER, user=town.wang, actor=town.admin)
    assert worker_on(town.one, TODAY) == town.wang
    save_plan(plan, effective_on=TODAY, mode="follow", reason="轮岗", actor=town.admin)
    assert worker_on(town.one, TODAY) == town.zhou
    assert worker_on(town.two, TODAY) == town.wang
    assert {call[3] for call in work.calls} == {town.zhou, town.wang}


def test_a_plan_for_a_later_day_moves_open_work_on_that_day_once(
    town: Town, work: Recorder, frozen: time_machine.Traveller
) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=town.admin)
    save_plan(plan, effective_on=TODAY + timedelta(days=5), mode="follow", reason="", actor=town.admin)
    assert work.calls == []
    assert worker_on(town.one, TODAY) == town.wang
    assert apply_due() == 0
    frozen.shift(timedelta(days=5))
    assert apply_due() == 1
    assert apply_due() == 0
    assert work.calls == [(town.one, town.one, town.wang, town.chen, "follow", None)]
    assert Handover.objects.get().moved == 3
    assert Entry.objects.filter(action="grid.handover").count() == 1


def test_a_hand_over_that_fails_waits_and_stops_no_other(
    town: Town, work: Recorder, frozen: time_machine.Traveller
) -> None:
    later = TODAY + timedelta(days=1)
    for grid, user in ((town.one, town.chen), (town.two, person("新来的"))):
        assign_grid_post(grid, role=Role.GRID_WORKER, user=user, on=later, actor=town.admin)
    frozen.shift(timedelta(days=1))
    work.broken_for = town.one
    with pytest.raises(RuleBroken, match="交不了"):
        apply_due()
    assert [call[0] for call in work.calls] == [town.two]
    work.broken_for = None
    assert apply_due() == 1
    assert [call[0] for call in work.calls] == [town.two, town.one]


def test_a_plan_is_saved_whole_or_not_at_all(town: Town, work: Recorder) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=town.admin)
    stage_change(plan, grid=town.east, role=Role.GRID_WORKER, user=town.zhou, actor=town.admin)
    with pytest.raises(RuleBroken, match="一人一格"):
        save_plan(plan, effective_on=TODAY, mode="follow", reason="", actor=town.admin)
    assert worker_on(town.one, TODAY) == town.wang
    assert AssignmentPlan.objects.get().state == "draft"


def test_a_plan_stops_when_somebody_else_changed_the_post(town: Town) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=town.admin)
    other = person("新来的")
    assign_grid_post(town.one, role=Role.GRID_WORKER, user=other, on=TODAY, actor=town.admin)
    with pytest.raises(RuleBroken, match="刚被别人调整过"):
        save_plan(plan, effective_on=TODAY, mode="follow", reason="", actor=town.admin)


def test_a_staged_line_may_be_replaced_and_undone(town: Town) -> None:
    plan = open_plan(town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=town.admin)
    stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=person("另一位"), actor=town.admin)
    assert plan.changes.count() == 1
    undo_last(plan, actor=town.admin)
    assert plan.changes.count() == 0
    with pytest.raises(RuleBroken, match="还没有要保存的改动"):
        save_plan(plan, effective_on=TODAY, mode="follow", reason="", actor=town.admin)


def test_a_cover_may_be_staged_with_its_last_day(town: Town) -> None:
    plan = open_plan(town.admin)
    until = TODAY + timedelta(days=7)
    stage_change(
        plan, grid=town.one, role=Role.GRID_WORKER, user=town.zhou, cover_until=until, actor=town.admin
    )
    save_plan(plan, effective_on=TODAY, mode="follow", reason="休假", actor=town.admin)
    cover = Posting.objects.get(is_cover=True)
    assert cover.covers == Posting.objects.get(user=town.wang)
    assert (cover.user, cover.valid_to) == (town.zhou, until)


def test_a_plan_belongs_to_who_prepares_it(town: Town) -> None:
    second = person("二号管理员")
    grant_posting(second, role=Role.SYSADMIN, place=Place(street=True), actor=town.security)
    plan = open_plan(town.admin)
    with pytest.raises(RuleBroken, match="重新安排"):
        stage_change(plan, grid=town.one, role=Role.GRID_WORKER, user=town.chen, actor=second)


def test_a_post_already_arranged_for_later_is_not_run_over(town: Town) -> None:
    later = TODAY + timedelta(days=10)
    assign_grid_post(town.one, role=Role.GRID_WORKER, user=town.chen, on=later, actor=town.admin)
    with pytest.raises(RuleBroken, match="已安排陈洁"):
        assign_grid_post(town.one, role=Role.GRID_WORKER, user=person("新来的"), on=TODAY, actor=town.admin)
    assert worker_on(town.one, later) == town.chen
    assert worker_on(town.one, later - timedelta(days=1)) == town.wang
