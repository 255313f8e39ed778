"""The old ledger of cases by sheet."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from core.accounts.models import User
from core.audit.selectors import verify
from core.errors import NotAllowed, RuleBroken
from core.sheets.actions import (
    answer_export,
    ask_commit,
    ask_export,
    ask_undo,
    download_export,
    mend,
    start_import,
)
from core.sheets.choices import State as Import
from core.sheets.fixing import Order
from core.sheets.models import SheetImport
from core.sheets.selectors import groups, shown_groups
from disputes.choices import Cause, PartyRole, Source, State, Tier
from disputes.models import Dispute
from disputes.sheets import Cases
from tests.cast import PHONE, Cast, Log, Town
from tests.sheets.conftest import file_of, work, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def case(**more: str) -> dict[str, str]:
    return {
        "community": "铁北社区",
        "estate": "铁路小区",
        "building": "3号楼",
        "cause": "邻里",
        "title": "楼上漏水",
        **more,
    }


def bring(rows: list[dict[str, str]], actor: User) -> SheetImport:
    heads = [column.header for column in Cases.columns]
    cells = [[row.get(column.key, "") for column in Cases.columns] for row in rows]
    return work(start_import("cases", file_of(workbook(cells, heads)), actor=actor))


def commit(sheet_import: SheetImport, actor: User) -> SheetImport:
    ask_commit(sheet_import, mode="good", actor=actor)
    return work(sheet_import)


def said(sheet_import: SheetImport) -> list[tuple[int, str, str]]:
    return [(g.row_no, g.header, g.sentence) for g in shown_groups(sheet_import, groups(sheet_import))]


def test_each_row_becomes_a_case_as_the_desk_would_log_it(town: Town, cast: Cast) -> None:
    rows = [
        case(
            source_ref="2024-17", occurred_on="2024年3月5日", recorded_on="2024-03-06", source="12345", summary="返水两天",
            applicant="王建国", applicant_phone="138 9371 2207", respondent="李桂花", people_involved="3", amount_claimed="1,200",
        ),
        case(building="", title="", cause="物业", estate="铁路小区"),
        case(estate="", building="铁路小区1号楼", injury="是"),
    ]  # fmt: skip
    found = bring(rows, cast.clerk)
    assert (found.error, found.number("new"), said(found)) == ("", 3, [])
    commit(found, cast.clerk)
    assert (found.state, found.number("last_new")) == (Import.DONE, 3), said(found)
    old, estate, hurt = Dispute.objects.order_by("pk")
    assert (old.source_ref, old.source, str(old.occurred_on)) == ("2024-17", Source.HOTLINE, "2024-03-05")
    assert (old.tier, old.state, old.no is not None, old.created_by) == (
        Tier.COMMUNITY,
        State.REGISTERED,
        True,
        cast.clerk,
    )
    assert old.summary == "返水两天（原台账2024-03-06登记）" and old.amount_claimed == 1200
    applicant = old.parties.get(role=PartyRole.APPLICANT)
    assert (applicant.name, applicant.open_sealed("phone"), old.parties.count()) == ("王建国", PHONE, 2)
    assert (estate.place, estate.title) == (town.tiebei.estate, Cause.PROPERTY.label)
    assert (hurt.place.name, hurt.injury) == ("1号楼", True)
    assert verify() == []
    again = bring(rows, cast.clerk)
    assert (again.number("new"), again.number("same"), again.number("doubtful")) == (0, 1, 2)
    with pytest.raises(RuleBroken, match="不能整批撤回"):
        ask_undo(found, actor=cast.clerk)


def test_what_is_wrong_is_named_and_numbers_in_the_text_are_masked(town: Town, cast: Cast) -> None:
    rows = [
        case(community="东苑社区"),
        case(building="30号楼"),
        case(estate="铁路小曲"),
        case(cause="邻里纠纷"),
        case(occurred_on=(timezone.localdate() + timedelta(days=2)).isoformat()),
        case(summary=f"打{PHONE}联系"),
        case(applicant_phone="6212345"),
    ]
    found = bring(rows, cast.clerk)
    assert [(row, header) for row, header, _ in said(found)] == [
        (2, "社区"), (3, "楼栋"), (4, "小区"), (5, "类型"), (6, "发生日期"), (7, "事情经过"), (8, "申请人电话"),
    ]  # fmt: skip
    assert "不归你管" in said(found)[0][2]
    assert (found.number("error"), found.number("doubtful")) == (6, 1)
    mend(found, Order("decide", everything=True, decision="new"), actor=cast.clerk)
    found.refresh_from_db()
    commit(found, cast.clerk)
    assert Dispute.objects.get().summary == "打138****2207联系"


def test_who_imports_cases(town: Town, cast: Cast) -> None:
    kind = Cases()
    may = {name for name, user in cast.all.items() if kind.may_add(user)}
    assert may == {"clerk", "second_clerk", "outsider", "intake", "manager"}
    assert not any(kind.may_change(user) for user in cast.all.values())
    with pytest.raises(NotAllowed):
        bring([case()], cast.worker)
    found = bring([case()], cast.outsider)
    assert found.number("error") == 1


def test_a_post_that_ends_during_the_import_stops_it(town: Town, cast: Cast) -> None:
    found = bring([case()], cast.clerk)
    ask_commit(found, mode="all", actor=cast.clerk)
    cast.clerk.postings.all().delete()
    work(found)
    assert (found.state, Dispute.objects.count()) == (Import.READY, 0)
    assert "没有这项权限" in found.error


def test_a_masked_export_of_cases_imports_with_no_change(town: Town, cast: Cast, log: Log) -> None:
    log()
    log(title="深夜噪声", cause=Cause.NOISE)
    log(title="家里的事", involves_dv=True)
    export = ask_export("cases", actor=cast.clerk, purpose="核对三季度案件台账", chosen={})
    assert export.row_count == 2
    content = download_export(export, actor=cast.clerk)
    back = work(start_import("cases", file_of(content), actor=cast.clerk))
    assert (back.error, back.number("same"), back.number("rows")) == ("", 2, 2), said(back)


def test_full_numbers_need_a_second_person_of_the_area(town: Town, cast: Cast, log: Log) -> None:
    log()
    ask: dict[str, Any] = {"purpose": "向区里报送案件材料", "chosen": {}, "is_masked": False}
    with pytest.raises(NotAllowed):
        ask_export("cases", actor=cast.clerk, **ask)
    export = ask_export("cases", actor=cast.secretary, **ask)
    assert export.sealed_file is None
    for user in (cast.secretary, cast.clerk, cast.other_secretary):
        with pytest.raises(NotAllowed):
            answer_export(export, agreed=True, actor=user)
    answer_export(export, agreed=True, actor=cast.manager)
    assert PHONE.encode() not in download_export(export, actor=cast.secretary)[:100]
    with pytest.raises(NotAllowed):
        download_export(export, actor=cast.manager)
