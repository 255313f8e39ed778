"""Numbers without gaps: one counter per series and year."""

import threading

import pytest
from django.db import connection, transaction

from core.papers.models import Counter
from core.papers.numbers import OutsideTransaction, format_number, take_number


@pytest.mark.django_db
def test_each_series_and_year_counts_from_one() -> None:
    taken = [take_number("雄纠", year=2026) for _ in range(3)]
    assert taken == [1, 2, 3]
    assert take_number("雄纠", year=2027) == 1
    assert take_number("雄信", year=2026) == 1
    assert take_number("雄纠", year=2026) == 4


@pytest.mark.parametrize(
    ("number", "written"), [(1, "0001"), (184, "0184"), (9999, "9999"), (12345, "12345")]
)
def test_a_number_is_written_as_the_office_writes_it(number: int, written: str) -> None:
    assert format_number("雄纠", 2026, number) == f"雄纠〔2026〕{written}号"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        take_number("雄纠", year=2026)
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_number_is_given_out_again() -> None:
    with transaction.atomic():
        assert take_number("雄纠", year=2026) == 1
    with pytest.raises(RuntimeError), transaction.atomic():
        assert take_number("雄纠", year=2026) == 2
        raise RuntimeError
    with transaction.atomic():
        assert take_number("雄纠", year=2026) == 2


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_gap_and_share_no_number() -> None:
    """From an empty table, so that the very first number is fought over too; every third one is rolled back."""
    kept: list[int] = []
    start = threading.Barrier(8)

    def work(who: int) -> None:
        start.wait()
        for n in range(30):
            with transaction.atomic():
                number = take_number("雄纠", year=2026)
                if (n + who) % 3 == 0:
                    transaction.set_rollback(True)
                else:
                    kept.append(number)
        connection.close()

    threads = [threading.Thread(target=work, args=[who]) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 160
    assert sorted(kept) == list(range(1, 161))
    assert Counter.objects.get().last == 160
