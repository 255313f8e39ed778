"""Every page of places, grids and people: who gets in, what is there, what a wrong form gives back."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import RuleBroken
from grids.actions.cover import assign_cover
from grids.actions.departments import create_department
from grids.actions.postings import Place, assign_grid_post, grant_posting
from grids.actions.supporters import add_supporter
from grids.choices import GRID_ROLES, PROGRAMME_ROLES, Role
from grids.models import Area, AssignmentPlan, Department, Grid, GridSupporter, Posting
from grids.scope import Scope
from tests.grids.conftest import TODAY, Town, person, worker_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

OUTSIDE = {Role.DEPT_LIAISON, *PROGRAMME_ROLES}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(town: Town) -> Client:
    return signed_in(town.admin)


@pytest.fixture
def security(town: Town) -> Client:
    return signed_in(town.security)


def holder_of(role: Role, town: Town) -> User:
    """Somebody who has just this role."""
    if role in GRID_ROLES:
        return {Role.GRID_WORKER: town.wang, Role.GRID_LEADER: town.leader}[role]
    user = person(role.label[:4])
    places = [
        Place(street=True),
        Place(community=town.tiebei),
        Place(programme="detox"),
        Place(department=Department.objects.get_or_create(code="housing", name="住建局")[0]),
    ]
    for place in places:
        try:
            grant_posting(user, role=role, place=place, actor=None)
            return user
        except RuleBroken:
            continue
    raise AssertionError(role)


def reading_pages(town: Town) -> list[str]:
    return [
        reverse("grids:tree"),
        reverse("grids:tree") + f"?open={town.tiebei.pk}",
        reverse("grids:tree") + "?show=lacking",
        reverse("grids:tree") + "?q=铁路",
        reverse("grids:tree") + "?on=2026-03-15",
        reverse("grids:below", args=[town.tiebei.pk]),
        reverse("grids:below", args=[town.railway.pk]),
        reverse("grids:detail", args=[town.one.pk]),
        reverse("grids:detail", args=[town.one.pk]) + "?on=2026-03-15",
        reverse("grids:area", args=[town.street.pk]),
        reverse("grids:area", args=[town.tiebei.pk]),
        reverse("grids:area", args=[town.railway.pk]),
        reverse("grids:area", args=[town.building(town.railway, 1).pk]),
        reverse("grids:departments"),
    ]


def editing_pages(town: Town) -> list[str]:
    helper = add_supporter(town.one, kind="police", details={"person_name": "马警官"}, actor=None)
    department = Department.objects.get_or_create(code="housing", name="住建局")[0]
    house = town.building(town.railway, 1)
    deeds = [(town.tiebei, "change"), (town.tiebei, "merge"), (town.railway, "move"), (town.railway, "merge")]
    deeds += [(town.railway, "split"), (town.railway, "retire"), (house, "move"), (house, "change")]
    return [
        reverse("grids:assign"),
        reverse("grids:department_new"),
        reverse("grids:department_change", args=[department.pk]),
        reverse("grids:department_use", args=[department.pk]),
        reverse("grids:area_new", args=[town.tiebei.pk]),
        reverse("grids:area_new", args=[town.railway.pk]),
        reverse("grids:open", args=[town.tiebei.pk]),
        reverse("grids:supporter_end", args=[helper.pk]),
        reverse("grids:supporter_add", args=[town.one.pk]),
        *(reverse(f"grids:{name}", args=[town.one.pk]) for name in ("split", "merge", "bring", "retire")),
        *(reverse("grids:area_do", args=[place.pk, deed]) for place, deed in deeds),
    ]


def people_pages(town: Town) -> list[str]:
    return [
        reverse("people:list"),
        reverse("people:list") + "?role=grid_worker&state=all",
        reverse("people:detail", args=[town.wang.pk]),
        reverse("people:grant", args=[town.chen.pk]),
        reverse("people:end", args=[Posting.objects.get(user=town.wang).pk]),
        reverse("people:do", args=[town.wang.pk, "disable"]),
        reverse("people:list") + "?q=王&community=&state=disabled",
    ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_others(town: Town, role: Role) -> None:
    client = signed_in(holder_of(role, town))
    staff = 403 if role in OUTSIDE else 200
    editor = 200 if role == Role.SYSADMIN else 403
    office = 200 if role in {Role.SYSADMIN, Role.SECURITY_ADMIN} else 403
    for wanted, pages in ((staff, reading_pages), (editor, editing_pages), (office, people_pages)):
        for page in pages(town):
            assert (page, client.get(page).status_code) == (page, wanted)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSADMIN}])
def test_no_other_role_writes_places(town: Town, role: Role) -> None:
    client = signed_in(holder_of(role, town))
    for page in editing_pages(town):
        assert (page, client.post(page, {"name": "改名"}).status_code) == (page, 403)


def test_a_stranger_is_sent_to_sign_in(town: Town) -> None:
    for page in (*reading_pages(town), *editing_pages(town), *people_pages(town)):
        response = Client().get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/login/")


def test_somebody_without_a_post_or_with_an_ended_one_sees_nothing(
    town: Town, frozen: time_machine.Traveller
) -> None:
    client = signed_in(town.chen)
    assert client.get(reverse("grids:tree")).status_code == 403
    posting = Posting.objects.get(user=town.clerk)
    Posting.objects.filter(pk=posting.pk).update(valid_to=TODAY - timedelta(days=1))
    assert signed_in(town.clerk).get(reverse("grids:tree")).status_code == 403


def test_what_is_not_there_is_404(town: Town, admin: Client) -> None:
    for name in ("detail", "split", "area", "below", "area_new", "department_change", "supporter_end"):
        assert admin.get(reverse(f"grids:{name}", args=[999999])).status_code == 404
    for page in ("detail", "grant"):
        assert admin.get(reverse(f"people:{page}", args=[999999])).status_code == 404
    assert admin.get(reverse("people:do", args=[town.wang.pk, "promote"])).status_code == 404
    assert admin.get(reverse("grids:area_do", args=[town.tiebei.pk, "move"])).status_code == 404


def test_the_tree_opens_a_community_without_javascript(town: Town, admin: Client) -> None:
    page = admin.get(reverse("grids:tree"), {"open": town.tiebei.pk}).content.decode()
    assert "铁北3-01格" in page
    assert "王秀兰" in page
    assert "德惠1-01格" not in page


def test_htmx_gets_only_the_branch(town: Town, admin: Client) -> None:
    part = admin.get(
        reverse("grids:below", args=[town.tiebei.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert "铁北3-02格" in part


def test_the_alert_counts_grids_without_worker(town: Town, admin: Client) -> None:
    page = admin.get(reverse("grids:tree")).content.decode()
    assert "有 1 个网格没有网格员" in page
    lacking = admin.get(reverse("grids:tree"), {"show": "lacking"}).content.decode()
    assert "德惠1-01格" in lacking
    assert "铁北3-01格" not in lacking


def test_load_is_shown_to_planners_only(town: Town) -> None:
    until = TODAY + timedelta(days=7)
    assign_cover(
        town.one, role=Role.GRID_WORKER, user=town.zhou, first_day=TODAY, last_day=until, actor=town.admin
    )
    address = reverse("grids:tree") + "?show=heavy"
    assert "网格员同时管2格" in signed_in(town.admin).get(address).content.decode()
    assert "同时管2格" not in signed_in(town.wang).get(address).content.decode()


def test_a_past_day_shows_who_was_responsible_then(town: Town, admin: Client) -> None:
    assign_grid_post(town.one, role=Role.GRID_WORKER, user=town.chen, on=TODAY, actor=town.admin)
    address = reverse("grids:detail", args=[town.one.pk])
    assert admin.get(address).context["staff"].worker.user == town.chen
    assert admin.get(address, {"on": "2026-03-15"}).context["staff"].worker.user == town.wang


@pytest.mark.parametrize("day", ["2026-02-30", "昨天", "99999-01-01", "1026-01-01", "\u202e2026"])
def test_a_day_that_is_none_gets_a_sentence(town: Town, admin: Client, day: str) -> None:
    for address in (reverse("grids:tree"), reverse("grids:detail", args=[town.one.pk])):
        response = admin.get(address, {"on": day})
        assert response.status_code == 422
        assert "有1处需要修改" in response.content.decode()


def test_search_finds_grids_people_and_places(town: Town, admin: Client) -> None:
    for text, found in (("3-02", "铁北3-02格"), ("王秀兰", "铁北3-01格"), ("东大院", "东大院")):
        assert found in admin.get(reverse("grids:tree"), {"q": text}).content.decode()
    assert "没有找到" in admin.get(reverse("grids:tree"), {"q": "没有这个"}).content.decode()


# --- staged assignment -----------------------------------------------------------------------------


def stage(client: Client, town: Town, **fields: object) -> Any:
    given: dict[str, Any] = {
        "grid": town.one.pk,
        "role": "grid_worker",
        "deed": "change",
        "user": town.chen.pk,
        **fields,
    }
    return client.post(reverse("grids:assign"), given)


def test_changes_are_staged_reviewed_and_saved(town: Town, admin: Client) -> None:
    assert stage(admin, town).status_code == 302
    assert worker_on(town.one, TODAY) == town.wang
    assert "王秀兰→陈洁" in admin.get(reverse("grids:assign")).content.decode()
    page = admin.get(reverse("grids:review"))
    assert page.status_code == 200
    response = admin.post(
        reverse("grids:review"), {"effective_on": "2026-04-01", "mode": "follow", "reason": "轮岗"}
    )
    assert response.status_code == 302
    assert worker_on(town.one, TODAY) == town.chen
    assert AssignmentPlan.objects.get().state == "saved"


def test_looking_at_the_assignment_page_writes_nothing(town: Town, admin: Client) -> None:
    admin.get(reverse("grids:assign"))
    assert not AssignmentPlan.objects.exists()
    assert admin.get(reverse("grids:review")).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"user": ""}, "请选接手的人"),
        ({"deed": "cover"}, "请填替到哪天"),
        ({"deed": "vacate", "user": ""}, "请写明为什么先空着"),
        ({"grid": 999999}, "重新选一个"),
        ({"user": "abc"}, "重新选一位"),
        ({"role": "sysadmin"}, "有1处需要修改"),
    ],
)
def test_an_incomplete_line_comes_back_with_its_messages(
    town: Town, admin: Client, fields: dict[str, Any], words: str
) -> None:
    response = stage(admin, town, **fields)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_refusal_of_the_save_stays_on_the_page(town: Town, admin: Client) -> None:
    stage(admin, town, grid=town.east.pk, user=town.wang.pk)
    response = admin.post(
        reverse("grids:review"), {"effective_on": "2026-04-01", "mode": "follow", "reason": "轮岗"}
    )
    assert response.status_code == 422
    assert "一人一格" in response.content.decode()
    assert "轮岗" in response.content.decode()


def test_undo_and_drop(town: Town, admin: Client) -> None:
    stage(admin, town)
    stage(admin, town, grid=town.two.pk)
    admin.post(reverse("grids:undo"))
    assert AssignmentPlan.objects.get().changes.get().grid == town.one
    admin.post(reverse("grids:drop"))
    assert AssignmentPlan.objects.get().state == "dropped"


def test_a_double_click_stages_and_saves_once(town: Town, admin: Client) -> None:
    stage(admin, town)
    key = "2b1c1b7e-6f0e-4a51-9d0f-0d7f8f2b6a01"
    form = {"effective_on": "2026-04-01", "mode": "follow", "reason": "", "idempotency_key": key}
    first, second = (admin.post(reverse("grids:review"), form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Entry.objects.filter(action="grid.plan").count() == 1


# --- boundaries ------------------------------------------------------------------------------------


def split_form(town: Town, **fields: object) -> dict[str, object]:
    return {
        "name": "铁北3-03格",
        "buildings": [b.pk for b in town.buildings(town.railway, 3, 4)],
        "worker": town.chen.pk,
        "on": "2026-04-01",
        "mode": "follow",
        "approval_no": "雄街发7号",
        "version": 1,
        "step": "save",
        **fields,
    }


def test_a_split_is_shown_before_it_is_done(town: Town, admin: Client) -> None:
    address = reverse("grids:split", args=[town.one.pk])
    page = admin.post(address, split_form(town, step="preview"))
    assert page.status_code == 200
    assert [side.buildings for side in page.context["preview"].sides] == [2, 2]
    assert not Grid.objects.filter(name="铁北3-03格").exists()
    assert admin.post(address, split_form(town)).status_code == 302
    assert Grid.objects.filter(name="铁北3-03格").exists()


def test_a_split_without_approval_keeps_everything_typed(town: Town, admin: Client) -> None:
    response = admin.post(reverse("grids:split", args=[town.one.pk]), split_form(town, approval_no=""))
    assert response.status_code == 422
    assert "铁北3-03格" in response.content.decode()
    assert "街道批准文号" in response.content.decode()


def test_a_split_of_a_stale_grid_is_409(town: Town, admin: Client) -> None:
    Grid.objects.filter(pk=town.one.pk).update(version=5)
    response = admin.post(reverse("grids:split", args=[town.one.pk]), split_form(town))
    assert response.status_code == 409
    assert "刚被别人改过" in response.content.decode()
    assert not Grid.objects.filter(name="铁北3-03格").exists()


def test_merge_bring_and_open_by_form(town: Town, admin: Client) -> None:
    same = {"on": "2026-04-01", "mode": "follow", "approval_no": "雄街发7号", "step": "save"}
    bring = {**same, "buildings": [town.building(town.railway, 5).pk], "version": town.one.version}
    assert (
        admin.post(reverse("grids:bring", args=[town.one.pk]), {**bring, "step": "preview"}).status_code
        == 200
    )
    assert admin.post(reverse("grids:bring", args=[town.one.pk]), bring).status_code == 302
    town.two.refresh_from_db()
    merge = {**same, "target": town.one.pk, "version": town.two.version}
    assert (
        admin.post(reverse("grids:merge", args=[town.two.pk]), {**merge, "step": "preview"}).status_code
        == 200
    )
    assert admin.post(reverse("grids:merge", args=[town.two.pk]), merge).status_code == 302
    opened = {"name": "校园专属格", "kind": "dedicated", "leave_vacant_reason": "校方派人", **same}
    assert admin.post(reverse("grids:open", args=[town.tiebei.pk]), opened).status_code == 302
    campus = Grid.objects.get(name="校园专属格")
    retire = {"reason": "撤销", "on": "2026-04-02", "approval_no": "雄街发7号", "version": campus.version}
    assert admin.post(reverse("grids:retire", args=[campus.pk]), retire).status_code == 302


# --- places ----------------------------------------------------------------------------------------


def test_a_building_is_added_renamed_moved_and_retired_by_form(town: Town, admin: Client) -> None:
    new = {"name": "7号楼", "household_count": "48", "grid": town.one.pk}
    assert admin.post(reverse("grids:area_new", args=[town.railway.pk]), new).status_code == 302
    house = Area.objects.get(name="7号楼")
    change = {"name": "七号楼", "version": house.version}
    assert admin.post(reverse("grids:area_do", args=[house.pk, "change"]), change).status_code == 302
    move = {"parent": town.yard.pk, "version": house.version + 1}
    assert admin.post(reverse("grids:area_do", args=[house.pk, "move"]), move).status_code == 302
    retire = {"reason": "拆除", "version": house.version + 2}
    assert admin.post(reverse("grids:area_do", args=[house.pk, "retire"]), retire).status_code == 302
    house.refresh_from_db()
    assert (house.name, house.parent_id, house.is_active) == ("七号楼", town.yard.pk, False)


def test_a_stale_rename_shows_both_values(town: Town, admin: Client) -> None:
    address = reverse("grids:area_do", args=[town.railway.pk, "change"])
    first = {"name": "铁路新村", "estate_kind": "estate", "version": 1}
    assert admin.post(address, first).status_code == 302
    response = admin.post(address, {**first, "name": "铁路家园"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "铁路新村" in page
    assert "铁路家园" in page


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "楼\u202e栋", "楼\u200b栋"])
def test_a_bad_name_comes_back(town: Town, admin: Client, name: str) -> None:
    response = admin.post(
        reverse("grids:area_new", args=[town.tiebei.pk]), {"name": name, "estate_kind": "estate"}
    )
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["𠮷祥苑", "🌻小区", "幸福里·二期"])
def test_rare_characters_and_signs_are_names(town: Town, admin: Client, name: str) -> None:
    admin.post(reverse("grids:area_new", args=[town.tiebei.pk]), {"name": name, "estate_kind": "estate"})
    assert Area.objects.filter(name=name, parent=town.tiebei).exists()


def test_areas_merge_and_split_by_form(town: Town, admin: Client) -> None:
    split = {
        "community": town.dehui.pk,
        "buildings": [town.building(town.railway, 6).pk],
        "grid": town.east.pk,
        "approval_no": "雄街发7号",
        "version": 1,
    }
    assert admin.post(reverse("grids:area_do", args=[town.railway.pk, "split"]), split).status_code == 302
    twin = Area.objects.get(parent=town.dehui, name="铁路小区")
    merge = {"target": town.dehui.pk, "approval_no": "雄街发7号", "version": town.tiebei.version}
    refused = admin.post(reverse("grids:area_do", args=[town.tiebei.pk, "merge"]), merge)
    assert "两边都有「铁路小区」" in refused.content.decode()
    back = {
        "target": town.railway.pk,
        "grid": town.two.pk,
        "approval_no": "雄街发8号",
        "version": twin.version,
    }
    assert admin.post(reverse("grids:area_do", args=[twin.pk, "merge"]), back).status_code == 302
    assert admin.post(reverse("grids:area_do", args=[town.tiebei.pk, "merge"]), merge).status_code == 302
    town.tiebei.refresh_from_db()
    assert not town.tiebei.is_active


def test_departments_by_form(town: Town, admin: Client) -> None:
    new = {"code": "housing", "name": "住建局", "kind": "member"}
    assert admin.post(reverse("grids:department_new"), new).status_code == 302
    assert admin.post(reverse("grids:department_new"), new).status_code == 422
    row = Department.objects.get()
    change = {"name": "住房和城乡建设局", "kind": "member", "version": 1}
    assert admin.post(reverse("grids:department_change", args=[row.pk]), change).status_code == 302
    assert admin.post(reverse("grids:department_change", args=[row.pk]), change).status_code == 409
    grant_posting(town.chen, role=Role.DEPT_LIAISON, place=Place(department=row), actor=town.admin)
    assert admin.post(reverse("grids:department_use", args=[row.pk])).status_code == 422
    row.refresh_from_db()
    assert row.is_active
    assert "陈洁" in admin.get(reverse("grids:departments")).content.decode()


def test_supporters_by_form(town: Town, admin: Client) -> None:
    address = reverse("grids:supporter_add", args=[town.one.pk])
    bad = admin.post(address, {"kind": "lawyer", "person_name": "何律师", "contact": "13893712207"})
    assert bad.status_code == 422
    assert "只留办公电话" in bad.content.decode()
    assert admin.post(address, {"kind": "lawyer", "person_name": "何律师"}).status_code == 302
    helper = GridSupporter.objects.get()
    end = reverse("grids:supporter_end", args=[helper.pk])
    assert admin.post(end, {"last_day": "2026-04-01"}).status_code == 302


# --- people ----------------------------------------------------------------------------------------


def test_an_account_is_opened_and_its_password_shown_once(town: Town, admin: Client) -> None:
    response = admin.post(reverse("people:new"), {"username": "liuyan", "display_name": "刘燕"})
    made = User.objects.get(username="liuyan")
    home = reverse("people:detail", args=[made.pk])
    assert response["Location"] == home
    first = admin.get(home)
    password = first.context["password"]
    assert password in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert made.check_password(password)
    assert admin.get(home).context["password"] == ""


def test_posts_are_given_and_ended_by_form(town: Town, admin: Client) -> None:
    give = {"role": "mediator", "valid_from": "2026-04-01"}
    assert admin.post(reverse("people:grant", args=[town.chen.pk]), give).status_code == 302
    posting = Posting.objects.get(user=town.chen)
    assert (posting.role, posting.street, posting.granted_by) == ("mediator", True, town.admin)
    end = {"last_day": "2026-04-30", "reason": "期满"}
    assert admin.post(reverse("people:end", args=[posting.pk]), end).status_code == 302
    posting.refresh_from_db()
    assert posting.valid_to == date(2026, 4, 30)


def test_only_the_place_of_the_role_is_asked_for(town: Town, admin: Client) -> None:
    address = reverse("people:grant", args=[town.chen.pk])
    assert "人民调解员" in admin.get(address).content.decode()
    assert "审计员" not in admin.get(address).content.decode()
    assert list(admin.get(address, {"role": "community_clerk"}).context["form"].fields)[:2] == [
        "role",
        "community",
    ]
    response = admin.post(address, {"role": "community_clerk", "valid_from": "2026-04-01"})
    assert response.status_code == 422
    assert "哪个社区" in response.content.decode()
    give = {"role": "grid_worker", "grid": town.east.pk, "valid_from": "2026-04-01", "full_time": "on"}
    assert admin.post(address, give).status_code == 302
    assert worker_on(town.east, TODAY) == town.chen


def test_ending_a_grid_post_asks_who_follows(town: Town, admin: Client) -> None:
    posting = Posting.objects.get(user=town.wang)
    address = reverse("people:end", args=[posting.pk])
    form = {"last_day": "2026-04-30", "reason": "退休", "mode": "follow"}
    response = admin.post(address, form)
    assert response.status_code == 422
    assert "请选接替的人" in response.content.decode()
    assert admin.post(address, {**form, "replacement": town.chen.pk}).status_code == 302
    assert worker_on(town.one, TODAY.replace(day=30)) == town.wang
    assert worker_on(town.one, TODAY.replace(month=5, day=1)) == town.chen


def test_only_the_security_administrator_gives_guarding_posts(
    town: Town, admin: Client, security: Client
) -> None:
    give = {"role": "auditor", "valid_from": "2026-04-01"}
    address = reverse("people:grant", args=[town.chen.pk])
    assert admin.post(address, give).status_code == 403
    assert security.post(address, give).status_code == 302
    assert security.post(address, {**give, "role": "mediator"}).status_code == 403


def test_an_account_is_disabled_at_once_and_enabled_again(town: Town, admin: Client) -> None:
    theirs = signed_in(town.wang)
    assert theirs.get(reverse("grids:tree")).status_code == 200
    assert (
        admin.post(reverse("people:do", args=[town.wang.pk, "disable"]), {"reason": "离职"}).status_code
        == 302
    )
    assert theirs.get(reverse("grids:tree")).status_code == 302
    assert (
        admin.post(reverse("people:do", args=[town.wang.pk, "enable"]), {"reason": "返聘"}).status_code == 302
    )
    assert User.objects.get(pk=town.wang.pk).is_active


def test_the_system_administrator_has_no_hand_on_guardians(town: Town, admin: Client) -> None:
    for deed in ("disable", "factor"):
        address = reverse("people:do", args=[town.security.pk, deed])
        assert admin.post(address, {"reason": "试试"}).status_code == 403
    assert (
        admin.post(reverse("people:do", args=[town.admin.pk, "disable"]), {"reason": "x"}).status_code == 403
    )


def test_nobody_alone_gets_into_an_account(town: Town, admin: Client, security: Client) -> None:
    password, factor = (reverse("people:do", args=[town.wang.pk, deed]) for deed in ("password", "factor"))
    assert security.post(password).status_code == 403
    assert admin.post(factor, {"reason": "手机丢了"}).status_code == 403
    assert admin.post(password).status_code == 302
    assert security.post(factor, {"reason": "手机丢了"}).status_code == 302


def test_the_last_administrator_is_not_disabled(town: Town, security: Client) -> None:
    address = reverse("people:do", args=[town.admin.pk, "disable"])
    response = security.post(address, {"reason": "离职"})
    assert response.status_code == 422
    assert "至少要有一名系统管理员" in response.content.decode()


def test_a_lost_phone_is_unbound_by_the_security_administrator(
    town: Town, admin: Client, security: Client
) -> None:
    address = reverse("people:do", args=[town.wang.pk, "factor"])
    assert admin.get(address).status_code == 403
    assert security.post(address, {"reason": "手机丢了"}).status_code == 302


def test_a_boundary_or_post_takes_effect_on_the_next_request(town: Town, admin: Client) -> None:
    theirs = signed_in(town.chen)
    assert theirs.get(reverse("grids:tree")).status_code == 403
    grant_posting(town.chen, role=Role.MEDIATOR, place=Place(community=town.tiebei), actor=town.admin)
    assert theirs.get(reverse("grids:tree")).status_code == 200
    assert Scope.of(User.objects.get(pk=town.chen.pk)).community_ids == {town.tiebei.pk}


def test_a_wrong_filter_is_a_sentence(town: Town, admin: Client) -> None:
    for query in ({"role": "king"}, {"community": "abc"}, {"q": "名" * 40}):
        assert admin.get(reverse("people:list"), query).status_code == 422


def test_a_department_that_is_known_has_its_row(town: Town, admin: Client) -> None:
    create_department(code="fire", details={"name": "消防救援站"}, actor=town.admin)
    assert "消防救援站" in admin.get(reverse("grids:departments")).content.decode()
