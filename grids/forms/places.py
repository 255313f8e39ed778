"""Picking one place: typed words narrow a list of radios that the page draws (grids/_places.html)."""

from typing import Any

from django import forms

from grids.models import Area
from grids.selectors.picking import pickable

PLACE_MISSING = "请选这件事在哪栋楼。找不到就选小区"


class PlaceMixin:
    """The picker: what was typed, and which place was ticked."""

    user: Any

    def clean_place(self) -> Area:
        pk: int = self.cleaned_data["place"]  # type: ignore[attr-defined]
        found: Area | None = pickable(self.user).filter(pk=pk).first()
        if found is None:
            raise forms.ValidationError(PLACE_MISSING, code="place")
        return found


class PlaceField(forms.IntegerField):
    """The id of a place, drawn as radios by the page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "在哪里")
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)
        for code in ("required", "invalid", "min_value", "max_value"):
            self.error_messages[code] = PLACE_MISSING
        self.validators = []

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if number is not None and not 0 < number < 2**63:
            raise forms.ValidationError(PLACE_MISSING, code="place")
        return number
