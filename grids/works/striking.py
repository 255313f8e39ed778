"""Taking back a record that is wrong: it stays where it is, crossed out, with the reason."""

from collections.abc import Iterable
from typing import Any

from django import forms

from core.errors import RuleBroken
from core.flow.engine import Step
from grids.works.forms import NOTE
from grids.works.room import STRIKE, Act, Room, keeper

MOST = 60


def strike(states: Iterable[str], clause: str, *, turn: str = "") -> Act:
    """The act of any room with records. `turn` is the rule of what comes round: its day is counted anew."""
    row = keeper(
        STRIKE, "作废记录", states, clause, needs=("record", NOTE), guards=("has_records",),
        clocks=(f"cancel:{turn}", f"renew:{turn}") if turn else (),
    )  # fmt: skip
    return Act(
        row,
        note="为什么作废",
        intro="记录不能改。填错的先作废，再登记一条对的。作废的仍然看得到。",
        fields=_fields,
        carry=_strike,
    )


def _fields(room: Room, subject: Any, user: Any) -> dict[str, Any]:
    live = list(room.live_records(subject))[:MOST]
    choices = [(_key(one), f"{one._meta.verbose_name}：{one}") for one in live]
    return {"record": forms.ChoiceField(label="哪一条", choices=choices)}


def _key(record: Any) -> str:
    return f"{record._meta.model_name}-{record.pk}"


def _strike(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    found = next((one for one in room.live_records(s.subject) if _key(one) == said.get("record")), None)
    if found is None:
        raise RuleBroken("missing", "请选哪一条", field="record")
    found.struck_because = said[NOTE][:200]
    found.save(update_fields=["struck_because"])
    return f"{found}：{said[NOTE]}"
