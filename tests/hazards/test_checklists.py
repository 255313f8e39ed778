"""The checklists of the office: shipped once, changed by the system administrator, never changing what was found."""

from typing import Any

import pytest

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from grids.actions.checklists import add_checklist, add_item, change_checklist, change_item, ship_checklists
from grids.models import Checklist, ChecklistItem
from tests.cast import Cast
from tests.hazards.conftest import As
from tests.hazards.walk import Walk, item

pytestmark = pytest.mark.django_db
DETAILS: dict[str, Any] = {
    "name": "充电棚漏电", "question": "充电棚有没有漏电", "basis": "", "basis_mark": "default", "grade": "general",
    "limit": "minor", "danger": "", "is_frequent": True,
}  # fmt: skip


def test_shipping_again_adds_nothing_and_changes_nothing(cast: Cast) -> None:
    change_item(item(), details={"name": "楼道杂物"}, is_active=True, actor=cast.sysadmin)
    assert ship_checklists() == 0
    assert item().name == "楼道杂物"
    ChecklistItem.objects.filter(code="fire.charging").delete()
    assert ship_checklists() == 1


def test_the_office_adds_lists_and_items_of_its_own(cast: Cast) -> None:
    own = add_checklist(name="校园周边", actor=cast.sysadmin)
    made = add_item(own, details=DETAILS, actor=cast.sysadmin)
    assert (made.checklist, made.order, made.is_active) == (own, 1, True)
    assert add_item(own, details={**DETAILS, "name": "护栏松动"}, actor=cast.sysadmin).order == 2
    lines = Entry.objects.filter(action__startswith="checklist").order_by("seq")
    assert list(lines.values_list("action", flat=True)) == [
        "checklist.add", "checklist_item.add", "checklist_item.add",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["worker", "secretary", "manager", "street_lead", "security_admin", "nobody"])
def test_nobody_else_changes_them(cast: Cast, who: str) -> None:
    user, fire = getattr(cast, who), Checklist.objects.get(code="fire")
    for act in (
        lambda: add_checklist(name="x", actor=user),
        lambda: change_checklist(fire, name="x", is_active=True, actor=user),
        lambda: add_item(fire, details=DETAILS, actor=user),
        lambda: change_item(item(), details=DETAILS, is_active=True, actor=user),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_names_stand_once_and_limits_fit_grades(cast: Cast) -> None:
    fire = Checklist.objects.get(code="fire")
    with pytest.raises(RuleBroken, match="同名"):
        add_checklist(name="消防", actor=cast.sysadmin)
    with pytest.raises(RuleBroken, match="同名"):
        add_item(fire, details={**DETAILS, "name": "楼道堆物"}, actor=cast.sysadmin)
    with pytest.raises(RuleBroken, match="最长的时限"):
        change_item(
            item(), details={"limit": "major", "grade": "general"}, is_active=True, actor=cast.sysadmin
        )


def test_a_stale_form_changes_nothing(cast: Cast) -> None:
    row = item()
    change_item(row, details={"name": "楼道杂物"}, is_active=True, actor=cast.sysadmin, version=row.version)
    with pytest.raises(Conflict):
        change_item(
            row, details={"name": "别的"}, is_active=True, actor=cast.sysadmin, version=row.version - 1
        )
    assert item().name == "楼道杂物"


def test_what_was_found_keeps_the_grade_it_got(walk: Walk) -> None:
    hazard = walk.report()
    change_item(
        item(), details={"grade": "major", "limit": "major"}, is_active=False, actor=walk.cast.sysadmin
    )
    hazard.refresh_from_db()
    assert (hazard.grade, hazard.limit) == ("general", "minor")


def test_the_pages_add_change_and_retire(cast: Cast, as_: As) -> None:
    client, fire = as_(cast.sysadmin), Checklist.objects.get(code="fire")
    said = {**{key: value for key, value in DETAILS.items() if key != "is_frequent"}, "is_active": "on"}
    assert client.post(f"/settings/checklists/{fire.pk}/items/new/", said).status_code == 302
    made = ChecklistItem.objects.get(name="充电棚漏电")
    retire = {key: value for key, value in said.items() if key != "is_active"} | {"version": made.version}
    assert client.post(f"/settings/checklists/items/{made.pk}/", retire).status_code == 302
    made.refresh_from_db()
    assert not made.is_active
    assert client.post(f"/settings/checklists/items/{made.pk}/", retire).status_code == 409
    answer = client.post("/settings/checklists/new/", {"name": "消防", "is_active": "on"})
    assert answer.status_code == 422 and "同名" in answer.content.decode()
    assert as_(cast.worker).post("/settings/checklists/new/", {"name": "x"}).status_code == 403
    assert as_(cast.liaison).get("/settings/checklists/").status_code == 403
