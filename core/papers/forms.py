"""Forms of papers: facts that no other page asks for, what a copy is for, why one is voided, and uploads."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.papers.kinds import Field
from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm
from core.ui.widgets import ChipRadios, PhotosField

TYPED_MAX, TYPED_LONG_MAX = 200, 2000
PURPOSES = ("交当事人签字", "送达", "盖章", "归档", "工作查阅")


class TypedFacts(UiForm):
    """Facts that have no page of their own in the house, typed beside the preview. Never required here: the paper itself
    says what is missing."""

    def __init__(self, *args: Any, fields: Sequence[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in fields:
            make = CleanTextArea if one.long else CleanCharField
            most = TYPED_LONG_MAX if one.long else TYPED_MAX
            self.fields[one.key] = make(label=one.label, max_length=most, required=False)

    def typed(self) -> dict[str, str]:
        return {key: value or "" for key, value in self.cleaned_data.items()}


class PrintForm(UiForm):
    """What a print of a record is for."""

    purpose = forms.ChoiceField(
        label="用途",
        choices=[(one, one) for one in ("签字", "归档", "工作查阅")],
        initial="归档",
        widget=ChipRadios,
    )


class CopyForm(UiForm):
    """What a copy is for, and whether it is the original."""

    purpose = forms.ChoiceField(label="用途", choices=[(one, one) for one in PURPOSES], widget=ChipRadios)
    copy = forms.ChoiceField(
        label="要哪一种",
        choices=[("original", "正本（签字、盖章、送达用）"), ("working", "工作副本（带水印和打印人）")],
        initial="original",
        widget=ChipRadios,
    )


class BindForm(UiForm):
    """What a bound file is for."""

    purpose = forms.ChoiceField(
        label="用途", choices=[(one, one) for one in ("归档", "移交", "工作查阅")], widget=ChipRadios
    )


class VoidForm(UiForm):
    """Why a paper goes out of force."""

    reason = CleanCharField(label="为什么作废", max_length=200)


class SealForm(UiForm):
    """The signed paper as it came back."""

    photos = PhotosField(label="签章后的照片", required=False)
    scan = forms.FileField(
        label="或者扫描的 PDF",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


class TemplateForm(UiForm):
    """A Word template of the office's own."""

    docx = forms.FileField(
        label="Word 模板（.docx）",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="先下载自带模板，在它上面改，最不容易出错",
    )
