"""Every address of the house, as the URL configuration has it: pages, files and the API alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API = "api:"


@dataclass(frozen=True)
class Address:
    """One pattern. `name` is what reverse() takes; `takes` are the words in it, in their order."""

    name: str
    takes: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_api(self) -> bool:
        return self.name.startswith(API)


def _walk(patterns: list[Any], space: str = "", takes: tuple[str, ...] = ()) -> Iterator[Address]:
    for one in patterns:
        words = (*takes, *_words(one))
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, inner, words)
        elif isinstance(one, URLPattern):
            yield Address(f"{space}{one.name}", words, one.callback)


def _words(pattern: Any) -> tuple[str, ...]:
    at = pattern.pattern
    return tuple(at.converters) or tuple(at.regex.groupindex)


@cache
def addresses() -> dict[str, Address]:
    """By name. Two patterns of one name and different words would hide each other: refused."""
    found: dict[str, Address] = {}
    for one in _walk(get_resolver().url_patterns):
        if one.name in found and found[one.name].takes != one.takes:
            raise ValueError(f"two addresses are named {one.name}")
        found[one.name] = one
    return found
