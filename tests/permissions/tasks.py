"""What runs by itself: as nobody signed in (the system), with what in hand, and what for. A task without a line fails."""

# Task to what it takes; only numbers of rows, never a value about a person (trust.md T14).
NOTHING: tuple[str, ...] = ()
TASKS: dict[str, tuple[tuple[str, ...], str]] = {
    "core.audit.tasks.write_head": (NOTHING, "签存台账的末行"),
    "core.clocks.tasks.sweep_clocks": (NOTHING, "到期的时限提醒和升级"),
    "core.hooks.tasks.send_hooks": (NOTHING, "找出该推送的事件"),
    "core.hooks.tasks.deliver_hook": (("pk",), "推送一个地址的事件"),
    "core.notices.tasks.deliver_outbox": (NOTHING, "发出待发的提醒"),
    "core.sheets.tasks.run_due": (NOTHING, "做排着的导入"),
    "dashboard.tasks.fold_figures": (NOTHING, "归并统计数"),
    "partybuilding.tasks.plan_meetings": (NOTHING, "排出下一次联席会议"),
    "specialgroups.tasks.tend": (NOTHING, "帮扶档案到期封存、清除，走访任务到时下达"),
    "specialgroups.tasks.weekly_digest": (NOTHING, "每周告诉个人信息保护负责人谁看过"),
    "xiongguan.tasks.nightly_checks": (NOTHING, "夜间核对"),
}
