"""A name and a number serve the answer; when that is long given, they go (个人信息保护法 art. 19)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.audit import erasures
from core.audit.actions import record
from core.clocks.models import DeadlineRule


def forget_contacts(
    model: Any, *, rule: str, ended: Collection[str], action: str, what: str, now: datetime
) -> int:
    """Erase sealed names and phones of rows that ended (`closed_at`) longer ago than the rule's days; returns of how many.

    `action` and `what` name the ledger's one line with the numbers of the rows. Without the rule nothing is erased."""
    found = DeadlineRule.objects.current().filter(code=rule).first()
    if found is None or found.length is None:
        return 0
    named = Q(name_sealed__isnull=False) | Q(phone_sealed__isnull=False)
    long_ago = now - timedelta(days=float(found.length))
    old = model.objects.filter(named, state__in=ended, closed_at__lt=long_ago)
    with transaction.atomic():
        ids = list(old.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        if ids:
            model.objects.filter(pk__in=ids).update(name_sealed=None, phone_sealed=None)
            record(action, actor=None, detail={what: ids}, now=now)
    return len(ids)


def forget_again(action: str, **models: Any) -> None:
    """After a restore, what the journal says was forgotten is forgotten again: `models` by the word (`what`) under which the
    ledger's line numbers their rows."""

    def again(detail: Mapping[str, Any], now: datetime) -> int:
        with transaction.atomic():
            ids = {what: _erase(model, detail.get(what, ())) for what, model in models.items()}
            if found := {what: rows for what, rows in ids.items() if rows}:
                record(action, actor=None, detail={**found, "replayed": True}, now=now)
        return sum(map(len, ids.values()))

    erasures.register(action, again)


def _erase(model: Any, numbers: Collection[int]) -> list[int]:
    named = Q(name_sealed__isnull=False) | Q(phone_sealed__isnull=False)
    rows = model.objects.filter(named, pk__in=numbers).select_for_update(no_key=True).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).update(name_sealed=None, phone_sealed=None)
    return ids
