"""The statement of a year: what was there, what came and went, what is left; and whether the books agree."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from civics.credits.choices import AccountKind
from civics.models import CreditAccount, CreditEntry, Volunteer


@dataclass(frozen=True)
class Line:
    at: datetime
    kind: str
    words: str
    amount: Decimal
    left: Decimal


@dataclass(frozen=True)
class Statement:
    """The year of one account."""

    year: int
    before: Decimal
    lines: list[Line]

    @property
    def after(self) -> Decimal:
        return self.lines[-1].left if self.lines else self.before


def statement(volunteer: Volunteer | None, year: int) -> Statement:
    """Of a volunteer, or with None of the common gift account. Two queries at any size, by credit_one_entry_an_account."""
    start = timezone.make_aware(datetime(year, 1, 1))
    end = timezone.make_aware(datetime(year + 1, 1, 1))
    rows = CreditEntry.objects.filter(account__volunteer=volunteer)
    if volunteer is None:
        rows = rows.filter(account__kind=AccountKind.GIFT)
    before = rows.filter(move__at__lt=start).aggregate(n=Sum("amount"))["n"] or Decimal(0)
    left, lines = before, []
    inside = rows.filter(move__at__gte=start, move__at__lt=end).select_related("move")
    for one in inside.order_by("move__at", "pk"):
        left += one.amount
        words = (one.move.at, str(one.move.get_kind_display()), one.move.words)
        lines.append(Line(*words, one.amount, left))
    return Statement(year, before, lines)


def gift_balance() -> Decimal:
    """What volunteers gave and nobody has used yet. One query."""
    found: Decimal | None = (
        CreditAccount.objects.filter(kind=AccountKind.GIFT).values_list("balance", flat=True).first()
    )
    return found or Decimal(0)


def balance_of(volunteer: Volunteer) -> Decimal:
    """What is there now. Without a question where the row came with its account."""
    account: CreditAccount | None = getattr(volunteer, "account", None)
    return account.balance if account is not None else Decimal(0)
