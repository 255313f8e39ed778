"""One good row of every room, the way into each of its states, and one good call of every act, written by hand."""

from dataclasses import dataclass
from typing import Any, ClassVar

from civics.models.risk import QUESTIONS
from civics.services.views import PAGES
from core.accounts.models import User
from grids.choices import SupporterKind
from grids.models import GridSupporter
from grids.works.pages import Pages
from grids.works.room import Room
from tests import works
from tests.works import TODAY, WHY, Example, newest_record

PHONE, NAME = "13893712207", "王建国"
CENTRE = {"kinds", "rooms", "units", "roster", "intake"}


@dataclass
class Yard(works.Yard):
    """Who keeps the centre's rooms is the street; the rest a community begins."""

    pages: ClassVar[Pages] = PAGES

    def starter(self, room: Room) -> User:
        return self.cast.manager if room.key in CENTRE else self.cast.clerk

    def doer(self, row: Any, act: str) -> User:
        who = self.room(row).table[act].who[0]
        if who == "street_lead":
            return self.cast.street_lead
        if row.room == "items" and who == "handler":
            return row.handler or self.cast.second_clerk
        return self.cast.manager if who == "street" or row.room in CENTRE else self.cast.clerk

    def kind(self, **changes: Any) -> Any:
        """A thing of the catalogue; each call another."""
        count = self.pages.by_key["kinds"].model.objects.count()
        return self.begun("kinds", **{"name": f"居住证明{count}", **changes})

    def lawyer(self) -> GridSupporter:
        return GridSupporter.objects.create(
            kind=SupporterKind.LAWYER, grid=self.town.tiebei.grids[0], person_name="何律师", organisation="雄关律所",
            contact="0937-6221100", valid_from=works.TODAY.replace(year=2025),
        )  # fmt: skip


def _kind(yard: Yard) -> dict[str, Any]:
    return {
        "name": "居住证明",
        "window": "community",
        "is_relief": False,
        "trips": "once",
        "days": 3,
        "materials": "身份证",
    }


def _item(yard: Yard) -> dict[str, Any]:
    return {
        "kind": yard.kind(), "community": yard.area, "name": "开居住证明", "applicant": NAME, "phone": PHONE,
        "detail": "孩子上学用",
    }  # fmt: skip


USES = {"in_use": (), "stopped": ("stop",)}
_GO = ("assign",)

EXAMPLES: dict[str, Example] = {
    "kinds": Example(_kind, USES, {"edit": {"days": 5}, "stop": WHY}),
    "items": Example(
        _item,
        {
            "accepted": (), "handling": _GO, "waiting": (*_GO, "ask_more"), "done": (*_GO, "finish"),
            "rated": (*_GO, "finish", "rate"), "refused": (*_GO, "refuse"), "withdrawn": ("withdraw",),
        },
        {
            "assign": lambda yard, row: {
                "handler": yard.cast.secretary if row.handler == yard.cast.second_clerk else yard.cast.second_clerk
            },
            "ask_more": WHY, "finish": {"result": "开好了，当场取走", "came": 1}, "refuse": {"result": "不是本社区的户"},
            "rate": {"rating": "good"}, "redo": WHY, "withdraw": WHY, "edit": {"name": "开两份居住证明"},
        },
    ),
    "legal": Example(
        lambda yard: {"supporter": yard.lawyer(), "days": "每周三上午", "place": "社区二楼"},
        USES,
        {
            "edit": {"days": "每周四上午"}, "stop": WHY, "strike": newest_record,
            "note_service": {"on": TODAY, "way": "advice", "topic": "labour", "count": 3},
        },
        {"strike": ("note_service",)},
    ),
    "intake": Example(
        lambda yard: {"on": TODAY},
        {"open": (), "closed": ("close",)},
        {"visit": {"topic": "dispute", "headcount": 2, "way": "case", "waited": 5}, "strike": newest_record, "reopen": WHY},
        {"strike": ("visit",)},
    ),
    "roster": Example(
        lambda yard: {"on": TODAY, "part": "day", "name": "郑受理"},
        {"planned": (), "present": ("arrive",), "absent": ("miss",), "cancelled": ("cancel",)},
        {"edit": {"part": "morning"}, "miss": WHY, "cancel": WHY},
    ),
    "units": Example(
        lambda yard: {"name": "区法院", "way": "rotating", "days": "每周二全天", "phone": "0937-6221101"},
        USES,
        {"edit": {"days": "每周五全天"}, "stop": WHY},
    ),
    "rooms": Example(
        lambda yard: {"name": "一号调解室", "kind": "mediation", "place": "二楼东"},
        USES,
        {"edit": {"place": "一楼西"}, "stop": WHY},
    ),
    "reviews": Example(
        lambda yard: {"name": "铁路小区停车位改造", "community": yard.area, "scope": "铁路小区320户", "about": "划线、设出入口"},
        {
            "draft": (), "assessed": ("assess",), "decided": ("assess", "conclude"), "filed": ("assess", "conclude", "file"),
            "withdrawn": ("withdraw",),
        },
        {
            "edit": {"scope": "铁路小区"}, "conclude": {"level": 2}, "adjust": WHY, "withdraw": WHY,
            "assess": {"consulted": "走访260户", "findings": "老年人担心收费", **dict.fromkeys(QUESTIONS, 1), "support": 2},
            "file": {"filed_on": TODAY, "file_no": "雄评〔2026〕1号"},
        },
    ),
}  # fmt: skip

Yard.examples = EXAMPLES
