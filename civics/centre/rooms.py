"""Rooms, units, roster and the day's log of the centre (J1). Intake -> triage -> dispatch is the case's own way: the log
counts who came and says where they were led."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from civics.choices_services import IntakeTopic, IntakeWay, LogState, ShiftState, UseState
from civics.models.centre import CentreRoom, CentreShift, CentreUnit, IntakeDay, IntakeLine
from core.accounts.models import User
from core.ui.words import local_date
from grids.works.room import Act, Computed, Room, Who, keeper, table_of
from grids.works.striking import strike

U, P, L = UseState, ShiftState, LogState
_OWN: dict[str, Any] = {"who": (Who.STREET,)}
_ROOM = ("name", "kind", "place", "opens", "seats")
_UNIT = ("name", "way", "department", "seat", "days", "phone", "duties")
_SHIFT = ("on", "part", "name", "unit", "seat")


class CentrePlace(Room):
    """What is said once for all four."""

    kept_by = "综治中心"

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name == "seat":
            return CentreRoom.objects.filter(state=U.IN_USE).order_by("kind", "pk")
        if name == "unit":
            return CentreUnit.objects.filter(state=U.IN_USE).order_by("way", "pk")
        return super().options(name, user, subject)


class Rooms(CentrePlace):
    """一厅五室."""

    kind, model, states, noun = "centre_room", CentreRoom, UseState, "这个室"
    label, lede = "中心功能室", "综治中心一厅五室：在哪、什么时候开、谁在里面"
    acts = (
        Act(keeper("register", "登记功能室", (), "J1", to=U.IN_USE, **_OWN), asks=_ROOM),
        Act(keeper("edit", "修改", {U.IN_USE}, "J1", **_OWN), asks=_ROOM),
        Act(
            keeper("stop", "停用", {U.IN_USE}, "J1", to=U.STOPPED, needs=("note",), **_OWN), note="为什么停用"
        ),
        Act(keeper("resume", "恢复", {U.STOPPED}, "J1", to=U.IN_USE, **_OWN), note="说明"),
    )
    table = table_of(acts)
    columns = ("kind", "place", "opens", "state")
    facts = ("kind", "place", "opens", "seats")
    filters = ("kind",)
    links_title = "在这个室的单位"

    def links(self, subject: Any, user: User) -> list[tuple[str, str]]:
        rows = subject.units.filter(state=U.IN_USE).order_by("way", "pk")
        return [
            (f"{one.name}（{one.get_way_display()}，{one.days}）", one.get_absolute_url()) for one in rows
        ]


class Units(CentrePlace):
    """常驻、轮驻、随叫随到."""

    kind, model, states, noun = "centre_unit", CentreUnit, UseState, "这个单位"
    label, lede = "进驻单位", "常驻、轮驻、随叫随到：谁什么时候在、办什么、打哪个电话"
    name_label = "单位"
    acts = (
        Act(keeper("register", "登记单位", (), "J1", to=U.IN_USE, **_OWN), asks=_UNIT),
        Act(keeper("edit", "修改", {U.IN_USE}, "J1", **_OWN), asks=_UNIT),
        Act(
            keeper("stop", "撤出", {U.IN_USE}, "J1", to=U.STOPPED, needs=("note",), **_OWN), note="为什么撤出"
        ),
        Act(keeper("resume", "恢复", {U.STOPPED}, "J1", to=U.IN_USE, **_OWN), note="说明"),
    )
    table = table_of(acts)
    columns = ("way", "seat", "days", "phone", "state")
    facts = ("way", "department", "seat", "days", "phone", "duties")
    filters = ("way",)
    search = ("name", "duties")


def _day_has_come(shift: Any, now: datetime) -> str:
    return "" if shift.on <= timezone.localdate(now) else f"{local_date(shift.on)}还没到"


class Roster(CentrePlace):
    """值班表."""

    kind, model, states, noun = "centre_shift", CentreShift, ShiftState, "这个班"
    label, lede = "值班表", "哪天谁值班、在哪个室，到没到岗"
    name_label = "谁值班"
    acts = (
        Act(keeper("register", "排班", (), "J1", to=P.PLANNED, **_OWN), asks=_SHIFT),
        Act(keeper("edit", "换班", {P.PLANNED}, "J1", **_OWN), asks=_SHIFT),
        Act(keeper("arrive", "到岗", {P.PLANNED, P.ABSENT}, "J1", to=P.PRESENT, guards=("day_has_come",), **_OWN), note="说明"),
        Act(
            keeper("miss", "没有到岗", {P.PLANNED}, "J1", to=P.ABSENT, needs=("note",), guards=("day_has_come",), **_OWN),
            note="为什么、谁顶上",
        ),
        Act(keeper("cancel", "取消", {P.PLANNED}, "J1", to=P.CANCELLED, needs=("note",), **_OWN), note="为什么取消"),
    )  # fmt: skip
    table = table_of(acts)
    guards = {"day_has_come": _day_has_come}
    columns = ("on", "part", "unit", "seat", "state")
    facts = ("on", "part", "unit", "seat")
    filters = ("part",)
    next_acts = {P.PLANNED: ("arrive",)}


class Intake(CentrePlace):
    """接待日志."""

    kind, model, states, noun = "centre_log", IntakeDay, LogState, "这天的日志"
    label, lede = "接待日志", "每天来了多少人、为什么事、分到哪里。只记数字，姓名写在案件里"
    name_label = "日志"
    acts = (
        Act(keeper("register", "开一天的日志", (), "J1", to=L.OPEN, **_OWN), asks=("on",)),
        Act(keeper("visit", "记一批来访", {L.OPEN}, "J1", **_OWN), adds=IntakeLine),
        strike({L.OPEN}, "J1"),
        Act(keeper("close", "交班", {L.OPEN}, "J1", to=L.CLOSED, **_OWN), note="交班说明"),
        Act(
            keeper("reopen", "重新打开", {L.CLOSED}, "J1", to=L.OPEN, needs=("note",), **_OWN), note="为什么"
        ),
    )
    table = table_of(acts)
    columns = ("visits", "people", "state")
    facts = ("on",)
    next_acts = {L.OPEN: ("visit",)}
    computed = {
        "visits": Computed("来访", lambda one: f"{one.visits}批"),
        "people": Computed("人数", lambda one: f"{one.people or 0}人"),
    }

    def derived(self, subject: Any) -> dict[str, Any]:
        return {"name": f"{subject.on:%Y年%m月%d日}接待日志"} if subject.on else {}

    def listed(self, rows: Any) -> Any:
        live = Q(lines__struck_because="")
        return rows.annotate(visits=Count("lines", filter=live), people=Sum("lines__headcount", filter=live))

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        """The day by topic and by where it went."""
        live = subject.lines.filter(struck_because="").order_by()
        told = []
        for label, column, words in (("来办什么", "topic", IntakeTopic), ("怎么办的", "way", IntakeWay)):
            found = dict(live.values_list(column).annotate(n=Count("pk")))
            parts = [f"{name}{found[code]}批" for code, name in words.choices if found.get(code)]
            told += [(label, "，".join(parts))] if parts else []
        return told


ROOMS, UNITS, ROSTER, INTAKE = Rooms(), Units(), Roster(), Intake()
