"""Each error of the one family becomes one page; none of them needs the database (no django_db mark here)."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.usefixtures("test_pages")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("rule", 422, "等住建局反馈"),
        ("role", 403, "由社区书记办"),
        ("conflict", 409, "李静刚刚改过"),
        ("missing", 404, "没有找到"),
        ("denied", 403, "你的岗位不办这件事"),
        ("database", 503, "数据库暂时连不上"),
        ("bug", 500, "系统出了问题，你填的都还在"),
    ],
)
def test_an_error_has_its_status_and_a_sentence(visitor: Client, kind: str, status: int, words: str) -> None:
    answer = visitor.post(f"/raise/{kind}/", {"summary": "三单元门口路灯不亮"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "no-store" in answer["Cache-Control"]
    assert "secret" not in page


def test_a_refusal_gives_back_what_was_typed_but_no_secrets(visitor: Client) -> None:
    page = visitor.post(
        "/raise/rule/", {"summary": "三单元路灯", "password": "hunter2", "version": "3"}
    ).content.decode()
    assert "三单元路灯" in page
    assert "hunter2" not in page


def test_missing_and_out_of_scope_are_the_same_bytes(visitor: Client) -> None:
    never = visitor.get("/nowhere/at/all/")
    outside = visitor.get("/raise/missing/")
    assert never.status_code == outside.status_code == 404
    assert never.content == outside.content


def test_a_fault_has_a_number_that_the_log_repeats(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    page = visitor.get("/raise/bug/").content.decode()
    number = re.search(r"编号 ([0-9A-F]{4})", page)
    assert number
    assert f"error {number[1]} at GET /raise/bug/" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_fault_while_reading_speaks_of_no_form_and_while_writing_gives_the_text_back(
    visitor: Client,
) -> None:
    reading = visitor.get("/raise/bug/").content.decode()
    assert "你填的" not in reading and "再打开" in reading
    written = visitor.post("/raise/bug/", {"summary": "三单元路灯", "kind": "lamp"}).content.decode()
    assert "三单元路灯" in written and "你填的都还在" in written and "返回上一页" in written
    down = visitor.post("/raise/database/", {"summary": "三单元路灯"}).content.decode()
    assert "三单元路灯" in down and "没有保存" in down


def test_htmx_gets_a_fragment_and_a_program_a_problem_body(visitor: Client) -> None:
    part = visitor.get("/raise/rule/", headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert b"<html" not in part.content and "等住建局反馈" in part.content.decode()
    body = visitor.get("/raise/rule/", headers={"Accept": "application/json"})
    assert json.loads(body.content) == {
        "code": "still_open",
        "message": "还不能办结：等住建局反馈。可以先「催办」",
    }


def test_a_conflict_shows_both_values_and_sends_again_with_the_fresh_version(visitor: Client) -> None:
    sent = {"title": "下水堵了", "summary": "一样的", "area": "1", "version": "7"}
    page = visitor.post("/raise/conflict/?tab=1", sent).content.decode()
    assert 'action="/raise/conflict/?tab=1"' in page
    assert re.search(r'type="radio" name="title" value="下水堵了" checked', page)
    assert re.search(r'type="radio" name="title" value="下水返水"', page)
    assert '<input type="hidden" name="version" value="8">' in page
    assert '<input type="hidden" name="area" value="1">' in page
    assert '<input type="hidden" name="summary" value="一样的">' in page
    assert page.count('name="version"') == page.count('name="idempotency_key"') == 1


def test_a_conflict_says_that_photos_cannot_be_kept(visitor: Client) -> None:
    photo = SimpleUploadedFile("a.jpg", b"x", "image/jpeg")
    assert (
        "照片没有保存"
        in visitor.post("/raise/conflict/", {"title": "下水", "photos": photo}).content.decode()
    )
    assert "照片没有保存" not in visitor.post("/raise/conflict/", {"title": "下水"}).content.decode()


def test_a_conflict_without_values_offers_only_the_way_back(visitor: Client) -> None:
    page = visitor.post("/raise/busy/", {"title": "x"}).content.decode()
    assert "还在处理" in page
    assert "按选好的再提交" not in page


def test_the_way_back_never_leads_to_another_site(visitor: Client) -> None:
    there = visitor.get("/raise/rule/", headers={"Referer": "http://evil.example/cases/"}).content.decode()
    here = visitor.get("/raise/rule/", headers={"Referer": "http://testserver/cases/7/"}).content.decode()
    assert "evil.example" not in there
    assert 'href="/cases/7/"' in here


@pytest.mark.parametrize("path", ["/taken/?q=%00", "/taken/?%00=1", "/taken/%00", "/taken/?a=1&q=x%00y"])
def test_nul_in_an_address_is_refused_in_words(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 400
    assert "控制字符" in answer.content.decode()


@pytest.mark.parametrize("data", [{"title": "a\x00b"}, {"a\x00": "b"}, {"many": ["ok", "\x00"]}])
@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", None])
def test_nul_in_a_form_is_refused_in_words(
    visitor: Client, data: dict[str, object], form: str | None
) -> None:
    sent = {"data": urlencode(data, doseq=True), "content_type": form} if form else {"data": data}
    answer = visitor.post("/taken/", **sent)
    assert answer.status_code == 400


def test_a_body_above_the_limit_is_refused_in_words(visitor: Client) -> None:
    answer = visitor.post("/taken/", {"summary": "长" * 4_000_000})
    assert answer.status_code == 413
    assert "太大" in answer.content.decode()


def test_a_body_that_only_claims_to_be_huge_is_not_read(visitor: Client) -> None:
    answer = visitor.post(
        "/taken/", b"a=1", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH="999999999"
    )
    assert answer.status_code == 413


def test_a_broken_upload_is_a_400(visitor: Client) -> None:
    answer = visitor.post("/taken/", b"--x\r\n", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_too_many_fields_are_a_400(visitor: Client) -> None:
    answer = visitor.post("/taken/", {f"f{number}": "1" for number in range(1500)})
    assert answer.status_code == 400


def test_rare_characters_and_emoji_pass(visitor: Client) -> None:
    assert visitor.post("/taken/", {"name": "𠮷㛃䶮·买买提👨‍👩‍👧"}).content == b"ok"
