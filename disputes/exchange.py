"""One case in the item names of the disputes' exchange format of GB/T 31000 (domain.md C1b): mapped at export only.

Nationality, schooling and kind of person of a party stay empty: mediation needs none of them. Numbers are covered, as
everywhere outside an uncovering with its reason."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.clocks.models import Clock
from disputes.choices import AGREED_RESULTS, Result
from disputes.engine import KIND
from disputes.models import Dispute, DisputeParty

# The clock of the whole mediation.
TERM = "CK4"
LONGEST = 2000
_SETTLED = {str(one) for one in (*AGREED_RESULTS, Result.COURT, Result.SELF_SETTLED)}


def exchange_of(case: Dispute) -> dict[str, Any]:
    """The items in the order of the standard; what is not known is an empty text."""
    parties = list(case.parties.order_by("pk"))
    return {
        "事件编号": case.official_no,
        "事件名称": case.title,
        "发生日期": _day(case.occurred_on),
        "发生地点": case.address,
        "事件规模": case.get_severity_display(),
        "事件类别": case.get_cause_display(),
        "涉及人数": case.people_involved,
        "事件简述": case.summary[:LONGEST],
        "涉及单位": "、".join(one.name for one in parties if one.is_organisation),
        "主要当事人": [_party(one) for one in parties],
        "化解时限": _day(_term(case)),
        "化解方式": case.get_active_track_display(),
        "化解组织": case.committee.name if case.committee else "",
        "化解责任人姓名": case.holder.display_name if case.holder else "",
        "化解责任人联系方式": case.holder.office_phone if case.holder else "",
        "化解是否成功": _outcome(case),
        "化解情况": _told(case),
        "考评日期": _day(case.rated_at),
        "考评意见": case.get_satisfaction_display() if case.satisfaction else "",
    }


def _party(party: DisputeParty) -> dict[str, str]:
    return {
        "证件类型": "统一社会信用代码" if party.is_organisation and party.credit_code else "",
        "证件号码": party.credit_code if party.is_organisation else "",
        "姓名": party.name,
        "性别": "",
        "民族": "",
        "学历": "",
        "人员类别": "",
        "详址": party.address,
        "联系方式": party.masked_phone,
    }


def _term(case: Dispute) -> datetime | None:
    """When the mediation is due, of the newest such clock. By index clock_subject."""
    clock = Clock.objects.of(KIND, case.pk).filter(code=TERM).order_by("-pk").first()
    return clock.due_at if clock is not None else None


def _outcome(case: Dispute) -> str:
    """Nothing until there is a result."""
    if not case.result:
        return ""
    return "是" if case.result in _SETTLED else "否"


def _told(case: Dispute) -> str:
    """The result, and what the resident was told of it."""
    return "：".join(
        one for one in (case.get_result_display() if case.result else "", case.citizen_told) if one
    )[:LONGEST]


def _day(value: datetime | date | None) -> str:
    if value is None:
        return ""
    return str(timezone.localdate(value) if isinstance(value, datetime) else value)
