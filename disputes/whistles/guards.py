"""What must hold before an act of a whistle or a unit: the missing thing in plain words, or "". As disputes.guards."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from core.clocks.models import Clock
from disputes.models import Objection, UnitExtension, Whistle, WhistleUnit
from disputes.whistles.choices import (
    LIVE_STATES,
    MOST_OBJECTIONS,
    REVIEWS_BEFORE_CLOSING,
    Ruling,
    Side,
    UnitState,
    WhistleKind,
    WhistleState,
)
from disputes.whistles.facts import facts

# Rights that remind nobody and turn nothing red.
RIGHTS = frozenset({"whistle.objection"})
# Duties of the street, not of the unit whose clock strip they stand in.
STREET_DUTIES = frozenset({"whistle.ruling"})


def has_lead(whistle: Whistle, now: datetime) -> str:
    return "" if facts(whistle).lead else "还没有选主办单位"


def has_basis(whistle: Whistle, now: datetime) -> str:
    return "" if whistle.basis else "还没有写依据：职责清单哪一条，或哪部法规"


def waits_for_ratifying(whistle: Whistle, now: datetime) -> str:
    waits = whistle.kind == WhistleKind.EMERGENCY and whistle.ratified_at is None
    return "" if waits else "这次吹哨不用追认，或者已经追认过了"


def found_undone(whistle: Whistle, now: datetime) -> str:
    check = facts(whistle).last_check
    unsolved = any(one.solved is False for one in facts(whistle).ratings_now.values())
    return "" if (check and not check.passed) or unsolved else "核查已经办好了，也没有人说没解决，不用返工"


def found_done(whistle: Whistle, now: datetime) -> str:
    check = facts(whistle).last_check
    if check is None:
        return "还没有现场核查"
    return "" if check.passed else "核查没有办好，要先返工"


def _not_rated(side: Side) -> Callable[[Whistle, datetime], str]:
    def guard(whistle: Whistle, now: datetime) -> str:
        return f"{side.label}已经评价过了" if side in facts(whistle).ratings_now else ""

    return guard


def resident_is_asked(whistle: Whistle, now: datetime) -> str:
    return "" if whistle.asks_resident else "这次吹哨没有反映人，不用居民评价"


def all_answered(whistle: Whistle, now: datetime) -> str:
    """D5, and issue 4: three departments close only when all answered or the lead gives a reason."""
    missing = facts(whistle).missing
    if not missing or whistle.missing_reason:
        return ""
    names = "、".join(str(one.department) for one in missing)
    due = _result_due(missing[0])
    words = f"（应{due.due_words(timezone.localtime(now))}）" if due else ""
    return (
        f"还不能办结：等{names}反馈{words}。可以先「催办」，或请{facts(whistle).lead_names()}说明为什么不等"
    )


def _result_due(unit: WhistleUnit) -> Clock | None:
    return next(
        (one for one in facts(unit.whistle).clocks_of(unit) if one.is_live and one.code.endswith(".result")),
        None,
    )


def somebody_missing(whistle: Whistle, now: datetime) -> str:
    others = [one for one in facts(whistle).missing if not one.is_lead]
    return "" if others else "协办单位都反馈了，不用说明"


def reviewed_three_times(whistle: Whistle, now: datetime) -> str:
    left = REVIEWS_BEFORE_CLOSING - whistle.account_reviews
    return f"挂账要复查{REVIEWS_BEFORE_CLOSING}次才能办结，还差{left}次" if left > 0 else ""


def overdue_or_refused(whistle: Whistle, now: datetime) -> str:
    lead = facts(whistle).lead
    late = lead is not None and any(_is_overdue(one, now) for one in facts(whistle).clocks_of(lead))
    refused = whistle.objection_count >= MOST_OBJECTIONS
    return "" if late or refused else "没有超期，也没有拒办，还不用提请上级。可以先「催办」"


def _is_overdue(clock: Clock, now: datetime) -> bool:
    counts = clock.code not in RIGHTS | STREET_DUTIES
    return counts and clock.is_live and clock.paused_at is None and now > clock.due_at


def lead_has_arrived(whistle: Whistle, now: datetime) -> str:
    lead = facts(whistle).lead
    return "" if lead and lead.state == UnitState.ARRIVED else "请先签收并到场"


WHISTLE_GUARDS: dict[str, Callable[[Whistle, datetime], str]] = {
    "has_lead": has_lead,
    "has_basis": has_basis,
    "waits_for_ratifying": waits_for_ratifying,
    "found_undone": found_undone,
    "found_done": found_done,
    "street_has_not_rated": _not_rated(Side.STREET),
    "community_has_not_rated": _not_rated(Side.COMMUNITY),
    "resident_has_not_rated": _not_rated(Side.RESIDENT),
    "resident_is_asked": resident_is_asked,
    "all_answered": all_answered,
    "somebody_missing": somebody_missing,
    "reviewed_three_times": reviewed_three_times,
    "overdue_or_refused": overdue_or_refused,
    "lead_has_arrived": lead_has_arrived,
}


def goes_on(unit: WhistleUnit, now: datetime) -> str:
    """The whistle still runs: not closed, not void, not on account."""
    state = unit.whistle.state
    if state in LIVE_STATES - {WhistleState.ON_ACCOUNT}:
        return ""
    return f"这次吹哨现在是「{unit.whistle.get_state_display()}」，不用再办"


def _objections(unit: WhistleUnit) -> list[Objection]:
    return [one for one in facts(unit.whistle).objections if one.unit_id == unit.pk]


def objection_once(unit: WhistleUnit, now: datetime) -> str:
    if _objections(unit):
        return "你们单位已经提过一次异议，街道已裁定由你们办。办不完请申请延期，有困难请在进展里写明"
    return ""


def no_final_word(unit: WhistleUnit, now: datetime) -> str:
    """W5: a second refusal goes to the street's ruling, and that is the last word."""
    ruled = [one for one in facts(unit.whistle).objections if one.as_lead and one.ruling != Ruling.PENDING]
    if unit.is_lead and len(ruled) >= MOST_OBJECTIONS:
        return "这件事已经裁定过两次，以街道裁定为准，不能再提异议"
    return ""


def objection_in_time(unit: WhistleUnit, now: datetime) -> str:
    """D3: within a working day of signing; D5: later the first receiver leads."""
    clock = next(
        (
            one
            for one in facts(unit.whistle).clocks_of(unit)
            if one.code == "whistle.objection" and one.is_live
        ),
        None,
    )
    if clock is None or now > clock.due_at:
        return "签收已满1个工作日，不能再提异议。首接负责：有困难请写明，街道来协调"
    return ""


def must_contact(unit: WhistleUnit, now: datetime) -> str:
    return "" if unit.whistle.kind == WhistleKind.HARD else "这类哨不用先联系，直接到场"


def extension_possible(unit: WhistleUnit, now: datetime) -> str:
    clock = _result_due(unit)
    if clock is None:
        return "没有在走的反馈时限，不用延期"
    if clock.rule.max_extension_days == 0:
        return "应急哨不能延期，有困难请打电话给街道"
    if now > clock.due_at:
        return "已经到期，不能再申请延期。请说明为什么超期和现在办到哪一步"
    if any(one.approved is None for one in _extensions(unit)):
        return "上一次延期申请还在等审批"
    return "已经延期过一次" if any(one.approved for one in _extensions(unit)) else ""


def _extensions(unit: WhistleUnit) -> list[UnitExtension]:
    return [one for one in facts(unit.whistle).extensions if one.unit_id == unit.pk]


def open_extension(unit: WhistleUnit) -> UnitExtension | None:
    return next((one for one in _extensions(unit) if one.approved is None), None)


def extension_asked(unit: WhistleUnit, now: datetime) -> str:
    return "" if open_extension(unit) else "没有等待审批的延期申请"


def no_extension_open(unit: WhistleUnit, now: datetime) -> str:
    return "延期申请还没有批。请分管领导先批，再反馈结果" if open_extension(unit) else ""


def is_late(unit: WhistleUnit, now: datetime) -> str:
    late = any(_is_overdue(one, now) for one in facts(unit.whistle).clocks_of(unit))
    return "" if late else "没有超期，不用说明。有进展请「记进展」"


def whistle_not_rated_by_unit(unit: WhistleUnit, now: datetime) -> str:
    return "" if unit.was_justified is None else "你们单位已经评过这次吹哨"


UNIT_GUARDS: dict[str, Callable[[WhistleUnit, datetime], str]] = {
    "goes_on": goes_on,
    "objection_once": objection_once,
    "no_final_word": no_final_word,
    "objection_in_time": objection_in_time,
    "must_contact": must_contact,
    "extension_possible": extension_possible,
    "extension_asked": extension_asked,
    "no_extension_open": no_extension_open,
    "is_late": is_late,
    "whistle_not_rated_by_unit": whistle_not_rated_by_unit,
}
