"""Controls written in Python are Django's own, byte for byte but for line breaks, and let nothing out unescaped."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from core.ui.forms import UiRenderer
from core.ui.widgets import ChipChecks, ChipRadios, DateInput, LocalDateTimeInput

NASTY = """<script>alert("1 & 2')</script>"""
ATTRS = {
    "id": "id_x",
    "maxlength": 20,
    "required": True,
    "disabled": False,
    "data-note": NASTY,
    "aria-label": "名",
}
GROUPS = [
    ("", "全部"),
    ("邻里", [("11", "噪音"), ("12", NASTY)]),
    (NASTY, [(13, gettext_lazy("Yes")), ("x&y", mark_safe("<b>粗</b>"))]),
]
CONTROLS: list[tuple[forms.Widget, list[Any]]] = [
    (forms.TextInput(), [None, "", "王", NASTY, 0]),
    (forms.NumberInput(), [None, 0, "1.50"]),
    (forms.HiddenInput(), ["5"]),
    (forms.PasswordInput(), ["secret"]),
    (forms.EmailInput(), ["a@b.cn"]),
    (DateInput(), ["2026-03-04"]),
    (LocalDateTimeInput(), ["2026-03-04T10:00"]),
    (forms.Select(choices=GROUPS), ["", "11", 13, NASTY]),
    (forms.SelectMultiple(choices=GROUPS), [[], ["11", "13"]]),
]


@pytest.mark.parametrize(("widget", "values"), CONTROLS, ids=lambda one: type(one).__name__)
def test_a_control_is_djangos_own(widget: forms.Widget, values: list[Any]) -> None:
    for value in values:
        ours = widget.render("x", value, dict(ATTRS), renderer=UiRenderer())
        theirs = widget.render("x", value, dict(ATTRS), renderer=DjangoTemplates())
        assert re.sub(r"\n *", "", ours) == re.sub(r"\n *", "", theirs), value
        assert "<script" not in ours


@pytest.mark.parametrize(("widget", "ticked"), [(ChipRadios, "12"), (ChipChecks, ["12"])])
def test_chips_carry_label_box_and_group(widget: type[ChipRadios | ChipChecks], ticked: Any) -> None:
    told = widget(choices=GROUPS).render("x", ticked, {"id": "id_x"}, renderer=UiRenderer())
    assert "<script" not in told and told.startswith('<div class="chips" id="id_x">')
    assert told.count('<label class="chip" for="id_x_') == 5 == told.count("<input ")
    assert '<p class="chips-group">邻里</p>' in told
    kind = "radio" if widget is ChipRadios else "checkbox"
    assert f'<input type="{kind}" name="x" value="12" id="id_x_1_1" checked>' in told
    assert told.count(" checked") == 1
