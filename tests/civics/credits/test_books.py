"""The books of credits: two sides, nought together, never a debt; by hand, against the database, and by eight threads at
once, ten thousand operations in the long form (XG_LONG=1)."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum
from django.db.utils import ProgrammingError

from civics.credits.actions import (
    EXPIRE_RULE,
    account_of,
    earn,
    expire_credits,
    give,
    hand_out,
    house,
    move,
    spend,
)
from civics.credits.choices import AccountKind, MoveKind
from civics.credits.selectors import statement
from civics.models import CreditAccount, CreditEntry, CreditMove, ServiceRecord, Volunteer
from civics.volunteers.choices import RecordState
from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.models import DeadlineRule
from core.errors import RuleBroken
from tests.civics.volunteers.square import DAY, Square, balance_of
from tests.long import rounds

pytestmark = pytest.mark.django_db
D = Decimal
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def credited(square: Square, amount: str, *, at: datetime = NOW) -> Volunteer:
    """Somebody with so many credits, without the way there."""
    who = square.volunteer()
    move(
        MoveKind.EARN,
        house(AccountKind.POOL),
        account_of(who),
        D(amount),
        actor=square.cast.clerk,
        words="测试",
        now=at,
    )
    return who


def agree() -> None:
    """Every movement makes nought, every balance is the sum of its entries, nobody owes."""
    assert (CreditEntry.objects.aggregate(n=Sum("amount"))["n"] or 0) == 0
    broken = CreditMove.objects.annotate(n=Sum("entries__amount")).exclude(n=0)
    assert not broken.exists() and CreditEntry.objects.count() == 2 * CreditMove.objects.count()
    for account in CreditAccount.objects.annotate(n=Sum("entries__amount")):
        assert account.balance == (account.n or 0), account
        assert account.kind == AccountKind.POOL or account.balance >= 0
    for who in Volunteer.objects.all():
        assert statement(who, 2026).after == balance_of(who)


def test_earning_spending_giving_and_the_year(square: Square) -> None:
    first, second, clerk = credited(square, "3"), square.volunteer(), square.cast.clerk
    spend(first, D("1.5"), actor=clerk, words="理发", now=NOW)
    give(first, D("0.5"), to=second, actor=None, words="捐给朋友", now=NOW)
    give(first, D("0.4"), to=None, actor=None, words="爱心", now=NOW)
    hand_out(D("0.3"), actor=clerk, words="帮独居邻居买菜", now=NOW)
    for bad in ("0.7", "0", "-1", "0.05"):
        with pytest.raises(RuleBroken):
            spend(first, D(bad), actor=clerk, words="太多", now=NOW)
    with pytest.raises(RuleBroken, match="自己"):
        give(first, D("0.1"), to=first, actor=None, words="自己", now=NOW)
    assert [balance_of(one) for one in (first, second)] == [D("0.6"), D("0.5")]
    assert house(AccountKind.GIFT).balance == D("0.1")
    told = statement(first, 2026)
    assert [line.amount for line in told.lines] == [D(3), D("-1.5"), D("-0.5"), D("-0.4")]
    assert (told.before, told.after, statement(first, 2027).before) == (D(0), D("0.6"), D("0.6"))
    assert Entry.objects.filter(action__startswith="credit.").count() == 5
    agree()


def test_the_database_itself_holds_the_books(square: Square) -> None:
    who = credited(square, "1")
    made, mine = CreditMove.objects.get(), account_of(who)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditAccount.objects.filter(pk=mine.pk).update(balance=D("-0.1"))
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        CreditMove.objects.filter(pk=made.pk).update(words="改过")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        made.entries.all().delete()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        CreditEntry.objects.update(amount=5)
    for amounts in ([D(1)], [D(1), D(-2)]):
        with pytest.raises(IntegrityError, match="nought"), transaction.atomic():
            row = CreditMove.objects.create(kind=MoveKind.SPEND, at=NOW, words="假")
            for account, amount in zip((mine, house(AccountKind.POOL)), amounts, strict=False):
                CreditEntry.objects.create(move=row, account=account, amount=amount)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    record = ServiceRecord.objects.get(activity=square.activity("settled"))
    assert record.state == RecordState.CONFIRMED
    with pytest.raises(IntegrityError), transaction.atomic():
        earn(record, actor=square.cast.clerk, now=NOW)


def test_what_nobody_used_for_three_years_expires_the_oldest_first(square: Square) -> None:
    old = NOW - timedelta(days=3 * 365 + 5)
    who = credited(square, "4", at=old)
    move(MoveKind.EARN, house(AccountKind.POOL), account_of(who), D(2), actor=None, words="新", now=NOW - DAY)
    spend(who, D(3), actor=None, words="用过", now=NOW - DAY)
    fresh = credited(square, "5", at=NOW - DAY)
    assert expire_credits(now=NOW) == 1 and expire_credits(now=NOW) == 0
    assert [balance_of(one) for one in (who, fresh)] == [D(2), D(5)]
    assert house(AccountKind.EXPIRED).balance == D(1)
    DeadlineRule.objects.filter(code=EXPIRE_RULE).update(length=1)
    assert expire_credits(now=NOW + 360 * DAY) == 0
    assert expire_credits(now=NOW + 366 * DAY) == 2
    assert [balance_of(one) for one in (who, fresh)] == [0, 0]


def _operate(seed: int, count: int, people: list[int], keeper: User) -> Counter[str]:
    """One thread's share: earn, spend, give and put right at random, far too much now and then."""
    chance, told = random.Random(seed), Counter[str]()
    try:
        volunteers = {one.pk: one for one in Volunteer.objects.filter(pk__in=people)}
        for _ in range(count):
            told[_once(chance, [volunteers[pk] for pk in chance.sample(people, 2)], keeper)] += 1
    finally:
        connections.close_all()
    return told


def _once(chance: random.Random, pair: list[Volunteer], keeper: User) -> str:
    first, second = pair
    amount, what = D(chance.randint(1, 40)) / 10, chance.randint(0, 9)
    now: dict[str, Any] = {"actor": None, "words": "随机", "now": NOW}
    try:
        if what < 4:
            move(MoveKind.EARN, house(AccountKind.POOL), account_of(first), amount, **now)
        elif what < 6:
            spend(first, amount, **now)
        elif what < 8:
            give(first, amount, to=second, **now)
        elif what < 9:
            give(first, amount, to=None, **now)
        else:
            hand_out(amount, **{**now, "actor": keeper})
    except RuleBroken as broken:
        return broken.code
    return "done"


@pytest.mark.django_db(transaction=True)
def test_eight_threads_never_make_a_debt_and_the_books_agree(square: Square) -> None:
    count = rounds(800, 10_000)
    people = [square.volunteer().pk for _ in range(12)]
    with ThreadPoolExecutor(8) as pool:
        shares = list(pool.map(lambda seed: _operate(seed, count // 8, people, square.cast.clerk), range(8)))
    told = sum(shares, Counter[str]())
    assert told.total() == count // 8 * 8 and set(told) <= {"done", "short"}, told
    assert told["done"] == CreditMove.objects.count() > count // 3 and told["short"] > 0
    agree()
