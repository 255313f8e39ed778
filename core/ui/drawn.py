"""Controls of which a page holds dozens, written here and not by the template engine, which took longer for the choices of a
filter than the database for its rows. The same bytes as Django's own templates, but for line breaks between options."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


def control(widget: Widget) -> str:
    """An <input> of any type."""
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{value}{_attributes(widget["attrs"])}>'
    )


def select(widget: Widget) -> str:
    """A list to choose from, with its groups."""
    return f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>{"".join(_groups(widget))}</select>'


def chips(widget: Widget) -> str:
    """Radios or boxes as chips, group by group."""
    return f'<div class="chips"{_own_id(widget, "id")}>{"".join(_chips(widget))}</div>'


def _groups(widget: Widget) -> Iterator[str]:
    for group, options, _ in widget["optgroups"]:
        drawn = "".join(
            f'<option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_text(one["label"])}</option>'
            for one in options
        )
        yield f'<optgroup label="{_text(group)}">{drawn}</optgroup>' if group else drawn


def _chips(widget: Widget) -> Iterator[str]:
    for group, options, _ in widget["optgroups"]:
        if group:
            yield f'<p class="chips-group">{_text(group)}</p>'
        for one in options:
            label = f'<label class="chip"{_own_id(one, "for")}>'
            yield f"{label}{control(one)}<span>{_text(one['label'])}</span></label>"


def _own_id(widget: Widget, name: str) -> str:
    own = widget["attrs"].get("id")
    return f' {name}="{_text(own)}"' if own else ""


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(str(value) if not hasattr(value, "__html__") else value)


_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "input")
BY_TEMPLATE: Mapping[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": control for name in _INPUTS},
    "django/forms/widgets/select.html": select,
    "ui/widgets/chips.html": chips,
}


def drawn(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The control, if it is one of those; everything that came from outside is escaped above."""
    draw = BY_TEMPLATE.get(template_name)
    return None if draw is None else SafeString(draw(context["widget"]))
