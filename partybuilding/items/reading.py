"""What a decision's sentence says already: 由住建牵头，自然资源配合，3月底前完成. So that nobody types it twice (ux.md G-22).

Only what stands there in so many words; the form shows it to be corrected."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grids.models import Department

_DAY = re.compile(r"(?:(20\d\d)年)?(\d{1,2})月(?:(\d{1,2})[日号]|(底|末|中旬|上旬))")
_QUARTER = re.compile(r"(?:(20\d\d)年)?([一二三四])季度(?:底|末|内|前)?")
_ENDS = {"底": 31, "末": 31, "中旬": 20, "上旬": 10}
_LEADS = re.compile(r"牵头|主办|负责")
_HELPS = re.compile(r"配合|协办|协助|参与")
_PAUSE = re.compile(r"[，。；、,;]")


@dataclass(frozen=True)
class Said:
    """Units and day as the sentence names them."""

    lead: Department | None = None
    assisting: tuple[Department, ...] = ()
    due_on: date | None = None


def read(text: str, units: Iterable[Department], today: date, responsible: str = "") -> Said:
    """The unit before 牵头 leads, those before 配合 help; the last day that is named, if it is not past. `responsible` is the
    decision's own line of units: where it only lists them, the first leads."""
    lead: Department | None = None
    helps: list[Department] = []
    waiting: list[Department] = []
    known = [(unit, _names(unit)) for unit in units]
    for part in _PAUSE.split(f"{responsible}，{text}"):
        found = [unit for unit, names in known if any(name in part for name in names)]
        waiting += [one for one in found if one not in waiting]
        if _LEADS.search(part) and waiting:
            lead, waiting = lead or waiting[0], waiting[1:]
        if _HELPS.search(part):
            helps += waiting
            waiting = []
    if lead is None and responsible:
        listed = _in_order(responsible, known)
        lead, helps = (listed[0], listed[1:]) if listed else (None, helps)
    return Said(lead, tuple(one for one in dict.fromkeys(helps) if one != lead), day_in(text, today))


def _in_order(text: str, known: list[tuple[Department, tuple[str, ...]]]) -> list[Department]:
    """The units that a line lists, as they stand there."""
    places = {unit: max(text.find(name) for name in names) for unit, names in known if names}
    return sorted((unit for unit, at in places.items() if at >= 0), key=lambda unit: places[unit])


def _names(unit: Department) -> tuple[str, ...]:
    """住建局 is also called 住建."""
    short = re.sub(r"^市|局$|中队$|大队$|所$|中心$", "", unit.name)
    return tuple(one for one in {unit.name, re.sub(r"局$", "", short)} if len(one) > 1)


def day_in(text: str, today: date) -> date | None:
    """3月底, 3月20日, 一季度: the last day meant; a month that is past is next year's, a day that is past is none."""
    days = [day for found in _DAY.finditer(text) if (day := _of_month(found, today))]
    days += [day for found in _QUARTER.finditer(text) if (day := _of_quarter(found, today))]
    coming = [day for day in days if day >= today]
    return max(coming, default=None)


def _of_month(found: re.Match[str], today: date) -> date | None:
    month = int(found[2])
    if not 1 <= month <= 12:
        return None
    year = int(found[1]) if found[1] else today.year + (month < today.month)
    wanted = int(found[3]) if found[3] else _ENDS[found[4]]
    last = monthrange(year, month)[1]
    if not 1 <= wanted <= (last if found[3] else 31):
        return None
    return date(year, month, min(wanted, last))


def _of_quarter(found: re.Match[str], today: date) -> date:
    month = 3 * ("一二三四".index(found[2]) + 1)
    year = int(found[1]) if found[1] else today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])
