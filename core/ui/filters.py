"""A filter that is the address: what means nothing is left out, and each applied value says how to take it off."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict

from core.ui.forms import UiForm

# More than this many digits is no key of ours.
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Tab:
    """One part of a list by whose turn it is, with its true number; `more` when it was not counted to the end."""

    key: str
    label: str
    count: int
    current: bool
    more: bool = False


@dataclass(frozen=True)
class Chip:
    """One applied value: its words, and the query without it."""

    label: str
    value: str
    without: str


class AddressFilter(UiForm):
    """Base of filter forms: `?q=…&community=…`, several values where the field takes several."""

    # In the address, but no narrowing: shown nowhere among what is applied.
    silent: ClassVar[tuple[str, ...]] = ("sort",)

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        super().__init__(data, auto_id="f_%s")
        self.user, self.sent = user, data
        self.prepare()
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.is_valid()

    def prepare(self) -> None:
        """Give choices that depend on the person."""

    def given(self) -> dict[str, Any]:
        """The values that mean something."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    def chips(self) -> list[Chip]:
        """What is applied, each with the way to take it off."""
        found = []
        for name, value in self.given().items():
            if name in self.silent:
                continue
            for one in value if isinstance(value, list) else [value]:
                sent = str(getattr(one, "pk", one))
                words, without = self._words(name, one), self._without(name, sent)
                found.append(Chip(str(self.fields[name].label), words, without))
        return found

    def _words(self, name: str, value: Any) -> str:
        if hasattr(value, "pk"):
            return str(value)
        choices = dict(getattr(self.fields[name], "choices", ()))
        number = int(value) if str(value).isdecimal() and len(str(value)) < _MOST_DIGITS else None
        return str(choices.get(value) or choices.get(number) or value)

    def _without(self, name: str, value: str) -> str:
        left = QueryDict(mutable=True)
        for key, values in self.sent.lists():
            meant = self.spellings(value)
            kept = [one for one in values if one and not (key == name and one.strip() in meant)]
            if kept and key != "page":
                left.setlist(key, kept)
        return f"?{left.urlencode()}"

    def spellings(self, value: str) -> tuple[str, ...]:
        """All that somebody may have typed and that means this value."""
        return (value,)
