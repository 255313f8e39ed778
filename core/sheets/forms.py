"""Forms of imports and exports."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from core.accounts.models import User
from core.errors import RuleBroken
from core.sheets.fixing import Order
from core.sheets.kinds import SheetKind
from core.text import CleanCharField
from core.ui.forms import UiForm
from core.ui.widgets import Radios

_MARK = re.compile(r"[0-9a-f]{32}")
_MOST_ROWS_NAMED = 200
# A heading of a file is as long as somebody made it; the page shows so much of it.
_HEADING_SHOWN = 30


def sheet_file(label: str, help_text: str = "") -> forms.FileField:
    """The file itself; whether it is a sheet is the reader's to find out, by content."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class UploadForm(UiForm):
    kind = forms.ChoiceField(label="导入什么", widget=Radios)
    file = sheet_file("填好的表格", ".xlsx 或 .csv，最大20MB。读完就从服务器上删掉，行里的内容最多留7天")

    def __init__(self, *args: Any, offered: list[SheetKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["kind"]
        choices.choices = [(kind.code, kind.label) for kind in offered]  # type: ignore[attr-defined]
        if len(offered) == 1:
            choices.initial = offered[0].code


class AgainForm(UiForm):
    file = sheet_file("改好的表格")


class MatchForm(UiForm):
    """For each heading of the file: which column it is, or none."""

    def __init__(
        self, *args: Any, kind: SheetKind, texts: list[str], places: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {place: key for key, place in places.items()}
        choices = [("", "不导入这一列")]
        choices += [
            (one.key, f"{one.header}（必填）" if one.required else one.header) for one in kind.columns
        ]
        for place, text in enumerate(texts):
            if text:
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=f"「{text[:_HEADING_SHOWN]}」是哪一列",
                    choices=choices,
                    required=False,
                    initial=known.get(place, ""),
                )

    def said(self) -> dict[int, str]:
        """Place -> column key, or "" for not imported."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items()}


class ConfirmForm(UiForm):
    """Nothing to fill in; the button is the answer."""


class ExportForm(UiForm):
    """What, narrowed by what, for what."""

    is_masked = forms.ChoiceField(
        label="号码和姓名",
        widget=Radios,
        initial="1",
        choices=[("1", "遮住，例如 138****5678，马上可以下载"), ("0", "完整显示，要另一位有权限的人同意")],
    )
    purpose = CleanCharField(
        label="用在哪里",
        max_length=200,
        help_text="至少8个字，写进表头和操作记录，例如「核对三季度走访名单」",
    )

    def __init__(self, *args: Any, kind: SheetKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kind.filters():
            choices = [*([] if one.required else [("", "全部")]), *one.choices(user)]
            self.fields[f"f_{one.key}"] = forms.ChoiceField(
                label=one.label, choices=choices, required=one.required
            )
        if not kind.may_export_personal(user):
            del self.fields["is_masked"]
        self.order_fields([*(f"f_{one.key}" for one in kind.filters()), "is_masked", "purpose"])

    def chosen(self) -> dict[str, str]:
        return {
            name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("f_") and value
        }


class AnswerForm(UiForm):
    agreed = forms.ChoiceField(label="同意吗", choices=[("1", "同意"), ("0", "不同意")], widget=Radios)
    answer = CleanCharField(
        label="说一句", max_length=200, required=False, help_text="不同意的话，写明为什么"
    )


def order_from(posted: QueryDict) -> Order:
    """What a row of buttons of the checking page asks for. Raises RuleBroken for what no button sends."""
    op, mark = posted.get("op", ""), posted.get("mark", "")
    if mark and not _MARK.fullmatch(mark):
        raise RuleBroken("sheet.order", "不认得这个操作，请刷新页面再试")
    rows = [
        int(one)
        for one in posted.getlist("row")[:_MOST_ROWS_NAMED]
        if one.isascii() and one.isdigit() and len(one) < 8
    ]
    value = posted.get("use") or posted.get("value", "")
    # The button of a suggestion carries its text and is itself the order.
    op = "set" if posted.get("use") else op
    if op == "set" and not value.strip():
        raise RuleBroken("sheet.empty_value", "请先填要改成什么", field="value")
    return Order(
        op=op,
        mark=mark,
        rows=tuple(rows),
        everything=posted.get("everything") == "1",
        column=posted.get("column", "")[:40],
        value=value,
        decision=posted.get("decision", "")[:6],
    )


def steps(now: str) -> list[dict[str, Any]]:
    """The six steps of the wizard's head (ux.md W11), and how far this one is."""
    names = (
        ("kind", "选类型"),
        ("upload", "上传"),
        ("match", "对列"),
        ("check", "查错"),
        ("confirm", "确认"),
        ("result", "结果"),
    )
    keys = [key for key, _ in names]
    at = keys.index(now)
    return [
        {"label": label, "number": number, "done": number - 1 < at, "current": number - 1 == at}
        for number, (_, label) in enumerate(names, start=1)
    ]
