"""I6: a community, by its grids and by what it carries through itself. Nothing is rated by how much of it there was."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import Exists, F, OuterRef, Q, Sum

from civics.models import AffairQuestion, Deliberation, MicroWish, OpenAffair, VolunteerActivity
from civics.talks.choices import AffairState, TopicState, WordState
from civics.volunteers.choices import ActivityState
from civics.wishes.choices import WishState
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas.base import NOTHING, Count, Formula, Source
from dashboard.evaluation.models import EvaluationResult
from dashboard.evaluation.subjects import Days, Subject
from partybuilding.choices_items import ItemState
from partybuilding.models import ActionItem

_ONLY = frozenset({Kind.COMMUNITY})
# 城市居民委员会组织法 art. 34: a notice hangs fifteen days at least, the first included.
HANGS = timedelta(days=14)


def _grids(subject: Subject, days: Days) -> Any:
    """The first results of the community's grids for the same quarter; without a grade they say nothing."""
    return EvaluationResult.objects.filter(
        period__kind=Kind.GRID, period__since=days.since, period__until=days.until, community=subject.community,
        total__isnull=False,
    )  # fmt: skip


def mean_of_grids(subject: Subject, days: Days) -> Count:
    """Points of its grids, a hundred each, over the number of grids."""
    found = _grids(subject, days).aggregate(points=Sum("total"), n=CountRows("pk"))
    if not found["n"]:
        return NOTHING
    most = Decimal(100 * found["n"])
    return Count((min(found["points"], most) / 100).quantize(Decimal("0.01")), Decimal(found["n"]))


def grids_scored(subject: Subject, days: Days) -> Iterator[Source]:
    """The results behind the mean; each says its points."""
    yield Source(
        "评了分的网格", _grids(subject, days), Q(total__isnull=False), "pk",
        lambda user: EvaluationResult.objects.visible_to(user).select_related("period"), lambda row: f"{row.total}分",
    )  # fmt: skip


def items_cleared(subject: Subject, days: Days) -> Iterator[Source]:
    """Items of meetings whose day came; above the line those struck off. On account and given up leave the denominator."""
    aside = (ItemState.DRAFT, ItemState.ON_ACCOUNT, ItemState.VOID)
    rows = ActionItem.objects.filter(
        community=subject.community, due_on__gte=days.since, due_on__lt=days.until
    ).exclude(state__in=aside)
    yield Source(
        "期内到期的会议任务", rows, Q(state=ItemState.CLEARED), "pk", lambda user: ActionItem.objects.visible_to(user),
        lambda row: str(row.get_state_display()),
    )  # fmt: skip


def affairs_held(subject: Subject, days: Days) -> Iterator[Source]:
    """Notices that went up: well done when they hang fifteen days and no question waits. Topics whose meeting was set for
    the period: well done when it was held."""
    waiting = AffairQuestion.objects.filter(work=OuterRef("pk"), state=WordState.WAITING)
    posted = OpenAffair.objects.filter(
        community=subject.community, shown_from__gte=days.since, shown_from__lt=days.until,
        state__in=(AffairState.POSTED, AffairState.ENDED),
    ).annotate(waits=Exists(waiting))  # fmt: skip
    yield Source(
        "居务公开", posted, Q(waits=False, shown_to__gte=F("shown_from") + HANGS), "pk",
        lambda user: OpenAffair.objects.visible_to(user), lambda row: f"{row.shown_from:%m月%d日}公示",
    )  # fmt: skip
    topics = Deliberation.objects.filter(
        community=subject.community, meets_on__gte=days.since, meets_on__lt=days.until
    ).exclude(state=TopicState.WITHDRAWN)
    yield Source(
        "议事协商", topics, Q(headcount__gt=0), "pk", lambda user: Deliberation.objects.visible_to(user),
        lambda row: f"{row.meets_on:%m月%d日}开会",
    )  # fmt: skip


def served(subject: Subject, days: Days) -> Iterator[Source]:
    """Activities whose day came: held or not. Wishes that ended: fulfilled, or nobody did; one that was taken back or did
    not fit leaves the denominator."""
    start, end = days.moments
    planned = VolunteerActivity.objects.filter(
        community=subject.community, starts_at__gte=start, starts_at__lt=end
    ).exclude(state=ActivityState.DRAFT)
    yield Source(
        "志愿活动", planned, Q(state__in=(ActivityState.DONE, ActivityState.SETTLED)), "pk",
        lambda user: VolunteerActivity.objects.visible_to(user), lambda row: str(row.get_state_display()),
    )  # fmt: skip
    wishes = MicroWish.objects.filter(
        community=subject.community, published_at__gte=start - timedelta(days=45), published_at__lt=end - timedelta(days=45)
    ).exclude(state__in=(WishState.REFUSED, WishState.WITHDRAWN))  # fmt: skip
    yield Source(
        "公开满45天的微心愿", wishes, Q(confirmed_at__isnull=False), "pk",
        lambda user: MicroWish.objects.visible_to(user), lambda row: str(row.get_state_display()),
    )  # fmt: skip


COMMUNITIES = (
    Formula(
        "mean_of_grids", "各网格得分之和（满分按1算）", "评了分的网格数", _ONLY, grids_scored, mean_of_grids
    ),
    Formula("items_cleared", "已销号的会议任务", "期内到期的（挂账、作废的不算）", _ONLY, items_cleared),
    Formula(
        "affairs_held",
        "公示满15天、提问都答复的公开和开成的议事会",
        "期内公示的居务公开和约定开会的议题",
        _ONLY,
        affairs_held,
    ),
    Formula("served", "办成的志愿活动和实现的微心愿", "期内的志愿活动和公开满45天的微心愿", _ONLY, served),
)
