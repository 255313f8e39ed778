"""Nightly care of the whole house. Each part is idempotent and logs what it finds; none depends on another."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.core.management import call_command

log = logging.getLogger(__name__)


def _run(name: str, part: Callable[[], object]) -> None:
    try:
        part()
    except Exception:
        # One broken part must not keep the others from being looked at tonight.
        log.exception("nightly part %s failed", name)


@shared_task
def nightly_checks() -> None:
    """The tree, the ledger, answers past their 30 days, files without a row, sign-in sessions past their end."""
    for command in (
        "check_tree",
        "verify_audit",
        "purge_answers",
        "sweep_files",
        "clearsessions",
        "tidy_sign_ins",
    ):
        _run(command, partial(call_command, command))
