"""What a person is told when they ask what is held of them: what, from where, who looked and why, who changed what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from core.audit.models import Reveal
from core.flow.models import Event
from core.ui.labels import label_for
from residents.models import Resident
from residents.words import FIELDS

# Columns that only serve the machine, or say the same once more.
_NOT_TOLD = frozenset(
    {"pinyin", "initials", "is_floating", "household_id", "community_id", "grid_id", "hidden_on", "erase_on"}
)
_SEALED_WORDS = {"phone": "手机", "id_number": "证件号码"}


@dataclass(frozen=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True)
class Change:
    """One act on the entry: when, who, what it was, which fields."""

    event: Event
    fields: str


@dataclass(frozen=True)
class Statement:
    held: list[Line]
    looks: list[Any]
    changes: list[Change]
    until: date | None


def statement_of(person: Resident) -> Statement:
    """Everything the register can say about its own entry, numbers covered: who asks knows them by heart."""
    ids = [person.pk, *person.merged_rows.values_list("pk", flat=True)]
    looks: list[Any] = list(
        Reveal.objects.filter(subject_kind="resident", subject_id__in=ids)
        .select_related("actor")
        .order_by("-at")
    )
    for look in looks:
        look.what = FIELDS.get(look.field, look.field)
    events = Event.objects.filter(subject_kind="resident", subject_id__in=ids).select_related("actor")
    return Statement(
        held=_held(person),
        looks=looks,
        changes=[Change(event, _fields(event)) for event in events.order_by("-at", "-pk")],
        until=person.erase_on,
    )


def _held(person: Resident) -> list[Line]:
    """Every field that holds something, in words."""
    rows = (
        ("登记编号", person.no),
        ("姓名", person.masked_name),
        ("性别", "" if person.is_child else person.get_sex_display()),
        ("出生", _born(person)),
        (
            "证件",
            f"{person.get_id_type_display()} {person.masked_id}" if person.has_sealed("id_number") else "",
        ),
        ("手机", person.masked_phone if person.has_sealed("phone") else ""),
        ("住址", person.household.address),
        ("与户主关系", person.get_relation_display()),
        ("居住状态", person.get_residence_status_display()),
        ("户籍地", person.registered_place),
        ("迁入日期", _day(person.moved_in_on)),
        ("迁出日期", _day(person.moved_out_on)),
        ("监护人", person.masked_guardian),
        ("监护人同意日期", _day(person.guardian_agreed_on)),
        ("来源", person.get_source_display()),
        ("登记时间", f"{timezone.localtime(person.created_at):%Y-%m-%d}"),
        ("上次核对", _day(person.confirmed_on)),
        ("留存", f"到{_day(person.kept_until)}，{person.kept_for}" if person.kept_until else ""),
    )
    return [Line(label, value) for label, value in rows if value]


def _born(person: Resident) -> str:
    if person.birth_date and not person.is_child:
        return _day(person.birth_date)
    return f"{person.birth_year}年" if person.birth_year else ""


def _day(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else ""


def _fields(event: Event) -> str:
    """The names of the fields that an act changed, without what they were or became."""
    names = [name for name in event.changes if name not in _NOT_TOLD]
    return "、".join(dict.fromkeys(_SEALED_WORDS.get(name) or _word(name) for name in names))


def _word(name: str) -> str:
    for column in Resident._meta.concrete_fields:
        if name in (column.name, column.attname):
            words = str(column.verbose_name)
            return words if not words.isascii() else label_for(name)
    return label_for(name)
