"""The outbox's tick. Beat may be doubled, late or dead; what is due is a matter of rows."""

from celery import shared_task

from core.notices.delivery import deliver_due


@shared_task
def deliver_outbox() -> int:
    return deliver_due()
