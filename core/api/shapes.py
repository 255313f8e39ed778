"""What rows and forms look like to a program: values, and their JSON Schema for the document."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from core.flow.forms import ActForm
from core.ui.widgets import PhotosField

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
# An extension of the document: the words of each value.
LABELS = "x-labels"
NAMED: Schema = {
    "type": ["object", "null"],
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": TEXT},
}
_COLUMNS: tuple[tuple[type[Any], Schema], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.DecimalField, {"type": "string"}),
    (models.IntegerField, {"type": "integer"}),
)
_FIELDS: tuple[tuple[type[Any], Schema], ...] = (
    (forms.ModelMultipleChoiceField, {"type": "array", "items": {"type": "integer"}}),
    (forms.MultipleChoiceField, {"type": "array", "items": TEXT}),
    (forms.ModelChoiceField, {"type": "integer"}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.DecimalField, {"type": ["number", "string"]}),
    (forms.IntegerField, {"type": "integer"}),
)


def value_of(row: Any, name: str) -> Any:
    """One column or property: rows of others by key and name, moments in the office's own time."""
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, datetime):
        return timezone.localtime(value)
    if isinstance(value, Decimal):
        return str(value)  # the renderer would make it a float
    return value


@lru_cache
def relations(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns that lead to other rows: what a list reads with the same query."""
    return tuple(name for name in names if isinstance(_column(model, name), models.ForeignKey))


def _column(model: type[models.Model], name: str) -> "models.Field[Any, Any] | None":
    found = {one.name: one for one in model._meta.concrete_fields}
    return found.get(name)


def row_schema(model: type[models.Model], names: Iterable[str], *, covered: Iterable[str] = ()) -> Schema:
    """The object of these columns; `covered` may be null for who does not read them."""
    properties = {
        name: _column_schema(name, _column(model, name), may_lack=name in covered) for name in names
    }
    return {"type": "object", "required": list(properties), "properties": properties}


# Columns that no page names.
TITLES: dict[str, str] = {
    "id": "编号",
    "version": "版本",
    "community": "社区",
    "grid": "网格",
    "place": "地点",
    "official_no": "文号",
    "last_act_at": "最近动作时间",
    "masked_name": "姓名（遮住）",
    "masked_phone": "电话（遮住）",
    "shared_address": "给部门的地址",
    "target_kind": "关联的种类",
    "whistle": "吹哨",
    "parent": "上级",
    "mediator": "调解员",
    "is_active": "在用",
    "valid_from": "启用日期",
    "valid_to": "停用日期",
}


def _title(column: Any) -> str:
    """The column's Chinese name."""
    words = str(column.verbose_name)
    return TITLES.get(column.name, column.name) if words.isascii() else words


def _column_schema(name: str, column: Any, *, may_lack: bool) -> Schema:
    if column is None:
        return {"type": ["string", "null"], "title": TITLES.get(name, name)}
    if isinstance(column, models.ForeignKey):
        return {**NAMED, "title": _title(column)}
    kind = next((schema for known, schema in _COLUMNS if isinstance(column, known)), TEXT)
    found: Schema = {**kind, "title": _title(column)}
    if column.choices:
        found[LABELS] = {str(value): str(label) for value, label in column.flatchoices}
    if column.null or may_lack:
        found["type"] = [found["type"], "null"]
    return found


# --- what is sent ------------------------------------------------------------------------------
def hidden(field: forms.Field) -> bool:
    """Fields that only carry something for the page."""
    return isinstance(field.widget, forms.HiddenInput)


def takes_files(form: type[forms.Form]) -> bool:
    return any(isinstance(one, forms.FileField) for one in form.base_fields.values())


def form_schema(*given: type[forms.Form], files: bool = False, **rows: type[forms.Form]) -> Schema:
    """The object that these forms read. A choice whose values depend on the row has none here: the form of the act, which
    the address gives on GET, names them."""
    properties: Schema = {}
    required: list[str] = []
    for form in given:
        for name, field in form.base_fields.items():
            if hidden(field) or (isinstance(field, forms.FileField) and not files):
                continue
            properties[name] = field_schema(field)
            required += [name] if field.required else []
        if issubclass(form, ActForm) and form.row_form is not None:
            rows[form.rows_prefix] = form.row_form
    for name, form in rows.items():
        properties[name] = {"type": "array", "maxItems": 20, "items": form_schema(form)}
    properties["numbers"] = {"$ref": "#/components/schemas/Numbers"}
    found: Schema = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found


NUMBERS: Schema = {
    "type": "string",
    "enum": ["mask", "keep"],
    "description": "正文里像是有电话或证件号时先退回；这里写明是遮住还是保留，再发一次",
}


def field_schema(field: forms.Field) -> Schema:
    if isinstance(field, PhotosField):
        return {"type": "array", "items": {"type": "string", "format": "binary"}, "title": str(field.label)}
    found: Schema = dict(next((one for known, one in _FIELDS if isinstance(field, known)), TEXT))
    found["title"] = str(field.label or "")
    if field.help_text:
        found["description"] = str(field.help_text)
    choices = [] if isinstance(field, forms.ModelChoiceField) else _choices(field)
    if choices:
        found[LABELS] = dict(choices)
        values = {"enum": [value for value, _ in choices]}
        found |= {"items": {**found["items"], **values}} if "items" in found else values
    if longest := getattr(field, "text_max", None) or getattr(field, "max_length", None):
        found["maxLength"] = longest
    return found


def _choices(field: forms.Field) -> list[tuple[str, str]]:
    """Values and words, groups opened, without the empty one."""
    found: list[tuple[str, str]] = []
    for value, words in getattr(field, "choices", ()):
        inside = words if isinstance(words, list | tuple) else [(value, words)]
        found += [(str(one), str(label)) for one, label in inside if str(one)]
    return found


def described(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The form as it stands for this row and person, its choices too: what a program needs to fill it in. The rows of a
    small form are a field of their own, with the fields of one row."""
    found = [_described(name, field) for name, field in form.fields.items() if not hidden(field)]
    if isinstance(form, ActForm) and form.row_form is not None:
        small = next(iter(form.rows), None) or form.row_form()
        one = {"name": form.rows_prefix, "label": form.rows_title, "required": False, "help": ""}
        found.append({**one, "type": "rows", "choices": [], "fields": described(small)})
    return found


def _described(name: str, field: forms.Field) -> dict[str, Any]:
    return {
        "name": name,
        "label": str(field.label or ""),
        "required": field.required,
        "help": str(field.help_text or ""),
        "type": _type_word(field),
        "choices": [{"value": value, "label": label} for value, label in _choices(field)],
    }


def _type_word(field: forms.Field) -> str:
    """The word of its JSON type; dates and moments by their format, pictures as files."""
    if isinstance(field, forms.FileField):
        return "files"
    schema = field_schema(field)
    kind = schema.get("format") or schema["type"]
    return kind if isinstance(kind, str) else "number"
