"""What must hold before an act: the missing thing in plain words, or ""."""

from collections.abc import Callable
from datetime import datetime

from specialgroups.choices import ReferralState
from specialgroups.models import SupportEnrollment


def has_woman(row: SupportEnrollment, now: datetime) -> str:
    """社区矫正法 art. 25, and the office's own rule for all programmes."""
    if not row.wants_woman or row.members.filter(until__isnull=True, is_woman=True).exists():
        return ""
    return "帮扶女性要有女性组员，请先「增加组员」"


def has_referral(row: SupportEnrollment, now: datetime) -> str:
    waiting = row.referrals.filter(state__in=[ReferralState.SENT, ReferralState.ACCEPTED])
    return "" if waiting.exists() else "没有等待结果的转介"


def in_register(row: SupportEnrollment, now: datetime) -> str:
    return "" if row.has_sealed("resident") else "居民登记里没有找到住处，不能请网格送，请自己联系"


def makes_agreement(row: SupportEnrollment, now: datetime) -> str:
    if not row.terms.has_agreement:
        return "本项目不签协议"
    return "协议已经登记过了" if row.agreement_on else ""


def has_duty_to_report(row: SupportEnrollment, now: datetime) -> str:
    return "" if row.terms.report_to else "本项目没有报告义务"


def may_pause(row: SupportEnrollment, now: datetime) -> str:
    return "" if row.terms.may_pause else "本项目没有中止，需要结束的请「提出结束」"


def is_reviewed(row: SupportEnrollment, now: datetime) -> str:
    return "" if row.terms.is_reviewed else "本项目按文书上的日期到期，不复核续期"


def has_subsidy(row: SupportEnrollment, now: datetime) -> str:
    return "" if row.terms.has_subsidy else "本项目没有监护补助"


GUARDS: dict[str, Callable[[SupportEnrollment, datetime], str]] = {
    one.__name__: one
    for one in (
        has_woman, has_referral, in_register, makes_agreement, has_duty_to_report, may_pause, is_reviewed, has_subsidy,
    )
}  # fmt: skip
