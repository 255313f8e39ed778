"""Which days are free when no published arrangement covers the year.

The rule is 全国年节及纪念日放假办法 (2024 revision): thirteen statutory days; one that falls on a weekend
moves to the next working day. The State Council's yearly notice (each November) also swaps weekends, which
nobody can know before it is out; so every day decided here is provisional.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple


class LunarDays(NamedTuple):
    spring: date
    qingming: date
    duanwu: date
    mid_autumn: date


# Computed ahead (domain.md N5). Beyond the last row only the fixed days are known.
LUNAR: dict[int, LunarDays] = {
    2027: LunarDays(date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: LunarDays(date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: LunarDays(date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: LunarDays(date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
    2031: LunarDays(date(2031, 1, 23), date(2031, 4, 5), date(2031, 6, 24), date(2031, 10, 1)),
    2032: LunarDays(date(2032, 2, 11), date(2032, 4, 4), date(2032, 6, 12), date(2032, 9, 19)),
}


@lru_cache(maxsize=64)
def statutory_days(year: int) -> dict[date, str]:
    """The statutory days themselves, on their own dates, before any is moved off a weekend."""
    days = {
        date(year, 1, 1): "元旦",
        date(year, 5, 1): "劳动节",
        date(year, 5, 2): "劳动节",
        date(year, 10, 1): "国庆节",
        date(year, 10, 2): "国庆节",
        date(year, 10, 3): "国庆节",
    }
    lunar = LUNAR.get(year)
    if lunar is not None:
        for offset in (-1, 0, 1, 2):  # 除夕 to 初三
            days[lunar.spring + timedelta(days=offset)] = "春节"
        days[lunar.qingming] = "清明节"
        days[lunar.duanwu] = "端午节"
        days.setdefault(lunar.mid_autumn, "中秋节")
    return dict(sorted(days.items()))


@lru_cache(maxsize=64)
def free_days(year: int) -> dict[date, str]:
    """Statutory days plus the working days they move to when they fall on a weekend."""
    own = statutory_days(year)
    days = dict(own)
    for day, name in own.items():
        if day.weekday() < 5:
            continue
        moved = day
        while moved.weekday() >= 5 or moved in days:
            moved += timedelta(days=1)
        days[moved] = f"{name}补休"
    return days
