"""What a room offers to programs. Everything else follows from it.

TICKETS = Resource(
    name="hotline", label="热线工单", model=HotlineTicket, rows=lambda: HotlineTicket.objects, acts=PAGES,
    fields=("no", "state", …), filter=TicketFilter, opens=…, new=FormOpening(…),
)"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.db import models
from django.http import QueryDict

from core.accounts.models import User
from core.api.sent import refuse_invalid, refuse_unknown
from core.api.shapes import (
    Schema,
    field_schema,
    form_schema,
    hidden,
    relations,
    row_schema,
    takes_files,
    value_of,
)
from core.flow.acts import Acts
from core.flow.models import Event
from core.ui.fields import read_sent
from core.ui.filters import AddressFilter


def _always(user: Any, row: Any) -> bool:
    return True


def _of_flow(resource: "Resource", row: Any) -> "models.QuerySet[Any]":
    return Event.objects.filter(subject_kind=resource.kind, subject_id=row.pk)


def _narrowed(form: Any, rows: Any, now: datetime) -> Any:
    return form.narrow(rows, now)


class Opening(Protocol):
    """How a new row is begun."""

    @property
    def label(self) -> str:
        """The words of the act."""

    @property
    def files(self) -> bool:
        """Whether pictures may come with it."""

    def schema(self, *, files: bool) -> Schema:
        """The object that is sent."""

    def describe(self, user: User, now: datetime) -> forms.BaseForm:
        """The empty form, with the choices of this person."""

    def create(self, user: User, data: QueryDict, files: Any, now: datetime) -> Any:
        """The new row. Raises core.errors."""


@dataclass(frozen=True)
class Extra:
    """Something of a row that is no column: its schema and its value for this reader. Only on the row's own address."""

    schema: Schema
    value: Callable[[User, Any], Any]


@dataclass(frozen=True)
class Copy:
    """A row in a format of others, to take along."""

    label: str
    schema: Schema
    value: Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Resource:
    """One kind of row with its acts.

    `fields` are for everybody who sees the row, `content` only for whom `reads` lets read it: others get null, and no
    timeline. `reads_listed` is the part of that question which a list can ask without a query. `related` are joins that
    properties need. `opens` says why the list is closed to somebody, `why_closed` empty when it is open. Rows are found
    through `visible_to`, always."""

    name: str
    label: str
    model: type[models.Model]
    rows: Callable[[], Any]
    fields: tuple[str, ...]
    content: tuple[str, ...] = ()
    reads: Callable[[Any, Any], bool] = _always
    reads_listed: Callable[[Any, Any], bool] | None = None
    related: tuple[str, ...] = ()
    key: str = "no"
    # The scopes that open it, when they are shared with others, and their word.
    family: str = ""
    family_label: str = ""
    acts: Acts[Any] | None = None
    # Whom the timeline is for, when not for everybody who reads the content.
    reads_events: Callable[[Any, Any], bool] | None = None
    # The table of the timeline when it is not core.flow's.
    events: Callable[["Resource", Any], "models.QuerySet[Any]"] = _of_flow
    opens: Callable[[Any], str] | None = None
    filter: type[AddressFilter] | None = None
    narrow: Callable[[Any, Any, datetime], Any] = _narrowed
    new: Opening | None = None
    extras: Mapping[str, Extra] = field(default_factory=dict)
    # Whole documents about one row at addresses of their own, for whom its content is open; each copy is in the ledger.
    copies: Mapping[str, Copy] = field(default_factory=dict)

    @property
    def scope_family(self) -> str:
        """The family of scopes that opens it."""
        return self.family or self.name

    @property
    def kind(self) -> str:
        """The kind of subject of its clocks and its timeline."""
        return self.acts.flow.kind if self.acts is not None else ""

    def visible(self, user: Any) -> Any:
        """The rows that the person sees, with what their columns need."""
        names = (*relations(self.model, (*self.fields, *self.content)), *self.related)
        rows = self.rows().visible_to(user).exclude(**{f"{self.key}__isnull": True})
        return rows.select_related(*names) if names else rows

    def shown(self, user: Any, row: Any, *, listed: bool = False) -> dict[str, Any]:
        """The row for this reader."""
        reads = (self.reads_listed or self.reads) if listed else self.reads
        may = not self.content or reads(user, row)
        found = {name: value_of(row, name) for name in self.fields}
        return found | {name: value_of(row, name) if may else None for name in self.content}

    def schema(self) -> Schema:
        """A row of the list."""
        return row_schema(self.model, (*self.fields, *self.content), covered=self.content)

    def filter_schema(self) -> dict[str, Schema]:
        """The page's own filters by name; those that only put the rows in order are none."""
        given = self.filter.base_fields.items() if self.filter is not None else ()
        silent = self.filter.silent if self.filter is not None else ()
        return {name: field_schema(one) for name, one in given if not hidden(one) and name not in silent}

    def act_schema(self, act: str, *, files: bool = False) -> Schema:
        """What the act asks for. KeyError for what is no act of its pages."""
        if self.acts is None:
            raise KeyError(act)
        return form_schema(self.acts.forms[act], files=files)

    @property
    def numbered(self) -> bool:
        """Whether addresses carry the primary key."""
        return self.key == "pk"


@dataclass(frozen=True)
class FormOpening:
    """A row begun by one form and one action, as on its page."""

    label: str
    form: type[forms.Form]
    make: Callable[[Any, Any, User, datetime], forms.Form]
    act: Callable[[Any, User], Any]
    may: Callable[[User], None]

    @property
    def files(self) -> bool:
        return takes_files(self.form)

    def schema(self, *, files: bool) -> Schema:
        return form_schema(self.form, files=files)

    def describe(self, user: User, now: datetime) -> forms.Form:
        self.may(user)
        return self.make(None, None, user, now)

    def create(self, user: User, data: QueryDict, files: Any, now: datetime) -> Any:
        self.may(user)
        form, numbers = read_sent(data, lambda sent: self.make(sent, files, user, now))
        refuse_unknown(data, form)
        refuse_invalid(form, numbers)
        return self.act(form, user)


_resources: dict[str, Resource] = {}


def register(*resources: Resource) -> None:
    """Make them known; called while the addresses are read (xiongguan.api)."""
    for one in resources:
        _resources[one.name] = one


def known() -> list[Resource]:
    """All resources, in the order in which the rooms gave them."""
    return list(_resources.values())


def families() -> dict[str, str]:
    """The families of scopes with their words."""
    found: dict[str, str] = {}
    for one in known():
        found.setdefault(one.scope_family, one.family_label or one.label)
    return found
