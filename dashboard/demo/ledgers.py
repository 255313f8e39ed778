"""Upper-level forms of the demo street: one a month, one a quarter, one that upper levels no longer ask for."""

from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.demo.staff import Staff
from dashboard.ledgers import actions
from dashboard.ledgers.layout import COUNTER, FIXED, Column, Span, Width
from grids.choices import Role

_CASES = (
    Column("序号", COUNTER, width=Width.NARROW),
    Column("填报单位", FIXED, "【单位】"),
    Column("编号", "no"),
    Column("纠纷类型", "cause"),
    Column("简要情况", "title", width=Width.WIDE),
    Column("所在社区", "community"),
    Column("涉及人数", "people_involved", width=Width.NARROW),
    Column("涉及金额", "amount_claimed"),
    Column("受理时间", "registered_at"),
    Column("化解情况", "state"),
)


def tell_ledgers(staff: Staff, now: datetime) -> int:
    """Made and changed by the case manager weeks ago; how many acts that took."""
    manager, then = staff.street[Role.CENTRE_MANAGER][0], now - timedelta(days=40)
    cases = actions.create_ledger(
        source="cases",
        title="矛盾纠纷排查化解登记表",
        sent_to="市委政法委",
        actor=manager,
        now=then,
        is_demo=True,
    )
    actions.change_ledger(
        cases,
        layout=replace(cases.shape, columns=_CASES, sums=True),
        actor=manager,
        now=then + timedelta(days=1),
    )
    hazards = actions.create_ledger(
        source="hazards",
        title="安全隐患排查整治台账",
        sent_to="市应急局",
        actor=manager,
        now=then,
        is_demo=True,
    )
    actions.change_ledger(
        hazards, layout=replace(hazards.shape, span=Span.QUARTER), actor=manager, now=then + timedelta(days=2)
    )
    visits = actions.create_ledger(
        source="visits", title="民情大走访周报", sent_to="市民政局", actor=manager, now=then, is_demo=True
    )
    actions.retire_ledger(visits, reason="上级已经不要这张表", actor=manager, now=then + timedelta(days=9))
    return 6
