"""A field named like a property of the form hides that property from every script on the page."""

from django import forms
from django.urls import get_resolver

# What htmx and our scripts ask of a form or of a field's form.
TAKEN = {
    "form", "submit", "reset", "method", "elements", "attributes", "children", "closest", "matches", "dataset",
    "parentNode", "parentElement", "isConnected", "hidden", "style", "nodeName", "tagName", "querySelector",
}  # fmt: skip


def all_forms(base: type[forms.BaseForm] = forms.BaseForm) -> set[type[forms.BaseForm]]:
    found = set(base.__subclasses__())
    return found.union(*(all_forms(one) for one in found)) if found else found


def test_no_field_hides_a_property_of_its_form() -> None:
    assert get_resolver().url_patterns  # every view, and with it every form, is imported
    ours = [
        one
        for one in all_forms()
        if one.__module__.split(".")[0]
        in {"core", "grids", "residents", "disputes", "specialgroups", "partybuilding", "civics", "dashboard"}
    ]
    assert len(ours) > 40
    assert [
        (one.__qualname__, name) for one in ours for name in getattr(one, "base_fields", {}) if name in TAKEN
    ] == []
