"""What every form of an act has: the row, the version it was opened at, who fills it in, and the hour."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.db import models
from django.utils import timezone

from core.ui.fields import sensible_dates
from core.ui.forms import UiForm

M = TypeVar("M", bound=models.Model)


class ActForm(UiForm, Generic[M]):
    """Base of the acts' forms. `arguments` are the keyword arguments of the action of the same name."""

    intro: str = ""
    submit: ClassVar[str] = ""
    is_final: ClassVar[bool] = False
    # Fields filled in with today's date.
    today_fields: ClassVar[tuple[str, ...]] = ()
    # What core.files keeps photos of this form as.
    photo_purpose: ClassVar[str] = "proof"
    # A template that draws the fields otherwise than one below the other.
    body: ClassVar[str] = ""
    # Rows of a small form under the act's own fields: how their names begin, and the small form.
    rows: Any
    rows_title: ClassVar[str] = ""
    rows_prefix: ClassVar[str] = ""
    row_form: ClassVar[type[UiForm] | None] = None
    # Fields that a link to the form may fill in.
    from_address: ClassVar[tuple[str, ...]] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, row: M, user: Any, now: datetime, **kwargs: Any) -> None:
        self.row, self.user, self.now = row, user, now
        kwargs["initial"] = {
            "version": row.version,  # type: ignore[attr-defined]
            **self.first_values(row, now),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.prepare()
        sensible_dates(self)

    @classmethod
    def first_values(cls, row: M, now: datetime) -> dict[str, Any]:
        """Values filled in already: today for the usual date."""
        return dict.fromkeys(cls.today_fields, timezone.localdate(now))

    def prepare(self) -> None:
        """Give choices that depend on the row."""

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "photos")}

    def visible(self) -> Iterator[forms.BoundField]:
        """Fields that the page draws one below the other."""
        return (bound for bound in self if not bound.is_hidden)
