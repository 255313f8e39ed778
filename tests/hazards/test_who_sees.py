"""Scope: what each post opens; out of area, missing and not yours look the same from outside."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.files.models import StoredFile
from grids import policies_field
from grids.choices_field import HazardState
from grids.models import Hazard, HazardCheck, Patrol, PatrolDay, PatrolPoint, Posting
from grids.scope import Scope
from tests.cast import Cast, Town
from tests.hazards.conftest import As
from tests.hazards.walk import PHOTO, Walk

pytestmark = pytest.mark.django_db
GRID = {"worker", "leader"}
COMMUNITY = {"clerk", "second_clerk", "secretary"}
STREET = {"intake", "manager", "street_lead", "supervisor"}


def sees(cast: Cast, hazard: Hazard) -> set[str]:
    return {
        key for key, user in cast.all.items() if Hazard.objects.visible_to(user).filter(pk=hazard.pk).exists()
    }


def test_a_hazard_is_seen_by_its_grid_its_community_and_the_street(walk: Walk) -> None:
    assert sees(walk.cast, walk.report()) == GRID | COMMUNITY | STREET


def test_next_door_a_worker_sees_only_what_they_found(walk: Walk, town: Town) -> None:
    place = town.tiebei.buildings[1][0]
    assert "worker" in sees(walk.cast, walk.report(place=place))
    assert "worker" not in sees(walk.cast, walk.report(by="clerk", place=place))


def test_other_workers_of_the_community_do_not_see_it(walk: Walk) -> None:
    assert "other_worker" not in sees(walk.cast, walk.report())


def test_a_supervisor_reads_header_and_clocks_and_nothing_else(walk: Walk, as_: As) -> None:
    hazard = walk.step(walk.report(photos=[PHOTO]), "order")
    assert not policies_field.sees_content(walk.cast.supervisor, hazard)
    client = as_(walk.cast.supervisor)
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "隐患3日整改" in page and "整改中" in page and "消防隐患" in page and "铁北社区" in page
    for hidden in ("楼道堆物", "铁路小区", "铁北物业", "三楼平台", "王秀兰"):
        assert hidden not in page, hidden
    listed = client.get("/hazards/?tab=all").content.decode()
    assert hazard.no in listed and "楼道堆物" not in listed and "铁路小区" not in listed
    for guess in ("楼道堆物", "铁路小区1号楼"):
        assert hazard.no not in client.get(f"/hazards/?tab=all&q={guess}").content.decode()
    assert client.get(f"{hazard.get_absolute_url()}notice/").status_code == 404
    assert client.get(f"/files/{StoredFile.objects.get().public_id}/").status_code == 404
    assert client.get("/hazards/new/").status_code == 403
    assert not HazardCheck.objects.visible_to(walk.cast.supervisor).exists()


def test_out_of_area_is_the_same_as_missing(walk: Walk, as_: As) -> None:
    hazard = walk.step(walk.report(photos=[PHOTO]), "order")
    client = as_(walk.cast.outsider)
    missing = client.get("/hazards/2026-9999/")
    assert missing.status_code == 404
    photo = StoredFile.objects.get()
    for address in (
        hazard.get_absolute_url(),
        f"{hazard.get_absolute_url()}do/note/",
        f"{hazard.get_absolute_url()}notice/",
        f"/hazards/new/{hazard.no}/",
        f"/files/{photo.public_id}/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get(hazard.get_absolute_url()).content == missing.content
    assert as_(walk.cast.worker).get(f"/files/{photo.public_id}/").status_code == 200


def test_a_post_that_ended_yesterday_opens_nothing(walk: Walk) -> None:
    hazard = walk.report()
    Posting.objects.filter(user=walk.cast.clerk).update(valid_to=timezone.localdate() - timedelta(days=1))
    clerk = type(walk.cast.clerk).objects.get(pk=walk.cast.clerk.pk)
    assert not Hazard.objects.visible_to(clerk).filter(pk=hazard.pk).exists()
    assert not Scope.of(clerk).roles


def test_a_disabled_account_sees_nothing(walk: Walk) -> None:
    walk.report()
    type(walk.cast.clerk).objects.filter(pk=walk.cast.clerk.pk).update(is_active=False)
    assert not Hazard.objects.visible_to(type(walk.cast.clerk).objects.get(pk=walk.cast.clerk.pk)).exists()


def test_scope_costs_one_query_and_the_list_another(
    walk: Walk, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    walk.report()
    clerk = type(walk.cast.clerk).objects.get(pk=walk.cast.clerk.pk)
    with django_assert_num_queries(2):  # type: ignore[operator]
        list(Hazard.objects.visible_to(clerk))


def test_every_manager_of_field_work_starts_from_the_same_rule(walk: Walk) -> None:
    walk.to(HazardState.CLOSED)
    for model in (Hazard, HazardCheck, Patrol, PatrolDay, PatrolPoint):
        for key in ("nobody", "liaison", "auditor", "sysadmin", "support_worker"):
            assert not model.objects.visible_to(getattr(walk.cast, key)).exists()
