"""Forms that lay an upper-level form out: no code, one line a column."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import RowsForm
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, Radios
from dashboard.ledgers.layout import (
    FIXED,
    LONGEST_HEADING,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_LINES,
    SPECIAL,
    TOKENS,
    Column,
    DateLook,
    Layout,
    Span,
    Width,
)
from dashboard.ledgers.models import Ledger
from dashboard.ledgers.sources import base
from dashboard.ledgers.sources.base import Source

_TOKENS_HELP = f"{'、'.join(TOKENS)}会自动换成实际内容"


def _title() -> CleanCharField:
    return CleanCharField(
        label="表名", max_length=LONGEST_TITLE, help_text="印在表的最上面，比如 矛盾纠纷排查化解情况登记表"
    )


def _sent_to() -> CleanCharField:
    return CleanCharField(label="报给谁", max_length=LONGEST_UNIT, help_text="比如 市委政法委")


class NewForm(UiForm):
    """What a definition begins with; its columns come with the source and are changed afterwards."""

    source = forms.ChoiceField(label="从哪里取数", widget=Radios)
    title = _title()
    sent_to = _sent_to()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "source", [(one.key, one.label) for one in base.all_sources()])


class FileForm(UiForm):
    """A definition from another street."""

    file = forms.FileField(
        label="表样文件", help_text="别的街道「导出表样」得到的文件，里面只有表样，没有数据"
    )


class ColumnForm(UiForm):
    """One column. Without a heading it is left out."""

    at = forms.IntegerField(label="次序", min_value=1, max_value=99, required=False)
    heading = CleanCharField(label="列名", max_length=LONGEST_HEADING, required=False)
    shows = forms.ChoiceField(label="内容", required=False)
    text = CleanCharField(label="固定文字", max_length=LONGEST_TEXT, required=False)
    width = forms.ChoiceField(label="宽窄", choices=Width.choices, required=False)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        fields = [(one.key, one.label) for one in source.fields]
        set_choices(self, "shows", [("", "请选"), *SPECIAL.items(), *fields])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("heading") and "shows" in cleaned:
            if not cleaned["shows"]:
                self.add_error("shows", "请选这一列放什么")
            elif cleaned["shows"] == FIXED and not cleaned.get("text"):
                self.add_error("text", "请写固定文字")
        return cleaned

    def column(self) -> Column:
        said = self.cleaned_data
        text = said["text"] if said["shows"] == FIXED else ""
        return Column(said["heading"], said["shows"], text, said["width"] or Width.USUAL)


class ColumnRows(RowsForm):
    """The columns, filled in with those that there are."""

    def __init__(self, data: Any, *, source: Source, first: Sequence[Column], extra: int) -> None:
        super().__init__(ColumnForm, data, prefix="column", least=0, extra=extra, source=source)
        if data is None:
            self.forms = [
                ColumnForm(
                    prefix=f"column-{number}",
                    initial={"at": number + 1, **one.__dict__},
                    empty_permitted=True,
                    source=source,
                )
                for number, one in enumerate(first)
            ]

    def columns(self) -> tuple[Column, ...]:
        """In the order that the numbers say; a line without a number keeps its place."""
        kept = [
            (one.cleaned_data.get("at") or place, place, one.column())
            for place, one in enumerate(self.forms, start=1)
            if isinstance(one, ColumnForm) and one.cleaned_data.get("heading")
        ]
        return tuple(column for _, _, column in sorted(kept, key=lambda one: one[:2]))


class ChangeForm(ActForm[Ledger]):
    """The whole shape of one definition."""

    submit = "保存表样"
    body = "ledgers/_change.html"
    rows_title, rows_add, rows_prefix, row_form = "各列", "再加一列", "column", ColumnForm

    title = _title()
    sent_to = _sent_to()
    lines = CleanTextArea(
        label="表头下面的说明",
        max_length=MOST_LINES * LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"最多{MOST_LINES}行。{_TOKENS_HELP}",
    )
    foot = CleanCharField(label="表尾", max_length=LONGEST_TEXT, required=False, help_text=_TOKENS_HELP)
    span = forms.ChoiceField(label="多久报一次", choices=Span.choices, widget=ChipRadios)
    date = forms.ChoiceField(label="按哪个日期分期")
    states = forms.MultipleChoiceField(
        label="只要这些状态", widget=ChipChecks, required=False, help_text="不选就是全部"
    )
    kinds = forms.MultipleChoiceField(
        label="只要这些类别", widget=ChipChecks, required=False, help_text="不选就是全部"
    )
    sort = forms.ChoiceField(label="按什么排序", required=False)
    newest_first = forms.BooleanField(label="倒着排（新的在前）", required=False)
    dates = forms.ChoiceField(label="日期写成", choices=DateLook.choices, widget=ChipRadios)
    sums = forms.BooleanField(label="最后加一行合计（数字列）", required=False)

    @classmethod
    def first_values(cls, row: Ledger, now: datetime) -> dict[str, Any]:
        shape = row.shape
        plain = ("title", "sent_to", "foot", "span", "date", "sort", "newest_first", "dates", "sums")
        lists = {name: list(getattr(shape, name)) for name in ("states", "kinds")}
        return {**{name: getattr(shape, name) for name in plain}, **lists, "lines": "\n".join(shape.lines)}

    def prepare(self) -> None:
        source = base.find(self.row.source)
        if source is None:  # the view has said so instead of showing this form
            raise LookupError(self.row.source)
        self.source = source
        labels = {one.key: one.label for one in source.fields}
        set_choices(self, "date", [(key, labels[key]) for key in source.dates])
        set_choices(self, "states", source.states)
        set_choices(
            self, "sort", [("", "编号"), *((key, labels[key]) for key in source.sortable if key != "no")]
        )
        if source.kinds:
            set_choices(self, "kinds", source.kinds)
            self.fields["kinds"].label = f"只要这些{source.kind_label}"
        else:
            del self.fields["kinds"]
        extra = 1 if self.data.get("add_row") else 0
        data = self.data if self.is_bound else None
        self.rows = ColumnRows(data, source=source, first=self.row.shape.columns, extra=extra)

    def clean_lines(self) -> str:
        lines = [one.strip() for one in self.cleaned_data["lines"].splitlines() if one.strip()]
        if len(lines) > MOST_LINES or any(len(one) > LONGEST_TEXT for one in lines):
            raise forms.ValidationError(f"最多{MOST_LINES}行，每行最多{LONGEST_TEXT}个字", code="lines")
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.rows.is_valid():
            self.add_error(None, "「各列」里有没填对的地方，请看下面标红的")
        elif not self.rows.columns():
            self.add_error(None, "至少要有一列")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        plain = ("title", "sent_to", "foot", "span", "date", "sort", "newest_first", "dates", "sums")
        layout = Layout(
            source=self.source.key,
            lines=tuple(said["lines"].splitlines()),
            states=tuple(said["states"]),
            kinds=tuple(said.get("kinds", ())),
            columns=self.rows.columns(),
            **{name: said[name] for name in plain},
        )
        return {"layout": layout}


class CopyForm(ActForm[Ledger]):
    submit = "复制"
    title = _title()

    @classmethod
    def first_values(cls, row: Ledger, now: datetime) -> dict[str, Any]:
        return {"title": f"{row.title}（副本）"[:LONGEST_TITLE]}


class RetireForm(ActForm[Ledger]):
    intro = "停用以后街道和社区就看不到、也不能下载这张表了。要用的时候可以再启用。"
    reason = CleanCharField(label="为什么停用", max_length=100, help_text="比如 上级不再要这张表")


class UseForm(ActForm[Ledger]):
    intro = "启用以后街道和社区可以下载这张表。"
