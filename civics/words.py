"""Words of the ledger for what this part of the app does."""

from typing import Any

from civics.care.flow import CARE
from civics.services.rooms import ALL
from core.audit.words import register_words


def register() -> None:
    """Each act by its whole code. Called once by civics.joined."""
    flows: list[tuple[Any, str]] = [(CARE, "心理疏导预约"), *((room, room.label) for room in ALL)]
    for flow, noun in flows:
        actions = {f"{flow.kind}.{act}": f"{noun}：{row.label}" for act, row in flow.table.items()}
        register_words(actions=actions, kinds={flow.kind: noun})
    register_words(actions={f"{CARE.kind}.book": "心理疏导预约：登记"})
