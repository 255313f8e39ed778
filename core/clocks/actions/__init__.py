"""Every write of core.clocks."""

from core.clocks.actions.holidays import add_holidays, remove_holiday, set_holiday
from core.clocks.actions.rules import edit_rule
from core.clocks.actions.running import (
    cancel_clock,
    extend_clock,
    pause_clock,
    resume_clock,
    revive_clock,
    start_clock,
    stop_clock,
)
from core.clocks.actions.shipped import ship_rules

__all__ = [
    "add_holidays",
    "cancel_clock",
    "edit_rule",
    "extend_clock",
    "pause_clock",
    "remove_holiday",
    "resume_clock",
    "revive_clock",
    "set_holiday",
    "ship_rules",
    "start_clock",
    "stop_clock",
]
