"""Forms of a page as a browser would send them, filled with what people paste and what attackers type."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.urls import Resolver404, resolve

KEY = "idempotency_key"
# Not typed by anybody; a browser sends them as they came.
OURS = {KEY, "csrfmiddlewaretoken", "version", "next", "step"}
_TYPED = {"", "text", "search", "email", "tel", "number", "date", "datetime-local", "password", "url"}


@dataclass
class Field:
    """One control: what it is, and what may be chosen in it."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        return self.kind in _TYPED or self.kind == "textarea"


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {one.name for one in self.fields}

    @property
    def kind(self) -> tuple[Any, ...]:
        """Two forms of a kind differ only in what they are about: the view, its words, the names of its fields."""
        names = {name for name in self.names if not any(letter.isdigit() for letter in name)}
        return (self.method, *kind_of(self.action), *sorted(names))

    def filled(self, typed: str, chosen: str | None = None) -> dict[str, list[str]]:
        """`typed` in every control that is typed into; in the others a good choice, or `chosen`."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.name in OURS or one.kind == "file":
                value = one.value
            elif one.is_typed:
                value = typed
            else:
                value = chosen if chosen is not None else (one.value or next(iter(one.choices), ""))
            if one.kind != "file":
                sent.setdefault(one.name, []).append(value)
        return sent


def kind_of(path: str) -> tuple[str, ...]:
    """The view behind an address and what it is called by, not the row it is about. Raises Resolver404."""
    found = resolve(path.split("?")[0])
    words = [str(value) for value in found.kwargs.values() if isinstance(value, str) and value.islower()]
    return found.view_name, *words


class Reader(HTMLParser):
    """Links and forms of one page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, list[str](), list[Form]()
        self._form: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")) and "download" not in given:
            self.links.append(self._whole(given["href"]))
        elif tag == "form":
            self._form = Form(self._whole(given.get("action", "")), given.get("method", "get").lower())
            if self._form.method != "dialog":  # that one closes a window and sends nothing
                self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _whole(self, href: str) -> str:
        href = href.split("#")[0]
        return f"{self.path.split('?')[0]}{href}" if href.startswith("?") else href or self.path

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "option" and self._select is not None:
            if given.get("value"):
                self._select.choices.append(given["value"])
            return
        name = given.get("name")
        if not name or tag not in ("input", "select", "textarea", "button"):
            return
        kind = given.get("type", "") if tag == "input" else tag
        if kind in ("radio", "checkbox", "button") and name in self._form.names:
            return
        made = Field(name, kind, given.get("value", ""))
        self._form.fields.append(made)
        self._select = made if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def read(path: str, page: str) -> Reader:
    reader = Reader(path)
    reader.feed(page)
    return reader


def ours(links: list[str]) -> Iterator[str]:
    """Addresses that lead to a view."""
    return (link for link in links if _leads(link.split("?")[0]))


# The menu and the frame stand on every page: asked once.
@cache
def _leads(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
