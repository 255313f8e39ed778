"""The filter of the ledger's page."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from core.audit.querysets import EntryQuerySet
from core.audit.words import KINDS
from core.text import CleanCharField


def kind_choices() -> list[tuple[str, str]]:
    return [("", "全部"), *sorted(KINDS.items(), key=lambda item: item[1])]


class LogFilter(forms.Form):
    """Who, what, when, about what; every field may stay empty."""

    actor = CleanCharField(label="谁", max_length=64, required=False)
    action = forms.ChoiceField(label="哪类操作", choices=kind_choices, required=False)
    since = forms.DateField(
        label="从哪天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期写成 2026-03-02 这样"},
    )
    until = forms.DateField(
        label="到哪天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期写成 2026-03-02 这样"},
    )
    kind = forms.ChoiceField(label="对象类别", choices=kind_choices, required=False)
    subject_id = forms.IntegerField(
        label="对象编号",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "编号只写数字",
            "min_value": "编号从1开始",
            "max_value": "没有这么大的编号",
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "「到哪天」在「从哪天」之前，请换一下")
        return cleaned

    def narrowed(self, entries: EntryQuerySet) -> EntryQuerySet:
        """The entries that the valid fields ask for."""
        asked = self.cleaned_data
        if asked["actor"]:
            entries = entries.filter(
                Q(actor__display_name=asked["actor"]) | Q(actor__username=asked["actor"].casefold())
            )
        if asked["action"]:
            # A range instead of LIKE, so that the index serves it: "/" follows "." in every collation by code point.
            entries = entries.filter(action__gte=f"{asked['action']}.", action__lt=f"{asked['action']}/")
        if asked["since"]:
            entries = entries.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            entries = entries.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        if asked["kind"]:
            entries = entries.filter(subject_kind=asked["kind"])
        if asked["subject_id"]:
            entries = entries.filter(subject_id=asked["subject_id"])
        return entries


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
