"""议事协商: a topic, the party organisation's word, a notice, the meeting, the vote where the law asks for one, carrying
out, and a notice of what came of it (J7; 城市居民委员会组织法 arts. 26-29, 32)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from civics.models.topic import Deliberation
from civics.talks import quorum, words
from civics.talks.affairs import AFFAIRS, last_moment, words_of
from civics.talks.carrying import carrier
from civics.talks.choices import OPEN_TO_WORDS, PUBLIC_TOPICS, AffairKind, Assembly, TopicState, WordState
from core.accounts.models import User
from core.clocks.models import DeadlineRule
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from core.flow.table import row
from core.ui.words import local_date
from grids.choices import Role
from grids.scope import Scope
from grids.works.actions import carry_out, register
from grids.works.forms import field_for
from grids.works.querysets import closest_to
from grids.works.room import WHO_WORDS, Act, Computed, Room, Tell, Who, keeper, table_of

S = TopicState
PARTY = "party"
MEETING, NOTICE = "talks.meeting", "affairs.meeting_notice"
_TEXT = ("name", "source", "problem", "options")
_CALL = ("kind", "meets_on", "meets_at", "place", "attendees")
_VOTE = ("eligible", "present", "in_favour", "decision")
_AGAIN = (f"cancel:{MEETING}", f"start:{MEETING}")


def _ahead(day: date, now: datetime, field: str) -> None:
    if day < timezone.localdate(now):
        raise RuleBroken("past", "开会的日期不能早于今天", field=field)


def _notice(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    topic = s.subject
    _ahead(topic.meets_on, s.now, "meets_on")
    return f"{local_date(topic.meets_on)}{topic.meets_at}在{topic.place}开{topic.get_kind_display()}"


def _held(s: Step[Any]) -> str:
    """What was said of a meeting can only be written after it began."""
    topic = s.subject
    if timezone.localdate(s.now) < topic.meets_on:
        raise RuleBroken("early", f"会议{local_date(topic.meets_on)}开，开过以后再记；改了日期的先「改期」")
    return f"{topic.get_kind_display()}到场{topic.headcount}人"


def _settle(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    told = _held(s)
    s.move(S.PENDING if s.subject.needs_assembly else S.DECIDED)
    more = "，还要提请居民会议决定" if s.subject.needs_assembly else ""
    return f"{told}，谈成了{more}：{s.subject.outcome}"


def _fail(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    return f"{_held(s)}，没有谈成：{s.subject.outcome}"


def _retry(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """A fresh start: what was said and counted before stays on the timeline."""
    s.set(meets_on=None, headcount=None, needs_assembly=False, assembly="", assembly_on=None)
    s.set(eligible=None, present=None, in_favour=None)
    s.set_quietly(outcome="", decision="")
    return str(said["note"])


def least_notice() -> int:
    """Days between the notice of a residents' meeting and the meeting (art. 26)."""
    found = DeadlineRule.objects.current().get(code=NOTICE)
    return int(found.length or 0)


def _call(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    topic, today = s.subject, timezone.localdate(s.now)
    _ahead(topic.assembly_on, s.now, "assembly_on")
    days = least_notice()
    if topic.assembly != Assembly.REPRESENTATIVES and topic.assembly_on < today + timedelta(days=days):
        first = local_date(today + timedelta(days=days), today=today)
        raise RuleBroken(
            "notice",
            f"居民会议要提前{days}天通知，最早{first}。急的事可以开居民代表会议",
            field="assembly_on",
        )
    return f"{local_date(topic.assembly_on, today=today)}开{topic.get_assembly_display()}"


def _vote(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    topic = s.subject
    if timezone.localdate(s.now) < topic.assembly_on:
        raise RuleBroken("early", f"会议{local_date(topic.assembly_on)}开，开过以后再记；改了日期的重新通知")
    if why := quorum.why_not_valid(topic.assembly, topic.eligible, topic.present):
        raise RuleBroken("quorum", why, field="present")
    passed = quorum.passes(topic.present, topic.in_favour)
    s.move(S.DECIDED if passed else S.REJECTED)
    outcome = "通过" if passed else "没有通过"
    return f"应到{topic.eligible}，实到{topic.present}，同意{topic.in_favour}，{outcome}：{topic.decision}"


def _no_task_open(topic: Any, now: datetime) -> str:
    known = carrier()
    left = known.unfinished(topic.pk) if known else 0
    return f"转出的任务还有{left}件没有办完，办完再公开结果" if left else ""


def _publish(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """The notice is made by this act: what was decided and what became of it, fifteen days for everybody."""
    topic = s.subject
    need(said.get("phone"), "phone", "请填「咨询电话」")
    told = [f"商量的事：{topic.problem}", f"协商结果：{topic.outcome}"]
    told += [f"{topic.get_assembly_display()}决定：{topic.decision}"] if topic.decision else []
    told.append(f"落实情况：{topic.result}")
    affair = register(
        AFFAIRS,
        actor=s.actor,
        now=s.now,
        is_demo=topic.is_demo,
        name=f"关于「{topic.name}」的结果"[:60],
        community=topic.community,
        kind=AffairKind.DELIBERATION,
        text="\n".join(told),
        phone=said["phone"],
    )
    affair.topic = topic
    affair.save(update_fields=["topic"])
    carry_out(AFFAIRS, "post", affair, actor=s.actor, now=s.now)
    return f"居务公开，公示到{local_date(affair.shown_to)}"


def _phone(room: Room, row: Any, user: User) -> dict[str, Any]:
    return {"phone": field_for(AFFAIRS.model._meta.get_field("phone"))}


class Topics(Room):
    """居民事居民议."""

    kind, model, states, noun = "deliberation", Deliberation, TopicState, "这个议题"
    label, lede = "议事协商", "居民提议、党组织研究、公告、开会商量，要表决的提请居民会议，落实以后公开结果"
    name_label = "议题"
    who_words = {**WHO_WORDS, PARTY: "社区党组织书记或街道"}
    acts = (
        Act(
            keeper("register", "提出议题", (), "J7", to=S.PROPOSED, needs=("community",), tells=(Tell.LEAD,)),
            asks=("community", *_TEXT),
        ),
        Act(keeper("edit", "修改", {S.PROPOSED, S.AGREED}, "J7"), asks=_TEXT),
        Act(
            keeper("agree", "同意协商", {S.PROPOSED}, "J7", to=S.AGREED, who=(PARTY,), needs=("party_opinion",),
                tells=(Tell.COMMUNITY,)),
            asks=("party_opinion",),
            intro="议题和意见会公开，任何人都能看到。请看看有没有个人信息。",
        ),
        Act(
            keeper("decline", "不予协商", {S.PROPOSED}, "J7", to=S.DECLINED, who=(PARTY,), needs=("party_opinion",),
                tells=(Tell.COMMUNITY,)),
            asks=("party_opinion",),
            intro="写清为什么不协商、可以找谁办。这段话会公开。",
        ),
        Act(
            keeper("notice", "公告开会", {S.AGREED}, "J7", to=S.NOTICED, needs=_CALL, clocks=(f"start:{MEETING}",)),
            asks=_CALL,
            carry=_notice,
        ),
        Act(
            keeper("renotice", "改期", {S.NOTICED}, "J7", needs=_CALL, clocks=_AGAIN),
            asks=_CALL,
            carry=_notice,
        ),
        words.say_act("speak", "发言", OPEN_TO_WORDS, "J7"),
        *words.moderating(OPEN_TO_WORDS, "J7", shows="公开居民发言", answers=False),
        Act(
            row(
                "settle", "谈成了", {S.NOTICED}, to=(S.DECIDED, S.PENDING), who=(Who.KEEPER,), row="J7",
                needs=("headcount", "outcome"), clocks=("stop:*",), note="要提请居民会议决定的，转为待通知",
            ),
            asks=("headcount", "outcome", "needs_assembly"),
            photos="proof",
            carry=_settle,
        ),
        Act(
            keeper("fail", "没有谈成", {S.NOTICED}, "J7", to=S.FAILED, needs=("headcount", "outcome"), clocks=("stop:*",)),
            asks=("headcount", "outcome"),
            carry=_fail,
        ),
        Act(keeper("retry", "再商量", {S.FAILED, S.REJECTED}, "J7", to=S.AGREED, needs=("note",)), note="有什么新办法", carry=_retry),
        Act(
            keeper(
                "call", "通知居民会议", {S.PENDING, S.CALLED}, "J7", to=S.CALLED, needs=("assembly", "assembly_on"), clocks=_AGAIN,
            ),
            asks=("assembly", "assembly_on"),
            intro="居民会议提前10天通知，过半数到会；居民代表会议三分之二以上代表到会。都由到会的过半数决定。",
            carry=_call,
        ),
        Act(
            row(
                "vote", "记表决结果", {S.CALLED}, to=(S.DECIDED, S.REJECTED), who=(Who.KEEPER,), row="J7", needs=_VOTE,
                clocks=("stop:*",), note="到会人数不够的不能记；同意的过半数就通过",
            ),
            asks=_VOTE,
            photos="proof",
            carry=_vote,
        ),
        Act(
            keeper("begin", "社区自己落实", {S.DECIDED}, "J7", to=S.UNDER_WAY, needs=("note",)),
            note="谁来办、什么时候办完",
            intro="要部门办的，用「议定的事转为任务」。",
        ),
        Act(
            row("task_made", "转为任务", {S.DECIDED, S.UNDER_WAY}, to=(S.UNDER_WAY,), who=(Who.SYSTEM,), row="J7"),
        ),
        Act(
            row("task_news", "任务有进展", {S.UNDER_WAY}, to=(), who=(Who.SYSTEM,), row="J7", tells=(Tell.COMMUNITY,), is_talk=True),
        ),
        Act(
            keeper(
                "publish", "公开结果", {S.UNDER_WAY}, "J7", to=S.PUBLISHED, needs=("result", "phone"), guards=("no_task_open",)
            ),
            asks=("result",),
            intro="按这里写的生成一份居务公开，马上公布，至少15天。",
            fields=_phone,
            carry=_publish,
        ),
        Act(
            keeper(
                "withdraw", "撤回议题", {S.PROPOSED, S.AGREED, S.NOTICED, S.PENDING, S.CALLED}, "J7", to=S.WITHDRAWN,
                needs=("note",), clocks=("cancel:*",),
            ),
            note="为什么撤回",
        ),
    )  # fmt: skip
    table = table_of(acts)
    guards = {**words.GUARDS, "no_task_open": _no_task_open}
    columns = ("community", "source", "waiting", "state")
    facts = (
        "community", "source", "problem", "options", "party_opinion", "kind", "meets_on", "meets_at", "place", "attendees",
        "headcount", "outcome", "assembly", "assembly_on", "eligible", "present", "in_favour", "decision", "result",
    )  # fmt: skip
    filters = ("source",)
    search = ("name", "problem")
    next_acts = {
        S.PROPOSED: ("agree",), S.AGREED: ("notice",), S.NOTICED: ("settle", "fail"), S.FAILED: ("retry",),
        S.PENDING: ("call",), S.CALLED: ("vote",), S.REJECTED: ("retry",), S.DECIDED: ("begin",), S.UNDER_WAY: ("publish",),
    }  # fmt: skip
    page_template = "talks/topic.html"
    computed = {"waiting": Computed("待审核发言", lambda one: f"{one.waiting}条" if one.waiting else "")}

    def sides(self, user: User, subject: Any) -> set[str]:
        """The secretary of the community speaks for its party organisation, the street where there is none."""
        found, scope = super().sides(user, subject), Scope.of(user)
        speaks = subject.community_id in scope.communities_as(Role.COMMUNITY_LEAD)
        return found | {PARTY} if speaks or Who.STREET in found else found

    def clock_due(self, subject: Any, code: str) -> datetime | None:
        """The end of the day of the meeting."""
        if code != MEETING:
            return None
        return last_moment(code, subject.assembly_on if subject.state == S.CALLED else subject.meets_on)

    def mine(self, user: Any) -> Q:
        """What its keeper goes on with; a proposal waits for the party organisation, a meeting for its day."""
        scope, now = Scope.of(user), timezone.now()
        waits = Q(state__in=(S.AGREED, S.PENDING, S.DECIDED)) | words.has_waiting(Deliberation)
        waits |= Q(state__in=(S.NOTICED, S.CALLED), due_at__lte=now)
        if scope.street or scope.has(Role.COMMUNITY_LEAD):
            waits |= Q(state=S.PROPOSED)
        return closest_to(user) & waits

    def listed(self, rows: Any) -> Any:
        return rows.annotate(waiting=Count("words", filter=Q(words__state=WordState.WAITING)))

    def links(self, subject: Any, user: User) -> list[tuple[str, str]]:
        return [(str(one), one.get_absolute_url()) for one in subject.affairs.all()]

    links_title = "居务公开"

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        known = carrier()
        tasks = known.tasks(user, row.pk) if known else ()
        begins = known is not None and row.state in (S.DECIDED, S.UNDER_WAY)
        return {
            "words": words_of(row),
            "is_public": row.state in PUBLIC_TOPICS,
            "tasks": tasks,
            "task_url": known.start_url(user, row.pk) if known is not None and begins else "",
        }


TOPICS = Topics()
KIND = TOPICS.kind
