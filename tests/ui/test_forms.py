"""What a form looks like before, and after a mistake."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict
from PIL import Image

from core.errors import RuleBroken
from core.ui.context import Shell
from core.ui.forms import add_rule_error
from core.ui.templatetags import ui
from tests.ui.pages import MatterForm

GOOD = {"title": "路灯不亮", "kind": "lamp", "area": "1"}


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    held = BytesIO()
    Image.new("RGB", (8, 8)).save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


def uploads(*files: SimpleUploadedFile) -> MultiValueDict[str, SimpleUploadedFile]:
    return MultiValueDict({"photos": list(files)})


def test_label_help_and_control_come_in_the_order_of_reading() -> None:
    shown = ui.field(MatterForm()["title"])
    assert shown.index("事项") < shown.index("几个字说清楚") < shown.index("<input")
    assert 'aria-describedby="id_title_help"' in shown
    assert "选填" not in shown
    assert "required" in shown


def test_only_what_may_stay_empty_is_marked() -> None:
    assert "（选填）" in ui.field(MatterForm()["summary"])
    assert "（选填）" not in ui.field(MatterForm()["kind"])


def test_a_mistake_is_told_beside_the_field_and_on_top_in_the_same_words() -> None:
    form = MatterForm({**GOOD, "title": "很长" * 20, "kind": ""})
    lines = ui.error_summary(form)["lines"]
    assert [(line.target, line.message) for line in lines] == [
        ("id_title", "最多30个字，现在是40个，请删短一些"),
        ("id_kind_0", "请选「是什么事」"),
    ]
    shown = ui.field(form["title"])
    assert lines[0].message in shown
    assert 'aria-invalid="true"' in shown and "id_title_error" in shown
    assert f'value="{"很长" * 20}"' in shown


def test_a_group_of_radios_is_a_fieldset_and_its_choice_is_kept() -> None:
    shown = ui.field(MatterForm({**GOOD, "title": ""})["kind"])
    assert shown.strip().startswith("<fieldset")
    assert re.search(r'value="lamp"[^>]*checked', shown)
    assert len(re.findall(r'type="radio"', shown)) == 4


def test_a_text_area_counts() -> None:
    shown = ui.field(MatterForm()["summary"])
    assert 'data-count="id_summary_count"' in shown
    assert 'data-max="200"' in shown


def test_a_refusal_of_an_action_lands_on_its_field_or_on_the_form() -> None:
    form = MatterForm(GOOD)
    assert form.is_valid()
    add_rule_error(form, RuleBroken("dup", "这件事已经登记过", field="title"))
    add_rule_error(form, RuleBroken("closed", "案件已经办结", field="no_such_field"))
    assert form.errors["title"] == ["这件事已经登记过"]
    assert form.non_field_errors() == ["案件已经办结"]


def test_photos_come_as_a_list_and_may_be_none() -> None:
    form = MatterForm(GOOD, uploads(picture("a.jpg"), picture("b.jpg")))
    assert form.is_valid()
    assert [one.name for one in form.cleaned_data["photos"]] == ["a.jpg", "b.jpg"]
    assert MatterForm(GOOD, uploads()).is_valid()


def test_seven_photos_an_empty_one_and_a_huge_one_are_refused_in_words(settings) -> None:  # type: ignore[no-untyped-def]
    assert "最多6张" in MatterForm(GOOD, uploads(*[picture() for _ in range(7)])).errors["photos"][0]
    empty = MatterForm(GOOD, uploads(SimpleUploadedFile("空.jpg", b"")))
    assert "「空.jpg」是空的" in empty.errors["photos"][0]
    settings.PHOTO_MAX_BYTES = 100
    assert "「a.jpg」超过" in MatterForm(GOOD, uploads(picture())).errors["photos"][0]


def test_a_time_is_read_and_shown_as_of_shanghai() -> None:
    form = MatterForm({**GOOD, "at": "2026-01-06T10:12"})
    assert form.is_valid()
    assert form.cleaned_data["at"].utcoffset().total_seconds() == 8 * 3600
    assert 'value="2026-01-06T10:12"' in str(MatterForm(initial={"at": form.cleaned_data["at"]})["at"])


def test_hostile_text_is_shown_as_text() -> None:
    form = MatterForm({**GOOD, "title": '"><svg onload=alert(1)>{{7*7}}', "kind": "<b>"})
    shown = ui.form_fields(form)
    assert "<svg onload" not in shown and "<b>" not in shown
    assert "{{7*7}}" in shown


@pytest.mark.parametrize("state", ui.CLOCK_MARKS)
def test_each_clock_state_has_a_mark_and_a_word(state: str) -> None:
    mark, word = ui.CLOCK_MARKS[state]
    shown = ui.clock_chip(state, "剩3小时")
    assert mark and word
    assert mark in shown and word in shown and "剩3小时" in shown and f"clock-{state}" in shown


def test_the_key_against_double_sending_is_new_each_time() -> None:
    assert ui.replay_key() != ui.replay_key()


def test_query_links_keep_the_filters() -> None:
    context = {"request": RequestFactory().get("/cases/", {"tab": "todo", "page": "3", "tier": ["1", "2"]})}
    assert ui.qs(context, page=4) == "?tab=todo&tier=1&tier=2&page=4"  # type: ignore[arg-type]
    assert ui.qs(context, tier=None, page=None) == "?tab=todo"  # type: ignore[arg-type]


def test_the_screen_goes_before_the_account_and_nonsense_counts_for_nothing() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["xg_font"], request.COOKIES["xg_theme"] = "xl", "neon"
    assert (Shell(request).font, Shell(request).theme) == ("xl", "")


@pytest.mark.usefixtures("test_pages")
def test_a_wrong_form_comes_back_with_422_and_all_values() -> None:
    answer = Client().post("/components/", {"title": "", "summary": "三单元路灯", "kind": "lamp"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有2处需要修改" in page
    assert "三单元路灯" in page
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("test_pages")
def test_htmx_gets_the_part_and_everybody_else_the_page() -> None:
    whole, part = Client().get("/partial/"), Client().get("/partial/", headers={"HX-Request": "true"})
    restored = Client().get("/partial/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in whole.content and b"<html" in restored.content
    assert b"<html" not in part.content
    assert "HX-Request" in whole["Vary"] and "HX-Request" in part["Vary"]
    assert Client().post("/partial/", {}).status_code == 422


@pytest.mark.usefixtures("test_pages")
def test_after_a_write_htmx_is_told_where_to_go() -> None:
    data = {**GOOD, "photos": [picture(), picture()]}
    answer = Client().post("/components/", data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/components/")
    assert Client().post("/components/", GOOD).status_code == 302
