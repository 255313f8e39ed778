"""Tags of the case pages: `{% load cases %}`."""

from django import forms, template

from core.ui.words import local_date

register = template.Library()


@register.simple_tag
def answer(bound: forms.BoundField) -> str:
    """What was answered, in words: the label of a choice, 是 for a tick."""
    form = bound.form
    value = getattr(form, "cleaned_data", {}).get(bound.name, bound.value())
    if value is True:
        return "是"
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        return str(dict(choices).get(value, value))
    return local_date(value) if isinstance(bound.field, forms.DateField) else str(value)
