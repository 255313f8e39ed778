"""What whistles, their units and supervision orders answer for their papers (domain.md L12-L15).

A slip goes out of the house: of the place it tells what the slip on the unit's own page tells, and no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.papers.facts import paper_time
from core.papers.kinds import Owner
from disputes.models import SupervisionOrder, Whistle, WhistleUnit
from disputes.querysets import STREET_LEADS
from disputes.supervision.flow import KIND as ORDER_KIND
from disputes.supervision.flow import ORDERS
from disputes.whistles import policies
from disputes.whistles.clockwork import rule_code
from disputes.whistles.facts import ANSWER_KIND, KIND, UNIT_KIND, Facts, facts
from disputes.whistles.flow import WHISTLES
from disputes.whistles.selectors.detail import photos_around, rating_rows
from disputes.whistles.selectors.limits import limit_words
from grids.scope import Scope

Answers = Mapping[str, Any]
_SHEETS = ("L13", "L14-assign", "L14")
# Where a unit's sheet gets what is missing: the act whose form asks for it.
_ACTS = {
    "arrived_at": "arrive",
    "persons": "arrive",
    "plan": "plan",
    "measures": "answer",
    "result": "answer",
}


class WhistlePapers(Owner):
    """Registered for kind "whistle": its slip."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        whistle: Whistle = WHISTLES.queryset().get(pk=subject_id)
        known = facts(whistle)
        lead = known.lead
        return {
            **_head(whistle),
            "kind": whistle.get_kind_display(),
            "blown_at": whistle.issued_at,
            "community": whistle.community.name,
            "place": whistle.shared_address or "由社区带到现场",
            "problem": whistle.problem or whistle.title,
            "basis": whistle.basis,
            "lead": lead.department.name if lead else "",
            "assist": "、".join(one.department.name for one in known.assisting) or "没有",
            "action": whistle.task,
            "report_at": _due(known, lead, "arrive") or limit_words(whistle.kind, whistle.result_by),
            "report_place": whistle.shared_address or whistle.community.name,
            "due": _due(known, lead, "result") or limit_words(whistle.kind, whistle.result_by),
        }

    def codes(self, subject_id: int) -> Sequence[str]:
        return ("L12",)

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """The street's, once it is blown."""
        if not Whistle.objects.filter(pk=subject_id, no__isnull=False).exists():
            return "还没有吹哨，吹哨以后才能出具吹哨单"
        return "" if policies.may_draft(user) else "吹哨单由街道出具"


class UnitPapers(Owner):
    """Registered for kind "whistle_unit": what one department is handed, and what it reports."""

    subject_kind = UNIT_KIND

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        unit = _unit(subject_id)
        return _report(unit) if code == "L13" else _handed(unit)

    def codes(self, subject_id: int) -> Sequence[str]:
        return _SHEETS

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        unit = _unit(subject_id)
        return {key: unit.act_url(act) for key, act in _ACTS.items()} if code == "L13" else {}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """A report is the unit's own; what hands the matter over is the street's."""
        if policies.may_draft(user):
            return ""
        if code == "L13":
            own = policies.speaks_for(Scope.of(user), _unit(subject_id))
            return "" if own else "报到反馈单由报到单位或街道出具"
        return "交办单和转办单由街道出具"


class OrderPapers(Owner):
    """Registered for kind "supervision_order"."""

    subject_kind = ORDER_KIND

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        order: SupervisionOrder = ORDERS.queryset().get(pk=subject_id)
        return {
            "order_no": order.official_no,
            "unit": order.addressee,
            "subject": order.subject_words,
            "basis": order.basis,
            "first_due": paper_time(order.first_due_at) if order.first_due_at else "规定期限",
            "progress": _sentence(order.progress or "还没有书面反馈"),
            "requirement": _sentence(order.requirement),
            "new_due": order.due_at,
            "consequence": _sentence(order.consequence),
            "issuer": order.issued_by.display_name if order.issued_by else "系统到期自动",
        }

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        return "" if Scope.of(user).street_roles & STREET_LEADS else "督办单由街道领导或综治中心主任出具"


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。" if text else ""


def _unit(subject_id: int) -> WhistleUnit:
    """The unit as its whistle knows it, so that both read the same facts."""
    whistle_id = WhistleUnit.objects.values_list("whistle_id", flat=True).get(pk=subject_id)
    whistle: Whistle = WHISTLES.queryset().get(pk=whistle_id)
    return next(one for one in facts(whistle).all_units if one.pk == subject_id)


def _head(whistle: Whistle) -> Answers:
    """What every sheet says of who sends it."""
    post = f"（{whistle.get_issued_as_display()}）" if whistle.issued_as else ""
    return {
        "whistle_no": whistle.official_no,
        "contact": f"{settings.OFFICE_NAME}综治中心 {settings.OFFICE_PHONE}",
        "issuer": f"{whistle.issued_by.display_name}{post}" if whistle.issued_by else "",
    }


def _due(known: Facts, unit: WhistleUnit | None, step: str) -> str:
    """When the unit's clock of this step is due: what the sheet promises is what is counted."""
    if unit is None:
        return ""
    wanted = rule_code(known.whistle.kind, step)
    found = [one.due_at for one in known.clocks_of(unit) if one.code == wanted and one.cancelled_at is None]
    return paper_time(found[-1]) if found else ""


def _handed(unit: WhistleUnit) -> Answers:
    whistle = unit.whistle
    received: datetime | None = whistle.call.created_at if whistle.call else whistle.issued_at
    return {
        **_head(whistle),
        "source": f"街社吹哨 {whistle.official_no}",
        "received_on": timezone.localdate(received) if received else "",
        "subject": whistle.title,
        "content": whistle.problem or whistle.title,
        "unit": unit.department.name,
        "requirement": whistle.task,
        "due": _due(facts(whistle), unit, "result") or limit_words(whistle.kind, whistle.result_by),
        "enclosures": _pictures(len(photos_around(whistle).get((KIND, whistle.pk), ()))),
    }


def _report(unit: WhistleUnit) -> Answers:
    """From what the unit told step by step; the last round's answer, check and ratings."""
    whistle, known = unit.whistle, facts(unit.whistle)
    answers = [one for one in known.answers if one.unit_id == unit.pk]
    given = next((one for one in reversed(answers) if not one.is_interim), None)
    photos = photos_around(whistle)
    check = known.last_check
    return {
        "whistle_no": whistle.official_no,
        "unit": unit.department.name,
        "arrived_at": unit.arrived_at,
        "persons": unit.arrival_people,
        "findings": "；".join(one.text for one in answers if one.is_interim),
        "measures": given.text if given else "",
        "plan": _plan(unit),
        "result": given.get_result_display() if given else "",
        "pictures": _pictures(sum(len(photos.get((ANSWER_KIND, one.pk), ())) for one in answers)),
        "responsible": unit.liaison.display_name if unit.liaison else "",
        "check": f"{'办好了' if check.passed else '没办好'}。{check.text}" if check else "",
        **_rated(whistle),
    }


def _plan(unit: WhistleUnit) -> str:
    until = f"{unit.plan_until.month}月{unit.plan_until.day}日前" if unit.plan_until else ""
    return "，".join(filter(None, [unit.plan, until]))


def _rated(whistle: Whistle) -> Answers:
    rows = [one for one in rating_rows(whistle) if one.at is not None]
    return {
        "responded": "；".join(f"{one.side}：{one.responded}" for one in rows),
        "solved": "；".join(f"{one.side}：{one.solved}" for one in rows),
        "satisfied": "；".join(f"{one.side}：{one.satisfaction}" for one in rows),
    }


def _pictures(count: int) -> str:
    return f"照片{count}张" if count else ""
