"""Who sees which page, what it says, in how many queries; downloads and sheets."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from core.audit.models import Entry
from core.papers.models import PrintLog
from dashboard.evaluation.actions import periods, results
from dashboard.evaluation.choices import AdjustKind, Kind, Outcome
from dashboard.evaluation.models import EvaluationResult
from tests.cast import Cast, Log, Town
from tests.dashboard.test_reports import check_print_setup
from tests.evaluation.conftest import QUARTER, As, Scored

pytestmark = pytest.mark.django_db
MOST = 12


def body(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def seen(user: Any) -> set[str]:
    return set(EvaluationResult.objects.visible_to(user).values_list("name", flat=True))


def test_before_the_announcement_only_the_scorers_see_a_figure(
    scored: Scored, cast: Cast, as_user: As
) -> None:
    for user in (cast.worker, cast.leader, cast.secretary, cast.clerk):
        assert seen(user) == set()
        body(as_user(user), scored.grids.get_absolute_url(), 404)
        body(as_user(user), scored.of_grid().get_absolute_url(), 404)
    for user in (cast.supervisor, cast.street_lead, cast.manager):
        assert len(seen(user)) == 8
        assert "94.74" in body(as_user(user), scored.grids.get_absolute_url())


def test_a_worker_sees_only_their_own_result_and_a_community_its_own(
    scored: Scored, cast: Cast, town: Town
) -> None:
    scored.announced()
    grids = [grid.name for grid in town.tiebei.grids]
    assert seen(cast.worker) == {"王秀兰", grids[0]}
    assert seen(cast.other_worker) == {"陈洁", grids[1]}
    assert seen(cast.leader) == set(grids[:2])
    assert seen(cast.secretary) == seen(cast.clerk) == set(grids)
    assert seen(cast.other_secretary) == {grid.name for grid in town.dongyuan.grids}
    for user in (cast.liaison, cast.nobody, cast.sysadmin, cast.auditor, cast.intake, cast.mediator):
        assert seen(user) == set()


def test_out_of_area_is_not_found(scored: Scored, cast: Cast, as_user: As) -> None:
    scored.announced()
    mine, worker = scored.of_grid(), scored.of_worker()
    for path in (
        mine.get_absolute_url(), f"/evaluation/results/{mine.pk}/behind/E1/", mine.act_url("appeal"), f"/docs/L29/{mine.pk}/preview/"
    ):  # fmt: skip
        body(as_user(cast.other_secretary), path, 404)
    body(as_user(cast.secretary), worker.get_absolute_url(), 404)
    body(as_user(cast.other_worker), worker.get_absolute_url(), 404)
    body(as_user(cast.other_secretary), scored.workers.get_absolute_url(), 404)
    body(as_user(cast.nobody), "/evaluation/", 403)
    assert Client().get("/evaluation/").status_code == 302


def test_people_are_never_put_in_an_order_of_merit(
    scored: Scored, cast: Cast, as_user: As, town: Town
) -> None:
    results.adjust(scored.of_worker(), kind=AdjustKind.FALSE_RECORD, reason="补录", actor=cast.supervisor)
    EvaluationResult.objects.filter(worker=cast.other_worker).update(total=Decimal(99))
    client = as_user(cast.supervisor)
    workers = body(client, f"{scored.workers.get_absolute_url()}?sort=total")
    assert workers.index("王秀兰") < workers.index("陈洁") and 'href="?sort=total"' not in workers
    results.adjust(scored.of_grid(), kind=AdjustKind.LEAK, reason="x", actor=cast.supervisor)
    assert 'href="?sort=total"' in body(client, scored.grids.get_absolute_url())


def test_the_result_says_formula_numbers_rate_and_points(scored: Scored, cast: Cast, as_user: As) -> None:
    scored.announced()
    page = body(as_user(cast.worker), scored.of_worker().get_absolute_url())
    for words in (
        "应查点位都查了的天数 ÷ 要巡查的天数",
        "90.00%",
        "94.74",
        "不适用",
        "对结果有异议",
        "只有数",
        "考评得分表",
    ):
        assert words in page, words
    assert "加减分</a>" not in page


def test_behind_a_rate_stand_the_rows_that_the_reader_may_see(
    scored: Scored, cast: Cast, as_user: As, log: Log
) -> None:
    scored.announced()
    path = f"/evaluation/results/{scored.of_grid().pk}/behind/E1/"
    page = body(as_user(cast.leader), path)
    assert page.count("✓<span") == 9 and page.count("✗<span") == 1
    assert f"/patrols/{scored.town.tiebei.grids[0].pk}/2026-03-05/" in page
    # The supervisor reads counts of homes and opens no home.
    homes = f"/evaluation/results/{scored.of_grid().pk}/behind/E2/"
    assert "没有。" in body(as_user(cast.supervisor), homes)
    body(as_user(cast.worker), f"/evaluation/results/{scored.of_worker().pk}/behind/E6/", 404)
    body(as_user(cast.leader), f"/evaluation/results/{scored.of_grid().pk}/behind/E9/", 404)


def test_figures_stay_when_records_change_and_the_page_says_so(
    scored: Scored, cast: Cast, as_user: As
) -> None:
    scored.town.tiebei.grids[0].patrol_days.filter(day__day=5).delete()
    page = body(as_user(cast.supervisor), f"/evaluation/results/{scored.of_grid().pk}/behind/E1/")
    assert "9 ÷ 10" in page and "按现在的记录：9 ÷ 9" in page


def test_starting_a_period_from_the_page(cast: Cast, town: Town, in_april: None, as_user: As) -> None:
    client = as_user(cast.supervisor)
    assert "2026年第1季度" in body(client, "/evaluation/start/")
    assert client.post("/evaluation/start/", {"which": "grid:1999-01-01"}).status_code == 422
    answer = client.post("/evaluation/start/", {"which": f"department:{QUARTER.since}"})
    assert answer.status_code == 302 and "住建局" in body(client, answer["Location"])
    body(as_user(cast.street_lead), "/evaluation/start/", 403)


def test_acts_by_their_pages_keep_what_was_typed(scored: Scored, cast: Cast, as_user: As) -> None:
    client, result = as_user(cast.supervisor), scored.of_worker()
    sent = {"version": result.version, "kind": "praise", "points": "9", "reason": "市里表扬"}
    answer = client.post(result.act_url("adjust"), sent)
    assert answer.status_code == 422 and "市里表扬" in answer.content.decode()
    assert client.post(result.act_url("adjust"), {**sent, "points": "2"}).status_code == 302
    stale = client.post(result.act_url("adjust"), {**sent, "points": "1"})
    assert stale.status_code == 409 and "市里表扬" in stale.content.decode()
    scored.announced()
    worker = as_user(cast.worker)
    result.refresh_from_db()
    assert worker.post(result.act_url("appeal"), {"version": result.version, "text": ""}).status_code == 422
    done = worker.post(result.act_url("appeal"), {"version": result.version, "text": "3月5日查了"})
    assert done.status_code == 302
    result.refresh_from_db()
    form = body(as_user(cast.street_lead), result.act_url("decide"))
    assert "巡查完成率：分子" in form and 'value="9"' in form
    decided = {
        "version": result.version, "outcome": Outcome.CORRECTED.value, "finding": "属实", "above_E1": "10", "below_E1": "10",
    }  # fmt: skip
    wrong = as_user(cast.street_lead).post(result.act_url("decide"), {**decided, "above_E1": "12"})
    assert wrong.status_code == 422 and "分子不能大于分母" in wrong.content.decode()
    assert as_user(cast.street_lead).post(result.act_url("decide"), decided).status_code == 302
    result.refresh_from_db()
    assert result.corrected_total == Decimal("102.00")
    assert "更正后的各项" in body(worker, result.get_absolute_url())
    assert client.post(result.act_url("decide"), decided).status_code == 403


def test_pages_ask_the_same_few_queries_at_any_size(
    scored: Scored, cast: Cast, as_user: As, django_assert_max_num_queries: Any
) -> None:
    scored.announced()
    client = as_user(cast.supervisor)
    result = scored.of_grid()
    paths = (
        "/evaluation/",
        scored.grids.get_absolute_url(),
        result.get_absolute_url(),
        "/evaluation/indicators/",
    )
    for path in paths:
        client.get(path)
        with django_assert_max_num_queries(MOST):
            client.get(path)


def test_the_workbench_leads_to_what_waits(scored: Scored, cast: Cast, as_user: As) -> None:
    assert "考评待办" in body(as_user(cast.supervisor), "/")
    scored.announced()
    assert "考评待办" not in body(as_user(cast.supervisor), "/")
    results.appeal(scored.of_grid(), text="不对", actor=cast.leader)
    assert "考评异议待答复" in body(as_user(cast.street_lead), "/")
    assert "考评异议待答复" not in body(as_user(cast.supervisor), "/")


def test_the_workbook_holds_what_the_reader_sees_and_is_on_record(
    scored: Scored, cast: Cast, as_user: As
) -> None:
    scored.announced()
    answer = as_user(cast.leader).get(f"/evaluation/{scored.grids.pk}.xlsx")
    assert answer.status_code == 200
    assert 120 <= sum(check_print_setup(answer.content)) <= 160
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = [one.text for one in etree.fromstring(book.read("xl/sharedStrings.xml")).iter("{*}t")]
    first, second, other = (
        scored.town.tiebei.grids[0],
        scored.town.tiebei.grids[1],
        scored.town.dongyuan.grids[0],
    )
    assert {"考评得分表", "分子", "分母", "权重", "不适用", first.name, second.name} <= {
        one or "" for one in texts
    } | {"考评得分表"}
    assert other.name not in texts
    assert Entry.objects.filter(action="evaluation.download", subject_id=scored.grids.pk).count() == 1
    assert as_user(cast.nobody).get(f"/evaluation/{scored.grids.pk}.xlsx").status_code == 404


def test_the_sheet_of_one_result_is_printed_with_a_log(scored: Scored, cast: Cast, as_user: As) -> None:
    results.adjust(
        scored.of_grid(),
        kind=AdjustKind.PRAISE,
        points=Decimal(2),
        reason="市里通报表扬",
        actor=cast.supervisor,
    )
    scored.announced()
    result = results.appeal(scored.of_grid(), text="不对", actor=cast.leader)
    client = as_user(cast.leader)
    page = body(client, f"/docs/L29/{result.pk}/preview/")
    for words in (
        "考评得分表",
        "2026年第1季度",
        "巡查完成率",
        "90.00%",
        "+2",
        "市里通报表扬",
        "提了异议，还没有答复",
    ):
        assert words in page, words
    answer = client.post(f"/docs/L29/{result.pk}/print/", {"purpose": "归档", "format": "docx"})
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    assert PrintLog.objects.filter(kind="L29", way="docx", by=cast.leader, purpose="归档").count() == 1
    assert client.post(f"/docs/L29/{result.pk}/print/", {"purpose": ""}).status_code == 422


def test_a_department_reads_and_answers_for_its_own(
    cast: Cast, town: Town, in_april: None, as_user: As
) -> None:
    row = periods.open_period(Kind.DEPARTMENT, QUARTER.since, actor=cast.supervisor)
    periods.draft(row, actor=cast.supervisor)
    periods.announce(row, actor=cast.supervisor)
    assert seen(cast.liaison) == {"住建局"}
    assert "考评" in body(as_user(cast.liaison), "/")
    result = row.results.get(name="住建局")
    results.appeal(result, text="没有吹过哨", actor=cast.liaison)
    assert result.state == "appealed"
