"""The shape of every workflow table. Data only: policies ask `who`, the engine the rest."""

from collections.abc import Collection
from dataclasses import dataclass

# Words of `who` that are never a signed-in person.
SYSTEM, CITIZEN = "system", "citizen"


@dataclass(frozen=True)
class Transition:
    """One row: what may be done, from where to where, by whom, with what, and what it does to the clocks.

    `to` empty means the state stays. More than one `to` means the action chooses by a fact that `note` names. `who`,
    `guards` and `tells` name functions of the app's Flow. `clocks` are verbs of core.flow.clockwork. `row` is the
    clause of domain.md. `needs` are the arguments that the action asks for."""

    act: str
    label: str
    from_states: frozenset[str]
    to: tuple[str, ...]
    who: tuple[str, ...]
    row: str
    needs: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    note: str = ""
    # Said to or with people rather than moving the matter: shown under 沟通 on the timeline.
    is_talk: bool = False

    @property
    def stays(self) -> bool:
        return not self.to

    @property
    def by_citizen(self) -> bool:
        return CITIZEN in self.who

    @property
    def without_account(self) -> bool:
        """May be done by time itself or by a citizen: nobody signed in."""
        return self.by_citizen or SYSTEM in self.who


def row(act: str, label: str, from_states: Collection[str], **rest: object) -> Transition:
    """A row as tables write it, one a line."""
    return Transition(act=act, label=label, from_states=frozenset(from_states), **rest)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Decision:
    """May it be done; if not, the sentence that says why and what to do instead."""

    allowed: bool
    code: str = ""
    reason: str = ""


ALLOWED = Decision(True)


@dataclass(frozen=True)
class ActOption:
    """An act as the page lists it."""

    act: str
    label: str
    allowed: bool
    reason: str = ""
