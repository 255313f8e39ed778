"""What the acts of evaluation ask for."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipChecks, ChipRadios, Radios
from dashboard.evaluation.choices import BONUSES, TAKEN, AdjustKind, Outcome, Verdict, WrongField
from dashboard.evaluation.models import EvaluationPeriod, EvaluationResult, Indicator

_LONG = {"rows": 5}


def _plain(value: Decimal) -> str:
    """20 and not 20.00 or 2E+1."""
    return f"{value.normalize():f}"


class StartForm(UiForm):
    """Which month or quarter is begun."""

    which = forms.ChoiceField(label="考评哪一期")

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "which", lambda: offered)


class PeriodForm(ActForm[EvaluationPeriod]):
    """Base of the acts on a period."""


class DraftForm(PeriodForm):
    intro = "按现在的记录把每一项重新数一遍。已经加减的分保留。"


class AnnounceForm(PeriodForm):
    intro = "每个考评对象收到消息，只看得到自己的结果。公布后初评不能再改，5个工作日内可以提异议。"


class PublishForm(PeriodForm):
    intro = "结果生效。发布后不能再提异议。"


PERIOD_FORMS: dict[str, type[PeriodForm]] = {
    "draft": DraftForm,
    "announce": AnnounceForm,
    "publish": PublishForm,
}


class ResultForm(ActForm[EvaluationResult]):
    """Base of the acts on a result."""


def _adjust_words(kind: str, label: str) -> str:
    if kind in BONUSES:
        return f"{label}（加分）"
    return f"{label}（扣{TAKEN[kind]}分）" if TAKEN[kind] else f"{label}（定为不合格）"


class AdjustForm(ResultForm):
    intro = "加分合计最多5分，其中隐患最多3分。扣分按规定的分数。公布前都可以撤销。"
    kind = forms.ChoiceField(
        label="事由",
        choices=[(one.value, _adjust_words(one.value, one.label)) for one in AdjustKind],
        widget=ChipRadios,
    )
    points = forms.DecimalField(
        label="加几分", min_value=Decimal("0.5"), max_value=5, decimal_places=2, max_digits=3, required=False,
        help_text="扣分和定为不合格的不用填",
    )  # fmt: skip
    reason = CleanCharField(label="情况和依据", max_length=200, help_text="写事，不写居民姓名、电话和住址")


class StrikeForm(ResultForm):
    adjustment = forms.ChoiceField(label="撤销哪一条", widget=Radios)
    reason = CleanCharField(label="撤销理由", max_length=200)

    def prepare(self) -> None:
        rows = self.row.adjustments.filter(struck_because="")
        set_choices(self, "adjustment", lambda: [(str(one.pk), f"{one}：{one.reason}") for one in rows])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "adjustment": int(self.cleaned_data["adjustment"])}


class AppealForm(ResultForm):
    intro = "写清哪一项的数不对、应该是多少、看什么能证明。由没有参加初评的人答复。每个结果只提一次。"
    text = CleanTextArea(
        label="哪里不对",
        max_length=800,
        widget=forms.Textarea(_LONG),
        help_text="写事，不写居民姓名、电话和住址",
    )


class DecideForm(ResultForm):
    """The answer, with the counts of the first result to be corrected."""

    intro = "选「更正」的，把数错的分子、分母改对；分数由系统重算，和初评并列保留。"
    outcome = forms.ChoiceField(label="结论", choices=Outcome.choices, widget=ChipRadios)
    finding = CleanTextArea(label="核查情况和理由", max_length=800, widget=forms.Textarea(_LONG))
    struck = forms.MultipleChoiceField(label="撤销哪些加减分", required=False, widget=ChipChecks)

    def prepare(self) -> None:
        appeal = getattr(self.row, "appeal", None)
        self.intro = f"异议：{appeal.text}　{self.intro}" if appeal else self.intro
        rows = list(self.row.adjustments.filter(struck_because=""))
        set_choices(self, "struck", lambda: [(str(one.pk), f"{one}：{one.reason[:20]}") for one in rows])
        if not rows:
            del self.fields["struck"]
        self.lines = list(self.row.lines.filter(round=1))
        for one in self.lines:
            for side, words, value in (("above", "分子", one.numerator), ("below", "分母", one.denominator)):
                self.fields[f"{side}_{one.code}"] = forms.DecimalField(
                    label=f"{one.name}：{words}", min_value=0, max_digits=10, decimal_places=2, required=False,
                    initial=_plain(value),
                )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        counts = {
            one.code: (
                _said(said[f"above_{one.code}"], one.numerator),
                _said(said[f"below_{one.code}"], one.denominator),
            )
            for one in self.lines
        }
        struck = [int(one) for one in said.get("struck", ())]
        return {"outcome": said["outcome"], "finding": said["finding"], "counts": counts, "struck": struck}


def _said(value: Decimal | None, first: Decimal) -> Decimal:
    """What was left out stays as it was counted."""
    return first if value is None else value


RESULT_FORMS: dict[str, type[ResultForm]] = {
    "adjust": AdjustForm, "strike": StrikeForm, "appeal": AppealForm, "decide": DecideForm,
}  # fmt: skip


class SampleForm(UiForm):
    """What was found at one home."""

    verdict = forms.ChoiceField(
        label="核对结果",
        choices=[one for one in Verdict.choices if one[0] != Verdict.WAITING],
        widget=ChipRadios,
    )
    wrong = forms.MultipleChoiceField(
        label="哪里有误", choices=WrongField.choices, required=False, widget=ChipChecks
    )
    note = CleanCharField(label="说明", max_length=100, required=False, help_text="不写姓名、电话和证件号")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class IndicatorsForm(UiForm):
    """The indicators of one kind of subject, a few fields each."""

    NAMES: ClassVar[tuple[str, ...]] = ("name", "weight", "target", "min_n", "is_on")
    reason = CleanCharField(label="为什么改", max_length=200, help_text="比如：按街道考评办法")

    def __init__(self, *args: Any, rows: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for one in rows:
            self.fields |= {f"{name}_{one.code}": field for name, field in _fields_of(one).items()}
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def groups(self) -> list[tuple[Indicator, list[forms.BoundField]]]:
        """Each indicator with its fields, as the page lays them out."""
        return [(one, [self[f"{name}_{one.code}"] for name in self.NAMES]) for one in self.rows]

    def hidden_versions(self) -> list[forms.BoundField]:
        return [self[f"version_{one.code}"] for one in self.rows]

    def values(self) -> dict[str, dict[str, Any]]:
        said = self.cleaned_data
        return {one.code: {name: said[f"{name}_{one.code}"] for name in self.NAMES} for one in self.rows}

    def versions(self) -> dict[str, int]:
        return {one.code: self.cleaned_data[f"version_{one.code}"] for one in self.rows}


def _fields_of(one: Indicator) -> dict[str, forms.Field]:
    percent: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "max_value": 100}
    return {
        "name": CleanCharField(label=f"{one.code} 名称", max_length=20, initial=one.name),
        "weight": forms.DecimalField(
            label=f"{one.code} 权重", min_value=0, initial=_plain(one.weight), **percent
        ),
        "target": forms.DecimalField(
            label=f"{one.code} 目标（%）", min_value=1, initial=_plain(one.target), **percent
        ),
        "min_n": forms.IntegerField(
            label=f"{one.code} 最少件数", min_value=1, max_value=999, initial=one.min_n
        ),
        "is_on": forms.BooleanField(label=f"{one.code} 启用", required=False, initial=one.is_on),
        "version": forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=one.version
        ),
    }
