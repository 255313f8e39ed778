"""Splitting, merging and filling grids by form."""

import pytest
from django.test import Client
from django.urls import reverse

from grids.models import Grid
from tests.grids.conftest import Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


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
