"""Telling a hazard on one screen, and the forms of its acts. What may be left out is left out."""

from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios, DateInput, PhotosField
from grids.choices_field import (
    DepartmentAnswer,
    Grade,
    HazardDanger,
    HazardSource,
    ReferReason,
)
from grids.forms.places import PlaceField, PlaceMixin
from grids.models import ChecklistItem, Department, Hazard
from grids.selectors.limits import limit_choices

REPORT, SETTLED = "report", "settled"
AS_ADVISED = ("", "按建议")
WITHOUT_NAMES = "写单位或身份，不写人名，比如 铁北物业、3单元201房东"
ITEM_MISSING = "请选是哪一类隐患。找不到就选「其他隐患」"


def active_items() -> list[ChecklistItem]:
    rows = ChecklistItem.objects.filter(is_active=True, checklist__is_active=True)
    return list(rows.select_related("checklist").order_by("checklist__order", "order", "pk"))


class FindingForm(PlaceMixin, UiForm):
    """/hazards/new/: photo, place, kind, and off."""

    photos = PhotosField(label="照片", required=False)
    place = PlaceField(label="问题在哪儿")
    place_detail = CleanCharField(
        label="具体位置",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "比如 2单元三楼平台"}),
    )
    item = forms.ChoiceField(
        label="是哪一类",
        widget=ChipRadios,
        required=False,
        error_messages={"invalid_choice": ITEM_MISSING},
    )
    item_more = forms.ChoiceField(
        label="更多类别", required=False, error_messages={"invalid_choice": ITEM_MISSING}
    )
    danger = forms.ChoiceField(
        label="现在有没有危险", choices=HazardDanger.choices, widget=ChipRadios, required=False, initial=""
    )
    called = forms.BooleanField(label="已经打了电话，人已经离开", required=False)
    summary = CleanTextArea(
        label="说一句",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "比如：三楼平台堆了纸箱和旧家具"}),
        help_text="只写事，不写人的信仰、病情、前科",
    )
    source = forms.ChoiceField(
        label="怎么知道的", choices=HazardSource.choices, initial=HazardSource.PATROL, required=False
    )
    grade = forms.ChoiceField(
        label="等级", choices=[AS_ADVISED, *Grade.choices], widget=ChipRadios, required=False, initial=""
    )
    limit = forms.ChoiceField(label="整改时限", widget=ChipRadios, required=False, initial="")
    grade_reason = CleanCharField(
        label="为什么和建议不一样", max_length=200, required=False, help_text="按建议的不用写"
    )
    way = forms.ChoiceField(
        label="能当场整改吗",
        choices=[(REPORT, "先上报"), (SETTLED, "我已处理")],
        widget=ChipRadios,
        initial=REPORT,
    )
    what = CleanCharField(label="怎么处理的", max_length=200, required=False)
    after = PhotosField(label="处理后的照片", required=False)
    without_photo = CleanCharField(
        label="没有照片的原因", max_length=100, required=False, help_text="处理前后都拍了的不用写"
    )

    def __init__(self, *args: Any, user: Any, items: list[ChecklistItem], **kwargs: Any) -> None:
        self.user, self.items = user, {str(item.pk): item for item in items}
        super().__init__(*args, **kwargs)
        set_choices(self, "item", [(str(one.pk), one.name) for one in items if one.is_frequent])
        set_choices(self, "item_more", [("", "不在上面的，从这里选"), *_by_list(items)])
        set_choices(self, "limit", [AS_ADVISED, *limit_choices()])

    @property
    def dangerous_items(self) -> str:
        """For the part of the form that only danger opens."""
        return ",".join(pk for pk, item in self.items.items() if item.danger) or "0"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = self.items.get(said.get("item") or said.get("item_more") or "")
        said["item"] = chosen
        if chosen is None and "item" not in self.errors:
            self.add_error("item", ITEM_MISSING)
        if said.get("way") == SETTLED and not said.get("what"):
            self.add_error("what", "请写一句怎么处理的")
        return said


def _by_list(items: list[ChecklistItem]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in items:
        if not one.is_frequent:
            groups.setdefault(one.checklist.name, []).append((str(one.pk), one.name))
    return list(groups.items())


class HazardForm(ActForm[Hazard]):
    """Base of the acts' forms."""


class GradeForm(HazardForm):
    grade = forms.ChoiceField(label="等级", choices=Grade.choices, widget=ChipRadios)
    limit = forms.ChoiceField(label="整改时限", widget=ChipRadios)
    reason = CleanCharField(
        label="理由", max_length=200, required=False, help_text="改了等级或时限才要写；最长的时限只给重大隐患"
    )
    submit = "确定"

    def prepare(self) -> None:
        set_choices(self, "limit", limit_choices())

    @classmethod
    def first_values(cls, row: Hazard, now: datetime) -> dict[str, Any]:
        return {"grade": row.grade, "limit": row.limit}


class RegradeForm(GradeForm):
    reason = CleanCharField(label="为什么改", max_length=200, help_text="改了时限就从现在重新算")


class OrderForm(HazardForm):
    responsible = CleanCharField(label="责任方", max_length=60, help_text=WITHOUT_NAMES)
    requirement = CleanTextArea(
        label="要怎么整改",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会印在整改通知书上，比如：清走三楼平台杂物，保持通道畅通",
    )
    submit = "责令整改"


class SettleForm(HazardForm):
    what = CleanCharField(label="怎么处理的", max_length=200)
    before = PhotosField(label="处理前的照片", required=False, help_text="上报时拍过的不用再拍")
    after = PhotosField(label="处理后的照片", required=False)
    without_photo = CleanCharField(
        label="没有照片的原因", max_length=100, required=False, help_text="不方便拍的才写"
    )
    submit = "已当场整改"


class RectifyForm(HazardForm):
    after = PhotosField(label="整改后的照片", required=False)
    what = CleanTextArea(label="怎么整改的", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    without_photo = CleanCharField(
        label="没有照片的原因", max_length=100, required=False, help_text="不方便拍的才写"
    )
    submit = "整改好了，请复查"


class RecheckForm(HazardForm):
    passed = forms.TypedChoiceField(
        label="复查结果",
        choices=[("yes", "合格"), ("no", "不合格，继续整改")],
        widget=ChipRadios,
        coerce=lambda value: value == "yes",
        error_messages={"required": "请选复查合格还是不合格"},
    )
    text = CleanTextArea(
        label="看到的情况",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不合格的要写还有什么没改好",
    )
    limit = forms.ChoiceField(label="新的时限", required=False, help_text="合格的不用选；不选就和上次一样")
    photos = PhotosField(label="复查照片", required=False)
    submit = "提交复查"

    def prepare(self) -> None:
        set_choices(self, "limit", [("", "和上次一样"), *limit_choices()])


class CloseForm(HazardForm):
    text = CleanCharField(label="办结意见", max_length=200, required=False)
    submit = "办结"
    is_final = True


class ReferForm(HazardForm):
    department = forms.ModelChoiceField(
        label="移送哪个部门", queryset=Department.objects.none(), empty_label="请选择"
    )
    reason = forms.ChoiceField(label="为什么移送", choices=ReferReason.choices, widget=ChipRadios)
    text = CleanTextArea(
        label="请部门做什么", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    referred_on = forms.DateField(label="移送日期", widget=DateInput)
    referral_no = CleanCharField(label="移送文号", max_length=60, required=False)
    submit = "移送"
    today_fields = ("referred_on",)

    def prepare(self) -> None:
        field = self.fields["department"]
        field.queryset = Department.objects.active()  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = "这个部门现在不能选了，请重新选"


class AnswerForm(HazardForm):
    outcome = forms.ChoiceField(label="部门怎么说", choices=DepartmentAnswer.choices, widget=ChipRadios)
    text = CleanTextArea(label="反馈内容", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))
    submit = "登记反馈"


class DismissForm(HazardForm):
    reason = CleanTextArea(label="为什么不算隐患", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    submit = "确认不属隐患"
    is_final = True


class ChaseForm(HazardForm):
    text = CleanTextArea(
        label="要对方做什么、什么时候前",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="比如：请今天17:00前到场，有困难请写明",
    )
    submit = "发出催办"


class NoteForm(HazardForm):
    text = CleanTextArea(label="记一笔", max_length=500, help_text="只写事，不写人的信仰、病情、前科")
    photos = PhotosField(label="照片", required=False)
    submit = "记下"


FORMS: dict[str, type[HazardForm]] = {
    "answer": AnswerForm,
    "chase": ChaseForm,
    "close": CloseForm,
    "dismiss": DismissForm,
    "grade": GradeForm,
    "note": NoteForm,
    "order": OrderForm,
    "recheck": RecheckForm,
    "rectify": RectifyForm,
    "refer": ReferForm,
    "regrade": RegradeForm,
    "settle": SettleForm,
}
