"""Places and posts by sheet: through the same rules as the pages, and back again."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.selectors import verify
from core.sheets.actions import ask_commit, ask_export, ask_undo, download_export, mend, start_import
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.kinds import SheetKind
from core.sheets.models import SheetImport
from core.sheets.selectors import groups, shown_groups
from grids.choices import Role
from grids.models import Area, Grid, Posting
from grids.selectors import partition_faults, tree_faults
from grids.sheets.buildings import Buildings
from grids.sheets.postings import Postings
from tests.grids.conftest import Town
from tests.sheets.conftest import file_of, work, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def bring(kind: type[SheetKind], rows: Sequence[dict[str, Any]], actor: User) -> SheetImport:
    """A sheet in the layout of the kind; cells by column key."""
    heads = [column.header for column in kind.columns]
    cells = [[str(row.get(column.key, "")) for column in kind.columns] for row in rows]
    return work(start_import(kind.code, file_of(workbook(cells, heads)), actor=actor))


def commit(sheet_import: SheetImport, actor: User) -> SheetImport:
    ask_commit(sheet_import, mode="good", actor=actor)
    return work(sheet_import)


def undo(sheet_import: SheetImport, actor: User) -> SheetImport:
    ask_undo(sheet_import, actor=actor)
    return work(sheet_import)


def said(sheet_import: SheetImport) -> list[tuple[int, str, str]]:
    return [(g.row_no, g.header, g.sentence) for g in shown_groups(sheet_import, groups(sheet_import))]


def place(community: str, estate: str, building: str = "", grid: str = "", **more: Any) -> dict[str, Any]:
    return {"community": community, "estate": estate, "building": building, "grid": grid, **more}


def test_estates_and_buildings_are_laid_under_the_lock_of_the_tree(town: Town) -> None:
    rows = [
        place("铁北", "新东苑", "1号楼", "铁北3-01格", household_count=48),
        place("铁北社区", "新东苑", "2号楼", "铁北3-02格", address="新华路7号"),
        place("铁北社区", "铁路小区", "7号楼", "铁北3-01格"),
        place("德惠社区", "后大院", estate_kind="出租大院"),
    ]
    found = bring(Buildings, rows, town.admin)
    assert (found.error, found.number("new"), found.number("pending")) == ("", 4, 0), said(found)
    commit(found, town.admin)
    estate = Area.objects.get(name="新东苑")
    assert (estate.parent, estate.code, estate.estate_kind) == (town.tiebei, "620201001001E002", "estate")
    first, second = Area.objects.filter(parent=estate).order_by("code")
    assert (first.household_count, first.code[-3:], second.address) == (48, "001", "新华路7号")
    assert Grid.for_building(first.pk) == town.one and Grid.for_building(second.pk) == town.two
    assert Area.objects.get(name="后大院").code == "620201001002Y001"
    assert Area.objects.get(name="7号楼").code == "620201001001E001007"
    assert tree_faults() == [] and partition_faults() == []
    again = bring(Buildings, rows, town.admin)
    assert (again.number("same"), again.number("new")) == (4, 0), said(again)
    undo(found, town.admin)
    assert (found.state, found.number("undone"), found.number("kept")) == (State.UNDONE, 5 - 1, 0)
    assert not Area.objects.filter(name__in=["新东苑", "后大院", "7号楼"]).exists()
    assert tree_faults() == [] and partition_faults() == [] and verify() == []


def test_what_does_not_fit_the_tree_is_named(town: Town) -> None:
    rows = [
        place("火星社区", "一区", "1号楼"),
        place("铁北社区", "铁路小曲", "1号楼", "铁北3-01格"),
        place("铁北社区", "铁路小区", "8号楼", "德惠1-01格"),
        place("铁北社区", "铁路小区", "9号楼"),
        place("铁北社区", "铁路小区", "5号楼", "铁北3-01格"),
        place("铁北社区", "铁路小区", "2号楼", code="620201001001E001001"),
        place("铁北社区", "铁路小区", "3号楼", household_count="很多"),
        place("铁北社区", "铁路小区", "4号楼"),
        place("铁北社区", "铁路小区", "4号楼"),
    ]
    found = bring(Buildings, rows, town.admin)
    assert [(row, header) for row, header, _ in said(found)] == [
        (2, "社区"), (3, "小区或大院"), (4, "网格"), (5, "网格"), (6, "网格"), (7, "编码"), (8, "户数"), (10, "整行"),
    ]  # fmt: skip
    assert (found.number("doubtful"), found.number("error"), found.number("same")) == (1, 7, 1)
    like = shown_groups(found, groups(found))[1]
    assert like.suggestions == ["铁路小区"]
    mend(found, Order("set", mark=like.mark, column="estate", value="铁路小区"), actor=town.admin)
    found.refresh_from_db()
    assert (found.number("doubtful"), found.number("same")) == (0, 2)


def test_addresses_are_updated_and_put_back_unless_somebody_went_on(town: Town) -> None:
    rows = [place("铁北社区", "铁路小区", f"{n}号楼", household_count=70 + n) for n in (1, 2)]
    found = bring(Buildings, rows, town.admin)
    assert found.number("update") == 2
    commit(found, town.admin)
    one, two = town.building(town.railway, 1), town.building(town.railway, 2)
    assert (one.household_count, two.household_count) == (71, 72)
    Area.objects.filter(pk=two.pk).update(version=99)
    undo(found, town.admin)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.household_count, two.household_count, found.number("kept")) == (60, 72, 1)


def test_a_row_changed_meanwhile_goes_back_to_the_person(town: Town) -> None:
    rows = [place("铁北社区", "铁路小区", f"{n}号楼", household_count=80) for n in (1, 2)]
    found = bring(Buildings, rows, town.admin)
    Area.objects.filter(pk=town.building(town.railway, 1).pk).update(version=7, household_count=65)
    commit(found, town.admin)
    assert (found.state, found.number("last_update"), found.number("doubtful")) == (State.PARTLY, 1, 1)
    line = shown_groups(found, groups(found))[0]
    assert "别人改过" in line.sentence and [(c.old, c.new) for c in line.changes] == [("65", "80")]
    assert town.building(town.railway, 1).household_count == 65
    mend(found, Order("decide", mark=line.mark, decision="update"), actor=town.admin)
    found.refresh_from_db()
    commit(found, town.admin)
    assert (found.state, town.building(town.railway, 1).household_count) == (State.DONE, 80)


def test_the_exported_tree_imports_with_no_change(town: Town) -> None:
    export = ask_export(
        "buildings", actor=town.admin, purpose="核对铁北社区的楼栋", chosen={"community": str(town.tiebei.pk)}
    )
    assert export.row_count == 10
    content = download_export(export, actor=town.admin)
    back = work(start_import("buildings", file_of(content), actor=town.admin))
    assert (back.error, back.number("same"), back.number("rows")) == ("", 10, 10), said(back)


def test_only_the_administrator_imports_places(town: Town) -> None:
    assert [k.code for k in (Buildings(), Postings()) if k.may_add(town.admin)] == ["buildings", "postings"]
    assert [k.code for k in (Buildings(), Postings()) if k.may_add(town.security)] == ["postings"]
    assert not any(k.may_add(town.clerk) for k in (Buildings(), Postings()))


def post(username: str, name: str, role: str, **more: str) -> dict[str, str]:
    return {"username": username, "display_name": name, "role": role, **more}


def test_people_get_accounts_and_posts_and_lose_them_again(town: Town) -> None:
    rows = [
        post("liuyan", "刘燕", "社区专干", community="铁北社区"),
        post(
            "liuyan",
            "刘燕",
            "人民调解员",
            community="铁北社区",
            valid_from=str(date.today() + timedelta(days=3)),
        ),
        post("majun", "马军", "网格员", grid="德惠1-01格", office_phone="0937-6200001"),
        post("fengan", "冯案管", "案管"),
    ]
    found = bring(Postings, rows, town.admin)
    assert (found.error, found.number("new"), said(found)) == ("", 4, [])
    commit(found, town.admin)
    assert found.number("last_new") == 4, said(found)
    liu, ma = User.objects.get(username="liuyan"), User.objects.get(username="majun")
    assert [p.role for p in liu.postings.order_by("pk")] == [Role.COMMUNITY_CLERK, Role.MEDIATOR]
    assert (ma.postings.get().grid, ma.office_phone, ma.must_change_password) == (
        town.east,
        "0937-6200001",
        True,
    )
    acts = set(Entry.objects.values_list("action", flat=True))
    assert {"account.create", "posting.grant", "sheet_import.commit"} <= acts and verify() == []
    again = bring(Postings, [rows[0], rows[2], rows[3]], town.admin)
    assert (again.number("same"), again.number("new")) == (3, 0), said(again)
    undo(found, town.admin)
    assert (found.number("undone"), found.number("kept")) == (4, 0)
    assert not Posting.objects.filter(user__in=[liu, ma]).exists()
    liu.refresh_from_db()
    assert not liu.is_active


def test_posts_that_do_not_fit_are_named(town: Town) -> None:
    wang = town.wang.username
    rows = [
        post("a b", "王某", "网格员", grid="德惠1-01格"),
        post("newone", "新人", "网格员", grid="铁北3-01格"),
        post("newtwo", "新人", "网格员"),
        post("newthree", "新人", "社区专干", grid="铁北3-01格"),
        post(wang, "别人", "社区专干", community="铁北社区"),
        post("newfour", "新人", "审计员"),
        post("newfive", "新人", "案管", valid_from="2020-01-01"),
        post("newsix", "新人", "社区书记", community="没有社区"),
        post(wang, "王秀兰", "网格员", grid="铁北3-01格"),
    ]
    found = bring(Postings, rows, town.admin)
    assert [(row, header) for row, header, _ in said(found)] == [
        (2, "账号"), (3, "网格"), (4, "网格"), (5, "网格"), (6, "姓名"), (7, "岗位"), (8, "开始日期"), (9, "社区"),
    ]  # fmt: skip
    assert "铁北3-01格" not in said(found)[1][2] and found.number("same") == 1


def test_two_rows_for_one_grid_post_leave_the_second_with_the_reason(town: Town) -> None:
    rows = [post(f"new{n}", "新人", "网格员", grid="德惠1-01格") for n in (1, 2)]
    found = bring(Postings, rows, town.admin)
    commit(found, town.admin)
    assert (found.state, found.number("last_new"), found.number("error")) == (State.PARTLY, 1, 1)
    assert "是新人" in said(found)[0][2]
    assert not User.objects.filter(username="new2").exists()
    assert verify() == []


def test_the_security_administrator_gives_guarding_posts_to_accounts_that_exist(town: Town) -> None:
    User.objects.create_user("shen", None, display_name="沈审计")
    rows = [
        post("shen", "沈审计", "审计员"),
        post("nobody", "没有", "审计员"),
        post("shen", "沈审计", "案管"),
    ]
    found = bring(Postings, rows, town.security)
    assert [row for row, *_ in said(found)] == [3, 4]
    commit(found, town.security)
    assert Posting.objects.get(user__username="shen").role == Role.AUDITOR
