"""What runs by itself, and how often. A job without words for the administrator fails a test (dashboard.selectors.health)."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-clocks": {"task": "core.clocks.tasks.sweep_clocks", "schedule": 15.0, "options": {"expires": 15}},
    "deliver-outbox": {
        "task": "core.notices.tasks.deliver_outbox",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    # The calls themselves are core.hooks.tasks.deliver_hook, in a queue and by a worker of their own (ROUTES).
    "send-hooks": {"task": "core.hooks.tasks.send_hooks", "schedule": 5.0, "options": {"expires": 5}},
    "work-on-sheets": {"task": "core.sheets.tasks.run_due", "schedule": 2.0, "options": {"expires": 2}},
    "fold-figures": {
        "task": "dashboard.tasks.fold_figures",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "plan-meetings": {
        "task": "partybuilding.tasks.plan_meetings",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "tend-support": {
        "task": "specialgroups.tasks.tend",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "weekly-support-digest": {
        "task": "specialgroups.tasks.weekly_digest",
        "schedule": crontab(hour=8, minute=30, day_of_week=1),
    },
    "hourly-audit-head": {"task": "core.audit.tasks.write_head", "schedule": 3600.0},
    "nightly-checks": {"task": "xiongguan.tasks.nightly_checks", "schedule": crontab(hour=0, minute=5)},
}
# What may wait for other machines does not hold up what must not wait.
ROUTES = {"core.hooks.tasks.deliver_hook": {"queue": "hooks"}}
