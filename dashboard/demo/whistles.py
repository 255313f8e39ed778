"""Calls and whistles of the demo town, played through the actions of the house beside the cases they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.files.photos import Photo
from dashboard.demo.errands import CALLS, ERRANDS, Errand
from dashboard.demo.scripts import SCRIPTS, Cue, Script, read
from dashboard.demo.stage import Stage, case
from dashboard.demo.stories import Planner, Story
from disputes.choices import Satisfaction, Severity
from disputes.engine import KIND
from disputes.models import CommunityCall, DutyClause, Whistle, WhistleUnit
from disputes.whistles import origins
from disputes.whistles.actions import (
    CALL_ACTIONS,
    UNIT_ACTIONS,
    WHISTLE_ACTIONS,
    Cry,
    Slip,
    Where,
    call_street,
    draft_whistle,
    issue,
)
from disputes.whistles.actions.duties import set_head, ship_clauses
from disputes.whistles.choices import IssuedAs, Outcome, UnitState, WhistleKind
from grids.choices import Role
from grids.models import Area, Department, Grid, Posting

_DUTY = SCRIPTS["部门职责直接上街道"]
_PACE = (8, 40)
_HURRY = (2, 6)
_ORDERED_FOR = timedelta(days=45)
Data = dict[str, Any]


@dataclass
class Plot:
    """One whistle or call and the moment of each of its steps; `story` is the case that it comes from."""

    script: Script
    errand: Errand
    place: Area
    grid: Grid
    chance: Random
    story: Story | None = None
    times: list[datetime] = field(default_factory=list)
    days: dict[int, date] = field(default_factory=dict)
    call: CommunityCall | None = None
    whistle: Whistle | None = None
    pace: tuple[int, int] = _PACE
    ended: bool = False

    @property
    def community_id(self) -> int:
        return self.grid.community_id


def plots(planner: Planner, stories: list[Story]) -> list[Plot]:
    """All whistles and calls of the town; a case of its own that one needs is added to the stories."""
    made = [_of_case(planner, one, stories) if one.matter else _alone(planner, one) for one in ERRANDS]
    return [*made, *_calls(planner)]


def _plot(planner: Planner, errand: Errand, place: tuple[Grid, Area], story: Story | None = None) -> Plot:
    grid, building = place
    script = Script(f"吹哨{errand.title}", Severity.MAJOR, 0, errand.cues)
    pace = _HURRY if errand.kind == WhistleKind.EMERGENCY else _PACE
    return Plot(script, errand, building, grid, Random(planner.chance.random()), story, pace=pace)


def _alone(planner: Planner, errand: Errand) -> Plot:
    chance = Random(planner.chance.random())
    return planner.ending(_plot(planner, errand, planner.where(errand.where, chance)), errand.age)


def _of_case(planner: Planner, errand: Errand, stories: list[Story]) -> Plot:
    """Of a case that the town has anyway, from the step at which the street has it; else of one that begins the day
    before."""
    known = next((one for one in stories if one.matter is errand.matter), None)
    if known is not None:
        at_street = next(at for at, cue in enumerate(known.script.cues) if cue.act == "route_up")
        return planner.after(_plot(planner, errand, (known.grid, known.place), known), known.times[at_street])
    story = planner.story(_DUTY.until("accept"), matter=errand.matter, where=errand.where)
    plot = planner.ending(_plot(planner, errand, (story.grid, story.place), story), errand.age)
    stories.append(planner.day_before(story, plot.times[0]))
    return plot


def _calls(planner: Planner) -> Iterator[Plot]:
    for where, title, problem, asked, line in CALLS:
        errand = Errand(WhistleKind.HARD, title, problem, asked, "", "", where, "院内", line)
        chance = Random(planner.chance.random())
        grid, place = planner.where(where, chance)
        yield planner.ending(
            Plot(Script(f"呼叫{title}", Severity.MAJOR, 0, read(line)), errand, place, grid, chance), 0
        )


class Troupe:
    """Knows who speaks for which department, and what each step of a whistle says."""

    def __init__(self, stage: Stage, opened: datetime) -> None:
        ship_clauses()
        self.stage = stage
        posts = Posting.objects.filter(role=Role.DEPT_LIAISON).select_related("department", "user")
        self.liaisons: dict[str, User] = {}
        self.departments: dict[str, Department] = {}
        for post in posts:
            if post.department is not None:
                self.liaisons[post.department.code] = post.user
                self.departments[post.department.code] = post.department
        self.clauses = {(one.department_code, one.title): one for one in DutyClause.objects.all()}
        leader, keeper = stage.staff.street[Role.STREET_LEAD][0], stage.staff.street[Role.SYSADMIN][0]
        since = timezone.localdate(opened)
        set_head(post=IssuedAs.SECRETARY, user=leader, actor=keeper, since=since, now=opened)

    def play(self, plot: Plot, at: int) -> None:
        """The step number `at` of the plot, at its moment. Raises what the actions refuse."""
        cue, now = plot.script.cues[at], plot.times[at]
        special = {"call": self._call, "draft": self._draft, "issue": self._issue}.get(cue.act)
        if special is not None:
            special(plot, cue, now)
        elif cue.act in UNIT_ACTIONS:
            self._unit(plot, cue, now)
        elif cue.act in CALL_ACTIONS:
            actor = self.stage.person(cue.who, plot)
            CALL_ACTIONS[cue.act](call(plot), actor=actor, now=now, **_CALL_SAYS[cue.act])
        else:
            actor = self.stage.person(cue.who, plot)
            WHISTLE_ACTIONS[cue.act](blown(plot), actor=actor, now=now, **self._says(plot, cue, now))

    def _call(self, plot: Plot, cue: Cue, now: datetime) -> None:
        errand = plot.errand
        cry = Cry(
            plot.place, errand.title, errand.problem, errand.task, place_detail=self._spot(plot),
            cause=errand.cause or "", is_demo=True, **self._origin(plot),
        )  # fmt: skip
        plot.call = call_street(cry, actor=self.stage.person(cue.who, plot), now=now)

    def _draft(self, plot: Plot, cue: Cue, now: datetime) -> None:
        where = Where(plot.place, self._spot(plot), call=plot.call, is_demo=True, **self._origin(plot))
        actor = self.stage.person(cue.who, plot)
        plot.whistle = draft_whistle(self._slip(plot, now), where, actor=actor, now=now)

    def _issue(self, plot: Plot, cue: Cue, now: datetime) -> None:
        if plot.whistle is None:
            self._draft(plot, cue, now)
        issue(blown(plot), actor=self.stage.person(cue.who, plot), now=now)

    def _origin(self, plot: Plot) -> Data:
        return {"origin_kind": KIND, "origin_id": case(plot.story).pk} if plot.story else {}

    def _spot(self, plot: Plot) -> str:
        return case(plot.story).place_detail if plot.story else plot.errand.spot

    def _slip(self, plot: Plot, now: datetime) -> Slip:
        errand = plot.errand
        clause = self.clauses[errand.lead, errand.clause]
        return Slip(
            kind=errand.kind,
            title=errand.title,
            problem=errand.problem,
            task=errand.task,
            basis=str(clause),
            clause=clause,
            lead=self.departments[errand.lead],
            assisting=tuple(self.departments[code] for code in errand.helpers),
            cause=errand.cause or "",
            result_by=now + _ORDERED_FOR if errand.kind == WhistleKind.TOUGH else None,
            share_address=True,
            **self._shared_number(plot),
        )

    def _shared_number(self, plot: Plot) -> Data:
        """Where a unit must agree a time with somebody, the applicant's number goes with the slip."""
        origin = origins.get(KIND)
        if plot.story is None or origin is None:
            return {}
        given = origin.given(self.stage.staff.street[Role.CENTRE_MANAGER][0], str(case(plot.story).no))
        contacts = given.contacts if given else ()
        return {"contact": contacts[0].key, "share_reason": "约居民到现场开门"} if contacts else {}

    def _unit(self, plot: Plot, cue: Cue, now: datetime) -> None:
        standing = WhistleUnit.objects.filter(whistle=plot.whistle).exclude(state=UnitState.RELEASED)
        unit = standing.select_related("department").filter(is_lead=cue.who != "helper").earliest("pk")
        own = self.liaisons[unit.department.code] if cue.who in ("main", "helper") else None
        actor = own or self.stage.person(cue.who, plot)
        UNIT_ACTIONS[cue.act](unit, actor=actor, now=now, **self._unit_says(plot, cue, now))

    def _unit_says(self, plot: Plot, cue: Cue, now: datetime) -> Data:
        if cue.act == "object":
            return _OBJECTION | {"suggested": self.departments[cue.choice]}
        if cue.act == "reassign":
            return {"note": "按职责清单改派", "to": self.departments[cue.choice]}
        if cue.act == "plan":
            return {
                "text": "已和社区、物业现场商定做法",
                "until": timezone.localdate(now) + timedelta(days=6),
            }
        if cue.act == "ask_extension":
            return {"days": 5, "reason": plot.errand.reason}
        if cue.act == "answer":
            helper = cue.who == "helper"
            text = "已到场配合，本单位的部分办完" if helper else plot.errand.done
            return {"result": Outcome.SOLVED, "text": text, "photos": () if helper else self._pictures(plot)}
        return _UNIT_SAYS[cue.act]

    def _says(self, plot: Plot, cue: Cue, now: datetime) -> Data:
        if cue.act == "check":
            undone = cue.choice == "undone"
            text = "坡道还有冰，只撒了上半段" if undone else "到现场看过，确实办好了"
            return {"passed": not undone, "text": text, "photos": () if undone else self._pictures(plot)}
        if cue.act.startswith("rate_"):
            return {"responded": True, "solved": True, "satisfaction": plot.chance.choice(_ANSWERS)}
        if cue.act == "close":
            return {"public_text": plot.errand.done}
        if cue.act == "put_on_account":
            return {"reason": plot.errand.reason}
        return _STREET_SAYS[cue.act]

    def _pictures(self, plot: Plot) -> tuple[Photo, ...]:
        return (plot.chance.choice(self.stage.photos),) if plot.errand.with_photos else ()


def call(plot: Plot) -> CommunityCall:
    """The call that the plot has made. Raises when there is none."""
    if plot.call is None:
        raise ValueError(f"{plot.script.name} has no call yet")
    return plot.call


def blown(plot: Plot) -> Whistle:
    """The whistle that the plot has made. Raises when there is none."""
    if plot.whistle is None:
        raise ValueError(f"{plot.script.name} has no whistle yet")
    return plot.whistle


_ANSWERS = (Satisfaction.VERY_GOOD, Satisfaction.GOOD, Satisfaction.GOOD)
_OBJECTION: Data = {"reason": "不在本单位职责内", "clause": "职责清单里没有这一项，属住建"}
_CALL_SAYS: dict[str, Data] = {
    "take": {"text": "街道综治中心来协调，三天内答复"},
    "finish": {"answer": "已约谈物业公司，服务站周一起恢复值班"},
    "decline": {"reason": "属邻里之间的事，请先由社区组织调解，谈不成再上报"},
}
_UNIT_SAYS: dict[str, Data] = {
    "sign": {},
    "contact": {"text": "已电话联系社区，约好到场时间"},
    "arrive": {"people": "本单位现场人员2人"},
    "progress": {"text": "正在施工，已完成一半"},
    "rate_whistle": {"justified": True, "clear": True},
}
_STREET_SAYS: dict[str, Data] = {
    "ratify": {"note": "情况属实，同意"},
    "rework": {"reason": "坡道没有清到底，请再清一次"},
    "chase": {"text": "居民在等，请今天回个话。有困难请写明"},
    "review_account": {"text": "资金还没有下达，包扎处没有再漏"},
    "escalate": {"requirement": "请马上到场，当天反馈", "city_told": "市综治中心，电话报告"},
    "void": {"reason": "已由社区劝说解决，不用吹哨"},
}
