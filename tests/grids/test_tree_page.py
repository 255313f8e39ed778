"""The tree: opened branch by branch, on any day, searched."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from grids.actions.cover import assign_cover
from grids.actions.postings import assign_grid_post
from grids.choices import Role
from tests.grids.conftest import TODAY, Town, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


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
