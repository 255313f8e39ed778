"""Every page of hazards, inspections and checklists opens for whom it is meant, and for nobody else."""

import pytest

from grids.actions.inspections import Inspection, inspect
from grids.choices_field import HazardState
from grids.models import Checklist, ChecklistItem, Hazard, HazardCheck
from tests.hazards.conftest import As
from tests.hazards.walk import PHOTO, Walk, item

pytestmark = pytest.mark.django_db
NO_FIELD_WORK = (
    "mediator",
    "liaison",
    "support_worker",
    "privacy_officer",
    "auditor",
    "security_admin",
    "nobody",
)


def inspected(walk: Walk) -> HazardCheck:
    fire = Checklist.objects.get(code="fire")
    answers = {item("fire.clutter").pk: "wrong", item("fire.passage").pk: "right"}
    told = Inspection(place=walk.town.building, checklist=fire, answers=answers, note="二单元三楼")
    return inspect(told, actor=walk.cast.worker, now=walk.now)


def test_the_pages_open_for_the_grid_the_community_and_the_street(walk: Walk, as_: As) -> None:
    hazard = walk.step(walk.report(photos=[PHOTO]), "order")
    hazard = walk.step(walk.step(hazard, "rectify"), "recheck")
    check, row = inspected(walk), hazard.rounds.get()
    page = hazard.get_absolute_url()
    for key in ("worker", "leader", "clerk", "secretary", "intake", "manager", "street_lead"):
        client = as_(getattr(walk.cast, key))
        for address in (
            "/hazards/", "/hazards/?tab=all&q=堆物&kind=fire&light=red&state=ordered&grade=general&sort=new",
            f"/hazards/?tab=all&grid={hazard.grid_id}", "/hazards/new/", f"/hazards/new/{hazard.no}/", "/hazards/places/?place_q=2号楼",
            f"/hazards/new/look/?item={hazard.item_id}&danger=gas&place={hazard.place_id}", page, f"/docs/L20/{hazard.pk}/preview/?part={row.pk}",
            f"/docs/L20-recheck/{hazard.pk}/preview/?part={row.pk}", f"{page}do/note/" if key != "x" else "", "/hazards/checks/", check.get_absolute_url(),
            f"/hazards/checks/new/?checklist={check.checklist_id}", "/settings/checklists/",
            f"/settings/checklists/{check.checklist_id}/",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 200, (key, address, answer.content.decode()[:600])


@pytest.mark.parametrize("state", list(HazardState))
def test_the_page_opens_in_every_state(walk: Walk, as_: As, state: str) -> None:
    hazard = walk.to(state)
    for key in ("worker", "leader", "clerk", "secretary", "manager", "supervisor"):
        answer = as_(getattr(walk.cast, key)).get(hazard.get_absolute_url())
        assert answer.status_code == 200
        assert hazard.get_state_display() in answer.content.decode()


def test_a_post_without_field_work_gets_a_sentence_and_no_page(walk: Walk, as_: As) -> None:
    hazard = walk.report()
    for key in NO_FIELD_WORK:
        client = as_(getattr(walk.cast, key))
        for address in ("/hazards/", "/hazards/new/", "/hazards/checks/", hazard.get_absolute_url()):
            assert client.get(address).status_code == 403, (key, address)


def test_only_the_system_administrator_changes_checklists(walk: Walk, as_: As) -> None:
    fire = Checklist.objects.get(code="fire")
    changes = ("/settings/checklists/new/", f"/settings/checklists/{fire.pk}/change/")
    for key in ("worker", "secretary", "manager", "auditor"):
        assert all(as_(getattr(walk.cast, key)).get(one).status_code == 403 for one in changes)
    assert all(as_(walk.cast.sysadmin).get(one).status_code == 200 for one in changes)
    assert Hazard.objects.count() == 0 and ChecklistItem.objects.count() > 30
