"""Many cases at once: which, and what to do with them."""

import re
from typing import Any

from django import forms

from core.text import CleanCharField, CleanTextArea
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import ChipRadios
from disputes.selectors.people import candidates_in_scope

MOST = 200
_PICK = re.compile(r"^([0-9]{1,18}):([0-9]{1,9})$")
CHASE_WORDS = ("请今天下班前联系居民并回个话", "请尽快签收，有困难请写明", "请按时限办结，办不完请申请延期")


def read_picks(values: list[str]) -> dict[int, int]:
    """Case id → version as it was shown. Anything else in the list is nothing."""
    found = (_PICK.match(value) for value in values)
    return {int(one[1]): int(one[2]) for one in found if one}


class BulkAssignForm(UiForm):
    """批量分派."""

    title = "批量分派"
    holder = forms.ChoiceField(label="分派给谁", error_messages={"invalid_choice": "请从列表里选一个人"})
    note = CleanCharField(label="交代一句", max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(one.value, one.words) for one in candidates_in_scope(user)]
        set_choices(self, "holder", [("", "请选"), *people])


class BulkChaseForm(UiForm):
    """催办."""

    title = "批量催办"
    template = forms.ChoiceField(
        label="常用的话", choices=[(one, one) for one in CHASE_WORDS], widget=ChipRadios, required=False
    )
    text = CleanTextArea(
        label="要对方做什么、什么时候前",
        max_length=200,
        required=False,
        help_text="自己写的优先；不写就用上面选的那句",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("text") or cleaned.get("template") or ""
        if not cleaned["text"] and not self.errors:
            self.add_error("text", "请选一句常用的话，或自己写一句")
        return cleaned


FORMS: dict[str, type[BulkAssignForm] | type[BulkChaseForm]] = {
    "assign": BulkAssignForm,
    "chase": BulkChaseForm,
}
