"""The pictures of docs/states are the tables: states by their Chinese names, one arrow a pair with all its labels."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.rights.tables import FLOWS

STATES = Path(__file__).resolve().parents[1] / "docs" / "states"


def picture(name: str, flow: Any) -> str:
    order = list(flow.states)
    arrows: dict[tuple[Any, Any], list[str]] = {}
    for a in order:
        for row in flow.table.values():
            for b in map(flow.states, row.to if a in row.from_states else ()):
                if a != b:
                    arrows.setdefault((a, b), []).append(row.label)
    left = {a for a, _ in arrows}
    lines = [f"# {name}状态图", "", "由 tests/test_state_pictures.py 按动作表画出，不要手改。", ""]
    lines += ["```mermaid", "stateDiagram-v2", *(f"    {one.value} : {one.label}" for one in order)]
    lines.append(f"    [*] --> {order[0].value}")
    for a, b in sorted(arrows, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        lines.append(f"    {a.value} --> {b.value} : {' / '.join(dict.fromkeys(arrows[a, b]))}")
    lines += [*(f"    {one.value} --> [*]" for one in order if one not in left), "```", ""]
    lines += ["| 动作 | 从 | 到 | 谁 | 时限 | 出处 |", "|---|---|---|---|---|---|"]
    for row in flow.table.values():
        start = "、".join(one.label for one in order if one in row.from_states)
        end = "、".join(flow.states(one).label for one in row.to) or "不变"
        who = "；".join(flow.who_words[one] for one in row.who)
        clocks = "、".join(row.clocks) or "—"
        lines.append(f"| {row.label} `{row.act}` | {start} | {end} | {who} | {clocks} | {row.row} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FLOWS)
def test_the_picture_in_the_docs_is_the_table(name: str, request: pytest.FixtureRequest) -> None:
    """After a change of a table run it once with --draw to write the picture anew."""
    file = STATES / f"{FLOWS[name].kind}.md"
    drawn = picture(name, FLOWS[name])
    if request.config.getoption("--draw"):
        STATES.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == drawn


def test_every_picture_is_of_a_flow() -> None:
    assert {file.stem for file in STATES.glob("*.md")} == {flow.kind for flow in FLOWS.values()}
