"""What a row of a sheet would change in a row that is there. The same for every kind, masks included."""

from collections.abc import Iterable, Mapping

from core.sheets.kinds import Change, Column, Problem, RawRow

MASKED_NEW = "这里带*，看不出完整的内容。新增的行请填完整"
MASKED_OTHER = "这里带*，又和现在的不一样。没有变就别动它，要改就填完整的新号码"


def changes(
    row: RawRow, columns: Iterable[Column], current: Mapping[str, str]
) -> tuple[list[Change], list[Problem]]:
    """The differences of the row to `current` (values by column key), personal ones masked, and what is wrong.

    An empty cell says nothing: it does not clear what is there. The mask of the present value means that it stays,
    which is why a masked export imports again with no change at all."""
    found: list[Change] = []
    wrong: list[Problem] = []
    for column in columns:
        key = column.key
        value, now = row.values[key], current.get(key)
        if now is None or not value or key in row.bad or value == now:
            continue
        if key in row.masked:
            if column.mask is None or column.mask(now) != value:
                wrong.append(Problem(key, "masked", MASKED_OTHER))
            continue
        shown = column.mask or (lambda text: text)
        found.append(Change(key, shown(now), shown(value)))
    return found, wrong


def masked_in_new(row: RawRow) -> list[Problem]:
    """A new row cannot be made of masks."""
    return [Problem(key, "masked", MASKED_NEW) for key in sorted(row.masked)]
