"""评选: called, nominations gathered, reviewed, ended (J15)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from civics.awards.choices import OPEN_NOMINATIONS, CampaignState, NominationState
from civics.models.award import AwardCampaign
from core.errors import RuleBroken
from core.flow.engine import Step
from core.ui.words import local_date
from grids.works.querysets import closest_to
from grids.works.room import Act, Computed, Room, Tell, keeper, table_of

S = CampaignState


def _open(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    until, today = s.subject.nominate_until, timezone.localdate(s.now)
    if until < today:
        raise RuleBroken("past", "推荐截止日期不能早于今天", field="nominate_until")
    return f"推荐到{local_date(until, today=today)}"


def _has_nominations(row: Any, now: datetime) -> str:
    live = row.nominations.exclude(state=NominationState.WITHDRAWN).exists()
    return "" if live else "还没有人推荐。不评了的，取消这次评选"


def _none_open(row: Any, now: datetime) -> str:
    left = row.nominations.filter(state__in=OPEN_NOMINATIONS).count()
    return f"还有{left}个推荐没有结果，先办完" if left else ""


class Campaigns(Room):
    """One call."""

    kind, model, states, noun = "award_campaign", AwardCampaign, CampaignState, "这次评选"
    label, lede = (
        "评选",
        "平安楼栋、平安家庭、最美楼栋等，推荐、审核、评分、公示、授牌。只看做得好不好，不看家里有什么人",
    )
    name_label = "名称"
    acts = (
        Act(keeper("register", "发起评选", (), "J15", to=S.DRAFT), asks=("name", "community", "kind", "year", "text")),
        Act(keeper("edit", "修改", {S.DRAFT}, "J15"), asks=("name", "text")),
        Act(
            keeper("open", "开始推荐", {S.DRAFT}, "J15", to=S.CALLING, needs=("nominate_until",), tells=(Tell.COMMUNITY,)),
            asks=("nominate_until",),
            intro="从这时起，居民在公开页面上就能推荐。",
            carry=_open,
        ),
        Act(
            keeper("prolong", "延长推荐", {S.CALLING}, "J15", needs=("nominate_until",)),
            asks=("nominate_until",),
            carry=_open,
        ),
        Act(
            keeper("review", "转入评审", {S.CALLING}, "J15", to=S.REVIEWING, guards=("has_nominations",), tells=(Tell.STREET,)),
            note="说明",
            intro="以后不能再推荐。",
        ),
        Act(keeper("finish", "结束评选", {S.REVIEWING}, "J15", to=S.CLOSED, guards=("none_open",)), note="说明"),
        Act(
            keeper("cancel", "取消", {S.DRAFT, S.CALLING}, "J15", to=S.CANCELLED, needs=("note",), guards=("none_open",)),
            note="为什么取消",
        ),
    )  # fmt: skip
    table = table_of(acts)
    guards = {"has_nominations": _has_nominations, "none_open": _none_open}
    columns = ("kind", "year", "community", "candidates", "state")
    facts = ("kind", "year", "community", "text", "nominate_until")
    filters = ("kind",)
    next_acts = {S.DRAFT: ("open",), S.CALLING: ("review",), S.REVIEWING: ("finish",)}
    computed = {"candidates": Computed("推荐", lambda one: f"{one.candidates}个，表彰{one.awarded}个")}

    def mine(self, user: Any) -> Q:
        """Drafts to be opened, calls whose day is over."""
        over = Q(state=S.CALLING, nominate_until__lt=timezone.localdate())
        return closest_to(user) & (Q(state=S.DRAFT) | over)

    def listed(self, rows: Any) -> Any:
        kept = ~Q(nominations__state=NominationState.WITHDRAWN)
        return rows.annotate(
            candidates=Count("nominations", filter=kept),
            awarded=Count("nominations", filter=Q(nominations__state=NominationState.AWARDED)),
        )


CAMPAIGNS = Campaigns()
