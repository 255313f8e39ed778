"""The pictures of docs/states are the tables: states by their Chinese names, one arrow a pair with all its labels."""

from pathlib import Path
from typing import Any

import pytest

from civics.care.flow import CARE
from civics.rooms import ROOMS as CIVIC_ROOMS
from civics.volunteers.flow import ACTIVITIES, CERTIFICATES, VOLUNTEERS
from civics.wishes.flow import WISHES
from dashboard.evaluation.flow import PERIODS, RESULTS
from disputes.engine import CASES
from disputes.hotline.flow import TICKETS
from disputes.petitions.flow import PETITIONS
from disputes.supervision.flow import ORDERS
from disputes.whistles.flow import CALLS, UNITS, WHISTLES
from grids.engine import HAZARDS
from partybuilding.items.flow import ITEMS
from partybuilding.meetings.flow import MEETINGS, TOPICS
from partybuilding.works.rooms import ROOMS
from residents.flows.opinions import OPINIONS
from residents.flows.visits import VISITS
from specialgroups.flow import RECORDS

STATES = Path(__file__).resolve().parents[1] / "docs" / "states"
FLOWS: dict[str, Any] = {
    "案件": CASES,
    "居民意见": OPINIONS,
    "走访": VISITS,
    "隐患": HAZARDS,
    "社区呼叫": CALLS,
    "吹哨单": WHISTLES,
    "报到单位": UNITS,
    "督办单": ORDERS,
    "热线工单": TICKETS,
    "信访事项": PETITIONS,
    "联席会议": MEETINGS,
    "会议议题": TOPICS,
    "会议任务": ITEMS,
    "帮扶档案": RECORDS,
    "心理疏导": CARE,
    "微心愿": WISHES,
    "志愿者": VOLUNTEERS,
    "志愿活动": ACTIVITIES,
    "志愿服务证明": CERTIFICATES,
    "考评": PERIODS,
    "考评结果": RESULTS,
    **{room.label: room for room in (*ROOMS, *CIVIC_ROOMS)},
}


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
