"""Laying a form out: works, refused, kept as versions, copied, retired, taken to another street, and mended when a field is gone."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from dashboard.ledgers import actions
from dashboard.ledgers.layout import FIXED, Column, Layout
from dashboard.ledgers.models import Ledger, LedgerVersion
from tests.cast import Cast, Log, Town
from tests.ledgers import rows
from tests.ledgers.conftest import Make, Open, many_hazards, taken

pytestmark = pytest.mark.django_db


def form_of(client: Client, ledger: Ledger, **changes: Any) -> dict[str, Any]:
    """What the browser would send of the page of changes."""
    page = client.get(f"/ledgers/{ledger.pk}/do/change/")
    assert page.status_code == 200
    form = page.context["form"]
    sent = {one.html_name: one.value() for one in form if one.value() not in (None, False)}
    for row in form.rows:
        sent |= {one.html_name: one.value() for one in row if one.value() is not None}
    return {**sent, **changes}


def test_a_new_form_begins_with_the_sources_usual_columns_and_is_on_record(cast: Cast, sign_in: Open) -> None:
    client = sign_in(cast.sysadmin)
    answer = client.post("/ledgers/new/", {"source": "hazards", "title": "隐患台账", "sent_to": "市应急局"})
    ledger = Ledger.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"/ledgers/{ledger.pk}/"
    assert [one.heading for one in ledger.shape.columns][:3] == ["序号", "编号", "隐患"]
    assert Entry.objects.get(action="ledger.create").actor == cast.sysadmin
    assert Event.objects.filter(subject_kind="ledger", subject_id=ledger.pk, act="create").exists()
    assert LedgerVersion.objects.get().number == 1
    again = client.post("/ledgers/new/", {"source": "hazards", "title": "隐患台账", "sent_to": "市应急局"})
    assert again.status_code == 422 and "已经有一张在用的表叫这个名字" in again.content.decode()
    empty = client.post("/ledgers/new/", {"title": "\u202e", "sent_to": ""})
    assert empty.status_code == 422
    for words in ("请选「从哪里取数」", "看不见的", "请填「报给谁」"):
        assert words in empty.content.decode()


def test_a_change_is_saved_as_a_new_version_and_says_what_changed(
    cast: Cast, make: Make, sign_in: Open
) -> None:
    ledger, client = make(), sign_in(cast.manager)
    sent = form_of(client, ledger, title="新表名", states=["mediating"], sums="on")
    sent |= {"column-0-heading": "", "column-1-at": "90", "column-7-at": "1", "column-7-heading": "单位"}
    sent |= {"column-7-shows": FIXED, "column-7-text": "雄关街道", "column-7-width": "narrow"}
    assert client.post(f"/ledgers/{ledger.pk}/do/change/", sent).status_code == 302
    ledger.refresh_from_db()
    shape = ledger.shape
    assert (ledger.title, ledger.version, shape.states, shape.sums) == ("新表名", 2, ("mediating",), True)
    assert [one.heading for one in shape.columns] == [
        "单位",
        "事项",
        "类型",
        "社区",
        "状态",
        "登记时间",
        "编号",
    ]
    assert shape.columns[0] == Column("单位", FIXED, "雄关街道", "narrow")
    kept = LedgerVersion.objects.first()
    assert kept.number == 2 and "加了列「单位」" in kept.said and "去掉列「序号」" in kept.said
    old = client.get(f"/ledgers/{ledger.pk}/versions/1/").content.decode()
    assert "序号" in old and "矛盾纠纷登记表" in old
    assert "layout" in Entry.objects.get(action="ledger.change").detail["changes"]
    assert client.get(f"/ledgers/{ledger.pk}/versions/9/").status_code == 404


def test_one_more_column_is_asked_for_without_losing_what_was_typed(
    cast: Cast, make: Make, sign_in: Open
) -> None:
    ledger, client = make(), sign_in(cast.manager)
    page = client.post(
        f"/ledgers/{ledger.pk}/do/change/", form_of(client, ledger, title="打了一半", add_row="1")
    )
    assert page.status_code == 200 and "打了一半" in page.content.decode()
    assert len(list(page.context["form"].rows)) == len(ledger.shape.columns) + 1
    assert Ledger.objects.get().version == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"column-1-shows": ""}, "请选这一列放什么"),
        ({"column-1-shows": FIXED}, "请写固定文字"),
        ({"column-1-shows": "id_number"}, "选择一个有效的选项"),
        ({"lines": "一\n二\n三\n四"}, "最多3行"),
        ({"span": "decade"}, "选择一个有效的选项"),
        ({"title": "长" * 61}, "最多60个字"),
        ({"column-1-at": "0"}, "标红的"),
    ],
)
def test_what_cannot_be_is_told_by_the_field_and_nothing_typed_is_lost(
    cast: Cast, make: Make, sign_in: Open, changes: dict[str, str], words: str
) -> None:
    ledger, client = make(), sign_in(cast.manager)
    sent = form_of(client, ledger, sent_to="我填的", **changes)
    page = client.post(f"/ledgers/{ledger.pk}/do/change/", sent)
    assert page.status_code == 422
    assert words in page.content.decode() and "我填的" in page.content.decode()
    assert Ledger.objects.get().version == 1


def test_no_column_and_no_change_are_refused(cast: Cast, make: Make, sign_in: Open) -> None:
    ledger, client = make(), sign_in(cast.manager)
    url, sent = f"/ledgers/{ledger.pk}/do/change/", form_of(client, ledger)
    assert "没有改动" in client.post(url, sent).content.decode()
    bare = {key: "" if key.endswith("-heading") else value for key, value in sent.items()}
    answer = client.post(url, bare)
    assert answer.status_code == 422 and "至少要有一列" in answer.content.decode()


def test_two_who_change_at_once_meet_the_conflict_page_with_what_was_typed(
    cast: Cast, make: Make, sign_in: Open
) -> None:
    ledger, client = make(), sign_in(cast.manager)
    sent = form_of(client, ledger, sent_to="我填的")
    shape = ledger.shape
    first = Layout(**{**shape.__dict__, "sent_to": "别人填的"})
    actions.change_ledger(ledger, layout=first, actor=cast.sysadmin)
    page = client.post(f"/ledgers/{ledger.pk}/do/change/", sent)
    text = page.content.decode()
    assert page.status_code == 409 and "我填的" in text and "改了报给谁" in text
    assert Ledger.objects.get().shape.sent_to == "别人填的"
    with pytest.raises(Conflict):
        actions.change_ledger(ledger, layout=shape, actor=cast.manager, version=1)


def test_a_copy_stands_alone_and_a_retired_form_is_downloaded_by_nobody(
    cast: Cast, make: Make, sign_in: Open
) -> None:
    ledger, client = make(), sign_in(cast.manager)
    url = f"/ledgers/{ledger.pk}"
    assert client.post(f"{url}/do/copy/", {"title": "副本", "version": 1}).status_code == 302
    copied = Ledger.objects.exclude(pk=ledger.pk).get()
    assert copied.shape.columns == ledger.shape.columns and copied.title == "副本"
    assert client.post(f"{url}/do/use/", {"version": 1}).status_code == 422
    missing = client.post(f"{url}/do/retire/", {"reason": "", "version": 1})
    assert missing.status_code == 422 and "请填「为什么停用」" in missing.content.decode()
    assert client.post(f"{url}/do/retire/", {"reason": "上级不再要", "version": 1}).status_code == 302
    assert client.post(f"{url}/do/retire/", {"reason": "上级不再要", "version": 2}).status_code == 422
    assert client.get(f"{url}/sheet.xlsx").status_code == 422
    assert sign_in(cast.clerk).get(f"{url}/").status_code == 404
    actions.create_ledger(source="cases", title=ledger.title, sent_to="别处", actor=cast.manager)
    assert client.post(f"{url}/do/use/", {"version": 2}).status_code == 422
    taken_name = Ledger.objects.get(title=ledger.title, is_active=True)
    actions.retire_ledger(taken_name, reason="重了", actor=cast.manager)
    assert client.post(f"{url}/do/use/", {"version": 2}).status_code == 302
    assert {"ledger.copy", "ledger.retire", "ledger.use"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


def test_a_form_goes_to_another_street_as_a_file_and_back(cast: Cast, make: Make, sign_in: Open) -> None:
    ledger, client = make(states=("mediating",), sums=True), sign_in(cast.manager)
    data = client.get(f"/ledgers/{ledger.pk}/layout.json").content
    actions.retire_ledger(ledger, reason="给别的街道", actor=cast.manager)
    answer = client.post("/ledgers/import/", {"file": SimpleUploadedFile("表样.json", data)})
    assert answer.status_code == 302
    assert Ledger.objects.latest("pk").shape == ledger.shape
    assert Entry.objects.filter(action="ledger.import").exists()


def broken(**changes: Any) -> bytes:
    layout = {
        "title": "表",
        "source": "cases",
        "date": "registered_at",
        "columns": [{"heading": "编号", "shows": "no"}],
        **changes,
    }
    return json.dumps({"format": "xiongguan-ledger", "format_version": 1, "ledger": layout}).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "打不开"),
        (b"[" * 60_000, "打不开"),
        (b"PK\x03\x04", "打不开"),
        (b"x" * 70_000, "超过64KB"),
        (b"[1]", "这不是上级报表的表样文件"),
        (b'{"format": "xiongguan-ledger", "format_version": 2}', "别的版本"),
        (b'{"format": "xiongguan-ledger", "format_version": 1, "ledger": 5}', "不是一张表样"),
        (broken(source="support"), "取数内容，这里没有"),
        (broken(source=["cases"]), "取数内容，这里没有"),
        (broken(title=""), "「title」没有写"),
        (broken(title=7), "「title」要写文字"),
        (broken(title="a\x00b"), "控制字符"),
        (broken(extra=1), "不认识「extra」这一项"),
        (broken(columns=[]), "要有1到20列"),
        (broken(columns=[{"heading": "编号", "shows": "no"}] * 21), "要有1到20列"),
        (broken(columns=["no"]), "第1列写得不对"),
        (
            broken(columns=[{"heading": "证号", "shows": "id_number"}]),
            "「证号」这一列对应的内容（id_number）",
        ),
        (broken(columns=[{"shows": "no"}]), "第1列没有列名"),
        (broken(columns=[{"heading": "编号", "shows": "no", "code": "1"}]), "第1列：不认识「code」"),
        (broken(columns=[{"heading": "编号", "shows": "no", "width": 3}]), "宽度只能是"),
        (broken(states=["flying"]), "只要这些状态（flying）"),
        (broken(states="mediating"), "「states」要写成一列文字"),
        (broken(kinds=["xx"]), "只要这些类别（xx）"),
        (broken(date="title"), "按什么日期分期（title）"),
        (broken(sort="holder__password"), "按什么排序（holder__password）"),
        (broken(span="decade"), "「span」只能是"),
        (broken(sums=1), "「sums」只能是 true 或 false"),
        (broken(lines=["一"] * 4), "「lines」最多3行"),
    ],
)
def test_a_broken_file_is_told_line_by_line_and_nothing_is_taken(
    cast: Cast, sign_in: Open, data: bytes, words: str
) -> None:
    client = sign_in(cast.sysadmin)
    answer = client.post("/ledgers/import/", {"file": SimpleUploadedFile("x.json", data)})
    assert answer.status_code == 422
    assert words in answer.context["form"].errors["file"][0]
    assert not Ledger.objects.exists()


def test_a_field_that_is_no_more_is_named_and_stays_empty_but_a_lost_condition_stops_the_download(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    rows.hazards(cast, town, log)
    ledger, client = make("hazards"), sign_in(cast.clerk)
    layout = {
        **ledger.layout,
        "columns": [
            *ledger.layout["columns"],
            {"heading": "责任人", "shows": "gone", "text": "", "width": "usual"},
        ],
    }
    Ledger.objects.update(layout=layout)
    page = client.get(f"/ledgers/{ledger.pk}/?period=all")
    assert (
        page.status_code == 200 and "「责任人」这一列对应的内容（gone）系统里没有了" in page.content.decode()
    )
    sheet = taken(client, ledger)
    assert sheet.rows[3][-1] == "" and "「责任人」这一列" in sheet.rows[-1][0]
    change = sign_in(cast.manager).get(f"/ledgers/{ledger.pk}/do/change/")
    assert change.status_code == 200
    Ledger.objects.update(layout={**layout, "states": ["flying"], "sort": "gone"})
    assert client.get(f"/ledgers/{ledger.pk}/").status_code == 200
    refused = client.get(f"/ledgers/{ledger.pk}/sheet.xlsx")
    assert refused.status_code == 422 and "只要这些状态（flying）" in refused.content.decode()
    Ledger.objects.update(source="nothing", layout={**layout, "source": "nothing"})
    keeper = sign_in(cast.manager)
    assert keeper.get(f"/ledgers/{ledger.pk}/").status_code == 200
    assert keeper.get(f"/ledgers/{ledger.pk}/sheet.xlsx").status_code == 404
    assert keeper.get(f"/ledgers/{ledger.pk}/do/change/").status_code == 422
    assert keeper.get("/ledgers/").status_code == 200


def test_only_those_who_keep_forms_change_them(cast: Cast, make: Make, sign_in: Open) -> None:
    ledger = make()
    doors = [
        "new/",
        "import/",
        f"{ledger.pk}/do/change/",
        f"{ledger.pk}/do/copy/",
        f"{ledger.pk}/layout.json",
        f"{ledger.pk}/versions/1/",
    ]
    for name in ("clerk", "secretary", "intake", "street_lead"):
        client = sign_in(cast.all[name])
        assert client.get(f"/ledgers/{ledger.pk}/").status_code == 200
        assert [client.get(f"/ledgers/{one}").status_code for one in doors] == [403] * len(doors), name
        assert (
            client.post(f"/ledgers/{ledger.pk}/do/retire/", {"reason": "不要了", "version": 1}).status_code
            == 403
        )
    for name in (
        "worker",
        "leader",
        "liaison",
        "supervisor",
        "mediator",
        "auditor",
        "privacy_officer",
        "support_worker",
        "nobody",
    ):
        client = sign_in(cast.all[name])
        for one in ("", f"{ledger.pk}/", f"{ledger.pk}/sheet.xlsx", *doors):
            assert client.get(f"/ledgers/{one}").status_code == 403, (name, one)
    with pytest.raises(NotAllowed):
        actions.create_ledger(source="cases", title="表", sent_to="市", actor=cast.clerk)
    with pytest.raises(RuleBroken):
        actions.create_ledger(source="support", title="表", sent_to="市", actor=cast.manager)
    assert Client().get("/ledgers/").status_code == 302


def test_a_reader_of_other_rows_does_not_see_the_form_and_the_administrator_reads_no_row(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    rows.cases(cast, town, log)
    ledger = make()
    secretary = sign_in(cast.meeting_secretary)
    assert secretary.get(f"/ledgers/{ledger.pk}/").status_code == 404
    tasks = make("items", title="任务清单")
    assert secretary.get(f"/ledgers/{tasks.pk}/").status_code == 200
    admin = sign_in(cast.sysadmin)
    page = admin.get(f"/ledgers/{ledger.pk}/?period=all").content.decode()
    assert "漏水" not in page and "只维护表样" in page
    assert admin.get(f"/ledgers/{ledger.pk}/sheet.xlsx").status_code == 403


def test_the_page_shows_twenty_rows_and_how_many_there_are_with_few_queries(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open, django_assert_max_num_queries: Any
) -> None:
    rows.hazards(cast, town, log)
    many = tuple(Column(key, key) for key in ("no", "checklist", "community", "grid", "place", "referred_to"))
    ledger, client = make("hazards", columns=many), sign_in(cast.manager)
    many_hazards(town, 40)
    client.get("/ledgers/")  # the first page of a sign-in also writes the sign-in down
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/ledgers/{ledger.pk}/?period=all")
    assert len(asked) <= 12, "\n".join(one["sql"][:150] for one in asked.captured_queries)
    assert len(page.context["rows"]) == 20 and "一共44行，下面是前20行" in page.content.decode()
    with django_assert_max_num_queries(8):
        client.get("/ledgers/")
