"""What the law says of each programme (domain.md G2), as data. A fifth one is a change of the law and of this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clocks.counting import add_months
from grids.choices import Programme
from specialgroups.choices import Cycle, DocumentKind, EndReason, Issuer

E, D, I = EndReason, DocumentKind, Issuer  # noqa: E741 - three tables of codes


@dataclass(frozen=True)
class Terms:
    """One programme: its ground, its one purpose, its papers, how it ends, and to whom a breach is reported."""

    basis: str
    purpose: str
    documents: tuple[DocumentKind, ...]
    issuers: tuple[Issuer, ...]
    ends: tuple[EndReason, ...]
    # Contact cycles by months since the start, the last one for good (`default` values of G2).
    cycles: tuple[tuple[int, Cycle], ...]
    most_years: int
    first_days: int = 30
    adults_only: bool = False
    report_to: str = ""
    has_agreement: bool = False
    has_subsidy: bool = False
    may_pause: bool = False
    is_reviewed: bool = False


TERMS: Mapping[str, Terms] = {
    Programme.RESETTLEMENT: Terms(
        basis="《监狱法》（2026）第59至62条，《城市居民委员会组织法》第10条",
        purpose="帮助回归生活：落户、参保、培训、就业、救助和法律援助",
        documents=(D.HANDOVER,),
        issuers=(I.PRISON, I.DETENTION, I.JUSTICE_OFFICE),
        ends=(E.EXPIRED, E.REQUEST, E.MOVED, E.STATUTORY, E.DEATH, E.MISTAKE),
        cycles=((3, Cycle.MONTH), (0, Cycle.QUARTER)),
        most_years=5,
        first_days=7,
        # A minor's record is under seal (刑事诉讼法 art. 286).
        adults_only=True,
    ),
    Programme.CORRECTION: Terms(
        basis="《社区矫正法》第12、25、37至43条",
        purpose="协助教育、就业、就学、救助和法律援助",
        documents=(D.GROUP_NOTICE,),
        issuers=(I.CORRECTION_BODY, I.JUSTICE_OFFICE),
        ends=(E.EXPIRED, E.STATUTORY, E.MOVED, E.DEATH, E.MISTAKE),
        cycles=((0, Cycle.MONTH),),
        most_years=5,
        # 社区矫正法 arts. 54, 58: no record of minors in this system.
        adults_only=True,
        report_to="司法所",
    ),
    Programme.DETOX: Terms(
        basis="《禁毒法》第33至35、48条，《戒毒条例》第三、五章",
        purpose="帮助学知识、学技能、就业、就学和就医",
        documents=(D.DETOX_ORDER, D.REHAB_ORDER),
        issuers=(I.POLICE,),
        ends=(E.EXPIRED, E.STATUTORY, E.MOVED, E.DEATH, E.MISTAKE),
        cycles=((12, Cycle.MONTH), (24, Cycle.TWO_MONTHS), (0, Cycle.QUARTER)),
        most_years=3,
        report_to="公安机关",
        has_agreement=True,
        may_pause=True,
    ),
    Programme.MENTAL: Terms(
        basis="《精神卫生法》第49、55、56条",
        purpose="帮助本人和家庭：日间照料、药品供应、补助和照护喘息",
        documents=(D.HEALTH_REFERRAL,),
        issuers=(I.HEALTH,),
        ends=(E.REQUEST, E.MOVED, E.NEED_OVER, E.DEATH, E.MISTAKE),
        cycles=((0, Cycle.QUARTER),),
        # Reviewed every twelve months; without a review it ends by itself.
        most_years=1,
        report_to="120、110和监护人",
        has_subsidy=True,
        is_reviewed=True,
    ),
}
_MONTHS: Mapping[str, int] = {Cycle.MONTH: 1, Cycle.TWO_MONTHS: 2, Cycle.QUARTER: 3}
_HALF_MONTH = timedelta(days=14)


def cycle_on(programme: str, start_on: date, day: date) -> Cycle:
    """What the programme asks for on that day of its course."""
    for months, cycle in TERMS[programme].cycles:
        if not months or day < add_months(start_on, months):
            return cycle
    raise ValueError(f"{programme} has no last cycle")


def next_contact(programme: str, cycle: str, start_on: date, after: date) -> date:
    """The day by which to be in touch again, after a contact on `after`."""
    chosen = cycle_on(programme, start_on, after) if cycle == Cycle.RULE else Cycle(cycle)
    return after + _HALF_MONTH if chosen == Cycle.HALF_MONTH else add_months(after, _MONTHS[chosen])


def latest_end(programme: str, start_on: date) -> date:
    """The longest course that the programme knows: an end date beyond it is a mistake."""
    return add_months(start_on, 12 * TERMS[programme].most_years)
