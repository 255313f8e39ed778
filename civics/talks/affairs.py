"""居务公开: drafted, hung for everybody at least fifteen days, questions answered below it, taken down (J8)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from civics.models.affair import OpenAffair
from civics.models.word import PublicWord
from civics.talks import words
from civics.talks.choices import AffairState, WordState
from core.clocks.counting import end_of
from core.clocks.models import DeadlineRule
from core.errors import RuleBroken
from core.flow.engine import Step
from core.ui.words import local_date
from grids.works.querysets import closest_to
from grids.works.room import Act, Computed, Room, keeper, table_of

S = AffairState
# The law's least time, and the day on which one comes down.
DISPLAY, END = "affairs.display", "affairs.end"
_TEXT = ("name", "kind", "text", "phone")


def least_end(start: date) -> date:
    """The first day on which a notice may come down: fifteen days, the first day not counted (art. 34)."""
    rule = DeadlineRule.objects.current().get(code=DISPLAY)
    return start + timedelta(days=int(rule.length or 0))


def _check_end(start: date, end: date | None) -> date:
    least = least_end(start)
    if end is not None and end < least:
        raise RuleBroken(
            "short", f"居务公开至少公示{(least - start).days}天，最早到{local_date(least)}", field="shown_to"
        )
    return end or least


def hang(s: Step[Any], until: date | None) -> str:
    """The notice hangs from today."""
    today = timezone.localdate(s.now)
    s.set(shown_from=today, shown_to=_check_end(today, until))
    return f"公示到{local_date(s.subject.shown_to, today=today)}"


def _post(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    return hang(s, said.get("shown_to"))


def _prolong(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    before = s.changes.get("shown_to", [None])[0]
    if before is None or s.subject.shown_to <= date.fromisoformat(before):
        raise RuleBroken("short", "要比原来的日期晚", field="shown_to")
    return f"公示延长到{local_date(s.subject.shown_to, today=timezone.localdate(s.now))}"


def _hung_long_enough(row: Any, now: datetime) -> str:
    if row.shown_to is None or timezone.localdate(now) > row.shown_to:
        return ""
    return f"公示到{local_date(row.shown_to)}，期满以后再撤"


class Affairs(Room):
    """What the committee shows."""

    kind, model, states, noun = "open_affair", OpenAffair, AffairState, "这份公开"
    label, lede = "居务公开", "按居民委员会组织法第34条公开，至少公示15天。居民不用登录就能看、能提问"
    name_label = "标题"
    acts = (
        Act(keeper("register", "起草公开", (), "J8", to=S.DRAFT, needs=("community",)), asks=("community", *_TEXT)),
        Act(keeper("edit", "修改", {S.DRAFT}, "J8"), asks=_TEXT),
        Act(
            keeper("post", "公布", {S.DRAFT}, "J8", to=S.POSTED, clocks=(f"start:{END}",)),
            asks=("shown_to",),
            intro="公布后任何人都能看到，内容不能再改。日期不填，就是从今天起15天。请再看一遍有没有个人信息。",
            carry=_post,
        ),
        Act(
            keeper("prolong", "延长公示", {S.POSTED}, "J8", needs=("shown_to",), clocks=(f"cancel:{END}", f"start:{END}")),
            asks=("shown_to",),
            carry=_prolong,
        ),
        words.say_act("ask", "提问", {S.POSTED}, "J8"),
        *words.moderating({S.POSTED}, "J8", shows="答复提问", answers=True),
        Act(
            keeper("end", "公示期满", {S.POSTED}, "J8", to=S.ENDED, guards=("hung_long_enough", "all_answered"), clocks=("stop:*",)),
            note="说明",
        ),
        Act(
            keeper("withdraw", "撤下", {S.DRAFT, S.POSTED}, "J8", to=S.WITHDRAWN, needs=("note",), clocks=("cancel:*",)),
            note="为什么撤下",
            intro="写错了的，撤下后重新起草、公布，公示时间重新算。",
        ),
    )  # fmt: skip
    table = table_of(acts)
    guards = {
        **words.GUARDS,
        "hung_long_enough": _hung_long_enough,
        "all_answered": lambda row, now: words.all_settled(row),
    }
    columns = ("kind", "community", "waiting", "shown_to", "state")
    facts = ("kind", "community", "text", "phone", "shown_from", "shown_to", "topic")
    filters = ("kind",)
    search = ("name", "text")
    next_acts = {S.DRAFT: ("post",), S.POSTED: ("show", "end")}
    page_template = "talks/affair.html"
    computed = {"waiting": Computed("待答复", lambda one: f"{one.waiting}条" if one.waiting else "")}

    def clock_due(self, subject: Any, code: str) -> datetime | None:
        """The end of the last day on which it hangs."""
        return last_moment(END, subject.shown_to) if code == END else None

    def mine(self, user: Any) -> Q:
        """Residents ask, or the time is over."""
        over = Q(state=S.POSTED, shown_to__lt=timezone.localdate())
        return closest_to(user) & (Q(state=S.DRAFT) | over | words.has_waiting(OpenAffair))

    def listed(self, rows: Any) -> Any:
        return rows.annotate(waiting=Count("words", filter=Q(words__state=WordState.WAITING)))

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        return {"words": words_of(row)}


def last_moment(code: str, day: date) -> datetime:
    """When a given day is over, by the current rule."""
    return end_of(day, DeadlineRule.objects.current().get(code=code).span())


def words_of(row: Any) -> list[PublicWord]:
    """All words of residents below a row, the newest first, for those who read them."""
    return list(row.words.select_related("settled_by")[: words.MOST])


AFFAIRS = Affairs()
