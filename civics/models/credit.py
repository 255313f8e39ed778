"""时间积分 as double-entry books (J12): an hour is a credit, every movement two rows that make nought together."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from civics.credits.choices import AccountKind, MoveKind
from civics.models.activity import ServiceRecord
from civics.models.volunteer import Volunteer


class CreditAccount(models.Model):
    """One account: of a volunteer, or one of the house's three. `balance` copies the sum of its entries, under its lock.

    Only the pool goes below nought: credits come from it and return to it."""

    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    volunteer = models.OneToOneField(Volunteer, models.PROTECT, null=True, related_name="account")
    balance = models.DecimalField("余额", max_digits=9, decimal_places=1, default=0)

    class Meta:
        verbose_name = "积分账户"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="credit_never_below_nought", condition=Q(kind=AccountKind.POOL) | Q(balance__gte=0)
            ),
            models.CheckConstraint(
                name="credit_account_of_a_volunteer",
                condition=Q(kind=AccountKind.VOLUNTEER, volunteer__isnull=False)
                | (~Q(kind=AccountKind.VOLUNTEER) & Q(volunteer__isnull=True)),
            ),
            models.UniqueConstraint(
                name="credit_one_account_of_the_house", fields=["kind"], condition=Q(volunteer__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.volunteer or self.get_kind_display())


class CreditMove(models.Model):
    """One movement: why, when, by whom. Append-only, guarded by triggers."""

    kind = models.CharField("类别", max_length=8, choices=MoveKind.choices)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.CharField("说明", max_length=100)
    # The service that earned it, or whose hours were put right.
    record = models.ForeignKey(ServiceRecord, models.PROTECT, null=True, related_name="moves")

    class Meta:
        verbose_name = "积分变动"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="credit_earned_once", fields=["record"], condition=Q(kind=MoveKind.EARN)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"


class CreditEntry(models.Model):
    """One side of a movement. A trigger at commit holds every movement to two sides that make nought."""

    move = models.ForeignKey(CreditMove, models.PROTECT, related_name="entries")
    account = models.ForeignKey(CreditAccount, models.PROTECT, related_name="entries")
    amount = models.DecimalField("积分", max_digits=7, decimal_places=1)

    class Meta:
        verbose_name = "积分分录"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="credit_entry_moves_something", condition=~Q(amount=0)),
            # Also the index of a statement: account first.
            models.UniqueConstraint(name="credit_one_entry_an_account", fields=["account", "move"]),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+}"
