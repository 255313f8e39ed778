"""Kinds of cases as the office offers them on its forms."""

from collections.abc import Iterable
from dataclasses import dataclass

from disputes.choices import PARENT_CAUSE, Cause
from disputes.models import CauseOption


@dataclass(frozen=True)
class CauseRow:
    """A kind on the settings page; `version` 0: nothing was ever changed."""

    code: str
    label: str
    parent: str
    is_offered: bool
    example: str
    version: int


def cause_rows() -> list[CauseRow]:
    """All kinds in the order of K7; one query."""
    kept = {one.code: one for one in CauseOption.objects.all()}
    return [_row(cause, kept.get(cause)) for cause in Cause]


def cause_row(code: str) -> CauseRow | None:
    """One of them; None when there is no such kind."""
    if code not in Cause.values:
        return None
    return _row(Cause(code), CauseOption.objects.filter(code=code).first())


def _row(cause: Cause, kept: CauseOption | None) -> CauseRow:
    parent = PARENT_CAUSE.get(cause)
    return CauseRow(
        code=cause.value,
        label=cause.label,
        parent=parent.label if parent else "",
        is_offered=kept.is_offered if kept else True,
        example=kept.example if kept else "",
        version=kept.version if kept else 0,
    )


def offered(causes: Iterable[str], *, chosen: str = "", examples: bool = False) -> list[tuple[str, str]]:
    """Choices of a form: those of `causes` that the office offers, and what was chosen before it left the list.

    One query. Only what is shown gets shorter: a form sent by a phone that knew the longer list is still taken."""
    kept = {one.code: one for one in CauseOption.objects.all()}
    found = []
    for code in causes:
        one = kept.get(code)
        if one is None or one.is_offered or code == chosen:
            example = f"（{one.example}）" if examples and one and one.example else ""
            found.append((str(code), f"{Cause(code).label}{example}"))
    return found
