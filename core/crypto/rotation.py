"""Changing keys while people work: every sealed value goes over to the newest key, a few hundred rows at a time.

A value says by which key it was sealed, so it opens at every moment; searches ask for the marks of every key of the
ring. Killed anywhere, the next run takes up what is left: a row is either under the old key or the new."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func

from core.crypto.seal import newest_version, seal, unseal
from core.crypto.sealed import Mark, SealedModel, context_of

BATCH = 500


@dataclass(frozen=True)
class Place:
    """A sealed column: where, bound to what, and which marks go with it."""

    model: type[models.Model]
    column: str
    context: Callable[[Any], str]
    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


_others: dict[str, Place] = {}


def register(place: Place) -> None:
    """A sealed column of a model that is no SealedModel, with a context of its own."""
    _others[place.name] = place


def places() -> Iterator[Place]:
    """Every sealed column of the house."""
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            for spec in model.SEALED.values():
                yield Place(model, spec.column, _bound(model, spec.column), dict(spec.marks))
    yield from _others.values()


def _bound(model: type[models.Model], column: str) -> Callable[[Any], str]:
    return lambda row: context_of(model._meta.db_table, row.pk, column)


def _under_old_key(place: Place) -> Any:
    """Rows whose value is not under the newest key, by its second and third byte."""
    version = Func(
        F(place.column), template="substring(%(expressions)s from 2 for 2)", output_field=models.BinaryField()
    )
    rows = place.model._default_manager.filter(**{f"{place.column}__isnull": False})
    return rows.annotate(key_version=version).exclude(key_version=newest_version().to_bytes(2, "big"))


def left(place: Place) -> int:
    """How many values still wait for the newest key."""
    return int(_under_old_key(place).count())


def rotate(only: Iterable[Place] | None = None) -> Iterator[tuple[str, int]]:
    """Carry every value over; yields (place, rows done) after each batch, each committed by itself."""
    for place in only or places():
        last = None
        while True:
            last, done = _one_batch(place, last)
            if not done:
                break
            yield place.name, done


@transaction.atomic
def _one_batch(place: Place, after: Any) -> tuple[Any, int]:
    """Lock, open, seal anew, write. Rows are locked without their keys, so that who refers to them need not wait."""
    stale = _under_old_key(place).order_by("pk").select_for_update(no_key=True)
    # A key may be of several columns (the row of an import), so there is no nought to begin with.
    rows = list((stale if after is None else stale.filter(pk__gt=after))[:BATCH])
    for row in rows:
        text = unseal(bytes(getattr(row, place.column)), place.context(row))
        setattr(row, place.column, seal(text, place.context(row)))
        for column, mark in place.marks.items():
            setattr(row, column, mark.of(text))
    if rows:
        place.model._default_manager.bulk_update(rows, [place.column, *place.marks], batch_size=BATCH)
    return (rows[-1].pk if rows else after), len(rows)
