"""The pages of an import as a browser without scripts meets them: who may, what is said, what is never shown."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from core.accounts.models import User
from core.audit.models import Entry
from core.sheets.choices import State
from core.sheets.models import SheetImport
from tests.sheets import people
from tests.sheets.conftest import HEADS, Import, file_of, good_rows, phone, work, workbook

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


@pytest.fixture
def as_() -> As:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def send(client: Client, url: str, **said: Any) -> HttpResponse:
    """A form as a browser sends it, with its own key, followed to the next page."""
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **said}, follow=True)


def test_the_whole_way_in_a_browser_without_scripts(clerk: User, as_: As) -> None:
    client = as_(clerk)
    page = body(client.get("/imports/new/"))
    assert "下载住户模板" in page and "一行一个人" in page
    rows = good_rows(10)
    for at in (3, 5, 7):
        rows[at][0] = "铁北"
    rows[1][3] = "1380000"
    answer = send(client, "/imports/new/", kind="test_people", file=file_of(workbook(rows)))
    sheet_import = SheetImport.objects.get()
    assert answer.redirect_chain == [(f"/imports/{sheet_import.pk}/", 302)]
    assert "等着读" in body(answer) and "刷新" in body(answer)
    work(sheet_import)
    here = f"/imports/{sheet_import.pk}/"
    page = body(client.get(here))
    assert "可导入 <b>6</b>" in page and "有错 <b>4</b>" in page
    assert "用「铁北社区」　全部3处同改" in page and "手机号是11位，现在是7位" in page and "1380000" in page
    mark = page.split('name="mark" value="')[2].split('"')[0]
    page = body(send(client, f"{here}mend/", mark=mark, column="community", use="铁北社区"))
    assert "改好了3行" in page and "有错 <b>1</b>" in page
    page = body(send(client, f"{here}mend/", row="3", op="set", column="phone", value="138"))
    assert "还有1行有别的问题" in page
    page = body(send(client, f"{here}mend/", row="3", op="set", column="phone", value="13800000001"))
    assert "没有要处理的行了" in page
    page = body(client.get(f"{here}confirm/"))
    assert "确认导入10行" in page and 'value="all"' in page
    send(client, f"{here}confirm/", mode="all")
    assert "正在导入" in body(client.get(here))
    work(sheet_import)
    page = body(client.get(here))
    assert "新增10行" in page and "整批撤回" in page
    send(client, f"{here}undo/")
    work(sheet_import)
    assert "撤回了10行" in body(client.get(here))
    assert people.everybody() == []
    acts = set(Entry.objects.values_list("action", flat=True))
    assert {
        f"sheet_import.{verb}" for verb in ("upload", "mend", "ask", "commit", "ask_undo", "undo")
    } <= acts


def test_out_of_scope_was_never_there_and_a_foreign_post_is_refused(
    clerk: User, lead: User, stranger: User, as_: As, bring: Import
) -> None:
    sheet_import = bring(good_rows(2), actor=clerk)
    paths = ("", "progress/", "errors/", "again/", "confirm/", "undo/", "discard/")
    for path in paths:
        missing = as_(stranger).get(f"/imports/99999/{path}")
        hidden = as_(stranger).get(f"/imports/{sheet_import.pk}/{path}")
        assert (hidden.status_code, hidden.content) == (404, missing.content), path
        # Nothing in it waits for the lead.
        assert as_(lead).get(f"/imports/{sheet_import.pk}/{path}").status_code == 404
    for path in ("match/", "mend/", "again/", "confirm/", "undo/", "discard/"):
        assert as_(stranger).post(f"/imports/{sheet_import.pk}/{path}").status_code == 404
    assert as_(stranger).get("/imports/").status_code == 403
    assert as_(stranger).get("/imports/new/").status_code == 403
    assert as_(stranger).get("/imports/template/test_people/").status_code == 403
    assert as_(stranger).post("/imports/new/", {"kind": "test_people"}).status_code == 403
    assert as_(clerk).get("/imports/template/nothing/").status_code == 404
    assert Client().get(f"/imports/{sheet_import.pk}/").status_code == 302


def test_a_post_that_ended_leaves_only_reading(clerk: User, as_: As, bring: Import) -> None:
    sheet_import = bring(good_rows(2), actor=clerk)
    people.ADDERS.clear()
    client, here = as_(clerk), f"/imports/{sheet_import.pk}/"
    assert client.get(here).status_code == 200
    assert client.post(f"{here}confirm/", {"mode": "all"}).status_code == 403
    assert client.post(f"{here}mend/", {"op": "skip", "row": "2"}).status_code == 403
    assert client.get(f"{here}errors/").status_code == 403


def test_unknown_headings_are_matched_once_and_remembered(clerk: User, as_: As, bring: Import) -> None:
    heads = ["所在社区", "住户姓名", "证件号码", "联系电话", "人数", "备注"]
    first = bring(good_rows(3), actor=clerk, heads=heads)
    assert first.state == State.MAPPING
    client, here = as_(clerk), f"/imports/{first.pk}/"
    page = body(client.get(here))
    assert "「所在社区」是哪一列" in page and "「住户姓名」是哪一列" in page
    said = {"c0": "community", "c1": "", "c2": "id_number", "c3": "phone", "c4": "people", "c5": ""}
    answer = send(client, f"{here}match/", **said)
    assert "还差姓名" in body(answer)
    assert "对了两次" in body(send(client, f"{here}match/", **{**said, "c1": "community"}))
    send(client, f"{here}match/", **{**said, "c1": "name"})
    work(first)
    assert (first.state, first.number("new")) == (State.READY, 3)
    again = bring(good_rows(3, start=50), actor=clerk, heads=heads)
    assert (again.state, again.number("new")) == (State.READY, 3)


def test_pages_and_ledger_hold_no_number_of_anybody(clerk: User, as_: As, bring: Import) -> None:
    rows = good_rows(6)
    rows[2][2] = rows[2][2][:-1] + ("0" if rows[2][2][-1] != "0" else "1")
    rows[3][0] = "别处"
    sheet_import = bring(rows, actor=clerk)
    client, here = as_(clerk), f"/imports/{sheet_import.pk}/"
    seen = [body(client.get(f"{here}?tab={tab}")) for tab in ("todo", "new", "update", "same", "skip")]
    seen += [body(client.get(f"{here}confirm/")), body(client.get("/imports/"))]
    seen.append(str(list(Entry.objects.values_list("detail", flat=True))))
    for row in rows:
        assert not any(row[2] in text or row[3] in text for text in seen)
    assert "620***********" in seen[1] and "139****0000" in seen[1]
    assert f"{rows[2][2][:3]}***********{rows[2][2][-4:]}" in seen[0]


def test_the_error_file_comes_back_corrected(clerk: User, as_: As, bring: Import) -> None:
    rows = good_rows(6)
    rows[1][3], rows[4][0] = "1", "别处"
    sheet_import = bring(rows, actor=clerk)
    answer = as_(clerk).get(f"/imports/{sheet_import.pk}/errors/")
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]
    heads = [f"原行号·导入{sheet_import.pk}", "系统编号", *HEADS[:4], "出生日期", *HEADS[4:], "问题"]
    fixed = [
        ["3", "", *rows[1][:3], phone(1), "", rows[1][4], "", "手机：手机号是11位"],
        ["6", "", "铁北社区", *rows[4][1:4], "", rows[4][4], "", "社区：…"],
    ]
    send(as_(clerk), f"/imports/{sheet_import.pk}/again/", file=file_of(workbook(fixed, heads)))
    work(sheet_import)
    assert (sheet_import.state, sheet_import.error, sheet_import.number("new")) == (State.READY, "", 6)
    other = bring(workbook(fixed, heads), actor=clerk)
    assert (other.state, other.error) == (
        State.FAILED,
        f"这是第{sheet_import.pk}次导入的错误表，请到那一次的页面里传",
    )


def test_a_bad_upload_is_told_in_words(clerk: User, as_: As, settings: Any) -> None:
    client = as_(clerk)
    answer = send(client, "/imports/new/", kind="test_people")
    assert answer.status_code == 422 and "请选「填好的表格」" in body(answer)
    answer = send(client, "/imports/new/", kind="other", file=file_of(b"x"))
    assert answer.status_code == 422
    settings.SHEETS_MAX_BYTES = 1000
    answer = send(client, "/imports/new/", kind="test_people", file=file_of(b"x" * 1001))
    assert answer.status_code == 422 and "请拆成几个" in body(answer)
    send(client, "/imports/new/", kind="test_people", file=file_of(b"", "空.xlsx"))
    empty = work(SheetImport.objects.get())
    assert (empty.state, empty.error) == (State.FAILED, "这个文件是空的，一个字都没有，请重新选")
    assert "改好再传" in body(client.get(f"/imports/{empty.pk}/"))


def test_the_progress_part_moves_on_by_itself(clerk: User, as_: As) -> None:
    client = as_(clerk)
    send(client, "/imports/new/", kind="test_people", file=file_of(workbook(good_rows(1))))
    sheet_import = SheetImport.objects.get()
    part = client.get(f"/imports/{sheet_import.pk}/progress/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in body(part) and "<html" not in body(part)
    work(sheet_import)
    over = client.get(f"/imports/{sheet_import.pk}/progress/", headers={"HX-Request": "true"})
    assert (over.status_code, over["HX-Redirect"]) == (204, f"/imports/{sheet_import.pk}/")


def test_htmx_gets_the_mended_part(clerk: User, as_: As, bring: Import) -> None:
    rows = good_rows(4)
    rows[0][2] = ""
    rows[1][3] = "5"
    sheet_import = bring(rows, actor=clerk)
    answer = as_(clerk).post(
        f"/imports/{sheet_import.pk}/mend/",
        {"op": "set", "row": "3", "column": "phone", "value": phone(1), "tab": "todo"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200 and "改好了1行" in body(answer) and "<html" not in body(answer)
    refused = as_(clerk).post(
        f"/imports/{sheet_import.pk}/mend/",
        {"op": "set", "row": "3", "column": "phone", "value": " "},
        headers={"HX-Request": "true"},
    )
    assert refused.status_code == 422 and "请先填要改成什么" in body(refused)


@pytest.mark.parametrize(
    "said",
    [
        {"op": "drop", "row": "2"},
        {"op": "set", "row": "2", "column": "nothing", "value": "x"},
        {"op": "set", "mark": "zz", "column": "phone", "value": "x"},
        {"op": "skip", "mark": "0" * 32},
        {"op": "skip"},
        {"op": "skip", "row": "99999999999999"},
        {"op": "decide", "row": "2", "decision": "burn"},
        {"op": "set", "row": "2", "column": "note", "value": "x" * 2001},
    ],
)
def test_what_no_button_sends_is_refused_in_words(
    clerk: User, as_: As, bring: Import, said: dict[str, str]
) -> None:
    sheet_import = bring(good_rows(2), actor=clerk)
    answer = send(as_(clerk), f"/imports/{sheet_import.pk}/mend/", **said)
    assert answer.status_code == 422
    assert 'role="alert"' in body(answer)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_residents_stay_out_of_the_folder(clerk: User, as_: As, folder: Any) -> None:
    send(as_(clerk), "/imports/new/", kind="test_people", file=file_of(workbook(good_rows(3))))
    kept = list(folder.iterdir())
    assert len(kept) == 1 and kept[0].stat().st_mode & 0o777 == 0o600
    work(SheetImport.objects.get())
    assert list(folder.iterdir()) == []
