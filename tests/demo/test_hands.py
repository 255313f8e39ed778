"""Every act of every table, for everybody, by role alone: whose it is says tests/permissions/expected/hands.txt (trust.md P1).

Then each rule of who somebody is, is answered wrongly, one by one: the table must notice (P3)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.table import ALLOWED, CITIZEN, SYSTEM
from dashboard.rights.tables import FLOWS
from specialgroups import wall
from tests.permissions.expected import HANDS, read
from tests.permissions.hands import Pose, marks, poses
from tests.permissions.people import COLUMNS, people
from tests.permissions.things import Places

pytestmark = pytest.mark.django_db
Told = dict[tuple[str, str], dict[str, str]]
Laid = tuple[list[Pose], dict[str, User]]


def expected() -> Told:
    """By kind and label of the thing, the marks of each act."""
    found: Told = defaultdict(dict)
    for line in read(HANDS):
        assert line.function not in found[line.kind, line.thing], line
        assert len(line.marks) == len(COLUMNS), line
        found[line.kind, line.thing][line.function] = line.marks
    return dict(found)


@pytest.fixture
def laid(standing: object) -> Iterator[Laid]:
    """All things in all their ways, and who asks. Records of support open to a job alone."""
    who = people()
    with wall.as_job():
        yield list(poses(who, Places.of_town())), who


def test_every_act_is_whose_the_table_says(
    laid: Laid, record_property: Callable[[str, object], None]
) -> None:
    things, who = laid
    found = {(one.kind, one.label): marks(one, who) for one in things}
    right = expected()
    assert len(found) == len(things) and {one.kind for one in things} == {one.kind for one in FLOWS.values()}
    wrong = [
        f"{kind} {label} {act}: {told} is not {right.get((kind, label), {}).get(act)}"
        for (kind, label), acts in found.items()
        for act, told in acts.items()
        if told != right.get((kind, label), {}).get(act)
    ]
    assert wrong == []
    assert {key: set(acts) for key, acts in right.items()} == {key: set(acts) for key, acts in found.items()}
    record_property("cells", sum(len(acts) for acts in found.values()) * len(COLUMNS))


def mutants(flow: Any) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """A name, the method, and what it answers instead: each word of who is everybody, is nobody; what stops somebody
    whatever their post stops nobody."""
    truly, words = flow.holds, {str(word) for row in flow.table.values() for word in row.who}
    for word in sorted(words):
        for answer in (True, False):
            if answer or word not in (SYSTEM, CITIZEN):

                def holds(
                    self: Any, user: Any, who: Any, row: Any, word: str = word, said: bool = answer
                ) -> bool:
                    return said if str(who) == word else bool(truly(user, who, row))

                yield f"{flow.kind}: {word} is {'everybody' if answer else 'nobody'}", "holds", holds
    own = type(flow)
    if own.by_role is not Flow.by_role:
        yield f"{flow.kind}: by_role says no more than the words", "by_role", Flow.by_role
    if own.forbids is not Flow.forbids:
        yield f"{flow.kind}: nobody is kept out", "forbids", lambda self, user, row: ALLOWED


def test_every_rule_of_hands_is_missed_when_it_is_wrong(
    laid: Laid,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    things, who = laid
    right, caught, survived = expected(), 0, []
    for flow in FLOWS.values():
        mine = [one for one in things if one.kind == flow.kind]
        for name, method, answer in mutants(flow):
            with monkeypatch.context() as patch:
                patch.setattr(type(flow), method, answer)
                if any(marks(one, who) != right[one.kind, one.label] for one in mine):
                    caught += 1
                else:
                    survived.append(name)
    record_property("mutants", caught + len(survived))
    with capsys.disabled():
        print(f"\nmutants of hands: {caught} caught, survived {survived}")  # noqa: T201 - part of the proof
    assert survived == []
