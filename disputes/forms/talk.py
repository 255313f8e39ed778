"""Notes, contacts, a word to the holder, photos, and the one look at a number."""

from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, LocalDateTimeInput, PhotosField, Radios
from disputes.choices import Mode
from disputes.forms.base import ActForm
from disputes.forms.bulk import CHASE_WORDS
from disputes.supervision.choices import REQUIREMENTS

PUBLIC_MOST = 200


class NoteForm(UiForm):
    """The quick box above the timeline: no version, a line more hurts nobody."""

    text = CleanTextArea(
        label="记一笔",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "比如：已到现场，约好明天上午再谈"}),
        help_text="只写事，不写人的信仰、病情、前科",
    )
    is_public = forms.BooleanField(label="居民在回执页能看到这句话", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_public") and len(cleaned.get("text", "")) > PUBLIC_MOST:
            self.add_error("text", f"给居民看的话最多{PUBLIC_MOST}个字，请写短些")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        text = self.cleaned_data["text"]
        return {"text": text, "public_text": text if self.cleaned_data["is_public"] else ""}


class NoteActForm(ActForm):
    text = CleanTextArea(label="内容", max_length=500, help_text="只写事，不写人的信仰、病情、前科")
    public_text = CleanCharField(
        label="给居民看的话", max_length=200, required=False, help_text="写了就会出现在居民的回执页上"
    )


class ContactForm(ActForm):
    mode = forms.ChoiceField(label="怎么联系的", choices=Mode.choices, widget=ChipRadios, initial=Mode.PHONE)
    note = CleanTextArea(label="说了什么", max_length=500, help_text="比如：已告知由谁办、大约几天")
    at = forms.DateTimeField(
        label="什么时候联系的", widget=LocalDateTimeInput, required=False, help_text="不填就是现在"
    )
    public_text = CleanCharField(
        label="给居民看的话", max_length=200, required=False, help_text="不填就写「已和您联系」"
    )
    submit = "登记联系"


class ChaseForm(ActForm):
    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=ChipRadios, required=False
    )
    text = CleanTextArea(
        label="要对方做什么、什么时候前", max_length=200, required=False, help_text="不写就用上面选的那句"
    )
    submit = "发出催办"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("text") or cleaned.pop("template", "") or ""
        cleaned.pop("template", None)
        if not cleaned["text"] and not self.errors:
            self.add_error("text", "请选一句常用的话，或自己写一句")
        return cleaned


class SuperviseForm(ActForm):
    """督办 in three taps: the usual words are chosen, the day is the rule's unless another is given."""

    requirement = forms.ChoiceField(
        label="要求", choices=[(one, one) for one in REQUIREMENTS], widget=Radios, initial=REQUIREMENTS[0]
    )
    own_words = CleanTextArea(
        label="自己写要求", max_length=200, required=False, help_text="写了就用这句，不用上面选的"
    )
    reply_by = forms.DateTimeField(
        label="什么时候前答复", widget=LocalDateTimeInput, required=False, help_text="不填就是3个工作日"
    )
    submit = "发出督办单"

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"requirement": said["own_words"] or said["requirement"], "reply_by": said["reply_by"]}


class PoliceForm(ActForm):
    reported_at = forms.DateTimeField(label="什么时候报的警", widget=LocalDateTimeInput)
    note = CleanCharField(label="情况", max_length=200, required=False)
    submit = "登记报警"


class PhotosForm(UiForm):
    """More pictures of the matter."""

    purpose = forms.ChoiceField(
        label="照片是",
        choices=[("before", "处理前"), ("after", "处理后"), ("proof", "佐证")],
        widget=ChipRadios,
        initial="after",
    )
    photos = PhotosField(label="照片")
