"""Staff changes are staged, looked at and saved by form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import Entry
from grids.models import AssignmentPlan
from tests.grids.conftest import TODAY, Town, worker_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


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
