"""The tick, and one task for each webhook, in a queue of their own: a receiver that sleeps holds nobody else up."""

from celery import shared_task

from core.hooks.delivery import deliver, due_hooks

# Ticks come every five seconds; a task that waited longer has been asked for again.
_EXPIRES = 10


@shared_task
def send_hooks() -> int:
    """Ask for a worker for each webhook that has something to send."""
    due = due_hooks()
    for pk in due:
        deliver_hook.apply_async((pk,), expires=_EXPIRES)
    return len(due)


@shared_task
def deliver_hook(pk: int) -> int:
    return deliver(pk)
