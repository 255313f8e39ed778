"""The contact board of a grid: today's posts, duty days, and a sheet of A4 (J19, J25)."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.papers.models import PrintLog
from grids.choices import SupporterKind
from grids.models import GridSupporter
from tests.civics.services.conftest import As
from tests.civics.services.examples import Yard
from tests.works import body

pytestmark = pytest.mark.django_db


def test_a_board_says_who_serves_and_when_and_is_printed_from_the_day(yard: Yard, as_: As) -> None:
    grid = yard.town.tiebei.grids[0]
    yard.cast.leader.office_phone = "0937-6221001"
    yard.cast.leader.save()
    yard.begun("legal")
    GridSupporter.objects.create(
        kind=SupporterKind.POLICE,
        grid=grid,
        person_name="马警官",
        contact="0937-6221003",
        valid_from=yard.now.date(),
    )
    with time_machine.travel(yard.now, tick=False):
        client = as_(yard.cast.worker)
        listed = body(client.get("/services/boards/"))
        assert grid.name in listed and "何律师　0937-6221100　每周三上午" in listed and "东苑" not in listed
        page = body(client.get(f"/services/boards/{grid.pk}/"))
        for words in ("赵强　0937-6221001", "王秀兰", "铁路小区：1号楼、2号楼", "马警官", "何律师"):
            assert words in page, words
        assert client.get(f"/docs/L30/{grid.pk}/preview/").status_code == 200
        printed = client.post(f"/docs/L30/{grid.pk}/print/", {"purpose": "归档", "format": "pdf"})
        assert printed.status_code == 200 and printed.content.startswith(b"%PDF")
        assert PrintLog.objects.filter(kind="L30", purpose="归档").count() == 1
        empty = body(client.get(f"/services/boards/{yard.town.tiebei.grids[2].pk}/"))
        assert empty.count("空缺，请找社区") == 2
        for who in (yard.cast.liaison, yard.cast.support_worker, yard.cast.nobody):
            assert as_(who).get(f"/services/boards/{grid.pk}/").status_code == 404
            assert as_(who).get("/services/boards/").status_code == 403


def test_a_community_reads_its_own_boards_and_the_street_all_with_the_same_queries(
    yard: Yard, as_: As
) -> None:
    def asked(user: Any, community: Any) -> tuple[int, int]:
        client = as_(user)
        with CaptureQueriesContext(connection) as queries:
            status = client.get(f"/services/boards/?community={community.pk}").status_code
        return status, sum(one["sql"].startswith("SELECT") for one in queries)

    ours, theirs = yard.town.tiebei.area, yard.town.dongyuan.area
    assert asked(yard.cast.clerk, theirs)[0] == 404
    status, few = asked(yard.cast.manager, theirs)
    for grid in yard.town.tiebei.grids:
        for number in range(6):
            GridSupporter.objects.create(
                kind=SupporterKind.LAWYER, grid=grid, person_name=f"律师{number}", valid_from=yard.now.date()
            )
    assert status == 200 and asked(yard.cast.manager, ours) <= (200, few) and few <= 12
