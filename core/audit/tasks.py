"""What the clock does with the ledger."""

from celery import shared_task
from django.utils import timezone

from core.audit import erasures, heads
from core.audit.models import Head


@shared_task
def write_head() -> bool:
    """Sign the end of the ledger into the heads file, every hour; the erasures since go into theirs."""
    erasures.keep_new()
    head = Head.objects.filter(pk=1).first()
    if head is None or head.seq == 0:
        return False
    return heads.append(head.seq, bytes(head.hash), timezone.now())
