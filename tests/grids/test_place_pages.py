"""Places, departments and supporters by form, and what a wrong form gives back."""

import pytest
from django.test import Client
from django.urls import reverse

from grids.actions.departments import create_department
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from grids.models import Area, Department, GridSupporter
from tests.grids.conftest import Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


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


def test_a_department_that_is_known_has_its_row(town: Town, admin: Client) -> None:
    create_department(code="fire", details={"name": "消防救援站"}, actor=town.admin)
    assert "消防救援站" in admin.get(reverse("grids:departments")).content.decode()
