"""The three lists as an Excel sheet: rows of the person's scope, nothing about residents but counts."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.sheets.kinds import Column, Filter, SheetKind
from grids.choices import Role
from grids.scope import Scope
from grids.selectors.picking import unit_choices
from partybuilding.choices_items import SHOWN_STATES, UNFINISHED, ItemState
from partybuilding.items import policies
from partybuilding.models import ActionItem

EXPORTERS = policies.OFFICE | {Role.STREET_LEAD}
MOST_ROWS = 500


def _states(user: User) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in ItemState if one in SHOWN_STATES]


class ItemLists(SheetKind):
    """Only leaves: tasks come of decisions, never of a sheet."""

    code = "action_items"
    label = "任务责任清单"
    columns = (
        Column("no", "编号", identifies=True),
        Column("what", "任务", width=26),
        Column("problem", "问题", width=34, longest=200),
        Column("where", "地点", width=20),
        Column("source", "议定来源", width=26),
        Column("lead", "牵头单位"),
        Column("assist", "配合单位", width=20),
        Column("responsible", "责任人"),
        Column("due", "完成期限"),
        Column("standard", "销号标准", width=30, longest=200),
        Column("funding", "资金来源"),
        Column("openness", "公开或内部"),
        Column("percent", "进度"),
        Column("state", "状态"),
        Column("orders", "督办次数"),
        Column("cleared_on", "销号日期"),
    )

    def may_export(self, user: User) -> bool:
        return bool(Scope.of(user).street_roles & EXPORTERS)

    def filters(self) -> tuple[Filter, ...]:
        return (Filter("lead", "牵头单位", lambda user: unit_choices()), Filter("state", "状态", _states))

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        """Visible items; without a state those that are not finished."""
        rows: Any = ActionItem.objects.visible_to(user)
        rows = (
            rows.filter(state=chosen["state"]) if chosen.get("state") else rows.filter(state__in=UNFINISHED)
        )
        if chosen.get("lead"):
            rows = rows.filter(lead=chosen["lead"])
        found = rows.select_related("lead", "community", "decision__meeting__body")
        for item in found.prefetch_related("assisting").order_by("year", "serial")[:MOST_ROWS]:
            yield _as_row(item)


def _as_row(item: ActionItem) -> dict[str, str]:
    return {
        "no": item.no,
        "what": item.what,
        "problem": item.problem,
        "where": item.where,
        "source": str(item.decision.meeting) if item.decision else item.source_words,
        "lead": item.lead.name if item.lead else "",
        "assist": "、".join(unit.name for unit in item.assisting.all()),
        "responsible": item.responsible,
        "due": item.due_on.isoformat(),
        "standard": item.standard,
        "funding": item.funding,
        "openness": "公开" if item.is_public else "内部",
        "percent": f"{item.percent}%",
        "state": item.get_state_display(),
        "orders": str(item.order_count),
        "cleared_on": timezone.localdate(item.cleared_at).isoformat() if item.cleared_at else "",
    }
