"""What a program sent, as the forms read it: JSON becomes the same names and texts that a page would send."""

import json
import re
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from core.api.problems import Refused
from core.flow.forms import ActForm
from core.ui.fields import MOST_ROWS

# What PostgreSQL and UTF-8 refuse.
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
MOST_VALUES = 500


def read_body(request: HttpRequest, *, files: bool) -> tuple[QueryDict, Any]:
    """The fields and the files. JSON, or a form of several parts where pictures are taken.

    Raises ParseError, UnsupportedMediaType, Refused."""
    if files and request.content_type == "multipart/form-data":
        return request.POST.copy(), request.FILES
    if request.content_type != "application/json":
        raise UnsupportedMediaType(request.content_type or "")
    try:
        told = json.loads(request.body or b"{}", parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ParseError("no JSON") from error
    if not isinstance(told, dict):
        raise ParseError("no object")
    data = QueryDict(mutable=True)
    for name, value in told.items():
        _lay(data, str(name), value)
    if len(data) > MOST_VALUES or _UNREADABLE.search("".join([*data, *_texts(data)])):
        raise ParseError("unreadable")
    return data, None


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _texts(data: QueryDict) -> list[str]:
    return [text for _, texts in data.lists() for text in texts]


def _lay(data: QueryDict, name: str, value: Any) -> None:
    """One value under its name: several for a list, a row of a small form for an object in a list."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        if len(value) > MOST_ROWS:
            raise Refused("shape", "行数太多", [{"field": name, "message": f"最多{MOST_ROWS}行"}])
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                raise _shape(name)
            for inner, text in one.items():
                data[f"{name}-{number}-{inner}"] = _plain(name, text)
    elif isinstance(value, list):
        data.setlist(name, [_plain(name, one) for one in value])
    elif value is not None:
        data[name] = _plain(name, value)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    raise _shape(name)


def _shape(name: str) -> Refused:
    return Refused("shape", "有的字段写法不对", [{"field": name, "message": "这里不能写对象"}])


def refuse_unknown(
    data: QueryDict, *given: BaseForm, rows: tuple[str, ...] = (), also: tuple[str, ...] = ()
) -> None:
    """A misspelt name must not be lost in silence."""
    known = {"numbers", *also} | {name for form in given for name in form.fields}
    starts = rows + tuple(one.rows_prefix for one in given if isinstance(one, ActForm) and one.rows_prefix)
    unknown = [
        name for name in data if name not in known and not any(name.startswith(f"{one}-") for one in starts)
    ]
    if unknown:
        lines = [{"field": name[:80], "message": "没有这一项"} for name in unknown[:20]]
        raise Refused("unknown_field", "有写错的字段名", lines)


def refuse_invalid(form: BaseForm, numbers: list[str], *more: BaseForm) -> None:
    """The form's own messages, by field; or the numbers of people in its text, to be answered by `numbers`."""
    lines = [
        {"field": one.add_prefix(name) if name != "__all__" else "", "message": str(message)}
        for one in (form, *more)
        for name, messages in one.errors.items()
        for message in messages
    ]
    lines += [
        {"field": one.add_prefix(name), "message": str(message)}
        for one in getattr(form, "rows", ())
        for name, messages in one.errors.items()
        for message in messages
    ]
    if lines:
        raise Refused("invalid", "有的字段没有填对", lines)
    if numbers:
        lines = [{"field": "numbers", "message": line} for line in numbers]
        raise Refused("numbers_found", "正文里像是有电话或证件号：numbers 写 mask 遮住，写 keep 保留", lines)
