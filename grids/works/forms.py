"""The form of an act: the columns that it asks for, each drawn as the house draws its kind."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils import timezone

from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import PhoneField
from core.ui.filters import AddressFilter
from core.ui.forms import set_choices
from core.ui.widgets import ChipRadios, DateInput, PhotosField
from grids.scope import Scope
from grids.selectors.picking import community_choices
from grids.works.room import Act, Room
from grids.works.work import WorkRecord

# More choices than this are a list to open, not chips.
_CHIPS = 6
NOTE, TURN = "note", "turn"
PHOTO_WORDS = "只拍地方，不拍人"


class WorkForm(ActForm[Any]):
    """Base of the forms of all rooms."""

    room: ClassVar[Room]
    act: ClassVar[Act]

    @classmethod
    def first_values(cls, row: Any, now: Any) -> dict[str, Any]:
        """What the row says now; a record begins with today."""
        first = {name: _first(row, name) for name in cls.act.asks} | super().first_values(row, now)
        if "year" in cls.base_fields and first.get("year") is None:
            first["year"] = timezone.localdate(now).year
        return first

    def prepare(self) -> None:
        if self.row.pk is None:
            del self.fields["version"]
        if self.act.fields is not None:
            self.fields |= self.act.fields(self.room, self.row, self.user)
        for name, field in self.fields.items():
            if (
                isinstance(field, forms.ModelChoiceField)
                and field.queryset is not None
                and name in self.act.asks
            ):
                field.queryset = self.room.options(name, self.user, self.row)
        if "community" in self.fields:
            self._communities()

    def _communities(self) -> None:
        """Only the street keeps what is the street's own; who serves one community need not choose."""
        scope, field, model = Scope.of(self.user), self.fields["community"], self.room.model
        if not scope.street_roles & model.keepers:
            field.required = True
            own = scope.communities_as(*model.community_keepers)
            if len(own) == 1:
                self.initial["community"] = next(iter(own))


def _first(row: Any, name: str) -> Any:
    field = row._meta.get_field(name)
    value = getattr(row, field.attname)
    return str(value) if isinstance(field, models.BooleanField) else value


def form_of(room: Room, act: Act) -> type[WorkForm]:
    """The form of one act of one room."""
    fields: dict[str, Any] = {}
    for name in act.asks:
        label = room.name_label if name == "name" else ""
        fields[name] = field_for(room.model._meta.get_field(name), needed=name in act.row.needs, label=label)
    for name in act.seals:
        covered, stays = room.sealed[name], not act.row.from_states.isdisjoint(room.states.values)
        more = {"help_text": "不改就留空"} if stays and name not in act.row.needs else {}
        fields[name] = covered.field(label=covered.label, required=name in act.row.needs, **more)
    if act.adds is not None:
        fields |= {one.name: field_for(one) for one in asked_of(act.adds)}
    if act.note:
        fields[NOTE] = CleanTextArea(
            label=act.note, max_length=200, required=NOTE in act.row.needs, widget=forms.Textarea({"rows": 3})
        )
    if act.photos:
        fields["photos"] = PhotosField(
            label="照片", required="photos" in act.row.needs, help_text=PHOTO_WORDS
        )
    today = ("on",) if act.adds is not None and "on" in fields else ()
    facts = {
        "room": room, "act": act, "submit": act.row.label, "intro": act.intro, "photo_purpose": act.photos or "proof",
        "today_fields": today, "__module__": __name__,
    }  # fmt: skip
    return type(f"{room.model.__name__}{act.row.act.title()}Form", (WorkForm,), fields | facts)


def forms_of(room: Room) -> dict[str, type[WorkForm]]:
    return {name: form_of(room, act) for name, act in room.spec.items()}


def asked_of(record: type[WorkRecord]) -> list["models.Field[Any, Any]"]:
    """The columns of a record that people fill in, and that its table shows."""
    return [
        one for one in record._meta.fields if one.editable and not one.primary_key and not one.is_relation
    ]


def field_for(column: Any, *, needed: bool = False, label: str = "") -> forms.Field:
    """The form field of a column, with its words, limits and choices."""
    said: dict[str, Any] = {
        "label": label or column.verbose_name,
        "help_text": column.help_text,
        "required": needed or not column.blank,
    }
    if column.is_relation:
        return forms.ModelChoiceField(
            queryset=column.related_model._default_manager.none(),
            empty_label="请选" if said["required"] else "不选",
            **said,
        )
    if column.choices:
        return _choice(column, said)
    if isinstance(column, models.BooleanField):
        said["required"] = True
        return forms.TypedChoiceField(
            choices=[("True", "是"), ("False", "否")],
            coerce=lambda sent: sent == "True",
            widget=ChipRadios,
            **said,
        )
    if isinstance(column, models.DateField):
        return forms.DateField(widget=DateInput, **said)
    if isinstance(column, models.DecimalField):
        return forms.DecimalField(
            min_value=0, max_digits=column.max_digits, decimal_places=column.decimal_places, **said
        )
    if isinstance(column, models.IntegerField):
        low, high = (2000, 2099) if column.name == "year" else (0, 30_000)
        return forms.IntegerField(min_value=low, max_value=high, **said)
    if isinstance(column, models.TextField):
        return CleanTextArea(max_length=column.max_length, widget=forms.Textarea({"rows": 3}), **said)
    if column.name == "phone":
        return PhoneField(**said)
    return CleanCharField(max_length=column.max_length, **said)


def _choice(column: Any, said: dict[str, Any]) -> forms.Field:
    choices = list(column.choices)
    coerce = int if isinstance(column, models.IntegerField) else str
    if len(choices) <= _CHIPS and said["required"]:
        return forms.TypedChoiceField(choices=choices, coerce=coerce, widget=ChipRadios, **said)
    return forms.TypedChoiceField(choices=[("", "请选"), *choices], coerce=coerce, **said)


class WorkFilter(AddressFilter):
    """`?q=…&state=…&community=…` and the choices of the room."""

    room: ClassVar[Room]
    q = CleanCharField(label="搜索", max_length=60, required=False)
    community = forms.ChoiceField(label="社区", required=False)

    def prepare(self) -> None:
        model = self.room.model
        whole = bool(Scope.of(self.user).street_roles & (model.keepers | model.readers))
        set_choices(self, "community", [("", "全部"), *community_choices(self.user, whole=whole)])

    def narrow(self, rows: Any) -> Any:
        """Each word in one of the searched columns; the rest by equality."""
        given = self.given()
        for word in str(given.pop("q", "")).split():
            wanted = models.Q()
            for column in self.room.search:
                wanted |= models.Q(**{f"{column}__icontains": word})
            rows = rows.filter(wanted)
        if "community" in given:
            rows = rows.filter(community=int(given.pop("community")))
        if given.pop(TURN, "") and (waiting := self.room.mine(self.user)) is not None:
            rows = rows.filter(waiting)
        return rows.filter(**given)


def filter_of(room: Room) -> type[WorkFilter]:
    """The filter of one room's list."""
    fields: dict[str, Any] = {"state": _filter("状态", room.states.choices)}
    for name in room.filters:
        column: Any = room.model._meta.get_field(name)
        fields[name] = _filter(column.verbose_name, column.choices)
    if type(room).mine is not Room.mine:
        fields[TURN] = _filter("轮到谁", [("mine", "轮到我办")])
    facts = {"room": room, "__module__": __name__}
    return type(f"{room.model.__name__}Filter", (WorkFilter,), fields | facts)


def _filter(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "全部"), *choices], required=False)
