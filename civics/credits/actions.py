"""Every movement of credits, under the locks of its two accounts. Nothing else writes the books."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from civics.credits.choices import AccountKind, MoveKind
from civics.keepers import keeps_any
from civics.models import CreditAccount, CreditEntry, CreditMove, ServiceRecord, Volunteer
from core.accounts.models import User
from core.audit.actions import record as write_ledger
from core.clocks.models import DeadlineRule
from core.errors import NotAllowed, RuleBroken

EXPIRE_RULE = "credit.expire"
_TENTH = Decimal("0.1")


def account_of(volunteer: Volunteer) -> CreditAccount:
    """The volunteer's account, opened at the first need; two at once open one."""
    return CreditAccount.objects.get_or_create(kind=AccountKind.VOLUNTEER, volunteer=volunteer)[0]


def house(kind: str) -> CreditAccount:
    """One of the three accounts of the house."""
    return CreditAccount.objects.get_or_create(kind=kind, volunteer=None)[0]


def hold(accounts: Iterable[int]) -> dict[int, CreditAccount]:
    """Lock accounts until the end of the transaction, the house's first, then by number: whoever needs several asks for
    all at once, before anything is written, so that no two wait for each other in a ring."""
    rows = CreditAccount.objects.filter(pk__in=set(accounts)).select_for_update(no_key=True)
    return {one.pk: one for one in rows.order_by(F("volunteer").asc(nulls_first=True), "pk")}


def hold_for_earning(volunteers: Iterable[Volunteer]) -> None:
    """Before many earn in one transaction: open and lock all their accounts."""
    hold([house(AccountKind.POOL).pk, *(account_of(one).pk for one in volunteers)])


def move(
    kind: str, source: CreditAccount, target: CreditAccount, amount: Decimal, *, actor: User | None, words: str,
    record: ServiceRecord | None = None, now: datetime,
) -> CreditMove:  # fmt: skip
    """Take from one, give to the other: two entries and both balances in one transaction. Refuses what is not there."""
    if amount <= 0 or amount != amount.quantize(_TENTH):
        raise RuleBroken("amount", "积分要大于0，最多一位小数", field="amount")
    if source.pk == target.pk:
        raise RuleBroken("same", "不能转给自己", field="to")
    with transaction.atomic():
        locked = hold([source.pk, target.pk])
        giver, taker = locked[source.pk], locked[target.pk]
        if giver.kind != AccountKind.POOL and giver.balance < amount:
            raise RuleBroken("short", f"积分不够，现在有{giver.balance:f}", field="amount")
        made = CreditMove.objects.create(kind=kind, at=now, actor=actor, words=words[:100], record=record)
        CreditEntry.objects.bulk_create(
            [
                CreditEntry(move=made, account=giver, amount=-amount),
                CreditEntry(move=made, account=taker, amount=amount),
            ]
        )
        giver.balance -= amount
        taker.balance += amount
        for one in (giver, taker):
            one.save(update_fields=["balance"])
        write_ledger(
            f"credit.{kind}",
            actor=actor,
            subject_kind="credit",
            subject_id=made.pk,
            detail={"from": giver.pk, "to": taker.pk, "amount": str(amount)},
            now=now,
        )
    return made


def earn(record: ServiceRecord, *, actor: User, now: datetime) -> CreditMove:
    """Confirmed hours become credits, once."""
    hours = record.hours or Decimal(0)
    return move(
        MoveKind.EARN, house(AccountKind.POOL), account_of(record.volunteer), hours, actor=actor,
        words=record.activity.title, record=record, now=now,
    )  # fmt: skip


def adjust(record: ServiceRecord, difference: Decimal, *, actor: User, now: datetime) -> CreditMove | None:
    """Hours were put right: the difference is added, or taken as far as it is still there."""
    mine, pool, words = (
        account_of(record.volunteer),
        house(AccountKind.POOL),
        f"{record.activity.title}更正时长",
    )
    if difference > 0:
        return move(MoveKind.ADJUST, pool, mine, difference, actor=actor, words=words, record=record, now=now)
    if difference < 0:
        return move(
            MoveKind.ADJUST, mine, pool, -difference, actor=actor, words=words, record=record, now=now
        )
    return None


def spend(
    volunteer: Volunteer, amount: Decimal, *, actor: User | None, words: str, now: datetime
) -> CreditMove:
    """For a service or a thing that the volunteer takes; the credits return to the pool. Refuses an overdraft."""
    return move(
        MoveKind.SPEND, account_of(volunteer), house(AccountKind.POOL), amount, actor=actor, words=words, now=now
    )  # fmt: skip


def give(
    volunteer: Volunteer, amount: Decimal, *, to: Volunteer | None, actor: User | None, words: str, now: datetime
) -> CreditMove:  # fmt: skip
    """To another volunteer, or to the common gift account for neighbours in need."""
    target = account_of(to) if to is not None else house(AccountKind.GIFT)
    return move(MoveKind.GIFT, account_of(volunteer), target, amount, actor=actor, words=words, now=now)


def hand_out(amount: Decimal, *, actor: User, words: str, now: datetime) -> CreditMove:
    """From the gift account, for a neighbour in need who was served; nobody's name is in the books.

    Refuses who looks after no volunteers (NotAllowed) and more than is there (RuleBroken)."""
    if not keeps_any(actor):
        raise NotAllowed("role", "爱心积分由社区的书记、专干和街道综治中心来用")
    return move(
        MoveKind.SPEND, house(AccountKind.GIFT), house(AccountKind.POOL), amount, actor=actor, words=words, now=now
    )  # fmt: skip


def stale_part(account: CreditAccount, cut: datetime) -> Decimal:
    """What came in before the day and was never used: the oldest is used first."""
    sums = account.entries.aggregate(
        came=Sum("amount", filter=Q(amount__gt=0, move__at__lt=cut)),
        went=Sum("amount", filter=Q(amount__lt=0)),
    )
    left = (sums["came"] or Decimal(0)) + (sums["went"] or Decimal(0))
    return max(Decimal(0), min(left, account.balance))


def expire_credits(*, now: datetime | None = None) -> int:
    """Credits older than the rule says go to the account of the expired; returns of how many volunteers. Every night."""
    now = now or timezone.now()
    rule = DeadlineRule.objects.current().filter(code=EXPIRE_RULE).first()
    if rule is None or rule.length is None:
        return 0
    cut, done = now - timedelta(days=365 * int(rule.length)), 0
    old = CreditAccount.objects.filter(kind=AccountKind.VOLUNTEER, balance__gt=0, entries__move__at__lt=cut)
    for pk in old.order_by("pk").values_list("pk", flat=True).distinct():
        with transaction.atomic():
            expired = house(AccountKind.EXPIRED)
            account = hold([pk, expired.pk])[pk]
            if amount := stale_part(account, cut):
                words = f"满{int(rule.length)}年没有用"
                move(
                    MoveKind.EXPIRE, account, expired, amount, actor=None, words=words, now=now
                )  # fmt: skip
                done += 1
    return done
