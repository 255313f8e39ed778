"""Tags of the case pages: `{% load cases %}`."""

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.ui.words import local_date
from disputes.selectors.rows import Row

register = template.Library()
_LOOKS = {"tier": '<span class="tier">{}</span>', "status": '<span class="status">{}</span>'}


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


@register.simple_tag
def cells(row: Row) -> SafeString:
    """The chosen columns of a row of the list. Not a loop of the template's: on a page of 100 rows that was the page."""
    drawn = []
    for cell in row.cells:
        text = format_html(_LOOKS[cell.look], cell.text) if cell.look else cell.text
        if cell.sub:
            text = format_html('<span>{}<span class="sub">{}</span></span>', text, cell.sub)
        short = SafeString(' class="chip-cell"') if cell.is_short else ""
        drawn.append(format_html('<td data-label="{}"{}>{}</td>', cell.label, short, text))
    return SafeString("".join(drawn))
