"""The departments of the small street, who speaks for each, and a whistle brought into any state.

summon   whom the street can whistle for: 住建 (the cast's own), 自然资源, 环卫, 综合执法
blow     a hard whistle of a lamp at the worker's building, 住建 lead, 自然资源 assisting; any fact may be said otherwise
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.notices.models import Notice
from disputes.models import CommunityCall, Dispute, Whistle, WhistleUnit
from disputes.whistles.actions import (
    CALL_ACTIONS,
    UNIT_ACTIONS,
    WHISTLE_ACTIONS,
    Cry,
    Slip,
    Where,
    blow,
    call_street,
    draft_whistle,
    issue,
)
from disputes.whistles.actions.duties import set_head
from disputes.whistles.choices import CallState, UnitState, WhistleState
from grids.choices import DepartmentCode, Role
from grids.models import Department, Posting
from grids.scope import forget
from tests.cast import SINCE, Cast, Log, Town, person

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Summon:
    """Departments and their liaisons."""

    housing: Department
    resources: Department
    sanitation: Department
    enforcement: Department
    resources_liaison: User
    sanitation_liaison: User
    enforcement_liaison: User

    def liaison_of(self, department: Department, cast: Cast) -> User:
        own = {
            self.housing.pk: cast.liaison,
            self.resources.pk: self.resources_liaison,
            self.sanitation.pk: self.sanitation_liaison,
            self.enforcement.pk: self.enforcement_liaison,
        }
        return own[department.pk]


def build_summon() -> Summon:
    def unit(code: DepartmentCode, name: str, username: str, who: str) -> tuple[Department, User]:
        row = Department.objects.create(code=code, name=name)
        return row, person(username, who, f"{name}联络员", {"role": Role.DEPT_LIAISON, "department": row})

    resources, first = unit(DepartmentCode.RESOURCES, "自然资源局", "resources", "邓自资")
    sanitation, second = unit(DepartmentCode.SANITATION, "环卫处", "sanitation", "白环卫")
    enforcement, third = unit(DepartmentCode.ENFORCEMENT, "综合执法队", "enforcement", "石执法")
    housing = Department.objects.get(code=DepartmentCode.HOUSING)
    return Summon(housing, resources, sanitation, enforcement, first, second, third)


@dataclass
class Street:
    """Everybody and everything a whistle needs, and a clock that moves an hour with each act."""

    town: Town
    cast: Cast
    summon: Summon
    log: Log
    now: datetime = T0

    def slip(self, **changes: Any) -> Slip:
        facts = {
            "kind": "hard",
            "title": "路灯不亮",
            "problem": "北门到主干道一段没有路灯",
            "task": "到场查看，装好路灯并反馈照片",
            "basis": "职责清单第3条「公共照明」",
            "lead": self.summon.housing,
            "assisting": (self.summon.resources,),
            "share_address": True,
        }
        return Slip(**{**facts, **changes})

    def where(self, case: Dispute | None = None, **changes: Any) -> Where:
        origin = {"origin_kind": "dispute", "origin_id": case.pk} if case else {}
        return Where(**{"place": self.town.building, "place_detail": "北门", **origin, **changes})

    def case(self, **facts: Any) -> Dispute:
        return self.log(
            actor=self.cast.clerk, severity="small", severity_reason="多户", now=self.now, **facts
        )

    def blow(self, case: Dispute | None = None, *, actor: User | None = None, **changes: Any) -> Whistle:
        return blow(
            self.slip(**changes), self.where(case), actor=actor or self.cast.street_lead, now=self.now
        )

    def draft(self, case: Dispute | None = None, **changes: Any) -> Whistle:
        return draft_whistle(self.slip(**changes), self.where(case), actor=self.cast.manager, now=self.now)

    def draft_for(self, call: CommunityCall) -> Whistle:
        where = self.where(call=call)
        return draft_whistle(self.slip(), where, actor=self.cast.manager, now=self.now)

    def issue(self, whistle: Whistle, actor: User | None = None) -> Whistle:
        return issue(whistle, actor=actor or self.cast.street_lead, now=self.now)

    def call(self, case: Dispute | None = None, **changes: Any) -> CommunityCall:
        origin = {"origin_kind": "dispute", "origin_id": case.pk} if case else {}
        facts = {
            "place": self.town.building,
            "title": "北门没有路灯",
            "problem": "已报物业两次，产权属市政",
            "asked": "请住建来装路灯",
        }
        return call_street(Cry(**{**facts, **origin, **changes}), actor=self.cast.clerk, now=self.now)

    def unit(self, whistle: Whistle, department: Department | None = None) -> WhistleUnit:
        """As it stands now: the lead, or the unit of a department that was not sent away."""
        rows = WhistleUnit.objects.filter(whistle=whistle).exclude(state=UnitState.RELEASED)
        if department is None:
            return rows.get(is_lead=True)
        return rows.get(department=department)

    def fresh(self, whistle: Whistle) -> Whistle:
        return Whistle.objects.get(pk=whistle.pk)

    def do(self, whistle: Whistle, act: str, by: User | str, **data: Any) -> Whistle:
        """An act of the whistle, an hour later."""
        self.now += HOUR
        actor = getattr(self.cast, by) if isinstance(by, str) else by
        WHISTLE_ACTIONS[act](self.fresh(whistle), actor=actor, now=self.now, **data)
        return self.fresh(whistle)

    def unit_do(
        self,
        whistle: Whistle,
        act: str,
        *,
        department: Department | None = None,
        by: User | None = None,
        **data: Any,
    ) -> Whistle:
        """An act of a unit by its liaison, or by whom is named, an hour later."""
        self.now += HOUR
        unit = self.unit(whistle, department)
        actor = by or self.summon.liaison_of(unit.department, self.cast)
        UNIT_ACTIONS[act](unit, actor=actor, now=self.now, **data)
        return self.fresh(whistle)

    def call_do(self, call: CommunityCall, act: str, by: str, **data: Any) -> CommunityCall:
        self.now += HOUR
        CALL_ACTIONS[act](call, actor=getattr(self.cast, by), now=self.now, **data)
        return CommunityCall.objects.get(pk=call.pk)

    def notices(self, user: User) -> list[Notice]:
        return list(Notice.objects.filter(recipient=user).order_by("pk"))

    def post(self, user: User, **place: Any) -> None:
        """One more post for somebody: the liaison of a department."""
        Posting.objects.create(user=user, role=Role.DEPT_LIAISON, valid_from=SINCE, **place)
        forget(user)

    def post_as_manager(self, user: User) -> None:
        Posting.objects.create(user=user, role=Role.CENTRE_MANAGER, street=True, valid_from=SINCE)
        forget(user)

    # --- roads ------------------------------------------------------------------------------------
    def to(self, state: str, **changes: Any) -> Whistle:
        """A fresh whistle in that state."""
        return ROADS[WhistleState(state)](self, changes)

    def head(self) -> None:
        set_head(post="secretary", user=self.cast.street_lead, actor=self.cast.sysadmin, now=T0 - 30 * DAY)


RATE = {"responded": True, "solved": True, "satisfaction": "good"}
OBJECT = {"reason": "不在本单位职责内", "clause": "职责清单没有这一条"}


def _issued(street: Street, changes: dict[str, Any]) -> Whistle:
    return street.blow(**changes)


def _lead(before: WhistleState, act: str, **data: Any) -> Callable[[Street, dict[str, Any]], Whistle]:
    def road(street: Street, changes: dict[str, Any]) -> Whistle:
        return street.unit_do(street.to(before, **changes), act, **data)

    return road


def _street(
    before: WhistleState, act: str, by: str, **data: Any
) -> Callable[[Street, dict[str, Any]], Whistle]:
    def road(street: Street, changes: dict[str, Any]) -> Whistle:
        return street.do(street.to(before, **changes), act, by, **data)

    return road


def _objected(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.to(W.SIGNED, **changes)
    return street.unit_do(whistle, "object", suggested=street.summon.sanitation, **OBJECT)


def _reassigned(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.to(W.OBJECTED, **changes)
    return street.unit_do(
        whistle, "reassign", by=street.cast.street_lead, note="由环卫办", to=street.summon.sanitation
    )


def _rework(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.do(street.to(W.RESOLVED, **changes), "check", "worker", passed=False, text="两盏还不亮")
    return street.do(whistle, "rework", "manager", reason="两盏不亮，请换灯")


def _rated(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.to(W.CHECKED, **changes)
    for act, by in (("rate_street", "manager"), ("rate_community", "clerk"), ("rate_resident", "worker")):
        whistle = street.do(whistle, act, by, **RATE)
    return whistle


def _closed(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.to(W.RATED, **changes)
    for unit in whistle.units.filter(is_lead=False).exclude(state=UnitState.RELEASED):
        whistle = _answer_for(street, whistle, unit)
    return street.do(whistle, "close", "manager", public_text="路灯已经装好")


def _answer_for(street: Street, whistle: Whistle, unit: WhistleUnit) -> Whistle:
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "已配合"})):
        whistle = street.unit_do(whistle, act, department=unit.department, **data)
    return whistle


def _escalated(street: Street, changes: dict[str, Any]) -> Whistle:
    whistle = street.to(W.APPROVED, **changes)
    street.now += 2 * DAY
    return street.do(whistle, "escalate", "street_lead", requirement="请马上到场", city_told="已报市督查室")


W = WhistleState
ROADS: dict[WhistleState, Callable[[Street, dict[str, Any]], Whistle]] = {
    W.DRAFT: lambda street, changes: street.draft(**changes),
    W.APPROVED: _issued,
    W.SIGNED: _lead(W.APPROVED, "sign"),
    W.OBJECTED: _objected,
    W.REASSIGNED: _reassigned,
    W.ARRIVED: _lead(W.SIGNED, "arrive"),
    W.HANDLING: _lead(W.ARRIVED, "plan", text="今天换灯"),
    W.EXTENSION: _lead(W.HANDLING, "ask_extension", days=3, reason="等配件"),
    W.RESOLVED: _lead(W.HANDLING, "answer", result="solved", text="路灯已装好"),
    W.CHECKED: _street(W.RESOLVED, "check", "worker", passed=True, text="灯都亮了"),
    W.REWORK: _rework,
    W.RATED: _rated,
    W.CLOSED: _closed,
    W.ON_ACCOUNT: _street(W.HANDLING, "put_on_account", "street_lead", reason="要等明年改造资金"),
    W.ESCALATED: _escalated,
    W.VOID: _street(W.DRAFT, "void", "manager", reason="和另一张重复"),
}
CALL_ROADS: dict[CallState, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    CallState.WAITING: (),
    CallState.TAKEN: (("take", "intake", {"text": "街道联系物业"}),),
    CallState.DECLINED: (("decline", "manager", {"reason": "属于物业维修，请先报修"}),),
    CallState.DONE: (
        ("take", "intake", {"text": "街道联系物业"}),
        ("finish", "intake", {"answer": "物业已修好"}),
    ),
    CallState.WITHDRAWN: (("withdraw", "clerk", {"reason": "物业已经修好"}),),
}


def finish(street: Street, whistle: Whistle, result: str = "solved") -> Whistle:
    """Signed, done, looked at, rated, closed."""
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": result, "text": "六盏灯都换了"})):
        whistle = street.unit_do(whistle, act, **data)
    whistle = street.do(whistle, "check", "clerk", passed=True, text="都亮了")
    whistle = street.do(whistle, "rate_street", "manager", **RATE)
    whistle = street.do(whistle, "rate_community", "clerk", **RATE)
    if whistle.asks_resident:
        whistle = street.do(whistle, "rate_resident", "clerk", **RATE)
    return street.do(whistle, "close", "manager", public_text="路灯都修好了")
