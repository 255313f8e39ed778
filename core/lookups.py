"""Lookups that Django lacks."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=ArraySubquery(…)`: the subquery is asked once, first, so that an index finds its rows also in the middle of
    an OR. There `pk__in=Subquery(…)` is a filter that each row of the table must pass, and is thought to let through half."""

    lookup_name = "any_of"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        mine, my_values = self.process_lhs(compiler, connection)
        theirs, their_values = self.process_rhs(compiler, connection)
        return f"{mine} = ANY({theirs})", (*my_values, *their_values)
