"""What a program finds and reads is what its person finds and reads on the pages: for everybody, for every kind of row."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from core.api.document import document
from core.api.resources import Resource, known
from disputes.models import Dispute
from tests.api.conftest import As
from tests.cast import PHONE, Cast, Log, Town
from tests.disputes.many import make_many
from tests.hazards.walk import Walk as Hazards
from tests.hotline.desk import CALLER, Desk
from tests.opinions.walk import Walk as Opinions
from tests.whistles.units import Street
from xiongguan.api import RESOURCES

pytestmark = pytest.mark.django_db
ALL: dict[str, Resource] = {one.name: one for one in RESOURCES}


def test_everybody_reads_by_the_api_what_they_read_on_the_page(
    street: Street, desk: Desk, cast: Cast, town: Town, log: Log, program: As
) -> None:
    """Each row: open on its page exactly if open here, its words there exactly if here; numbers nowhere."""
    whistle = street.to("approved")
    rows: dict[str, tuple[Any, str]] = {
        "cases": (
            log(title="楼上漏水", actor=cast.clerk, severity="small", severity_reason="多户"),
            "楼上漏水",
        ),
        "restricted": (
            log(title="家里打架", actor=cast.clerk, involves_dv=True, severity="small"),
            "家里打架",
        ),
        "whistles": (whistle, whistle.task),
        "hotline": (desk.received(title="路灯一排不亮"), "路灯一排不亮"),
        "opinions": (Opinions(cast, town).raised(text="楼顶漏水三户都湿了"), "楼顶漏水三户都湿了"),
        "hazards": (Hazards(town, cast).report(summary="平台堆了纸箱"), "平台堆了纸箱"),
    }
    for key, user in cast.all.items():
        asks, page = program(user), Client()
        page.force_login(user)
        for name, (row, words) in rows.items():
            path = "cases" if name == "restricted" else name
            shown, told = page.get(row.get_absolute_url()), asks.get(f"{path}/{row.no}/")
            assert (shown.status_code == 200) == (told.status_code == 200), (key, name, told.status_code)
            assert (words in shown.content.decode()) == (words in told.content.decode()), (key, name)
            assert PHONE not in told.content.decode() and (
                path == "cases" or CALLER not in told.content.decode()
            )


def test_a_list_holds_exactly_what_is_visible(
    street: Street, desk: Desk, cast: Cast, log: Log, program: As
) -> None:
    log(actor=cast.clerk)
    log(actor=cast.clerk, involves_dv=True)
    street.to("approved")
    desk.received()
    for key, user in cast.all.items():
        asks = program(user)
        for name in ("cases", "whistles", "whistle-units", "hotline", "areas"):
            at, told = ALL[name], asks.get(f"{name}/", page_size=100)
            column = "pk" if at.numbered else at.key
            seen = set(
                at.rows()
                .visible_to(user)
                .exclude(**{f"{column}__isnull": True})
                .values_list(column, flat=True)
            )
            if at.opens is not None and at.opens(user):
                assert told.status_code == 403 and not seen, (key, name)
            else:
                found = {one["id" if at.numbered else at.key] for one in told.json()["results"]}
                assert found == seen, (key, name)


def test_pages_of_a_list_follow_each_other_and_cost_the_same_at_any_size(
    cast: Cast, town: Town, program: As, log: Log
) -> None:
    asks, no = program(cast.clerk), log(actor=cast.clerk).no
    asks.get("cases/")  # notes the day on the key
    costs = []
    for size in (10, 120):
        here = transaction.savepoint()
        make_many(town, cast, size)
        with CaptureQueriesContext(connection) as listed:
            first = asks.get("cases/", page_size=20, community=str(town.tiebei.area.pk))
        with CaptureQueriesContext(connection) as one:
            asks.get(f"cases/{no}/")
        costs.append((len(listed), len(one)))
        assert first.status_code == 200
        if size == 10:
            transaction.savepoint_rollback(here)
    assert costs[0] == costs[1] and costs[0][0] <= 6 and costs[0][1] <= 12, costs
    link, seen = asks.get("cases/", page_size=20).json(), []
    while True:
        seen += [row["no"] for row in link["results"]]
        if not link["next"]:
            break
        link = asks.client.get(link["next"], headers=asks._headers()).json()
    newest = Dispute.objects.visible_to(cast.clerk).filter(no__isnull=False).order_by("-pk")
    assert seen == list(newest.values_list("no", flat=True)) and len(seen) > 40


def test_people_are_no_matter_of_programs() -> None:
    """Support programmes, residents, petitioners and their like have no address here, and no column that names one."""
    paths = [path for path in _routes(get_resolver().url_patterns) if path.startswith("api/v1/")]
    assert len(paths) > 300
    names = {path.split("/")[2] for path in paths}
    for word in (
        "support",
        "resident",
        "household",
        "dwelling",
        "petition",
        "volunteer",
        "wish",
        "care",
        "aggregate",
    ):
        assert [one for one in names if word in one] == [], word
    for at in known():
        columns = {*at.fields, *at.content}
        assert not {one for one in columns if "sealed" in one or "index" in one}, at.name
        assert not columns & {"contact", "household", "dwelling", "nominee"}, at.name


def test_the_empty_form_of_every_new_row_is_told(cast: Cast, program: As) -> None:
    """Also of what stands under another work, which is named only when it is sent."""
    asks = program(cast.secretary)
    told = {at.name: asks.get(f"{at.name}/new/").status_code for at in known() if at.new is not None}
    assert set(told.values()) <= {200, 403} and told["works-entries"] == 200


def test_no_act_of_the_api_uncovers_anything() -> None:
    acts = {(at.name, act) for at in known() if at.acts is not None for act in at.acts.forms}
    assert len(acts) > 200
    assert [one for one in acts if "reveal" in one[1] or "look" in one[1]] == []


def test_the_committed_document_is_the_code() -> None:
    """It differs after a change of a form, a column or an act: `manage.py write_openapi`, and read what changed."""
    kept = (Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(document()), "docs/openapi.json 要重写：manage.py write_openapi"


def _routes(patterns: Any, before: str = "") -> list[str]:
    found: list[str] = []
    for one in patterns:
        path = before + str(one.pattern)
        found += _routes(one.url_patterns, path) if hasattr(one, "url_patterns") else [path]
    return found
