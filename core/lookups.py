"""Lookups that Django lacks: one row, one of many, and two Chinese characters."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Func, Lookup, Model, Q, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


def one_of(rows: QuerySet[M]) -> M | None:
    """The row that something unique leaves, or None. As `first()`, but unsorted: to sort, Django first hashes every column that
    is read, which for a case with its places and people takes as long as asking the database."""
    return next(iter(rows.order_by()[:1]), None)


@Field.register_lookup
class AnyOf(Lookup):
    """What `pk_among` asks: the subquery is asked once, first, so that an index finds its rows also in the middle of
    an OR. There `pk__in=Subquery(…)` is a filter that each row of the table must pass, and is thought to let through half."""

    lookup_name = "any_of"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        mine, my_values = self.process_lhs(compiler, connection)
        theirs, their_values = self.process_rhs(compiler, connection)
        return f"{mine} = ANY({theirs})", (*my_values, *their_values)


def pk_among(keys: "QuerySet[Any, Any]") -> Q:
    """The rows whose key is one of `keys`, which select one column; for the middle of an OR."""
    return Q(pk__any_of=ArraySubquery(keys))


def bigrams(text: Any) -> Func:
    """All pairs of neighbouring characters of a column or expression, as an index of them holds them."""
    return Func(text, function="xg_bigrams", output_field=ArrayField(TextField()))


def pairs_of(text: str) -> list[str]:
    """The same pairs of what somebody looks for: `bigrams(…)` must contain them all. One character has none."""
    return [text[at : at + 2] for at in range(len(text) - 1)]
