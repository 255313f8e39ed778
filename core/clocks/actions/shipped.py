"""The rules that come with the product."""

from django.db import transaction

from core.clocks.models import DeadlineRule
from core.clocks.rules_data import RULES


@transaction.atomic
def ship_rules() -> int:
    """Add the shipped rules that are missing and return how many were added.

    A rule that is there stays as it is, edited by the office or not: what runs must not change behind its
    back."""
    present = set(DeadlineRule.objects.values_list("code", flat=True))
    missing = [DeadlineRule(**fields) for fields in RULES if fields["code"] not in present]
    return len(DeadlineRule.objects.bulk_create(missing))
