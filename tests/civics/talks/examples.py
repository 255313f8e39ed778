"""One good topic, notice, campaign and candidate, the way into each of their states, and one good call of every act."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils import timezone

from civics.awards import pages as awards
from civics.awards.criteria import CRITERIA
from civics.talks import pages as talks
from core.accounts.models import User
from grids.works.pages import Pages
from tests import works
from tests.works import WHY, Example, newest_record

# The doers of words of `who` that are no signed-in person.
NOBODY = ("citizen", "system")


@dataclass
class Yard(works.Yard):
    """Steps of an hour; `wait` lets days go by."""

    def doer(self, row: Any, act: str) -> User:
        who = self.room(row).table[act].who[0]
        if who in NOBODY:
            return None  # type: ignore[return-value] # a citizen, or time itself
        return {
            "street": self.cast.street_lead,
            "party": self.cast.secretary,
            "reviewer": self.cast.secretary,
        }.get(who, self.cast.clerk)

    def step(self, row: Any, act: str, **changes: Any) -> Any:
        """`act!` is the act with its other end, `ready!` all that must stand before a candidate hangs."""
        if act == "ready!":
            ready_for_notice(self, row)
            return self.room(row).queryset().get(pk=row.pk)
        name = act.removesuffix("!")
        for before in self.examples[row.room].before.get(name, ()):
            row = self.step(row, before)
        return self.do(row, name, self.doer(row, name), **{**self.said(row, act), **changes})

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)


class TalksYard(Yard):
    pages: ClassVar[Pages] = talks.PAGES


class AwardsYard(Yard):
    pages: ClassVar[Pages] = awards.PAGES


def _word(yard: Any, row: Any) -> dict[str, Any]:
    return {"word": str(row.words.filter(state="waiting")[0].pk), "reply": "已经报修", **WHY}


def _meeting(yard: Any, row: Any) -> dict[str, Any]:
    return {
        "kind": "council", "meets_on": yard.today + timedelta(days=2), "meets_at": "下午3点",
        "place": "社区议事厅", "attendees": "3号楼住户、物业",
    }  # fmt: skip


def _held(yard: Any, row: Any) -> dict[str, Any]:
    yard.wait(max((row.meets_on - yard.today).days, 0))
    return {"headcount": 21, "outcome": "同意装照明，费用从公益金出"}


def _assembly(yard: Any, row: Any) -> dict[str, Any]:
    return {"assembly": "households", "assembly_on": yard.today + timedelta(days=10)}


def _votes(yard: Any, row: Any) -> dict[str, Any]:
    yard.wait(max((row.assembly_on - yard.today).days, 0))
    return {"eligible": 100, "present": 51, "in_favour": 26, "decision": "同意"}


def _no_votes(yard: Any, row: Any) -> dict[str, Any]:
    return {**_votes(yard, row), "in_favour": 25}


def _hung(yard: Any, row: Any) -> dict[str, Any]:
    yard.wait(max((row.shown_to - yard.today).days + 1, 0))
    return {}


_TO_NOTICED = ("agree", "notice")
_TO_DECIDED = (*_TO_NOTICED, "settle")
TALKS: dict[str, Example] = {
    "topics": Example(
        lambda yard: {
            "name": "3号楼楼道照明怎么装", "community": yard.area, "source": "residents", "problem": "楼道没有灯，老人摔倒过",
            "options": "装声控灯\n装太阳能灯",
        },
        {
            "proposed": (), "agreed": ("agree",), "declined": ("decline",), "noticed": _TO_NOTICED,
            "failed": (*_TO_NOTICED, "fail"), "pending": (*_TO_NOTICED, "settle!"), "called": (*_TO_NOTICED, "settle!", "call"),
            "rejected": (*_TO_NOTICED, "settle!", "call", "vote!"), "decided": _TO_DECIDED, "under_way": (*_TO_DECIDED, "begin"),
            "published": (*_TO_DECIDED, "begin", "publish"), "withdrawn": ("withdraw",),
        },
        {
            "edit": {"problem": "楼道灯不亮，老人摔倒过"}, "agree": {"party_opinion": "同意协商"},
            "decline": {"party_opinion": "属于物业职责，已转物业"}, "notice": _meeting,
            "renotice": lambda yard, row: {**_meeting(yard, row), "place": "小区广场"},
            "speak": {"text": "声控灯好"}, "show": _word, "hide": _word, "settle": _held,
            "settle!": lambda yard, row: {**_held(yard, row), "needs_assembly": True}, "fail": _held, "retry": WHY,
            "call": _assembly, "vote": _votes, "vote!": _no_votes, "begin": WHY, "task_made": WHY, "task_news": WHY,
            "publish": {"result": "12盏灯全部装好", "phone": "0937-6260000"}, "withdraw": WHY,
        },
        {"show": ("speak",), "hide": ("speak",)},
    ),
    "affairs": Example(
        lambda yard: {
            "name": "公益金使用情况", "community": yard.area, "kind": "money", "text": "更换楼道灯支出1800元",
            "phone": "0937-6260000",
        },
        {"draft": (), "posted": ("post",), "ended": ("post", "end"), "withdrawn": ("withdraw",)},
        {
            "edit": {"text": "更换楼道灯支出1860元"}, "prolong": lambda yard, row: {"shown_to": yard.today + timedelta(days=30)},
            "ask": {"text": "一盏灯多少钱？"}, "show": _word, "hide": _word, "end": _hung, "withdraw": WHY,
        },
        {"show": ("ask",), "hide": ("ask",)},
    ),
}  # fmt: skip


def _criteria(yard: Any, row: Any) -> dict[str, Any]:
    return {"met": [str(at) for at in range(len(CRITERIA[row.campaign.kind]))]}


def _objection(yard: Any, row: Any) -> dict[str, Any]:
    return {"objection": str(row.objections.filter(state="waiting")[0].pk), "finding": "到现场看过，问了6户"}


def _over(yard: Any, row: Any) -> dict[str, Any]:
    yard.now = max(yard.now, row.due_at)
    return {}


def ready_for_notice(yard: Any, row: Any) -> None:
    """Three scores, the community's word, and a campaign in review."""
    room = yard.room(row)
    for who in ("secretary", "manager", "meeting_secretary"):
        if not row.scores.filter(struck_because="", created_by=getattr(yard.cast, who)).exists():
            yard.do(row, "score", getattr(yard.cast, who), score=90)
    row = room.queryset().get(pk=row.pk)
    if not row.community_opinion:
        yard.step(row, "opine")
    if row.campaign.state == "calling":
        yard.do(row.campaign, "review", yard.cast.manager)


def _reviewed(yard: Any, row: Any) -> dict[str, Any]:
    if row.campaign.state == "calling":
        yard.do(row.campaign, "review", yard.cast.manager)
    return {}


_SHOWN = ("check", "notice")
AWARDS: dict[str, Example] = {
    "campaigns": Example(
        lambda yard: {
            "name": "2026年平安楼栋", "community": yard.area, "kind": "safe_building", "year": 2026, "text": "评3个",
        },
        {
            "draft": (), "calling": ("open",), "reviewing": ("open", "review"), "closed": ("open", "review", "finish"),
            "cancelled": ("cancel",),
        },
        {
            "edit": {"text": "评5个"}, "open": lambda yard, row: {"nominate_until": yard.today + timedelta(days=20)},
            "prolong": lambda yard, row: {"nominate_until": yard.today + timedelta(days=40)},
            "review": lambda yard, row: _someone(yard, row), "finish": lambda yard, row: _nobody_left(yard, row), "cancel": WHY,
        },
    ),
    "nominations": Example(
        lambda yard: {
            "name": "铁路小区3号楼", "community": yard.area, "way": "building", "reason": "楼道无堆物，住户轮流值日",
            "self_score": 95, "consented": False, "by_name": "赵大山", "by_phone": "13893712207",
        },
        {
            "nominated": (), "ineligible": ("reject",), "eligible": ("check",), "passed_over": ("check", "pass_over"),
            "noticed": _SHOWN, "upheld": (*_SHOWN, "object", "uphold"), "awarded": (*_SHOWN, "award"),
            "revoked": (*_SHOWN, "award", "revoke"), "withdrawn": ("withdraw",),
        },
        {
            "edit": {"reason": "楼道无堆物，每周大扫除"}, "opine": {"community_opinion": "情况属实"}, "check": _criteria,
            "reject": WHY, "score": {"score": 88}, "strike": newest_record, "notice": {"street_opinion": "同意公示"}, "pass_over": _reviewed,
            "object": {"text": "三楼还有杂物"}, "take_objection": {"text": "来电说三楼还有杂物"}, "dismiss": _objection,
            "uphold": _objection, "award": _over, "plaque": lambda yard, row: {"awarded_on": yard.today},
            "review": {"year": 2026, "result": "keep", "text": "保持得好"}, "revoke": WHY, "withdraw": WHY,
        },
        {"strike": ("score",), "notice": ("ready!",), "dismiss": ("object",), "uphold": ("object",)},
        above_state="calling",
    ),
}  # fmt: skip


def _someone(yard: Any, row: Any) -> dict[str, Any]:
    if not row.nominations.exists():
        yard.begun("nominations", under=row)
    return {}


def _nobody_left(yard: Any, row: Any) -> dict[str, Any]:
    for one in row.nominations.filter(state="nominated"):
        yard.step(one, "reject")
    return {}


TalksYard.examples = TALKS
AwardsYard.examples = AWARDS
