"""Nightly care of the whole house. Each part is idempotent and logs what it finds; none depends on another."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from core.notices.actions import notify
from grids.choices import Role
from grids.selectors import holders

log = logging.getLogger(__name__)

PARTS = {
    "check_tree": "地点树和网格划分",
    "verify_audit": "操作记录",
    "purge_answers": "清理过期的提交记录",
    "sweep_files": "清理没有登记的照片",
    "clearsessions": "清理过期的登录",
    "tidy_sign_ins": "清理旧的登录记录",
}


def _run(name: str, part: Callable[[], object]) -> None:
    try:
        part()
    except Exception as fault:
        # One broken part must not keep the others from being looked at tonight.
        log.exception("nightly part %s failed", name)
        _tell(name, str(fault))


def _tell(name: str, words: str) -> None:
    """Those who can do something about it read it in the morning; one message a night and part."""
    people = set(holders(Role.SYSADMIN, street=True)) | set(holders(Role.AUDITOR, street=True))
    notify(
        people,
        kind="system",
        title=f"夜间检查没有通过：{PARTS[name]}",
        body=words,
        key=f"nightly:{name}:{timezone.localdate()}",
    )


@shared_task
def nightly_checks() -> None:
    """The tree, the ledger, answers past their 30 days, files without a row, sign-in sessions past their end."""
    for command in PARTS:
        _run(command, partial(call_command, command))
