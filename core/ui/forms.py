"""Forms as ux.md section 4 wants them: label above, help under it, 「选填」, message beside the field, values kept."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.utils import ErrorDict
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from core.errors import RuleBroken
from core.ui import filled
from core.ui.drawn import drawn

FORM_FIELD = NON_FIELD_ERRORS
_TEXT_LIKE = (forms.TextInput, forms.EmailInput, forms.Textarea, forms.PasswordInput, forms.FileInput)


class UiRenderer(BaseRenderer):
    """Widgets of ours from templates/, the rest from Django; needs no app-directory loader in the settings."""

    def __init__(self) -> None:
        self._django = DjangoTemplates()

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        known = drawn(template_name, context)
        return super().render(template_name, context, request) if known is None else known

    def get_template(self, template_name: str) -> Any:
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return self._django.get_template(template_name)


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: the same words as beside the field, and where to jump."""

    target: str
    label: str
    message: str


class UiForm(forms.Form):
    """Base of our forms: plain Chinese for a missing value, no red before the person typed anything."""

    required_css_class = "is-required"
    error_css_class = "has-error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak_plainly(field)

    def is_valid(self) -> bool:
        """As Django's; a sent form that is right is told of (core.ui.filled)."""
        valid = super().is_valid()
        if valid:
            filled.note(self)
        return valid


def _speak_plainly(field: forms.Field) -> None:
    """Replace Django's stock 「这个字段是必填项。」 by a sentence with the field's own name; own words stay."""
    stock = type(field).default_error_messages.get("required", forms.Field.default_error_messages["required"])
    if str(field.error_messages.get("required", "")) == str(stock) and field.label:
        chooses = isinstance(
            field, forms.ChoiceField | forms.FileField | forms.DateField | forms.DateTimeField
        )
        verb = "请选" if chooses else "请填"
        field.error_messages["required"] = f"{verb}「{field.label}」"


def add_rule_error(form: forms.BaseForm, broken: RuleBroken) -> None:
    """Put an action's refusal where it belongs in the form, so that the page can show it with all values kept."""
    field = broken.field if broken.field in form.fields else None
    form.add_error(field, forms.ValidationError(broken.message, code=broken.code))


Form = TypeVar("Form", bound=forms.BaseForm)


def unjudged(form: Form) -> Form:
    """Asking for one more row, or looking for a place, is no mistake: what was typed stays and nothing is red."""
    for one in (form, *getattr(form, "rows", ())):
        one._errors = type(one.errors)()
    return form


def error_lines(form: forms.BaseForm) -> list[ErrorLine]:
    """Lines of the error summary in the order of the form, the form's own messages first."""
    errors: ErrorDict = form.errors
    lines = [ErrorLine("", "", str(message)) for message in form.non_field_errors()]
    for name in form.fields:
        if name in errors:
            bound = form[name]
            lines += [ErrorLine(focus_id(bound), str(bound.label), str(message)) for message in errors[name]]
    return lines


def focus_id(bound: forms.BoundField) -> str:
    """The id of the control to jump to: the first choice of a group has its own."""
    base = bound.auto_id or ""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{base}_0"
    return base


def is_group(bound: forms.BoundField) -> bool:
    """A set of radios or checkboxes is a <fieldset> with a <legend>."""
    return isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def prepare(bound: forms.BoundField, **options: Any) -> dict[str, Any]:
    """Everything ui/_field.html needs about one field; the widget gets its class, limits and descriptions."""
    base = bound.auto_id or bound.html_name
    widget = bound.field.widget
    limit = getattr(bound.field, "text_max", None) or getattr(bound.field, "max_length", None)
    help_text = options.get("help") or bound.help_text
    counter = bool(limit) and isinstance(widget, forms.Textarea)
    described = [f"{base}_help"] if help_text else []
    described += [f"{base}_count"] if counter else []
    described += [f"{base}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"class": _css_class(widget)}
    if limit:
        # The browser counts 𠮷 twice and cuts a pasted text in silence; we count characters and say so.
        attrs["maxlength"] = False
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if counter:
        attrs["data-count"] = f"{base}_count"
    return {
        "bound": bound,
        "base": base,
        "control": bound.as_widget(attrs=attrs),
        "label": options.get("label") or bound.label,
        "help": help_text,
        "optional": not bound.field.required and not options.get("unmarked"),
        "group": is_group(bound),
        "single": isinstance(widget, forms.CheckboxInput),
        "counter": limit if counter else None,
        "errors": bound.errors,
        "wide": options.get("wide", False),
    }


def _css_class(widget: forms.Widget) -> str:
    own = widget.attrs.get("class", "")
    kind = ""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    elif isinstance(widget, _TEXT_LIKE):
        kind = "form-control"
    return f"{own} {kind}".strip()


def show_choices(form: forms.BaseForm, name: str, choices: Any) -> None:
    """What a choice field shows this time; it still takes all that it takes."""
    widget: Any = form.fields[name].widget
    widget.choices = choices


def set_choices(form: forms.BaseForm, name: str, choices: Any) -> None:
    """What a choice field offers this time: pairs, groups of pairs, or a function that gives them."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choices")
    field.choices = choices
