"""Choices and fields that several forms share."""

from typing import Any

from django import forms

from core.flow.forms import ActForm as FlowActForm
from core.text import CleanTextArea
from core.ui.widgets import ChipRadios
from disputes.models import CommunityCall, Whistle, WhistleUnit
from grids.models import Department

YES_NO = [("yes", "是"), ("no", "否")]


class CallActForm(FlowActForm[CommunityCall]):
    """Base of the acts on a call."""


class WhistleActForm(FlowActForm[Whistle]):
    """Base of the acts on a whistle."""

    @property
    def whistle(self) -> Whistle:
        return self.row


class UnitActForm(FlowActForm[WhistleUnit]):
    """Base of the acts on a unit."""

    @property
    def unit(self) -> WhistleUnit:
        return self.row


def yes_no(label: str, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=ChipRadios, **more)


def words(label: str, most: int = 200, **more: Any) -> CleanTextArea:
    return CleanTextArea(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


def departments(without: set[int] | None = None) -> list[tuple[str, str]]:
    """Departments in use as choices, without some."""
    rows = Department.objects.active().exclude(pk__in=without or set())
    return [(str(one.pk), one.name) for one in rows]


def department(value: str) -> Department | None:
    return Department.objects.get(pk=int(value)) if value else None
