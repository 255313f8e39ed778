"""A kind of sheet: what its columns are, who may, and the four verbs by which the owner of the rows reads and writes them.

The app that owns the rows registers one object a kind in its AppConfig.ready, as with core.subjects. core/sheets/__init__
shows how to write one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from core.accounts.models import User

if TYPE_CHECKING:
    from core.sheets.applying import CommitContext, ReadyRow, UndoContext, UndoRow

Choices = Sequence[tuple[str, str]]
ChoicesOf = Callable[[User], Choices]
Mask = Callable[[str], str]
Reader = Callable[[str], str]


class Type(StrEnum):
    """How a column's cells are read; core.sheets.values has a reader for each."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """One column of the sheet. `mask` makes it personal: only the mask of its values is shown and compared in exports.

    `choices` are the drop-down of the template; they bind only a CHOICE, where pairs are (value kept, words shown)."""

    key: str
    header: str
    type: Type = Type.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    example: str = ""
    choices: Choices | ChoicesOf = ()
    longest: int = 60
    mask: Mask | None = None
    # Reads the cells in the type's place: gives the one spelling that is kept, or raises core.sheets.values.BadValue.
    reader: Reader | None = None
    width: int = 14
    # The column by which an exported row is found again (a system number); never asked of a new row.
    identifies: bool = False

    @property
    def is_personal(self) -> bool:
        return self.mask is not None

    def choices_for(self, user: User) -> Choices:
        return self.choices(user) if callable(self.choices) else self.choices


class Verdict(StrEnum):
    """What a staged row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    ERROR = "error"


class Decision(StrEnum):
    """What the person said about a row; a doubtful one has no default."""

    NONE = ""
    UPDATE = "update"
    NEW = "new"
    SKIP = "skip"


@dataclass(slots=True)
class Problem:
    """What is wrong with one cell, or with the row when `column` is empty. The sentence never repeats the value.

    `suggestions` are texts that the cell could be given instead; leave them out where they would tell personal data."""

    column: str
    code: str
    sentence: str
    suggestions: tuple[str, ...] = ()


@dataclass(slots=True)
class Change:
    """One column of an existing row that would change; personal values are masked by whoever makes this."""

    column: str
    old: str
    new: str


@dataclass(slots=True)
class RawRow:
    """A row of the file, read by its columns' types. `values` has every column of the kind; empty and bad ones are "".

    `bad` names the columns that were already found wrong, `masked` those that hold the mask of a personal value."""

    row_no: int
    values: dict[str, str]
    bad: set[str] = field(default_factory=set)
    masked: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Judgement:
    """What a checker says about a row.

    `key` is what makes the row one thing (an ID number, a place): the same key twice in a file is found by the framework.
    `payload` is whatever commit needs and JSON can carry; it is sealed with the row. `target_id` and `version` name the
    existing row as it was looked at. `family` is what rows belong together by (a household that the file founds): exactly
    one of them is its head, which the framework sees to once it knows them all. `heads` says whether this row is; None
    where that cannot be read."""

    verdict: Verdict
    problems: Sequence[Problem] = ()
    target_id: int | None = None
    version: int | None = None
    changes: Sequence[Change] = ()
    options: tuple[Decision, ...] = ()
    key: str = ""
    payload: Any = None
    family: str = ""
    heads: bool | None = None


def new(*, key: str = "", payload: Any = None) -> Judgement:
    """The row is not there yet."""
    return Judgement(Verdict.NEW, key=key, payload=payload)


def same(target_id: int, version: int, *, key: str = "") -> Judgement:
    """The row is there and says the same."""
    return Judgement(Verdict.SAME, target_id=target_id, version=version, key=key)


def changed(
    target_id: int, version: int, changes: Sequence[Change], *, key: str = "", payload: Any = None
) -> Judgement:
    """The row is there and says something else; without a change it is the same."""
    if not changes:
        return same(target_id, version, key=key)
    return Judgement(
        Verdict.CHANGED, (), target_id=target_id, version=version, changes=changes, key=key, payload=payload
    )


def doubtful(
    problem: Problem,
    options: tuple[Decision, ...],
    *,
    target: tuple[int, int] | None = None,
    changes: Sequence[Change] = (),
    key: str = "",
    payload: Any = None,
) -> Judgement:
    """A person must say what it is; `target` is the id and version of the row it resembles."""
    target_id, version = target or (None, None)
    return Judgement(
        Verdict.DOUBTFUL, (problem,), target_id, version, changes, options, key=key, payload=payload
    )


def wrong(*problems: Problem, key: str = "") -> Judgement:
    """The row cannot be taken as it is."""
    return Judgement(Verdict.ERROR, problems, key=key)


@dataclass
class CheckContext:
    """For whom and when rows are judged."""

    user: User
    today: date
    import_id: int


class Checker(Protocol):
    """Made once an import by the kind; holds whatever maps it needs."""

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        """A judgement for each row, in order. Called with up to 1,000 rows: ask the database once a call, not a row."""


@dataclass(frozen=True)
class Filter:
    """One choice by which an export is narrowed."""

    key: str
    label: str
    choices: ChoicesOf
    required: bool = False


class SheetKind:
    """What a kind answers. The defaults fit a kind that only adds, cannot be undone and is not exported."""

    code = ""
    label = ""
    columns: tuple[Column, ...] = ()
    # What a person should know before filling the template in; one or two sentences.
    about = ""
    # Fewer than settings.SHEETS["rows"] where a commit holds locks that others wait for.
    most_rows: int | None = None
    can_undo = True
    undo_words = ""
    # Who may commit changes, told to those who may only add.
    changers = ""

    def may_add(self, user: User) -> bool:
        """Import new rows of the kind, somewhere."""
        return False

    def may_change(self, user: User) -> bool:
        """Change existing rows by an import."""
        return False

    def may_take_over(self, user: User, owner: User) -> bool:
        """Open somebody else's import and commit the changes in it; asked only of who may change."""
        return False

    def changers_of(self, owner: User) -> Iterable[User]:
        """Who is told that an import of this person holds changes for them to commit."""
        return ()

    def prepare(self, context: CheckContext) -> Checker:
        raise NotImplementedError

    def no_head(self) -> Problem:
        """Told to each row of a family without a head; only of kinds that name families."""
        raise NotImplementedError

    def second_head(self, first: int) -> Problem:
        """Told to each head of a family after its first, which stands in row `first`."""
        raise NotImplementedError

    def commit(self, context: "CommitContext", batches: "Iterable[list[ReadyRow]]") -> None:
        """Write the rows, inside the one transaction of the import. Say for each what became of it: `context.done` or
        `context.back`. Compare versions while writing; whatever changed since the check goes back to the person."""
        raise NotImplementedError

    def undo(self, context: "UndoContext", batches: "Iterable[list[UndoRow]]") -> None:
        """Take back what `commit` did, row by row: `context.undone` or, where somebody went on since, `context.kept`."""
        raise NotImplementedError

    def may_export(self, user: User) -> bool:
        return False

    def may_export_personal(self, user: User) -> bool:
        """Ask for unmasked values; another person must still agree."""
        return False

    def may_approve_export(self, user: User, owner: User) -> bool:
        """Be that other person; never asked about oneself."""
        return False

    def approvers_of(self, owner: User) -> Iterable[User]:
        """Who is told that this person asks for unmasked values; each must pass may_approve_export."""
        return ()

    def filters(self) -> tuple[Filter, ...]:
        return ()

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        """Rows in the person's scope, by column key, unmasked; the framework counts, caps and masks them."""
        raise NotImplementedError

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


_kinds: dict[str, SheetKind] = {}


def register(kind: SheetKind) -> None:
    """Make a kind known; a second registration of the code replaces the first (tests do that)."""
    keys = [column.key for column in kind.columns]
    if len(set(keys)) != len(keys) or not kind.code:
        raise ValueError(f"{kind.code!r}: a kind needs a code and columns with different keys")
    _kinds[kind.code] = kind


def unregister(code: str) -> None:
    _kinds.pop(code, None)


def get(code: str) -> SheetKind:
    """The kind. Raises LookupError when no app registered it."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no app registered the sheet kind {code!r}") from None


def all_kinds() -> list[SheetKind]:
    return list(_kinds.values())


def addable(user: User) -> list[SheetKind]:
    """The kinds that the person may import, in the order of registration."""
    return [kind for kind in _kinds.values() if kind.may_add(user) or kind.may_change(user)]


def exportable(user: User) -> list[SheetKind]:
    return [kind for kind in _kinds.values() if kind.may_export(user)]
