"""The OpenAPI document: drf-spectacular walks the addresses, the views' resources say the shapes."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from core.api.resources import Resource, known
from core.api.shapes import NUMBERS, TEXT, Schema, takes_files
from core.api.views import ActView, CopyView, DetailView, EventsView, FormView, ListView, OpeningView
from core.ui.problems import PROBLEM_TYPE

JSON, PARTS = "application/json", "multipart/form-data"
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_LINK: Schema = {"type": ["string", "null"], "format": "uri"}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {"type": "http", "scheme": "bearer", "description": "「我的」里建的接口令牌"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "core.api.authentication.PageSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "网页登录；写的时候要带 X-CSRFToken",
        }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _page_of(items: Schema) -> Schema:
    return _object(next=_LINK, previous=_LINK, results=_list(items))


_ACT = _object(act=TEXT, label=TEXT, allowed={"type": "boolean"}, reason=TEXT)
_FIELD = _object(
    name=TEXT, label=TEXT, required={"type": "boolean"}, help=TEXT, type=TEXT,
    choices=_list(_object(value=TEXT, label=TEXT)),
)  # fmt: skip
_CLOCK = _object(
    code=TEXT, title=TEXT, state=TEXT, due_at={**_MOMENT, "type": ["string", "null"]}, words=TEXT
)
_EVENT = _object(
    version={"type": "integer"}, at=_MOMENT, kind=TEXT, act=TEXT, label=TEXT, from_state=TEXT, to_state=TEXT,
    text=TEXT, actor=TEXT, actor_title=TEXT,
)  # fmt: skip
_FORM = _object(act=TEXT, label=TEXT, allowed={"type": "boolean"}, reason=TEXT, fields=_list(_ref("Field")))
_PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "errors": _list(_object(field=TEXT, message=TEXT)),
        "theirs": {"type": "object"},
        "mine": {"type": "object"},
        "since": {"type": "object"},
    },
}


def components() -> dict[str, Schema]:
    """The named shapes."""
    found: dict[str, Schema] = {"Problem": _PROBLEM, "Event": _EVENT, "Field": _FIELD, "Numbers": NUMBERS}
    found |= {
        "Events": _page_of(_ref("Event")),
        "ActForm": _FORM,
        "Opening": _object(label=TEXT, fields=_list(_ref("Field"))),
    }
    for at in known():
        found[f"{at.name}.row"] = at.schema()
        found[f"{at.name}.page"] = _page_of(_ref(f"{at.name}.row"))
        more: dict[str, Schema] = {name: one.schema for name, one in at.extras.items()}
        if at.acts is not None:
            more |= {"acts": _list(_ACT), "clocks": _list(_CLOCK)}
        found[at.name] = {"allOf": [_ref(f"{at.name}.row"), _object(**more)]}
    return found


def add_components(result: Schema, **_: Any) -> Schema:
    """A hook of drf-spectacular: the named shapes, and what every operation repeats said once."""
    parts = result.setdefault("components", {})
    parts["schemas"] = components()
    parts["responses"] = {
        "Problem": {
            "description": "没有办成：为什么，怎么办",
            "content": {PROBLEM_TYPE: {"schema": _ref("Problem")}},
        }
    }
    parts["parameters"] = _SHARED
    for operations in result["paths"].values():
        for one in operations.values():
            one["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    return result


def _shared(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


_SHARED: dict[str, Schema] = {
    "No": {
        "in": "path",
        "name": "key",
        "required": True,
        "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    },
    "Id": {"in": "path", "name": "key", "required": True, "schema": {"type": "integer", "minimum": 1}},
    "Cursor": {"in": "query", "name": "cursor", "schema": TEXT, "description": "上一页给的 next 里的值"},
    "PageSize": {
        "in": "query",
        "name": "page_size",
        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "IdempotencyKey": {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "format": "uuid"},
        "description": "同一个编号只办一次；再发一次得到原来的答复",
    },
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        "description": "读这一件时的 ETag",
    },
}


class ResourceSchema(AutoSchema):
    """Asks the view's resource instead of serializers."""

    @property
    def at(self) -> Resource:
        resource: Resource = self.view.resource  # type: ignore[attr-defined]
        return resource

    def get_operation_id(self) -> str:
        view = self.view
        if isinstance(view, ActView | CopyView):
            word = view.act if isinstance(view, ActView) else view.copy
        else:
            word = "create" if self.method == "POST" else _WORDS[type(view)][0]
        return f"{self.at.name.replace('-', '_')}_{word}"

    def get_tags(self) -> list[str]:
        return [self.at.label]

    def get_summary(self) -> str:
        if isinstance(self.view, ActView) and self.at.acts is not None:
            return str(self.at.acts.flow.table[self.view.act].label)
        if self.method == "POST" and self.at.new is not None:
            return self.at.new.label
        if isinstance(self.view, CopyView):
            return self.at.copies[self.view.copy].label
        return _WORDS[type(self.view)][1]

    def get_description(self) -> str:  # type: ignore[override]
        return ""

    def _get_parameters(self) -> list[Schema]:
        found: list[Schema] = []
        if not isinstance(self.view, ListView | OpeningView):
            found.append(_shared("Id" if self.at.numbered else "No"))
        if isinstance(self.view, FormView) and self.at.acts is not None:
            choice = {"type": "string", "enum": sorted(self.at.acts.forms)}
            found.append({"in": "path", "name": "act", "required": True, "schema": choice})
        if self.method == "GET" and isinstance(self.view, ListView | EventsView):
            found += [_shared("Cursor"), _shared("PageSize")]
        if self.method == "GET" and isinstance(self.view, ListView):
            found += [
                {"in": "query", "name": name, "schema": one} for name, one in self.at.filter_schema().items()
            ]
        if self.method == "POST":
            found.append(_shared("IdempotencyKey"))
        if isinstance(self.view, ActView):
            found.append(_shared("IfMatch"))
        return found

    def get_request_serializer(self) -> Any:
        if isinstance(self.view, ActView) and self.at.acts is not None:
            form = self.at.acts.forms[self.view.act]
            found: dict[Any, Any] = {JSON: self.at.act_schema(self.view.act)}
            return (
                found | {PARTS: self.at.act_schema(self.view.act, files=True)} if takes_files(form) else found
            )
        if self.method != "POST" or self.at.new is None:
            return None
        found = {JSON: self.at.new.schema(files=False)}
        return found | {PARTS: self.at.new.schema(files=True)} if self.at.new.files else found

    def get_response_serializers(self) -> Any:
        view, name = self.view, self.at.name
        found: dict[Any, Any] = {("default", PROBLEM_TYPE): _ref("Problem")}
        if self.method == "POST" and isinstance(view, ListView):
            return found | {
                ("201", JSON): {"anyOf": [_ref(name), {"type": "object", "required": [self.at.key]}]}
            }
        if isinstance(view, ActView):
            found["204"] = None
        if isinstance(view, CopyView):
            return found | {("200", JSON): self.at.copies[view.copy].schema}
        shapes: dict[type, str] = {
            ListView: f"{name}.page",
            EventsView: "Events",
            OpeningView: "Opening",
            FormView: "ActForm",
        }
        return found | {("200", JSON): _ref(shapes.get(type(view), name))}


# How an operation that is no act is called, and what it gives.
_WORDS: dict[type, tuple[str, str]] = {
    ListView: ("list", "清单"),
    OpeningView: ("new", "登记时要填什么"),
    DetailView: ("read", "一件的现状、时限和能办的事"),
    EventsView: ("events", "时间线"),
    FormView: ("form", "一个动作要填什么"),
}
