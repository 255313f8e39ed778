"""Two rows of every source in each of two communities, written straight into the tables: what is read back is the test."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from civics.models import ServiceRecord, Volunteer, VolunteerActivity
from disputes.models import HotlineTicket, Whistle, WhistleUnit
from grids.choices import DepartmentCode
from grids.models import ChecklistItem, Department, Hazard
from partybuilding.models import ActionItem, PartyJointBody
from residents.models import Opinion, Visit
from tests.cast import Cast, Community, Log, Town

AT = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
ID_NUMBER = "11010519491231002X"
PHONE = "13893712207"
Say = Callable[[int], dict[str, Any]]


def _common(at: Community, n: int) -> dict[str, Any]:
    return {"community": at.area, "created_at": AT + timedelta(hours=n), "is_demo": False}


def _placed(at: Community, n: int) -> dict[str, Any]:
    return {**_common(at, n), "grid": at.grids[0], "place": at.buildings[0][0]}


def _numbered(n: int, mark: str) -> dict[str, Any]:
    return {"year": 2026, "serial": n, "no": f"{mark}26-{n:05}"}


def cases(cast: Cast, town: Town, log: Log) -> None:
    """By the real act, with parties and a telephone in the text."""
    for who, at in ((cast.clerk, town.tiebei), (cast.outsider, town.dongyuan)):
        for n in range(2):
            log(
                actor=who,
                place=at.buildings[n][0],
                title=f"漏水{n}",
                summary=f"打{PHONE}联系",
                amount_claimed=Decimal(100 + n),
                now=AT + timedelta(hours=n),
            )


def whistles(cast: Cast, town: Town, log: Log) -> None:
    unit = Department.objects.get(code=DepartmentCode.HOUSING)
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = Whistle.objects.create(
            **_placed(at, n), **_numbered(n, "W"), kind="hard", title=f"道路破损{n}", task="修补", basis="职责清单",
            state="approved", issued_at=AT + timedelta(hours=n),
        )  # fmt: skip
        WhistleUnit.objects.create(whistle=row, department=unit, is_lead=True, state="pending", created_at=AT)


def hotline(cast: Cast, town: Town, log: Log) -> None:
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = HotlineTicket(
            **_placed(at, n), **_numbered(n, "R"), city_no=f"C{n}", kind="help", title=f"路灯不亮{n}",
            text=f"电话{PHONE}", dispatched_at=AT, desk=2, state="handling",
        )  # fmt: skip
        row.seal_in("name", "欧阳晓明")
        row.seal_in("phone", PHONE)
        row.save()


def hazards(cast: Cast, town: Town, log: Log) -> None:
    item = ChecklistItem.objects.get(pk=ChecklistItem.objects.values_list("pk")[:1])
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        Hazard.objects.create(
            **_placed(at, n), **_numbered(n, "H"), item=item, title=f"堆物{n}", source="patrol", found_at=AT,
            grade="general", limit="minor", counted_from=AT, state="graded",
        )  # fmt: skip


def visits(cast: Cast, town: Town, log: Log) -> None:
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = Visit.objects.create(
            **_placed(at, n), state="done", kind="routine", visited_at=AT + timedelta(hours=n), outcome="met",
            persons_met=n, topics=["hazard", "publicity"], note=f"要找{PHONE}", place_detail="2单元201",
        )  # fmt: skip
        row.workers.add(cast.worker, cast.other_worker)


def opinions(cast: Cast, town: Town, log: Log) -> None:
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = Opinion(
            **_placed(at, n), **_numbered(n, "Y"), state="handling", title=f"停车难{n}", text=f"身份证{ID_NUMBER}",
            recorded_at=AT,
        )  # fmt: skip
        row.seal_in("name", "王建国")
        row.save()


def items(cast: Cast, town: Town, log: Log) -> None:
    body = PartyJointBody.objects.create(name="街道大工委", valid_from=AT.date())
    unit = Department.objects.get(code=DepartmentCode.HOUSING)
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = ActionItem.objects.create(
            **_common(at, n), **_numbered(n, "T"), body=body, source_kind="x", source_id=1, what=f"装路灯{n}",
            problem="没有路灯", lead=unit, due_on=AT.date(), standard="亮", percent=n * 10, state="in_progress",
        )  # fmt: skip
        row.assisting.add(unit)


def activities(cast: Cast, town: Town, log: Log) -> None:
    for n, at in enumerate((town.tiebei, town.tiebei, town.dongyuan, town.dongyuan), start=1):
        row = VolunteerActivity.objects.create(
            **_common(at, n), **_numbered(n, "A"), title=f"扫雪{n}", text="扫雪", place="院内", starts_at=AT,
            ends_at=AT + timedelta(hours=2), places=10, risks="滑", state="settled",
        )  # fmt: skip
        for m in range(n):
            person = Volunteer.objects.create(
                **_common(at, n), year=2026, serial=10 * n + m, no=f"V26-{n}{m}", code="x", birth_year=1990,
                state="active", risks_told_at=AT,
            )  # fmt: skip
            ServiceRecord.objects.create(
                activity=row, volunteer=person, state="confirmed", hours=Decimal("1.5"), signed_at=AT,
                confirmed_by=cast.clerk,
            )  # fmt: skip


ALL: dict[str, Callable[[Cast, Town, Log], None]] = {
    "cases": cases,
    "whistles": whistles,
    "hotline": hotline,
    "hazards": hazards,
    "visits": visits,
    "opinions": opinions,
    "items": items,
    "activities": activities,
}
