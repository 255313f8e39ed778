"""A name and a number serve the answer; when that is long given, they go (个人信息保护法 art. 19)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.audit.actions import record
from core.clocks.models import DeadlineRule
from residents.choices_visits import OpinionState
from residents.models import Opinion

RULE = "opinion.forget"


def forget_contacts(*, now: datetime | None = None) -> int:
    """Erase who spoke from opinions that ended longer ago than the rule says; returns of how many. Called every night."""
    now = now or timezone.now()
    rule = DeadlineRule.objects.current().filter(code=RULE).first()
    if rule is None or rule.length is None:
        return 0
    named = Q(name_sealed__isnull=False) | Q(phone_sealed__isnull=False)
    ended = Q(state__in=[OpinionState.CLOSED, OpinionState.VOID])
    old = Opinion.objects.filter(ended, named, closed_at__lt=now - timedelta(days=float(rule.length)))
    with transaction.atomic():
        ids = list(old.select_for_update().order_by("pk").values_list("pk", flat=True))
        if ids:
            Opinion.objects.filter(pk__in=ids).update(name_sealed=None, phone_sealed=None)
            record("opinion.forget", actor=None, detail={"opinions": ids}, now=now)
    return len(ids)
