"""Many cases from one: what the acts made of it once, as often as wanted, in one INSERT … SELECT a table.

A copy has its own number, parties, timeline, clocks, agreement and messages; every key between them points inside the
copy. Phones are left out (they are sealed for one case), and so are lines of the ledger, which only its owner writes.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model

from core.clocks.models import Clock
from core.notices.models import Notice
from disputes.models import (
    Agreement,
    Dispute,
    DisputeEvent,
    DisputeParty,
    Escalation,
    MediationSession,
    PerformanceItem,
    Suspension,
)

# Parents before children.
_TABLES: tuple[type[Model], ...] = (
    Dispute,
    DisputeParty,
    DisputeEvent,
    Escalation,
    Suspension,
    MediationSession,
    Agreement,
    PerformanceItem,
    Clock,
    Notice,
)
_NEW: Mapping[type[Model], dict[str, str]] = {
    Dispute: {
        "serial": "{serial} + n",
        "no": "row.year || '-' || lpad(({serial} + n)::text, 5, '0')",
        "receipt_code": "lpad(to_hex({serial} + n), 8, 'A')",
    },
    DisputeParty: {"phone_sealed": "NULL", "phone_index": "NULL"},
    Notice: {"key": "row.key || '/' || n"},
}


class _Ids:
    """Where the ids of the copies lie: one block a copy, in the order of the original's ids."""

    def __init__(self, model: type[Model], where: str) -> None:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT min(id), max(id) FROM {table} AS row WHERE {where}")
            self.first, last = cursor.fetchone()
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
            self.base = cursor.fetchone()[0]
        self.span = last - self.first + 1 if self.first is not None else 0

    def of(self, column: str) -> str:
        return f"{self.base} + (n - 1) * {self.span} + ({column} - {self.first})"


def multiply(case: Dispute, number: int) -> range:
    """Write `number` copies of the case; their ids. The counters of all tables are set behind what was written."""
    known: dict[type[Model], _Ids] = {}
    serial = Dispute.objects.filter(year=case.year).order_by("-serial").values_list("serial", flat=True)[0]
    for model in _TABLES:
        where = _where(model, case)
        ids = _Ids(model, where)
        if ids.span:
            known[model] = ids
            _copy(model, where, number, known, serial)
    with connection.cursor() as cursor:
        # The next number of the series comes after the copies'.
        cursor.execute("UPDATE papers_counter SET last = last + %s WHERE year = %s", [number, case.year])
    home = known[Dispute]
    return range(home.base, home.base + number)


def _where(model: type[Model], case: Dispute) -> str:
    if model is Dispute:
        return f"row.id = {case.pk}"
    if model in (Clock, Notice):
        return f"row.subject_kind = 'dispute' AND row.subject_id = {case.pk}"
    if model is PerformanceItem:
        return f"row.agreement_id IN (SELECT id FROM disputes_agreement WHERE dispute_id = {case.pk})"
    return f"row.dispute_id = {case.pk}"


def _copy(
    model: type[Model], where: str, number: int, known: dict[type[Model], _Ids], serial: int | None
) -> None:
    table = model._meta.db_table
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, known).format(serial=serial) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) "
            f"SELECT {values} FROM {table} AS row, generate_series(1, {number}) AS n WHERE {where}"
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


def _value(model: type[Model], field: "Field[Any, Any]", known: dict[type[Model], _Ids]) -> str:
    """The copy's value of a column: its own, a key inside the copy, or the original's."""
    column = f'row."{field.column}"'
    new = _NEW.get(model, {}).get(field.column)
    if new is not None:
        return new
    if field.primary_key:
        return known[model].of(column)
    if field.column == "subject_id":
        return known[Dispute].of(column)
    target = field.related_model if isinstance(field, ForeignKey) else None
    if isinstance(target, type) and target in known and target is not model:
        return known[target].of(column)
    return column
