"""Sheets that leave the house: never a live formula, never more than allowed, always in the ledger; and templates."""

import io
import random
import re
import uuid
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.selectors import verify
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from core.sheets import kinds
from core.sheets.actions import answer_export, ask_commit, ask_export, download_export, start_import
from core.sheets.choices import ExportState, State
from core.sheets.kinds import Column, Type
from core.sheets.models import SheetExport, SheetImport, StagedRow
from core.sheets.staging import Sealed
from core.sheets.tidy import tidy_sheets
from core.sheets.writing.template import template
from tests.sheets import people
from tests.sheets.conftest import Import, file_of, good_rows, id_number, phone, work, workbook

pytestmark = pytest.mark.django_db
PURPOSE = "核对三季度走访名单"
NASTY = 5_000


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def fill(count: int, actor: User) -> None:
    found = work(start_import(people.People.code, file_of(workbook(good_rows(count))), actor=actor))
    ask_commit(found, mode="all", actor=actor)
    work(found)


def nasty_strings() -> list[str]:
    """Openings that a spreadsheet would run, and everything else that has broken somebody's writer."""
    chance = random.Random(7)
    starts = [
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x")',
        "{=1+1}",
        "=IMPORTXML(1)",
    ]
    odd = [
        "_x0041_", "_x005F_", "&amp;", "<f>1+1</f>", "]]>", "'", "\"", "\\", "%00", "http://example.invalid/?a=b&c=d",
        "mailto:a@b", "internal:A1", "1e5", "0123", "TRUE", "#REF!", "2026-03-02", "𠮷😀", "一二三", "a;b,c", "&&C",
    ]  # fmt: skip
    made = [f"{a}{b}" for a in starts for b in odd] + odd + starts
    while len(made) < NASTY:
        signs = "".join(
            chr(chance.choice([*range(33, 127), *range(0x4E00, 0x4E40), 0xFF1D, 0xFF0B])) for _ in range(12)
        )
        made.append(chance.choice([*starts, ""]) + signs)
    return [text.strip() for text in made[:NASTY]]


class Strings(kinds.SheetKind):
    """A kind of one free column, for what people write at their worst."""

    code, label, most_rows = "test_strings", "文字", None
    columns = (Column("no", "编号", required=True), Column("text", "文字", Type.LONG_TEXT, longest=2000))
    texts: list[str] = []

    def may_add(self, user: User) -> bool:
        return True

    def may_export(self, user: User) -> bool:
        return True

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        for number, text in enumerate(self.texts):
            yield {"no": f"N{number}", "text": text}

    def prepare(self, context: kinds.CheckContext) -> Any:
        class Checker:
            def check(self, rows: list[kinds.RawRow]) -> list[kinds.Judgement]:
                return [kinds.new(key=row.values["no"]) for row in rows]

        return Checker()


def test_five_thousand_nasty_strings_are_never_live_and_come_back_the_same(
    clerk: User, settings: Settings
) -> None:
    settings.EXPORT_MAX_ROWS = NASTY
    kind = Strings()
    Strings.texts = nasty_strings()
    kinds.register(kind)
    try:
        export = ask_export(kind.code, actor=clerk, purpose="试一试最坏的文字", chosen={})
        content = download_export(export, actor=clerk)
        files = parts(content)
        for name, data in files.items():
            if "worksheets/sheet" in name:
                tree = ElementTree.fromstring(data)  # noqa: S314 - our own file
                names = {node.tag.rpartition("}")[2] for node in tree.iter()}
                assert "f" not in names and "hyperlink" not in names, name
                kinds_of_cell = {node.get("t") for node in tree.iter() if node.tag.endswith("}c")}
                assert kinds_of_cell <= {"s", "inlineStr"}, kinds_of_cell
        assert not any("externalLink" in name or "vba" in name for name in files)
        back = work(start_import(kind.code, file_of(content), actor=clerk))
        assert (back.error, back.number("rows"), back.number("error")) == ("", NASTY, 0)
        rows = StagedRow.objects.filter(sheet_import=back).order_by("row_no")
        kept = [Sealed.open(back.pk, row.row_no, bytes(row.sealed)).texts[1] for row in rows]
        assert kept == Strings.texts
    finally:
        kinds.unregister(kind.code)


def test_a_masked_export_shows_nobody_and_imports_with_no_change(clerk: User, lead: User) -> None:
    fill(12, lead)
    export = ask_export("test_people", actor=clerk, purpose=PURPOSE, chosen={"community": "T1"})
    assert (export.state, export.row_count, export.is_masked) == (ExportState.READY, 12, True)
    assert re.fullmatch(r"雄导〔\d{4}〕0001号", export.number)
    content = download_export(export, actor=clerk)
    whole = b" ".join(parts(content).values()).decode("utf-8", "replace")
    for number in range(12):
        assert id_number(number) not in whole and phone(number) not in whole
    assert export.number in whole and "李静" in whole and PURPOSE in whole
    back = work(start_import("test_people", file_of(content), actor=clerk))
    assert (back.error, back.number("same"), back.number("rows")) == ("", 12, 12)


def test_one_masked_cell_that_was_touched_is_an_error_and_the_rest_a_change(lead: User) -> None:
    fill(3, lead)
    export = ask_export("test_people", actor=lead, purpose=PURPOSE, chosen={})
    content = download_export(export, actor=lead)
    heads = [column.header for column in people.People.columns]
    rows = [["1", "铁北社区", "王*甲", "620***********" + id_number(0)[-4:], "139****9999", "", "1", ""]]
    rows += [["2", "铁北社区", "", "", "", "", "5", "只改这一格"]]
    found = work(start_import("test_people", file_of(workbook(rows, heads)), actor=lead))
    assert content and (found.number("error"), found.number("update")) == (2, 0)
    rows[0][4], rows[1][2] = phone(77), "王*甲"
    found = work(start_import("test_people", file_of(workbook(rows, heads)), actor=lead))
    assert (found.number("error"), found.number("update")) == (0, 2)
    ask_commit(found, mode="all", actor=lead)
    work(found)
    first, second = people.everybody()[:2]
    assert (first["phone"], first["id_number"]) == (phone(77), id_number(0))
    assert (second["name"], second["note"], second["people"]) == (good_rows(2)[1][1], "只改这一格", "5")


def test_purpose_cap_and_three_a_day_are_kept(clerk: User, lead: User, settings: Settings) -> None:
    fill(6, lead)
    ask = {"actor": clerk, "chosen": {}}
    for purpose in ("", "走访", "       走访   ", "1234567"):
        with pytest.raises(RuleBroken, match="至少8个字"):
            ask_export("test_people", purpose=purpose, **ask)
    settings.EXPORT_MAX_ROWS = 5
    with pytest.raises(RuleBroken, match="超过5行"):
        ask_export("test_people", purpose=PURPOSE, **ask)
    settings.EXPORT_MAX_ROWS = 500
    with pytest.raises(RuleBroken, match="一行也没有"):
        ask_export("test_people", purpose=PURPOSE, actor=lead, chosen={"community": "T2"})
    for _ in range(3):
        ask_export("test_people", purpose=PURPOSE, **ask)
    with pytest.raises(RuleBroken, match="一天最多导出3次"):
        ask_export("test_people", purpose=PURPOSE, **ask)
    assert [export.serial for export in SheetExport.objects.order_by("pk")] == [1, 2, 3]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        ask_export("test_people", purpose=PURPOSE, **ask)


def test_full_numbers_need_a_second_person_and_never_oneself(
    clerk: User, lead: User, stranger: User, settings: Settings
) -> None:
    fill(4, lead)
    ask: dict[str, Any] = {"purpose": PURPOSE, "chosen": {}, "is_masked": False}
    with pytest.raises(NotAllowed):
        ask_export("test_people", actor=clerk, **ask)
    settings.EXPORT_MAX_PERSONAL_ROWS = 3
    with pytest.raises(RuleBroken, match="超过3行"):
        ask_export("test_people", actor=lead, **ask)
    settings.EXPORT_MAX_PERSONAL_ROWS = 200
    export = ask_export("test_people", actor=lead, **ask)
    assert (export.state, export.sealed_file) == (ExportState.WAITING, None)
    with pytest.raises(RuleBroken):
        download_export(export, actor=lead)
    for user in (lead, clerk, stranger):
        with pytest.raises(NotAllowed):
            answer_export(export, agreed=True, actor=user)
    people.CHANGERS.add("second")
    second = User.objects.create_user("second", None, display_name="冯案管")
    with pytest.raises(RuleBroken, match="为什么"):
        answer_export(export, agreed=False, actor=second)
    answer_export(export, agreed=True, actor=second)
    content = download_export(export, actor=lead)
    assert id_number(0).encode() in b" ".join(parts(content).values())
    stored = SheetExport.objects.get()
    assert id_number(0).encode() not in bytes(stored.sealed_file)
    with pytest.raises(NotAllowed):
        download_export(export, actor=second)
    acts = list(Entry.objects.filter(subject_kind="sheet_export").order_by("seq"))
    assert [entry.action.rpartition(".")[2] for entry in acts] == ["ask", "approve", "download"]
    assert acts[0].detail["rows"] == 4 and id_number(0) not in str([entry.detail for entry in acts])
    assert Notice.objects.filter(recipient=lead, title__contains="同意了").exists() and verify() == []


def test_an_expired_export_is_gone_and_says_so(clerk: User, lead: User) -> None:
    fill(2, lead)
    export = ask_export("test_people", actor=clerk, purpose=PURPOSE, chosen={})
    later = timezone.now() + timedelta(days=7, minutes=1)
    with pytest.raises(RuleBroken, match="已经过期"):
        download_export(export, actor=clerk, now=later)
    tidy_sheets(now=later)
    export.refresh_from_db()
    assert (export.state, export.sealed_file) == (ExportState.EXPIRED, None)
    client = Client()
    client.force_login(clerk)
    assert "文件删掉了" in client.get(f"/exports/{export.pk}/").content.decode()
    assert client.get(f"/exports/{export.pk}/download/").status_code == 422


def test_export_pages(clerk: User, lead: User, stranger: User) -> None:
    fill(3, lead)
    client, other = Client(), Client()
    client.force_login(clerk)
    other.force_login(stranger)
    page = client.get("/exports/new/test_people/").content.decode()
    assert "用在哪里" in page and "完整显示" not in page
    said = {"f_community": "T1", "purpose": "短", "idempotency_key": str(uuid.uuid4())}
    assert "至少8个字" in client.post("/exports/new/test_people/", said).content.decode()
    answer = client.post(
        "/exports/new/test_people/",
        {**said, "purpose": PURPOSE, "idempotency_key": str(uuid.uuid4())},
        follow=True,
    )
    export = SheetExport.objects.get()
    assert export.number in answer.content.decode() and "/download/" in answer.content.decode()
    file = client.get(f"/exports/{export.pk}/download/")
    assert (file.status_code, file["Cache-Control"]) == (200, "no-store, private")
    assert file["Content-Disposition"].startswith("attachment")
    for path in ("", "download/"):
        assert other.get(f"/exports/{export.pk}/{path}").status_code == 404
    assert other.get("/exports/").status_code == 403
    assert other.get("/exports/new/test_people/").status_code == 403
    assert client.get("/exports/new/nothing/").status_code == 404
    lead_client = Client()
    lead_client.force_login(lead)
    asked = {"f_community": "T1", "is_masked": "0", "purpose": PURPOSE, "idempotency_key": str(uuid.uuid4())}
    page = lead_client.post("/exports/new/test_people/", asked, follow=True).content.decode()
    assert "等人同意" in page
    people.CHANGERS.add("second")
    second = User.objects.create_user("second", None, display_name="冯案管")
    approver = Client()
    approver.force_login(second)
    waiting = SheetExport.objects.get(state=ExportState.WAITING)
    assert waiting.number in approver.get("/exports/").content.decode()
    assert approver.get(f"/exports/{waiting.pk}/download/").status_code == 403
    done = approver.post(
        f"/exports/{waiting.pk}/", {"agreed": "1", "idempotency_key": str(uuid.uuid4())}, follow=True
    )
    assert "已答复" in done.content.decode()


def test_a_filled_template_imports_and_its_example_does_not(clerk: User) -> None:
    content = template(people.People(), clerk)
    files = parts(content)
    book = files["xl/workbook.xml"].decode()
    assert 'state="veryHidden"' in book and "选项" in book
    sheet = files["xl/worksheets/sheet1.xml"].decode()
    assert 'type="list"' in sheet and "<f>" not in sheet
    assert "必填" in files["xl/comments1.xml"].decode()
    assert "东苑社区" not in b" ".join(files.values()).decode("utf-8", "replace")
    empty = work(start_import("test_people", file_of(content), actor=clerk))
    assert (empty.state, empty.error[:6]) == (State.FAILED, "只有列名，没")
    row = good_rows(1)[0]
    more = "".join(
        f'<c r="{letter}3" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("BCDEG", row, strict=False)
    )
    filled = files | {
        "xl/worksheets/sheet1.xml": sheet.replace(
            "</sheetData>", f'<row r="3">{more}</row></sheetData>'
        ).encode()
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, data in filled.items():
            target.writestr(name, data)
    found = work(start_import("test_people", file_of(buffer.getvalue()), actor=clerk))
    assert (found.state, found.number("new"), found.notes) == (
        State.READY, 1, ["模板里的示例行没有导入", "文件里还有1张隐藏的表，没有读"],
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_night_takes_away_what_has_had_its_time(clerk: User, bring: Import, folder: Any) -> None:
    open_one = bring(good_rows(2), actor=clerk)
    waiting = bring(good_rows(2), actor=clerk, heads=["甲", "乙", "丙", "丁", "戊", "己"])
    assert waiting.state == State.MAPPING and len(list(folder.iterdir())) == 1
    done = bring(good_rows(2, start=5), actor=clerk)
    ask_commit(done, mode="all", actor=clerk)
    work(done)
    tidy_sheets(now=timezone.now() + timedelta(hours=25))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sealed_head, list(folder.iterdir())) == (State.EXPIRED, None, [])
    orphan = folder / "abc123"
    orphan.write_bytes(b"x")
    tidy_sheets(now=timezone.now() + timedelta(days=8))
    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (open_one.state, done.state, StagedRow.objects.count()) == (State.EXPIRED, State.DONE, 0)
    assert list(folder.iterdir()) == [] and len(people.everybody()) == 2
    client = Client()
    client.force_login(clerk)
    assert "重新上传" in client.get(f"/imports/{open_one.pk}/").content.decode()
    assert tidy_sheets(now=timezone.now() + timedelta(days=9)) == 0
    assert SheetImport.objects.count() == 3
