"""露化会客厅, 庭院党课, 每周一课 and their sessions; what is said there becomes an opinion that is answered (J18, H4)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from core.text import CleanTextArea
from core.ui.words import local_date
from grids.works.actions import insert
from grids.works.querysets import closest_to
from grids.works.room import Act, Computed, Room, Who, keeper, table_of
from partybuilding.choices_works import RunState, SessionState
from partybuilding.models.carriers import Carrier, CarrierSession, SessionOpinion
from residents.actions.opinions import Told, raise_opinion
from residents.choices_visits import Channel
from residents.models import Opinion
from residents.occasions import Occasion

S, R = SessionState, RunState
_ALL = ("name", "kind", "community", "place", "rhythm", "about")


class Carriers(Room):
    """A standing occasion."""

    kind, model, states, noun = "carrier", Carrier, RunState, "这个载体"
    label, lede = "活动载体", "会客厅、庭院党课、每周一课。每一场记时间、地点、主讲和人数，会上的意见转去答复"
    acts = (
        Act(keeper("register", "登记载体", (), "J18", to=R.RUNNING), asks=_ALL),
        Act(
            keeper("edit", "修改", {R.RUNNING}, "J18"), asks=tuple(one for one in _ALL if one != "community")
        ),
        Act(keeper("stop", "停办", {R.RUNNING}, "J18", to=R.STOPPED, needs=("note",)), note="为什么停办"),
        Act(keeper("resume", "恢复", {R.STOPPED}, "J18", to=R.RUNNING), note="说明"),
    )
    table = table_of(acts)
    columns = ("kind", "community", "place", "held", "last_on", "state")
    facts = ("kind", "community", "place", "rhythm", "about")
    filters = ("kind",)
    computed = {
        "held": Computed("办过", lambda one: f"{one.held}场"),
        "last_on": Computed("最近一场", lambda one: local_date(one.last_on) or "还没有"),
    }

    def listed(self, rows: Any) -> Any:
        held = Q(sessions__state=S.HELD)
        return rows.annotate(held=Count("sessions", filter=held), last_on=Max("sessions__on", filter=held))


def _not_before_its_day(session: Any, now: datetime) -> str:
    return f"{session.on:%Y年%m月%d日}才举办，办完再记" if session.on > timezone.localdate(now) else ""


def _has_community(session: Any, now: datetime) -> str:
    return "" if session.community_id else "街道本级的场次，请到「居民意见」选好地点登记"


def _opinion_fields(room: Room, subject: Any, user: User) -> dict[str, Any]:
    return {
        "text": CleanTextArea(
            label="居民说了什么",
            max_length=500,
            widget=forms.Textarea({"rows": 3}),
            help_text="写事，不写是谁说的",
        )
    }


def _raise(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """The opinion goes its own way from here: sorted, answered, with its clock."""
    need(said.get("text"), "text", "请写居民说了什么")
    session: Any = s.subject
    if s.actor is None:
        raise RuleBroken("role", "要由人来登记")
    told = Told(
        place=session.community,
        text=said["text"],
        channel=Channel.GATHERING,
        place_detail=session.place[:60],
        is_demo=session.is_demo,
    )
    opinion = raise_opinion(told, actor=s.actor, now=s.now)
    insert(
        SessionOpinion(
            work=session, opinion=opinion, created_by=s.actor, created_at=s.now, is_demo=session.is_demo
        )
    )
    return f"转居民意见 {opinion.no}"


_WHAT = ("name", "on", "place", "speaker")


class Sessions(Room):
    """One session of a carrier."""

    kind, model, states, noun = "carrier_session", CarrierSession, SessionState, "这一场"
    label, lede = "活动场次", "每一场讲了什么、来了多少人、转了几条意见"
    name_label = "主题"
    under, under_states = "carrier", frozenset({R.RUNNING})
    acts = (
        Act(keeper("register", "安排一场", (), "J18", to=S.PLANNED), asks=_WHAT),
        Act(keeper("edit", "修改", {S.PLANNED}, "J18"), asks=_WHAT),
        Act(
            keeper(
                "hold",
                "已举办",
                {S.PLANNED},
                "J18",
                to=S.HELD,
                needs=("headcount",),
                guards=("not_before_its_day",),
            ),
            asks=("headcount", "speaker", "summary"),
            photos="proof",
        ),
        Act(
            keeper("correct", "更正", {S.HELD}, "J18", needs=("headcount", "note")),
            asks=("on", "place", "speaker", "headcount", "summary"),
            note="为什么更正",
        ),
        Act(
            keeper(
                "raise_opinion",
                "转一条居民意见",
                {S.HELD},
                "H4",
                who=(Who.COMMUNITY,),
                needs=("text",),
                guards=("has_community",),
            ),
            intro="登记后由社区分类、答复，5个工作日内要有回音。",
            fields=_opinion_fields,
            carry=_raise,
        ),
        Act(keeper("cancel", "取消", {S.PLANNED}, "J18", to=S.CANCELLED, needs=("note",)), note="为什么取消"),
    )
    table = table_of(acts)
    guards = {"not_before_its_day": _not_before_its_day, "has_community": _has_community}
    columns = ("carrier", "community", "on", "place", "headcount", "state")
    facts = ("carrier", "community", "on", "place", "speaker", "headcount", "summary")
    search = ("name", "carrier__name", "place")
    links_title = "转出的居民意见"
    next_acts = {S.PLANNED: ("hold",), S.HELD: ("raise_opinion",)}

    def mine(self, user: Any) -> Q:
        """Its day has come and nobody said how it went."""
        return closest_to(user) & Q(state=S.PLANNED, on__lte=timezone.localdate())

    def links(self, subject: Any, user: User) -> list[tuple[str, str]]:
        """The opinions that were said there, with how they stand; a link is only for who may open it."""
        said = subject.opinions.select_related("opinion").order_by("pk")
        seen = set(_visible(user, [one.opinion_id for one in said]))
        return [
            (f"{one.opinion.no} {one.opinion.title}（{one.opinion.get_state_display()}）",
             one.opinion.get_absolute_url() if one.opinion_id in seen else "")
            for one in said
        ]  # fmt: skip


def _visible(user: User, ids: list[int]) -> Any:
    rows: Any = SessionOpinion._meta.get_field("opinion").related_model
    return rows.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)


def said_at(user: User, opinion: Opinion) -> Occasion | None:
    """The session at which an opinion was said, for the opinion's own page. Registered with residents.occasions."""
    said = SessionOpinion.objects.filter(opinion=opinion.pk).select_related("work__carrier").first()
    if said is None:
        return None
    session = said.work
    seen = CarrierSession.objects.visible_to(user).filter(pk=session.pk).exists()
    words = f"{session.carrier} {session.name}（{local_date(session.on)}）"
    return Occasion(words, session.get_absolute_url() if seen else "")


CARRIERS, SESSIONS = Carriers(), Sessions()
