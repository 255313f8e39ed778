"""社区管家 1+3+N with its monthly table meeting, and 红色物业 with its promises and quarterly ratings (J5-J6)."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from core.accounts.models import User
from core.ui.words import local_date
from grids.choices import COMMUNITY_ROLES, AreaLevel, EstateKind
from grids.models import Area
from grids.scope import Scope
from grids.works.querysets import STREET_KEEPERS, closest_to
from grids.works.room import Act, Computed, Room, is_due, keeper, table_of
from grids.works.striking import strike
from partybuilding.choices_works import OrgKind, OrgState, PropertyState, RunState
from partybuilding.models.neighbours import PropertyRating, RedProperty, StewardGroup, TableMeeting
from partybuilding.models.orgs import PartyOrg
from partybuilding.works.complaints import complaints
from partybuilding.works.tasks import TaskRoom

R, P = RunState, PropertyState
FILING, TABLE, RATING = "owners.filing", "steward.table", "property.rating"
_GROUP = ("name", "org", "committee", "owners", "firm", "groups")
_FIRM = (
    "name", "credit_code", "contract_from", "contract_to", "has_branch", "cross_posting", "promises",
)  # fmt: skip


def _own(user: User) -> Q:
    scope = Scope.of(user)
    if scope.street_roles & STREET_KEEPERS:
        return Q()
    return Q(community__in=scope.communities_as(*COMMUNITY_ROLES))


class Stewards(TaskRoom):
    """社区管家."""

    kind, model, states, noun = "steward_group", StewardGroup, RunState, "这个管家组"
    label, lede = "社区管家", "1个党组织牵头，居委会、业委会、物业3方，加上社会力量。每月一次圆桌会"
    acts = (
        Act(
            keeper(
                "register", "组建", (), "J5", to=R.RUNNING, needs=("community",), clocks=(f"renew:{TABLE}",)
            ),
            asks=(*_GROUP, "community"),
        ),
        Act(keeper("edit", "修改", {R.RUNNING}, "J5"), asks=_GROUP),
        Act(keeper("meet", "记圆桌会", {R.RUNNING}, "J5", clocks=(f"renew:{TABLE}",)), adds=TableMeeting),
        strike(R, "J5", turn=TABLE),
        Act(
            keeper("stop", "撤销", {R.RUNNING}, "J5", to=R.STOPPED, needs=("note",), clocks=("cancel:*",)),
            note="为什么撤销",
        ),
        Act(
            keeper("resume", "恢复", {R.STOPPED}, "J5", to=R.RUNNING, clocks=(f"start:{TABLE}",)), note="说明"
        ),
    )
    table = table_of(acts)
    turn, turns_in = TABLE, R.RUNNING
    columns = ("community", "org", "last_on", "state")
    facts = ("community", "org", "committee", "owners", "firm", "groups")
    next_acts = {R.RUNNING: ("meet",)}
    computed = {"last_on": Computed("最近圆桌会", lambda one: local_date(one.last_on) or "还没有")}

    def listed(self, rows: Any) -> Any:
        return rows.annotate(last_on=Max("meetings__on", filter=Q(meetings__struck_because="")))

    def mine(self, user: Any) -> Q:
        """A month has passed since the last table."""
        return closest_to(user) & is_due(R.RUNNING)

    def turn_from(self, subject: Any) -> date | None:
        last: date | None = subject.meetings.filter(struck_because="").aggregate(on=Max("on"))["on"]
        return last

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name == "org":
            orgs = PartyOrg.objects.filter(_own(user), state=OrgState.ACTIVE)
            return orgs.exclude(kind=OrgKind.STREET).order_by("community__code", "pk")
        return super().options(name, user, subject)


def _not_filed(row: Any, now: datetime) -> str:
    return "这一届已经备案" if row.filed_on else ""


def _elected(row: Any, now: datetime) -> str:
    return "" if row.elected_on else "还没有登记选举产生，先「业委会选出」"


class Properties(Room):
    """红色物业. The owners' committee is filed within 30 days of its election (物业管理条例 art. 16): a clock."""

    kind, model, states, noun = "red_property", RedProperty, PropertyState, "这家物业"
    label, lede = "红色物业", "物业的合同、党建和承诺，每季度居民评议。业委会选出后30天内备案"
    name_label = "物业企业"
    acts = (
        Act(keeper("register", "登记物业", (), "J6", to=P.SERVING, clocks=(f"renew:{RATING}",)), asks=("estate", *_FIRM)),
        Act(keeper("edit", "修改", {P.SERVING}, "J6"), asks=_FIRM),
        Act(keeper("rate", "记季度评议", {P.SERVING}, "J6", clocks=(f"renew:{RATING}",)), adds=PropertyRating),
        strike(P, "J6", turn=RATING),
        Act(
            keeper(
                "elect", "业委会选出", {P.SERVING}, "J6", needs=("elected_on",), clocks=(f"cancel:{FILING}", f"start:{FILING}"),
            ),
            asks=("elected_on",),
            intro="从选举产生那天起30天内，到住建部门和街道备案。",
            carry=lambda room, s, said: _begin_term(s),
        ),
        Act(
            keeper(
                "file", "业委会已备案", {P.SERVING}, "J6", needs=("filed_on",), guards=("elected", "not_filed"),
                clocks=(f"stop:{FILING}",),
            ),
            asks=("filed_on",),
        ),
        Act(
            keeper("leave", "退出", {P.SERVING}, "J6", to=P.LEFT, needs=("note",), clocks=("cancel:*",)),
            note="为什么退出、谁接手",
        ),
    )  # fmt: skip
    table = table_of(acts)
    turn, turns_in = RATING, P.SERVING
    links_title = "居民对物业的投诉、纠纷"
    guards = {"elected": _elected, "not_filed": _not_filed}
    columns = ("estate", "community", "contract_to", "has_branch", "state")
    facts = (
        "estate", "community", "credit_code", "contract_from", "contract_to", "has_branch", "cross_posting", "promises",
        "elected_on", "filed_on",
    )  # fmt: skip
    search = ("name", "estate__name")
    next_acts = {P.SERVING: ("file", "rate")}

    def derived(self, subject: Any) -> dict[str, Any]:
        return {"community_id": subject.estate.community_id}

    def clock_starts(self, subject: Any, code: str) -> datetime | None:
        """A filing is counted from the day of the election."""
        if code != FILING:
            return None
        return timezone.make_aware(datetime.combine(subject.elected_on, time.min))

    def mine(self, user: Any) -> Q:
        """A quarter has passed without residents' rating, or a committee is not filed in time."""
        return closest_to(user) & is_due(P.SERVING)

    def turn_from(self, subject: Any) -> date | None:
        """After the end of the quarter that was rated last."""
        last = subject.ratings.filter(struck_because="").order_by("-year", "-quarter").first()
        if last is None:
            return None
        return date(last.year + last.quarter // 4, last.quarter % 4 * 3 + 1, 1)

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name == "estate":
            estates = Area.objects.active().filter(
                _own(user), level=AreaLevel.ESTATE, estate_kind=EstateKind.ESTATE
            )
            return estates.order_by("code")
        return super().options(name, user, subject)

    def links(self, subject: Any, user: User) -> list[tuple[str, str]]:
        return complaints(user, subject.estate)

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        last = subject.ratings.filter(struck_because="").order_by("-year", "-quarter").first()
        return [("最近评议", f"{last}满意率{last.share}")] if last else []


def _begin_term(s: Any) -> str:
    """A new committee is not filed yet."""
    s.set(filed_on=None)
    return f"{s.subject.elected_on:%Y年%m月%d日}选举产生"


STEWARDS, PROPERTIES = Stewards(), Properties()
