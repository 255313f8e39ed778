"""新时代文明实践 stations, and 整治行动 with their points before and after (J17, J22)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from grids.works.room import Act, Computed, Room, Tell, keeper, table_of
from grids.works.striking import strike
from partybuilding.choices_works import CampaignState, PointState, RunState
from partybuilding.models.stations import (
    CampaignPoint,
    PracticeStation,
    RectificationCampaign,
    StationActivity,
)

R, C, P = RunState, CampaignState, PointState
_STATION = ("name", "place", "opens", "teams", "volunteers")
_CAMPAIGN = ("name", "area", "target", "starts_on", "finish_on")


class Stations(Room):
    """新时代文明实践站."""

    kind, model, states, noun = "practice_station", PracticeStation, RunState, "这个站"
    label, lede = "文明实践", "新时代文明实践站：阵地、志愿服务队、活动和参加人数"
    acts = (
        Act(keeper("register", "登记实践站", (), "J17", to=R.RUNNING), asks=("community", *_STATION)),
        Act(keeper("edit", "修改", {R.RUNNING}, "J17"), asks=_STATION),
        Act(keeper("activity", "记一次活动", {R.RUNNING}, "J17"), adds=StationActivity),
        strike(R, "J17"),
        Act(keeper("stop", "停办", {R.RUNNING}, "J17", to=R.STOPPED, needs=("note",)), note="为什么停办"),
        Act(keeper("resume", "恢复", {R.STOPPED}, "J17", to=R.RUNNING), note="说明"),
    )
    table = table_of(acts)
    columns = ("community", "place", "volunteers", "took_part", "state")
    facts = ("community", "place", "opens", "teams", "volunteers")
    next_acts = {R.RUNNING: ("activity",)}
    computed = {"took_part": Computed("活动", lambda one: f"{one.times}次，{one.came or 0}人次")}

    def listed(self, rows: Any) -> Any:
        live = Q(activities__struck_because="")
        return rows.annotate(
            times=Count("activities", filter=live), came=Sum("activities__headcount", filter=live)
        )


def _no_point_open(campaign: Any, now: datetime) -> str:
    left = campaign.points.filter(state=P.OPEN).count()
    return f"还有{left}个点位没有整治完" if left else ""


class Campaigns(Room):
    """整治行动, e.g. 一难两乱."""

    kind, model, states, noun = "rectification_campaign", RectificationCampaign, CampaignState, "这次行动"
    label, lede = "整治行动", "范围、点位、整治前后的照片，逐点销号"
    acts = (
        Act(
            keeper("register", "登记行动", (), "J22", to=C.PLANNED, tells=(Tell.COMMUNITY,)),
            asks=("community", *_CAMPAIGN),
        ),
        Act(keeper("edit", "修改", {C.PLANNED, C.UNDER_WAY}, "J22"), asks=_CAMPAIGN),
        Act(keeper("start", "开始整治", {C.PLANNED}, "J22", to=C.UNDER_WAY, tells=(Tell.COMMUNITY,)), note="说明"),
        Act(
            keeper(
                "finish", "完成", {C.UNDER_WAY}, "J22", to=C.FINISHED, needs=("finished_on", "result"),
                guards=("no_point_open",), tells=(Tell.STREET,),
            ),
            asks=("finished_on", "result"),
        ),
        Act(
            keeper("cancel", "取消", {C.PLANNED, C.UNDER_WAY}, "J22", to=C.CANCELLED, needs=("note",)),
            note="为什么取消",
        ),
    )  # fmt: skip
    table = table_of(acts)
    guards = {"no_point_open": _no_point_open}
    columns = ("community", "area", "finish_on", "cleared", "state")
    facts = ("community", "area", "target", "starts_on", "finish_on", "finished_on", "result")
    next_acts = {C.PLANNED: ("start",), C.UNDER_WAY: ("finish",)}
    computed = {"cleared": Computed("点位", lambda one: f"{one.cleared}/{one.in_all}")}

    def listed(self, rows: Any) -> Any:
        return rows.annotate(
            in_all=Count("points", filter=~Q(points__state=P.DROPPED)),
            cleared=Count("points", filter=Q(points__state=P.DONE)),
        )


class Points(Room):
    """One place of a campaign."""

    kind, model, states, noun = "campaign_point", CampaignPoint, PointState, "这个点位"
    label, lede = "整治点位", "每个点位整治前后各拍一张，只拍地方"
    name_label = "地点"
    under, under_states = "campaign", frozenset({C.PLANNED, C.UNDER_WAY})
    acts = (
        Act(
            keeper("register", "加一个点位", (), "J22", to=P.OPEN), asks=("name", "trouble"), photos="before"
        ),
        Act(keeper("edit", "修改", {P.OPEN}, "J22"), asks=("name", "trouble")),
        Act(
            keeper("clear", "已整治", {P.OPEN}, "J22", to=P.DONE, needs=("done_on", "result")),
            asks=("done_on", "result"),
            photos="after",
        ),
        Act(
            keeper("reopen", "又出现，重新整治", {P.DONE}, "J22", to=P.OPEN, needs=("note",)), note="看到什么"
        ),
        Act(keeper("drop", "不再整治", {P.OPEN}, "J22", to=P.DROPPED, needs=("note",)), note="为什么"),
    )
    table = table_of(acts)
    columns = ("campaign", "community", "trouble", "done_on", "state")
    facts = ("campaign", "community", "trouble", "done_on", "result")
    search = ("name", "trouble", "campaign__name")
    next_acts = {P.OPEN: ("clear",)}


STATIONS, CAMPAIGNS, POINTS = Stations(), Campaigns(), Points()
