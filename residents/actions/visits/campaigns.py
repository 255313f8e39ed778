"""民情大走访: opened by a community for itself or by the street; changed; ended early."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.edits import edit, write_down
from grids.choices import Role
from grids.models import Area, Grid
from grids.scope import Scope
from residents.models import VisitCampaign

KIND = "visit_campaign"
LONGEST = timedelta(days=366)
MOST_QUESTIONS = 10
QUESTION_LENGTH = 12
STREET_PLANNERS = frozenset({Role.CENTRE_MANAGER, Role.STREET_LEAD})


@dataclass(frozen=True)
class CampaignPlan:
    """What the form says: whole communities, single grids, or both."""

    name: str
    starts_on: date
    ends_on: date
    communities: tuple[Area, ...] = ()
    grids: tuple[Grid, ...] = ()
    aim: str = ""
    questions: tuple[str, ...] = ()
    is_demo: bool = False


def may_plan(user: User, *, community_ids: Collection[int]) -> bool:
    """The street for everywhere, a secretary for the own community."""
    scope = Scope.of(user)
    if scope.street_roles & STREET_PLANNERS:
        return True
    led = scope.communities_as(Role.COMMUNITY_LEAD)
    return bool(led) and set(community_ids) <= led


def plans_anywhere(user: User) -> bool:
    scope = Scope.of(user)
    return bool(scope.street_roles & STREET_PLANNERS or scope.communities_as(Role.COMMUNITY_LEAD))


def open_campaign(plan: CampaignPlan, *, actor: User, now: datetime | None = None) -> VisitCampaign:
    """Set up a campaign. Refuses one without a target, one of more than a year, and other people's communities."""
    now = now or timezone.now()
    _check(plan, actor)
    with transaction.atomic():
        campaign = VisitCampaign.objects.create(**_columns(plan), created_by=actor, created_at=now)
        campaign.communities.set(plan.communities)
        campaign.grids.set(plan.grids)
        write_down(campaign, KIND, "open", "发起走访活动", actor=actor, now=now, target=_target(plan))
    return campaign


def change_campaign(
    campaign: VisitCampaign,
    plan: CampaignPlan,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> VisitCampaign:
    """Other days, questions or places. Visits already made stay counted. Refuses an ended campaign."""
    _check(plan, actor)
    _refuse_stranger(campaign, actor)
    with edit(campaign, KIND, "change", "修改走访活动", actor=actor, version=version, now=now) as e:
        _refuse_ended(e.row)
        e.set(**_columns(plan))
        before = _kept(e.row)
        if before != _target(plan):
            e.row.communities.set(plan.communities)
            e.row.grids.set(plan.grids)
            e.changes["target"] = [str(before), str(_target(plan))]
            e.say("改了走访范围")
    return campaign


def end_campaign(
    campaign: VisitCampaign,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> VisitCampaign:
    """Over before its last day. What was done stays."""
    _refuse_stranger(campaign, actor)
    need(reason, "reason", "请写为什么提前结束")
    with edit(campaign, KIND, "end", "提前结束走访活动", actor=actor, version=version, now=now) as e:
        _refuse_ended(e.row)
        e.set(ended_at=e.now)
        e.say(reason)
    return campaign


def _refuse_stranger(campaign: VisitCampaign, actor: User) -> None:
    places = set(campaign.communities.values_list("pk", flat=True))
    places |= set(campaign.grids.values_list("community_id", flat=True))
    if not may_plan(actor, community_ids=places):
        raise NotAllowed("role", "走访活动由发起的社区书记或街道来改")


def _refuse_ended(campaign: VisitCampaign) -> None:
    if campaign.ended_at is not None:
        raise RuleBroken("ended", "这个走访活动已经结束了")


def _check(plan: CampaignPlan, actor: User) -> None:
    need(plan.name, "name", "请填活动名称")
    if not plan.communities and not plan.grids:
        raise RuleBroken("missing", "请选走访哪些社区或网格", field="communities")
    if plan.ends_on < plan.starts_on:
        raise RuleBroken("order", "结束日期不能早于开始日期", field="ends_on")
    if plan.ends_on - plan.starts_on > LONGEST:
        raise RuleBroken("long", "走访活动最长一年，请改结束日期", field="ends_on")
    if len(plan.questions) > MOST_QUESTIONS:
        raise RuleBroken("many", f"最多列{MOST_QUESTIONS}件要问的事，请合并", field="questions")
    if any(len(one) > QUESTION_LENGTH for one in plan.questions):
        raise RuleBroken("long", f"每件事用{QUESTION_LENGTH}个字以内的短语", field="questions")
    places = {area.pk for area in plan.communities} | {grid.community_id for grid in plan.grids}
    if not may_plan(actor, community_ids=places):
        raise NotAllowed("role", "社区书记给自己的社区安排走访，几个社区的由街道安排")


def _columns(plan: CampaignPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "aim": plan.aim,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "questions": list(dict.fromkeys(plan.questions)),
        "is_demo": plan.is_demo,
    }


def _target(plan: CampaignPlan) -> dict[str, list[int]]:
    return {
        "communities": sorted(area.pk for area in plan.communities),
        "grids": sorted(grid.pk for grid in plan.grids),
    }


def _kept(campaign: VisitCampaign) -> dict[str, list[int]]:
    return {
        "communities": sorted(campaign.communities.values_list("pk", flat=True)),
        "grids": sorted(campaign.grids.values_list("pk", flat=True)),
    }
