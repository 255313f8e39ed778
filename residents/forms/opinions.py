"""Forms of the acts of an opinion; every act of residents.actions.opinions.ACTIONS has one."""

from datetime import datetime
from typing import Any

from django import forms

from core.accounts.models import User
from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, PhotosField
from grids.scope import Scope
from residents.choices_visits import Category, Desk, OpinionTopic, ReplyWay, Satisfaction
from residents.flows import posts
from residents.models import Opinion
from residents.selectors.doors import people_of_desks

CHASE_WORDS = ("请今天给居民回个话", "请按时限答复，有困难请写明", "快到期了，请先告知居民进展")
PUBLIC_HELP = "居民听到、看到的就是这句话，请写清结果和下一步"


class GivingForm(ActForm[Opinion]):
    """What kind it is, and who answers."""

    category = forms.ChoiceField(label="哪一类", choices=Category.choices, widget=ChipRadios)
    topic = forms.ChoiceField(label="什么事项", choices=OpinionTopic.choices)
    title = CleanCharField(
        label="标题",
        max_length=60,
        required=False,
        help_text="不写就用事项。标题会出现在通知里，别写人名、门牌",
    )
    desk = forms.TypedChoiceField(label="谁来答复", choices=Desk.choices, coerce=int, widget=ChipRadios)
    holder = forms.ChoiceField(label="交给哪位", required=False, help_text="不选，这一级的人都能办")

    @classmethod
    def first_values(cls, row: Opinion, now: datetime) -> dict[str, Any]:
        title = "" if row.title == row.get_topic_display() else row.title
        return {
            "category": row.category,
            "topic": row.topic,
            "title": title,
            "desk": row.desk,
            "holder": row.holder_id,
        }

    def prepare(self) -> None:
        groups = people_of_desks(self.row.community_id, self.row.grid_id)
        self.people = {str(one.pk): one for _, people in groups for one in people}
        offers = [(desk, [(str(one.pk), one.display_name) for one in people]) for desk, people in groups]
        set_choices(self, "holder", [("", "不指定"), *offers])
        if self.row.grid_id is None:
            set_choices(self, "desk", [pair for pair in Desk.choices if pair[0] != Desk.GRID])

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        holder: User | None = self.people.get(said["holder"] or "")
        return {**said, "holder": holder}


class ClassifyForm(GivingForm):
    submit = "分好了"

    def prepare(self) -> None:
        """Whoever sorts usually answers too."""
        super().prepare()
        self.initial["desk"] = posts.highest_desk(Scope.of(self.user), self.row) or self.row.desk


class ReclassifyForm(GivingForm):
    submit = "改好了"
    reason = CleanCharField(label="为什么改", max_length=100)


class ReasonForm(ActForm[Opinion]):
    reason = CleanTextArea(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(ReasonForm):
    intro = "退回后由社区重新分类，答复时限接着算。"


class WithdrawForm(ReasonForm):
    intro = "只用于重复、登记错了或居民自己撤回的。撤销后不再答复。"
    is_final = True


class ReworkForm(ReasonForm):
    intro = "重新算5个工作日，办好再答复居民。"


class HandleForm(ActForm[Opinion]):
    submit = "记下结果"
    handled = CleanTextArea(label="办理结果", max_length=300, help_text="做了什么、谁做的、结果怎样")
    photos = PhotosField(label="办理后的照片", required=False)
    photo_purpose = "after"


class ProgressForm(ActForm[Opinion]):
    intro = "先告诉居民这件事在哪里办、大约多久。有了结果还要再答复一次。"
    submit = "已告知"
    reply_way = forms.ChoiceField(label="怎么告知的", choices=ReplyWay.choices, widget=ChipRadios)
    public_text = CleanTextArea(label="告诉居民的话", max_length=200, help_text=PUBLIC_HELP)

    @classmethod
    def first_values(cls, row: Opinion, now: datetime) -> dict[str, Any]:
        return {"public_text": f"您反映的{row.title}已转办，编号{row.target_no}，有结果马上告诉您"}


class ReplyForm(ActForm[Opinion]):
    submit = "答复"
    reply_way = forms.ChoiceField(label="怎么答复的", choices=ReplyWay.choices, widget=ChipRadios)
    handled = CleanTextArea(
        label="办理结果",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="做了什么、谁做的；只是咨询、建议可以不写",
    )
    public_text = CleanTextArea(label="告诉居民的话", max_length=200, help_text=PUBLIC_HELP)
    satisfaction = forms.ChoiceField(
        label="居民满意吗",
        choices=[*Satisfaction.choices, ("", "以后再问")],
        widget=ChipRadios,
        required=False,
        initial="",
    )
    satisfaction_note = CleanCharField(
        label="居民怎么说", max_length=200, required=False, help_text="不满意的，写不满意在哪里"
    )

    @classmethod
    def first_values(cls, row: Opinion, now: datetime) -> dict[str, Any]:
        """A first sentence out of what is known, to be corrected."""
        words = ""
        if row.target_result:
            words = f"您反映的{row.title}，{row.target_no}已有结果：{row.target_result}。还没解决请告诉我们"
        elif row.handled:
            words = f"您反映的{row.title}：{row.handled}"[:200]
        return {"handled": row.handled, "public_text": words}

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        if said["handled"] == self.row.handled:
            said["handled"] = ""
        return said


class RateForm(ActForm[Opinion]):
    submit = "记下评价"
    satisfaction = forms.ChoiceField(label="居民满意吗", choices=Satisfaction.choices, widget=ChipRadios)
    satisfaction_note = CleanCharField(
        label="居民怎么说", max_length=200, required=False, help_text="不满意的，写不满意在哪里"
    )


class GeneralForm(ActForm[Opinion]):
    intro = "很多住户关心的事，标上以后可以写进居务公开。"
    submit = "确定"
    is_general = forms.TypedChoiceField(
        label="共性意见",
        choices=[("yes", "是，大家都关心"), ("no", "不是")],
        coerce=lambda value: value == "yes",
        widget=ChipRadios,
    )
    note = CleanCharField(label="说明", max_length=100, required=False)

    @classmethod
    def first_values(cls, row: Opinion, now: datetime) -> dict[str, Any]:
        return {"is_general": "no" if row.is_general else "yes"}


class ChaseForm(ActForm[Opinion]):
    submit = "发出催办"
    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=ChipRadios, required=False
    )
    text = CleanTextArea(
        label="要对方做什么、什么时候前", max_length=200, required=False, help_text="不写就用上面选的那句"
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["text"] = said.get("text") or said.get("template") or ""
        if not said["text"] and not self.errors:
            self.add_error("text", "请选一句常用的话，或自己写一句")
        return said

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


class NoteForm(ActForm[Opinion]):
    text = CleanTextArea(label="内容", max_length=500, help_text="只写事，不写人的信仰、病情、交往")
    public_text = CleanCharField(
        label="告诉居民的话", max_length=200, required=False, help_text="已经对居民说过的，写在这里"
    )


FORMS: dict[str, type[ActForm[Opinion]]] = {
    "chase": ChaseForm,
    "classify": ClassifyForm,
    "handle": HandleForm,
    "mark_general": GeneralForm,
    "note": NoteForm,
    "rate": RateForm,
    "reclassify": ReclassifyForm,
    "reply": ReplyForm,
    "return_opinion": ReturnForm,
    "rework": ReworkForm,
    "tell_progress": ProgressForm,
    "withdraw": WithdrawForm,
}
