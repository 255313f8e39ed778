"""The transition table of opinions as data: complete, sound, and the picture in the docs is drawn from it."""

import inspect
from pathlib import Path

import pytest

from core.flow.table import Transition
from residents.actions import opinions as actions
from residents.actions.opinions import ACTIONS
from residents.choices_visits import OPEN_STATES, OpinionState
from residents.flows.opinions import OPINIONS
from residents.flows.opinions_table import OPINION_ACTS, WHO_WORDS, Tell, Who

DIAGRAM = Path(__file__).resolve().parents[2] / "docs" / "opinion-diagram.md"
S = OpinionState
# Without a page of their own: by time and other rooms, by the form of the new thing, by the panel that uncovers.
WITHOUT_FORM = {
    "raise_opinion",
    "convert",
    "target_ended",
    "target_moved",
    "target_resumed",
    "reveal_contact",
}


def edges() -> set[tuple[str, str, str]]:
    return {(a, b, row.label) for row in OPINION_ACTS.values() for a in row.from_states for b in row.to}


@pytest.mark.parametrize("state", [s for s in S if s != S.DRAFT], ids=str)
def test_every_state_can_be_reached(state: OpinionState) -> None:
    seen, frontier = {S.DRAFT}, [S.DRAFT]
    while frontier:
        here = frontier.pop()
        for a, b, _ in edges():
            if a == here and b not in seen:
                seen.add(b)
                frontier.append(b)
    assert state in seen


@pytest.mark.parametrize("state", [s for s in S if s != S.VOID], ids=str)
def test_every_state_but_void_can_be_left(state: OpinionState) -> None:
    assert any(a == state and b != state for a, b, _ in edges())


@pytest.mark.parametrize("row", OPINION_ACTS.values(), ids=lambda row: row.act)
def test_clock_verbs_people_and_guards_of_a_row_exist(row: Transition) -> None:
    assert {spec.partition(":")[0] for spec in row.clocks} <= set(OPINIONS.verbs)
    assert {spec.partition(":")[2] for spec in row.clocks} <= {"opinion.reply"}
    assert set(row.who) <= set(WHO_WORDS)
    assert set(row.tells) <= set(Tell)
    assert row.from_states and row.row


def test_every_act_of_a_person_has_an_action() -> None:
    by_person = {row.act for row in OPINION_ACTS.values() if set(row.who) - {Who.SYSTEM}}
    assert set(ACTIONS) == by_person - WITHOUT_FORM
    assert all(hasattr(actions, name) for name in WITHOUT_FORM - {"convert"})


@pytest.mark.parametrize("act", sorted(ACTIONS))
def test_an_action_takes_an_actor_a_version_and_a_moment(act: str) -> None:
    assert {"actor", "version", "now"} <= set(inspect.signature(ACTIONS[act]).parameters)


def test_ended_states_are_not_open() -> None:
    assert set(S) - OPEN_STATES == {S.DRAFT, S.CLOSED, S.VOID}


def diagram() -> str:
    """The picture as Mermaid text: states by their Chinese names, one arrow a pair with all its labels."""
    arrows: dict[tuple[OpinionState, OpinionState], list[str]] = {}
    for a, b, label in sorted(edges(), key=lambda e: (list(S).index(S(e[0])), list(S).index(S(e[1])), e[2])):
        arrows.setdefault((S(a), S(b)), []).append(label)
    lines = [
        "# 居民意见状态图",
        "",
        "由 tests/opinions/test_table.py 按 residents/flows/opinions_table.py 画出，不要手改。",
        "",
    ]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in S]
    lines.append("    [*] --> draft")
    lines += [f"    {a.value} --> {b.value} : {' / '.join(labels)}" for (a, b), labels in arrows.items()]
    lines += ["    closed --> [*]", "    void --> [*]", "```", ""]
    lines += ["| 动作 | 从 | 到 | 谁 | 时限 | 出处 |", "|---|---|---|---|---|---|"]
    for row in OPINION_ACTS.values():
        ordered = [state for state in S if state in row.from_states]
        lines.append(
            f"| {row.label} `{row.act}` | {'、'.join(s.label for s in ordered)} | "
            f"{'、'.join(S(s).label for s in row.to) or '不变'} | {'；'.join(WHO_WORDS[w] for w in row.who)} | "
            f"{'、'.join(row.clocks) or '—'} | {row.row} |"
        )
    return "\n".join(lines) + "\n"


def test_the_picture_in_the_docs_is_the_table(request: pytest.FixtureRequest) -> None:
    """After a change of the table run it once with --draw to write the picture anew."""
    if request.config.getoption("--draw"):
        DIAGRAM.write_text(diagram(), encoding="utf-8")
    assert DIAGRAM.read_text(encoding="utf-8") == diagram()
