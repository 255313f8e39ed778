"""An opinion comes in and is given its kind and its desk."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from core.papers.numbers import take_number
from core.replay.recorded import plausible
from grids.choices import AreaLevel
from grids.models import Area, Grid
from grids.scope import Scope
from residents.actions.opinions.answering import reply
from residents.choices_visits import Category, Channel, Desk, OpinionState, OpinionTopic, ReplyWay, topic_of
from residents.flows import posts
from residents.flows.opinions import OPINIONS, answers
from residents.flows.visits import in_contact
from residents.models import Dwelling, Household, LeaderContact, Opinion, Visit
from residents.querysets import COMMUNITY_ROLES, GRID_ROLES
from residents.querysets_visits import STREET_READERS

LEVELS = (AreaLevel.BUILDING, AreaLevel.ESTATE, AreaLevel.COMMUNITY)


@dataclass(frozen=True)
class Told:
    """What a form knows of a new opinion. A place and a sentence are enough; nobody need be named."""

    place: Area
    text: str
    channel: str = Channel.DESK
    topic: str = ""
    title: str = ""
    place_detail: str = ""
    dwelling: Dwelling | None = None
    household: Household | None = None
    visit: Visit | None = None
    contact: LeaderContact | None = None
    name: str = ""
    phone: str = ""
    recorded_at: datetime | None = None
    is_demo: bool = False


def raise_opinion(told: Told, *, actor: User, now: datetime | None = None) -> Opinion:
    """Number the opinion, start the five working days from when it was said, and tell who sorts it.

    Refuses a place outside the person's community, and roles that take no opinions."""
    now = now or timezone.now()
    need(told.text, "text", "请写居民说了什么")
    _refuse_stranger(actor, told)
    with transaction.atomic():
        opinion = _draft(told, actor, now)
        with OPINIONS.step(opinion, "raise_opinion", actor=actor, now=now) as s:
            year = timezone.localdate(s.now).year
            serial = take_number(settings.OPINION_SERIES, year=year)
            s.set(year=year, serial=serial, no=f"OP-{year}-{serial:05d}")
            s.move()
            s.say(f"{Channel(told.channel).label}时反映")
    return opinion


def _refuse_stranger(actor: User, told: Told) -> None:
    """Next door counts: any place of the community where one serves."""
    if told.place.level not in LEVELS:
        raise RuleBroken("place", "请选到楼栋；说不清就选小区", field="place")
    scope = Scope.of(actor)
    if scope.street_roles & STREET_READERS or in_contact(actor, told.contact):
        return
    mine = scope.communities_as(*COMMUNITY_ROLES)
    near = scope.grid_community_ids if scope.grids_as(*GRID_ROLES) else frozenset()
    if not mine | near:
        raise NotAllowed("role", "你的岗位不登记居民意见。请告诉所在社区，由社区登记")
    if (told.place.community_id or told.place.pk) not in mine | near:
        raise NotAllowed("place", "这个地点不在你的社区，请换地点，或请那边登记")


def _draft(told: Told, actor: User, now: datetime) -> Opinion:
    """The row before it has a number; it never outlives the transaction."""
    opinion = Opinion(
        state=OpinionState.DRAFT,
        created_by=actor,
        created_at=now,
        place=told.place,
        community=told.place.community or told.place,
        grid=_grid_of(told, now),
        text=told.text,
        topic=told.topic or topic_of(told.text),
        channel=told.channel,
        place_detail=told.place_detail,
        dwelling=told.dwelling,
        household=told.household,
        visit=told.visit,
        contact=told.contact,
        recorded_at=plausible(told.recorded_at, now),
        is_demo=told.is_demo,
    )
    opinion.title = told.title or OpinionTopic(opinion.topic).label
    # What the street's desk took in is the street's to sort, a community day's the community's.
    opinion.desk = posts.highest_desk(Scope.of(actor), opinion) or Desk.COMMUNITY
    opinion.seal_in("name", told.name)
    opinion.seal_in("phone", told.phone)
    opinion.save()
    return opinion


def _grid_of(told: Told, now: datetime) -> Grid | None:
    if told.dwelling is not None:
        return told.dwelling.grid
    if told.place.level != AreaLevel.BUILDING:
        return None
    return Grid.for_building(told.place.pk, on=timezone.localdate(now))


def classify(
    opinion: Opinion,
    *,
    actor: User,
    category: str,
    desk: int,
    topic: str = "",
    title: str = "",
    holder: User | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """Say what kind it is (K8) and which desk answers; tells that desk. Refuses a desk the person may not give to."""
    with OPINIONS.step(opinion, "classify", actor=actor, version=version, now=now) as s:
        _give(s, actor, category, desk, holder)
        _name(s, topic, title)
        s.move()
        s.say(f"{Category(category).label}，由{_who(desk, holder)}答复")
    return opinion


def reclassify(
    opinion: Opinion,
    *,
    actor: User,
    category: str,
    desk: int,
    reason: str,
    topic: str = "",
    title: str = "",
    holder: User | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """Another kind, desk or person, with the reason. The resident's five days run on."""
    with OPINIONS.step(opinion, "reclassify", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么改")
        _give(s, actor, category, desk, holder)
        _name(s, topic, title)
        if not s.changes:
            raise RuleBroken("same", "分类、答复单位和答复人都没有变", field="category")
        s.say(f"{Category(category).label}，由{_who(desk, holder)}答复：{reason}")
    return opinion


def return_opinion(
    opinion: Opinion, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Opinion:
    """Not ours to answer: back to who sorts. The clock runs on, so sending back gives nobody new time."""
    with OPINIONS.step(opinion, "return_opinion", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不该由你们答复，建议给谁")
        s.set(holder=None, desk=max(s.subject.desk, Desk.COMMUNITY))
        s.move()
        s.say(reason)
    return opinion


def settle_on_spot(
    told: Told,
    *,
    actor: User,
    category: str,
    answer: str,
    handled: str = "",
    satisfaction: str = "",
    now: datetime | None = None,
) -> Opinion:
    """「当场已答复」: taken in, sorted to the own desk and answered face to face, each on record."""
    now = now or timezone.now()
    with transaction.atomic():
        opinion = raise_opinion(told, actor=actor, now=now)
        desk = posts.highest_desk(Scope.of(actor), opinion)
        if desk is None:
            raise RuleBroken("desk", "这里不归你答复，请交给社区分类", field="way")
        classify(opinion, actor=actor, category=category, desk=desk, holder=actor, now=now)
        reply(
            opinion,
            actor=actor,
            reply_way=ReplyWay.IN_PERSON,
            public_text=answer,
            handled=handled,
            satisfaction=satisfaction,
            now=now,
        )
    return opinion


def _give(s: Step[Opinion], actor: User, category: str, desk: int, holder: User | None) -> None:
    """Category, desk and, if named, the person; each must fit."""
    opinion = s.subject
    need(category, "category", "请选这是哪一类意见")
    if desk not in Desk.values:
        raise RuleBroken("missing", "请选由谁答复", field="desk")
    if desk == Desk.GRID and opinion.grid_id is None:
        raise RuleBroken("grid", "这条没有落到楼栋，不能交给网格，请选社区或街道", field="desk")
    if desk == Desk.STREET and posts.highest_desk(Scope.of(actor), opinion) == Desk.GRID:
        raise RuleBroken("desk", "要街道答复的，先交社区，由社区转", field="desk")
    s.set(category=category, desk=desk, holder=holder)
    if holder is not None and not (holder.is_active and answers(Scope.of(holder), opinion)):
        raise RuleBroken(
            "holder", f"{holder.display_name}不在{Desk(desk).label}这一级，请换一个人", field="holder"
        )


def _name(s: Step[Opinion], topic: str, title: str) -> None:
    """The heading that lists show. Free words stay out of the timeline's diff."""
    if topic and topic != s.subject.topic:
        if s.subject.title == OpinionTopic(s.subject.topic).label:
            s.set(title=OpinionTopic(topic).label)
        s.set(topic=topic)
    if title and title != s.subject.title:
        s.set_quietly(title=title)


def _who(desk: int, holder: User | None) -> str:
    label = Desk(desk).label
    return f"{label}{holder.display_name}" if holder else label
