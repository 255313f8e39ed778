"""One good work of every room of party building, the way into each of its states, and one good call of every act: what the
generated tests walk with. Written by hand, so that the tables are held to it and not to themselves."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from core.accounts.models import User
from grids.models import Department
from grids.works.pages import Pages
from partybuilding.choices_works import OrgKind
from partybuilding.models.orgs import PartyOrg
from partybuilding.works.views import PAGES
from tests import works
from tests.works import SPRING, T0, TODAY, WHY, Example, newest_record

CREDIT_CODE = "91350100M000100Y43"


@dataclass
class Yard(works.Yard):
    """With what communities set up and run with units."""

    pages: ClassVar[Pages] = PAGES

    @property
    def housing(self) -> Department:
        return Department.objects.get(name="住建局")

    def org(self, kind: str = OrgKind.COMMITTEE) -> PartyOrg:
        """The community's committee, under the street's; laid once."""
        made = {"created_at": T0, "state": "active", "last_act_at": T0}
        street, _ = PartyOrg.objects.get_or_create(
            kind=OrgKind.STREET, community=None, defaults={"name": "雄关街道党工委", **made}
        )
        if kind == OrgKind.STREET:
            return street
        committee, _ = PartyOrg.objects.get_or_create(
            kind=OrgKind.COMMITTEE,
            community=self.area,
            defaults={"name": "铁北社区党委", "parent": street, **made},
        )
        return committee

    def doer(self, row: Any, act: str) -> User:
        who = self.room(row).table[act].who[0]
        if row.room == "entries" and who in ("publisher", "claimer"):
            ours = (row.side == "community") == (who == "publisher")
            return self.cast.clerk if ours else self.cast.liaison
        return self.cast.street_lead if who == "street" else self.cast.clerk


def _other_line(yard: Yard, row: Any) -> dict[str, Any]:
    other = yard.begun(
        "entries", by=yard.cast.liaison, under=row.agreement, side="unit", kind="resource", name="电工两名"
    )
    return {"matched_with": other}


RUNS = {"running": (), "stopped": ("stop",)}

EXAMPLES: dict[str, Example] = {
    "orgs": Example(
        lambda yard: {
            "name": "铁路小区第一党支部", "kind": "branch", "community": yard.area, "parent": yard.org(), "member_count": 31,
            "counted_on": TODAY,
        },
        {"active": (), "dissolved": ("dissolve",)},
        {"edit": {"name": "铁路小区党支部"}, "recount": {"member_count": 33, "counted_on": TODAY}, "dissolve": WHY, "restore": WHY},
    ),
    "brands": Example(
        lambda yard: {"name": "邻里嘉年华", "community": yard.area, "year": 2021, "idea": "邻里相识"},
        {"proposed": (), "approved": ("approve",), "running": ("approve", "start"), "retired": ("retire",)},
        {
            "edit": {"results": "办了六场"}, "send_back": WHY, "approve": WHY, "retire": WHY,
            "review": {"year": 2026, "result": "keep", "text": "居民参加多"}, "strike": newest_record,
        },
        {"strike": ("review",)},
    ),
    "carriers": Example(
        lambda yard: {
            "name": "露化会客厅", "kind": "parlour", "community": yard.area, "place": "社区二楼", "rhythm": "每月15日前后",
        },
        RUNS,
        {"edit": {"place": "社区一楼"}, "stop": WHY},
    ),
    "sessions": Example(
        lambda yard: {"name": "暖气怎么报修", "on": TODAY, "place": "社区二楼", "speaker": "社区党委书记"},
        {"planned": (), "held": ("hold",), "cancelled": ("cancel",)},
        {
            "edit": {"place": "小区广场"}, "hold": {"headcount": 23, "summary": "讲了报修电话"}, "cancel": WHY,
            "correct": {"headcount": 25, **WHY}, "raise_opinion": {"text": "2号楼楼道灯不亮"},
        },
        above_state="running",
    ),
    "agreements": Example(
        lambda yard: {"unit": "住建局", "department": yard.housing, "community": yard.area, "ends_on": SPRING},
        {"draft": (), "signed": ("sign",), "ended": ("end",)},
        {"edit": {"terms": "一年一签"}, "sign": {"signed_on": TODAY, "ends_on": SPRING}, "end": WHY},
    ),
    "entries": Example(
        lambda yard: {"name": "楼道灯要换", "kind": "need", "side": "community", "detail": "三个单元的楼道灯"},
        {
            "published": (), "matched": ("match",), "claimed": ("claim",), "delivered": ("claim", "deliver"),
            "rated": ("claim", "deliver", "rate"), "closed": ("claim", "deliver", "rate", "close"), "withdrawn": ("withdraw",),
        },
        {
            "edit": {"detail": "四个单元的楼道灯"}, "match": _other_line, "claim": WHY, "unclaim": WHY, "redo": WHY,
            "deliver": {"delivered_on": TODAY, "delivery": "换了十二盏"}, "rate": {"grade": "good"}, "withdraw": WHY,
        },
        above_state="signed",
    ),
    "links": Example(
        lambda yard: {
            "unit": "住建局", "department": yard.housing, "community": yard.area, "year": 2026, "plan": "每季度一次",
        },
        {"draft": (), "signed": ("sign",), "running": ("sign", "start"), "reviewed": ("sign", "start", "review")},
        {
            "edit": {"plan": "每月一次"}, "sign": {"signed_on": TODAY}, "review": {"review": "办了四次"},
            "activity": {"on": TODAY, "topic": "清雪", "place": "铁路小区", "headcount": 20}, "strike": newest_record,
        },
        {"strike": ("activity",)},
    ),
    "checkins": Example(
        lambda yard: {
            "unit": "住建局", "department": yard.housing, "community": yard.area, "on": TODAY, "members": 12, "posts": "环境清扫",
        },
        {"registered": (), "ended": ("end",)},
        {
            "edit": {"members": 14}, "end": WHY, "strike": newest_record,
            "service": {"on": TODAY, "post": "环境清扫", "headcount": 6, "hours": Decimal("1.5")},
        },
        {"strike": ("service",)},
    ),
    "stewards": Example(
        lambda yard: {"name": "铁路小区管家", "community": yard.area, "org": yard.org(), "committee": "铁北社区居委会"},
        RUNS,
        {
            "edit": {"firm": "安居物业"}, "stop": WHY, "strike": newest_record,
            "meet": {"on": TODAY, "place": "社区会议室", "headcount": 9, "topics": "停车"},
        },
        {"strike": ("meet",)},
    ),
    "properties": Example(
        lambda yard: {
            "name": "安居物业公司", "estate": yard.town.tiebei.estate, "credit_code": CREDIT_CODE, "contract_from": TODAY,
            "contract_to": SPRING, "has_branch": True, "cross_posting": False, "promises": "漏水两小时到场",
        },
        {"serving": (), "left": ("leave",)},
        {
            "edit": {"promises": "漏水一小时到场"}, "elect": {"elected_on": TODAY}, "file": {"filed_on": TODAY}, "leave": WHY,
            "rate": {"year": 2026, "quarter": 1, "good": 40, "fair": 8, "bad": 2}, "strike": newest_record,
        },
        {"file": ("elect",), "strike": ("rate",)},
    ),
    "stations": Example(
        lambda yard: {"name": "铁北社区实践站", "community": yard.area, "place": "社区一楼", "volunteers": 60},
        RUNS,
        {
            "edit": {"volunteers": 66}, "stop": WHY, "strike": newest_record,
            "activity": {"on": TODAY, "topic": "义诊", "headcount": 40},
        },
        {"strike": ("activity",)},
    ),
    "campaigns": Example(
        lambda yard: {
            "name": "一难两乱整治", "community": yard.area, "area": "铁路小区", "target": "乱停乱放", "starts_on": TODAY,
            "finish_on": SPRING,
        },
        {"planned": (), "under_way": ("start",), "finished": ("start", "finish"), "cancelled": ("cancel",)},
        {"edit": {"area": "铁路小区北门"}, "finish": {"finished_on": TODAY, "result": "清了八处"}, "cancel": WHY},
    ),
    "points": Example(
        lambda yard: {"name": "北门东侧", "trouble": "杂物堵了消防通道"},
        {"open": (), "done": ("clear",), "dropped": ("drop",)},
        {"edit": {"trouble": "杂物"}, "clear": {"done_on": TODAY, "result": "清走两车"}, "reopen": WHY, "drop": WHY},
        above_state="under_way",
    ),
}  # fmt: skip


Yard.examples = EXAMPLES
