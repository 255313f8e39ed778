"""What an opinion may be turned into. Higher rooms register here; residents knows none of them (H4, D8).

    conversions.register(Conversion("dispute", "案件", start_url, describe, Category.DISPUTE))

Whoever starts the new thing calls `residents.actions.opinions.converted`, and `target_ended` when it comes to an end:
the result flows back, and the opinion stays open until the resident has been answered."""

from collections.abc import Callable
from dataclasses import dataclass

from core import subjects
from core.accounts.models import User
from residents.choices_visits import Category
from residents.models import Opinion


def _to_all(user: User, opinion: Opinion) -> bool:
    return True


@dataclass(frozen=True)
class Conversion:
    """One kind of thing that an opinion becomes. `kind` is the subject's kind in core.subjects."""

    kind: str
    label: str
    # Where the form of the new thing stands, filled in from the opinion.
    start_url: Callable[[Opinion], str]
    # How the thing stands now, in words without anybody's name.
    describe: Callable[[int], str]
    # The category of an opinion that nobody classified before.
    category: str = Category.OTHER
    # A shorter form for who stands in the stairwell, where the kind has one.
    quick_url: Callable[[Opinion], str] | None = None
    # For whom the way is open at all, beside whoever may turn the opinion into something.
    offered: Callable[[User, Opinion], bool] = _to_all
    # What the button says where it is not 转为….
    words: str = ""

    @property
    def button(self) -> str:
        return self.words or f"转为{self.label}"

    def url_for(self, opinion: Opinion, *, in_the_field: bool) -> str:
        quick = self.quick_url if in_the_field else None
        return (quick or self.start_url)(opinion)


@dataclass(frozen=True)
class Target:
    """What became of an opinion, as its page shows it; `url` is empty for who may not see it."""

    label: str
    no: str
    words: str
    url: str


_kinds: dict[str, Conversion] = {}


def register(conversion: Conversion) -> None:
    """Make a kind known; the same kind replaces the earlier one."""
    _kinds[conversion.kind] = conversion


def unregister(kind: str) -> None:
    _kinds.pop(kind, None)


def kinds() -> list[Conversion]:
    return list(_kinds.values())


def get(kind: str) -> Conversion | None:
    return _kinds.get(kind)


def target_of(opinion: Opinion, user: User) -> Target | None:
    """The case (or hazard, or whistle) behind an opinion, with a link only for who may see it."""
    if opinion.target_id is None:
        return None
    known = get(opinion.target_kind)
    if known is None or not subjects.known(opinion.target_kind):
        return Target("", opinion.target_no, opinion.target_result, "")
    owner, pk = subjects.get(opinion.target_kind), opinion.target_id
    seen = pk in owner.visible_ids(user, [pk])
    return Target(known.label, opinion.target_no, known.describe(pk), owner.url(pk) if seen else "")
