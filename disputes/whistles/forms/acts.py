"""Forms of acts on a call and on a whistle."""

from typing import Any

from django import forms

from core.text import CleanCharField
from core.ui.forms import set_choices
from core.ui.widgets import ChipChecks, ChipRadios, LocalDateTimeInput, PhotosField, Radios
from disputes.choices import Satisfaction
from disputes.supervision.choices import REQUIREMENTS
from disputes.whistles.choices import CHASE_WORDS, WhistleKind
from disputes.whistles.facts import facts
from disputes.whistles.forms.base import CallActForm, WhistleActForm, words, yes_no

RATINGS = [
    (one.value, one.label)
    for one in (
        Satisfaction.VERY_GOOD,
        Satisfaction.GOOD,
        Satisfaction.FAIR,
        Satisfaction.BAD,
        Satisfaction.VERY_BAD,
    )
]
UNANSWERED = [(one.value, one.label) for one in (Satisfaction.NOT_REACHED, Satisfaction.NO_ANSWER)]


class TakeForm(CallActForm):
    text = words("由谁办、打算怎么办")
    submit = "街道自己办"


class DeclineForm(CallActForm):
    reason = words("为什么不采纳，建议社区怎么办")
    submit = "不予采纳"


class FinishForm(CallActForm):
    answer = words("办理结果", 500)
    submit = "答复社区"


class WithdrawForm(CallActForm):
    reason = words("为什么撤回")
    submit = "撤回呼叫"


CALL_FORMS: dict[str, type[CallActForm]] = {
    "take": TakeForm,
    "decline": DeclineForm,
    "finish": FinishForm,
    "withdraw": WithdrawForm,
}


class NoteOnlyForm(WhistleActForm):
    note = words("说一句", required=False)


class IssueForm(WhistleActForm):
    """吹哨 of a draft: nothing to fill in, only to look at."""

    submit = "确认吹哨"

    def prepare(self) -> None:
        self.intro = f"确认向{facts(self.whistle).lead_names()}吹哨？对方会马上收到。"


class ReasonForm(WhistleActForm):
    reason = words("理由")


class TextForm(WhistleActForm):
    text = words("内容", 500, help_text="只写事，不写人的信仰、病情、前科")


class CheckForm(WhistleActForm):
    """现场核查, on a phone."""

    passed = forms.ChoiceField(
        label="现场看，办好了吗", choices=[("yes", "办好了"), ("no", "没办好")], widget=ChipRadios
    )
    text = words("现场情况", 300)
    evidence = PhotosField(label="现场照片", required=False)
    submit = "提交核查"

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"passed": said["passed"] == "yes", "text": said["text"], "photos": said.get("evidence") or []}


class _NewDay(WhistleActForm):
    """A 攻坚哨 needs a new day when the ordered one is past."""

    result_by = forms.DateTimeField(label="新的办结时间", widget=LocalDateTimeInput, required=False)

    def prepare(self) -> None:
        if self.whistle.kind != WhistleKind.TOUGH:
            del self.fields["result_by"]


class ReworkForm(_NewDay):
    reason = words("哪里没办好、要怎么办")
    units = forms.MultipleChoiceField(label="哪些协办单位也要返工", widget=ChipChecks, required=False)
    field_order = ["reason", "units", "result_by"]
    submit = "退回返工"

    def prepare(self) -> None:
        super().prepare()
        done = [one for one in facts(self.whistle).assisting if one.state == "answered"]
        if not done:
            del self.fields["units"]
            return
        set_choices(self, "units", [(str(one.pk), str(one.department)) for one in done])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "units": [int(one) for one in said.get("units", [])]}


class ResumeAccountForm(_NewDay):
    reason = words("为什么现在能办了")
    field_order = ["reason", "result_by"]
    submit = "恢复办理"


class RateForm(WhistleActForm):
    """响应、解决、满意."""

    responded = yes_no("来得及时吗")
    solved = yes_no("问题解决了吗")
    satisfaction = forms.ChoiceField(label="满意吗", choices=RATINGS, widget=ChipRadios)
    note = words("说明", required=False)
    submit = "提交评价"

    def arguments(self) -> dict[str, Any]:
        return three_answers(self.cleaned_data)


class RateResidentForm(RateForm):
    """As the resident told it, or that they could not be asked."""

    responded = yes_no("居民说来得及时吗", required=False)
    solved = yes_no("居民说问题解决了吗", required=False)
    satisfaction = forms.ChoiceField(label="居民满意吗", choices=RATINGS + UNANSWERED, widget=ChipRadios)
    intro = "照居民说的填。没联系上或不愿评价的，只选最后一项。"


def three_answers(said: dict[str, Any]) -> dict[str, Any]:
    """The form's words as the action takes them."""
    yes = {"yes": True, "no": False}
    return {
        "responded": yes.get(said.get("responded", "")),
        "solved": yes.get(said.get("solved", "")),
        "satisfaction": said["satisfaction"],
        "note": said.get("note", ""),
    }


class CloseForm(WhistleActForm):
    public_text = words("告诉居民的一句话", 200, help_text="会出现在居民的回执页上，案件由经办人另行办结")
    submit = "办结"
    is_final = True

    def prepare(self) -> None:
        lead = facts(self.whistle).lead
        if lead is None:
            return
        given = [one for one in facts(self.whistle).answers if one.unit_id == lead.pk and not one.is_interim]
        if given:
            self.initial.setdefault("public_text", f"{lead.department}：{given[-1].text}"[:200])


class AccountForm(WhistleActForm):
    reason = words("为什么现在解决不了", 200, help_text="居民能看到这句话")
    submit = "挂账"
    intro = "挂账期间部门不计时，每季度复查一次。三次复查后仍解决不了的，可以说明理由办结。"


class ReviewForm(WhistleActForm):
    text = words("复查情况", 200, help_text="居民能看到这句话")
    submit = "登记复查"


class _OrderFields(WhistleActForm):
    requirement = forms.ChoiceField(
        label="要求", choices=[(one, one) for one in REQUIREMENTS], widget=Radios, initial=REQUIREMENTS[0]
    )
    own_words = words("自己写要求", required=False, help_text="写了就用这句，不用上面选的")
    reply_by = forms.DateTimeField(
        label="什么时候前答复", widget=LocalDateTimeInput, required=False, help_text="不填就是3个工作日"
    )

    def order_arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"requirement": said["own_words"] or said["requirement"], "reply_by": said["reply_by"]}


class EscalateForm(_OrderFields):
    city_told = CleanCharField(
        label="报告了市里哪个单位", max_length=120, help_text="比如：市政府督查室，电话报告"
    )
    field_order = ["requirement", "own_words", "city_told", "reply_by"]
    submit = "提请上级"
    intro = "会同时向主办单位发督办单。"

    def arguments(self) -> dict[str, Any]:
        return {**self.order_arguments(), "city_told": self.cleaned_data["city_told"]}


class SuperviseForm(_OrderFields):
    unit = forms.ChoiceField(label="督办哪个单位", widget=ChipRadios)
    field_order = ["unit", "requirement", "own_words", "reply_by"]
    submit = "发出督办单"

    def prepare(self) -> None:
        rows = facts(self.whistle).missing or facts(self.whistle).units
        set_choices(self, "unit", [(str(one.pk), str(one.department)) for one in rows])
        if rows:
            self.initial.setdefault("unit", str(rows[0].pk))

    def arguments(self) -> dict[str, Any]:
        return {**self.order_arguments(), "unit": int(self.cleaned_data["unit"])}


class ChaseForm(WhistleActForm):
    """催办 in two taps: the usual words are chosen."""

    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=Radios, initial=CHASE_WORDS[0]
    )
    own = words("自己写", required=False, help_text="写了就用这句")
    submit = "发出催办"

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["own"] or self.cleaned_data["template"]}


WHISTLE_FORMS: dict[str, type[WhistleActForm]] = {
    "chase": ChaseForm,
    "check": CheckForm,
    "close": CloseForm,
    "close_on_account": CloseForm,
    "escalate": EscalateForm,
    "explain_missing": ReasonForm,
    "issue": IssueForm,
    "note": TextForm,
    "put_on_account": AccountForm,
    "rate_community": RateForm,
    "rate_resident": RateResidentForm,
    "rate_street": RateForm,
    "ratify": NoteOnlyForm,
    "resume_account": ResumeAccountForm,
    "resume_work": NoteOnlyForm,
    "review_account": ReviewForm,
    "rework": ReworkForm,
    "submit": NoteOnlyForm,
    "supervise": SuperviseForm,
    "void": ReasonForm,
}
