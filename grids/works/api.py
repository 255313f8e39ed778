"""Every room of works for programs, from the same data as its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models, transaction
from django.http import Http404, QueryDict
from django.utils.datastructures import MultiValueDict

from core.accounts.models import User
from core.api.resources import Resource
from core.api.sent import refuse_invalid, refuse_unknown
from core.api.shapes import Schema, form_schema, takes_files
from core.errors import NotAllowed
from core.files.actions import attach_photo
from core.text import number_of
from core.ui.fields import read_sent
from grids.works.actions import register
from grids.works.forms import WorkForm
from grids.works.pages import Pages
from grids.works.room import REGISTER, Room

UNDER = "under"
_ALWAYS = ("due_at", "last_act", "last_act_at", "version")


def resources_of(pages: Pages, label: str, *, without: Iterable[str] = ()) -> tuple[Resource, ...]:
    """A resource for each room of these pages; their scopes are one family with this word."""
    left_out = set(without)
    return tuple(_resource(pages, room, label) for room in pages.rooms if room.key not in left_out)


def _resource(pages: Pages, room: Room, label: str) -> Resource:
    opening = WorkOpening(pages, room)
    return Resource(
        name=f"{pages.namespace}-{room.key}",
        label=room.label,
        family=pages.namespace,
        family_label=label,
        model=room.model,
        key="pk",
        rows=room.queryset,
        fields=_fields(room),
        acts=pages.acts[room.key],
        opens=lambda user: "" if room.may_open(user) else f"「{room.label}」由{room.kept_by}管理",
        filter=pages.filters[room.key],
        narrow=lambda form, rows, now: form.narrow(rows),
        new=opening if REGISTER in pages.forms[room.key] else None,
    )


def _fields(room: Room) -> tuple[str, ...]:
    """The columns of the list and the facts of the page, as far as they are columns."""
    columns = {one.name: one for one in room.model._meta.concrete_fields}
    under = (room.under,) if room.under else ()
    wanted = dict.fromkeys(("id", "name", "state", "community", *under, *room.columns, *room.facts, *_ALWAYS))
    return tuple(
        one
        for one in wanted
        if one in columns and not isinstance(columns[one], models.BinaryField | models.JSONField)
    )


@dataclass(frozen=True)
class WorkOpening:
    """Setting one up by the room's own form; what stands under another work names that one in `under`."""

    pages: Pages
    room: Room

    @property
    def label(self) -> str:
        return str(self.room.table[REGISTER].label)

    @property
    def form(self) -> type[WorkForm]:
        return self.pages.forms[self.room.key][REGISTER]

    @property
    def files(self) -> bool:
        return takes_files(self.form)

    def schema(self, *, files: bool) -> Schema:
        found = form_schema(self.form, files=files)
        if self.room.under:
            found["properties"][UNDER] = {"type": "integer", "title": "在哪一件下面"}
            found["required"] = [*found.get("required", []), UNDER]
        return found

    def describe(self, user: User, now: datetime) -> forms.BaseForm:
        self._may(user)
        return self._form(None, None, user, now, None)

    def create(self, user: User, data: QueryDict, files: Any, now: datetime) -> Any:
        self._may(user)
        above = self._above(user, data)
        form, numbers = read_sent(data, lambda sent: self._form(sent, files, user, now, above))
        refuse_unknown(data, form, also=(UNDER,) if self.room.under else ())
        refuse_invalid(form, numbers)
        with transaction.atomic():
            row = register(self.room, actor=user, under=above, **form.arguments())
            for upload in form.cleaned_data.get("photos") or []:
                attach_photo(
                    upload,
                    subject_kind=self.room.kind,
                    subject_id=row.pk,
                    actor=user,
                    purpose=form.photo_purpose,
                )
        return row

    def _may(self, user: User) -> None:
        if not self.room.may_register(user):
            raise NotAllowed("role", f"「{self.label}」由{self.room.kept_by}来做")

    def _above(self, user: User, data: QueryDict) -> Any:
        """The work that it stands under, if the person sees it."""
        if not self.room.under:
            return None
        rows: Any = self.pages.above(self.room).queryset()
        pk = number_of(data.get(UNDER, ""))
        found = rows.visible_to(user).filter(pk=pk).first() if pk is not None else None
        if found is None:
            raise Http404
        return found

    def _form(self, data: Any, files: Any, user: User, now: datetime, above: Any) -> WorkForm:
        blank = self.room.model(**({self.room.under: above} if above is not None else {}))
        given = (files or MultiValueDict()) if data is not None else None
        return self.form(data, given, row=blank, user=user, now=now)
