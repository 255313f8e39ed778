"""Communities and units: agreements with three lists, link programmes, units that check in (J2-J4)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet, Sum

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.engine import Step
from core.ui.widgets import ChipRadios
from grids.choices import Role
from grids.scope import Scope
from grids.works.querysets import closest_to
from grids.works.room import Act, Computed, Room, Tell, Who, keeper, table_of
from grids.works.striking import strike
from partybuilding.choices_works import AgreementState, CheckInState, EntryState, LinkState, Side
from partybuilding.models.cobuilding import (
    CheckInService,
    CoBuildAgreement,
    CoBuildEntry,
    LinkActivity,
    LinkProgramme,
    PartyCheckIn,
)

A, E, L, C = AgreementState, EntryState, LinkState, CheckInState
_PAIR = ("unit", "department", "community")
_OTHERS = (Tell.COMMUNITY, Tell.UNIT)
# The side that gives has it to claim or to deliver.
_TO_GIVE = (E.PUBLISHED, E.MATCHED, E.CLAIMED)
_LIVE = frozenset({E.PUBLISHED, E.MATCHED, E.CLAIMED, E.DELIVERED})


class PairedRoom(Room):
    """A room between a community and a unit: the unit is the name."""

    search = ("unit",)

    def derived(self, subject: Any) -> dict[str, Any]:
        return {"name": subject.unit}


def _no_line_open(agreement: Any, now: datetime) -> str:
    left = agreement.entries.filter(state__in=_LIVE).count()
    return f"清单里还有{left}条没有办结，先办结或撤回" if left else ""


class Agreements(PairedRoom):
    """契约化共建."""

    kind, model, states, noun = "cobuild_agreement", CoBuildAgreement, AgreementState, "这份协议"
    label, lede = "共建协议", "社区和单位签协议，需求、资源、项目三张清单双向认领"
    acts = (
        Act(
            keeper("register", "登记共建", (), "J3", to=A.DRAFT, tells=(Tell.UNIT,)),
            asks=(*_PAIR, "terms", "ends_on"),
        ),
        Act(keeper("edit", "修改", {A.DRAFT, A.SIGNED}, "J3"), asks=("unit", "department", "terms", "ends_on")),
        Act(
            keeper("sign", "签订", {A.DRAFT}, "J3", to=A.SIGNED, needs=("signed_on", "ends_on"), tells=(Tell.UNIT,)),
            asks=("signed_on", "ends_on"),
            photos="paper",
        ),
        Act(
            keeper(
                "end", "到期、解除", {A.DRAFT, A.SIGNED}, "J3", to=A.ENDED, needs=("note",), guards=("no_line_open",),
                tells=(Tell.UNIT,),
            ),
            note="情况说明",
        ),
    )  # fmt: skip
    table = table_of(acts)
    guards = {"no_line_open": _no_line_open}
    columns = ("community", "lines", "ends_on", "state")
    facts = ("unit", "department", "community", "signed_on", "ends_on", "terms")
    next_acts = {A.DRAFT: ("sign",)}
    computed = {"lines": Computed("清单", lambda one: f"{one.lines}条，办结{one.closed}条")}

    def listed(self, rows: Any) -> Any:
        kept = ~Q(entries__state=E.WITHDRAWN)
        return rows.annotate(
            lines=Count("entries", filter=kept), closed=Count("entries", filter=Q(entries__state=E.CLOSED))
        )


def _match(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """Two lines of one agreement meet: each names the other side's. Only the line at hand moves."""
    other = s.subject.matched_with
    if other is None:
        raise RuleBroken("missing", "请选对方清单里的哪一条", field="matched_with")
    if other.agreement_id != s.subject.agreement_id or other.side == s.subject.side:
        raise RuleBroken("side", "要选同一协议里对方发布的一条", field="matched_with")
    return f"对接「{other}」"


def own_sides(user: User, agreement: Any, *, keeps: bool) -> set[Side]:
    """For which sides of an agreement the user speaks."""
    mine = set()
    if keeps:
        mine |= {Side.COMMUNITY} if agreement.department_id else set(Side)
    scope = Scope.of(user)
    if scope.has(Role.DEPT_LIAISON) and agreement.department_id in scope.department_ids:
        mine.add(Side.UNIT)
    return mine


def _side_field(room: Room, subject: Any, user: User) -> dict[str, Any]:
    """Only one's own side is offered; both while nobody has said under which agreement."""
    agreement, mine = getattr(subject, "agreement", None), set(Side)
    if agreement is not None:
        mine = own_sides(user, agreement, keeps=Who.KEEPER in Room.sides(room, user, agreement))
    choices = [(one.value, one.label) for one in Side if one in mine]
    first = choices[0][0] if choices else None
    return {"side": forms.ChoiceField(label="谁发布", choices=choices, widget=ChipRadios, initial=first)}


_LINE = ("name", "kind", "side", "detail", "due_on")
_PUBLISHER, _CLAIMER = (Who.PUBLISHER,), (Who.CLAIMER,)


class Entries(Room):
    """One line of the three lists: asked for by one side, given by the other."""

    kind, model, states, noun = "cobuild_entry", CoBuildEntry, EntryState, "这一条"
    label, lede = (
        "共建清单",
        "需求、资源、项目三张清单。社区和单位都可以发布，由对方认领、完成，发布的一方评价",
    )
    name_label = "标题"
    under, under_states = "agreement", frozenset({A.SIGNED})
    units_register = True
    acts = (
        Act(
            keeper("register", "发布一条", (), "J3", to=E.PUBLISHED, who=_PUBLISHER, tells=_OTHERS),
            asks=_LINE,
            fields=_side_field,
        ),
        Act(
            keeper("edit", "修改", {E.PUBLISHED, E.MATCHED}, "J3", who=_PUBLISHER),
            asks=tuple(one for one in _LINE if one != "side"),
        ),
        Act(
            keeper("match", "对接", {E.PUBLISHED}, "J3", to=E.MATCHED, who=(Who.KEEPER, *_CLAIMER), tells=_OTHERS),
            asks=("matched_with",),
            intro="对方清单里正好有一条能满足的，把两条对上；没有的直接认领。",
            carry=_match,
        ),
        Act(
            keeper("claim", "认领", {E.PUBLISHED, E.MATCHED}, "J3", to=E.CLAIMED, who=_CLAIMER, tells=_OTHERS),
            note="准备怎么做",
        ),
        Act(
            keeper("unclaim", "退回认领", {E.CLAIMED}, "J3", to=E.PUBLISHED, who=_CLAIMER, needs=("note",), tells=_OTHERS),
            note="为什么做不了",
        ),
        Act(
            keeper(
                "deliver", "完成", {E.CLAIMED}, "J3", to=E.DELIVERED, who=_CLAIMER, needs=("delivered_on", "delivery"),
                tells=_OTHERS,
            ),
            asks=("delivered_on", "delivery"),
            photos="after",
        ),
        Act(
            keeper("redo", "没完成，退回", {E.DELIVERED}, "J3", to=E.CLAIMED, who=_PUBLISHER, needs=("note",), tells=_OTHERS),
            note="还差什么",
        ),
        Act(
            keeper("rate", "评价", {E.DELIVERED}, "J3", to=E.RATED, who=_PUBLISHER, needs=("grade",), tells=_OTHERS),
            asks=("grade",),
            note="评语",
        ),
        Act(keeper("close", "办结", {E.RATED}, "J3", to=E.CLOSED), note="说明"),
        Act(
            keeper(
                "withdraw", "撤回", {E.PUBLISHED, E.MATCHED}, "J3", to=E.WITHDRAWN, who=_PUBLISHER, needs=("note",),
                tells=_OTHERS,
            ),
            note="为什么撤回",
        ),
    )  # fmt: skip
    table = table_of(acts)
    columns = ("agreement", "community", "kind", "side", "due_on", "state")
    facts = (
        "agreement", "community", "kind", "side", "detail", "due_on", "matched_with", "delivered_on", "delivery", "grade",
    )  # fmt: skip
    filters = ("kind", "side")
    search = ("name", "agreement__unit")
    next_acts = {
        E.PUBLISHED: ("claim",), E.MATCHED: ("claim",), E.CLAIMED: ("deliver",), E.DELIVERED: ("rate",),
        E.RATED: ("close",),
    }  # fmt: skip

    def sides(self, user: User, subject: Any) -> set[str]:
        """The community's side is its keeper's, the unit's its liaison's; for a unit without one the keeper enters it."""
        found = super().sides(user, subject)
        mine = own_sides(user, subject.agreement, keeps=Who.KEEPER in found)
        found |= {str(Who.PUBLISHER)} if subject.side in mine else set()
        return found | ({str(Who.CLAIMER)} if mine - {subject.side} else set())

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name == "matched_with":
            rows = CoBuildEntry.objects.filter(agreement=subject.agreement_id, state__in=_LIVE)
            return rows.exclude(side=subject.side)
        return super().options(name, user, subject)

    def mine(self, user: Any) -> Q:
        """Lines that wait for the side or sides for which the person speaks."""
        scope = Scope.of(user)
        own = (
            Q(side=Side.COMMUNITY, state=E.DELIVERED)
            | Q(side=Side.UNIT, state__in=_TO_GIVE)
            | Q(state=E.RATED)
        )
        theirs = Q(side=Side.UNIT, state=E.DELIVERED) | Q(side=Side.COMMUNITY, state__in=_TO_GIVE)
        if scope.has(Role.DEPT_LIAISON):
            return theirs & Q(agreement__department__in=scope.department_ids)
        return closest_to(user) & (own | (theirs & Q(agreement__department=None)))


class Links(PairedRoom):
    """互联共转."""

    kind, model, states, noun = "link_programme", LinkProgramme, LinkState, "这份计划"
    label, lede = "互联共转", "单位和社区结对：年度计划、共同活动、共享资源，年底总结"
    acts = (
        Act(
            keeper("register", "登记结对", (), "J2", to=L.DRAFT, tells=(Tell.UNIT,)),
            asks=(*_PAIR, "year", "plan", "resources"),
        ),
        Act(
            keeper("edit", "修改", {L.DRAFT, L.SIGNED, L.RUNNING}, "J2"),
            asks=("unit", "department", "plan", "resources"),
        ),
        Act(
            keeper("sign", "签订", {L.DRAFT}, "J2", to=L.SIGNED, needs=("signed_on",), tells=(Tell.UNIT,)),
            asks=("signed_on",),
            photos="paper",
        ),
        Act(keeper("start", "开始实施", {L.SIGNED}, "J2", to=L.RUNNING), note="说明"),
        Act(keeper("activity", "记一次活动", {L.RUNNING}, "J2"), adds=LinkActivity),
        strike({L.RUNNING, L.REVIEWED}, "J2"),
        Act(
            keeper(
                "review", "年度总结", {L.RUNNING}, "J2", to=L.REVIEWED, needs=("review",), tells=(Tell.UNIT,)
            ),
            asks=("review",),
        ),
    )
    table = table_of(acts)
    columns = ("community", "year", "together", "state")
    facts = ("unit", "department", "community", "year", "signed_on", "plan", "resources", "review")
    next_acts = {L.DRAFT: ("sign",), L.SIGNED: ("start",), L.RUNNING: ("activity",)}
    computed = {"together": Computed("共同活动", lambda one: f"{one.together}次")}

    def listed(self, rows: Any) -> Any:
        return rows.annotate(together=Count("activities", filter=Q(activities__struck_because="")))


class CheckIns(PairedRoom):
    """双报到."""

    kind, model, states, noun = "party_check_in", PartyCheckIn, CheckInState, "这次报到"
    label, lede = "双报到", "单位和在职党员到社区报到，认领岗位，按次记人数和小时。只记数字"
    acts = (
        Act(
            keeper(
                "register", "登记报到", (), "J4", to=C.REGISTERED, tells=(Tell.UNIT,), needs=("community",)
            ),
            asks=(*_PAIR, "on", "members", "posts"),
        ),
        Act(
            keeper("edit", "修改", {C.REGISTERED}, "J4"),
            asks=("unit", "department", "on", "members", "posts"),
        ),
        Act(keeper("service", "记一次服务", {C.REGISTERED}, "J4"), adds=CheckInService),
        strike(C, "J4"),
        Act(keeper("end", "退出", {C.REGISTERED}, "J4", to=C.ENDED, needs=("note",)), note="为什么退出"),
    )
    table = table_of(acts)
    columns = ("community", "members", "served", "state")
    facts = ("unit", "department", "community", "on", "members", "posts")
    next_acts = {C.REGISTERED: ("service",)}
    computed = {"served": Computed("服务", lambda one: f"{one.times}次，{_hours(one.hours)}小时")}

    def listed(self, rows: Any) -> Any:
        live = Q(services__struck_because="")
        return rows.annotate(
            times=Count("services", filter=live),
            hours=Sum(F("services__hours") * F("services__headcount"), filter=live),
        )

    def figures(self, subject: Any) -> list[tuple[str, str]]:
        live = subject.services.filter(struck_because="")
        told = live.aggregate(n=Count("pk"), hours=Sum(F("hours") * F("headcount")))
        return [("累计服务", f"{told['n']}次，{_hours(told['hours'])}小时")]


def _hours(sum_: Decimal | None) -> str:
    return f"{(sum_ or Decimal(0)):.1f}".removesuffix(".0")


AGREEMENTS, ENTRIES, LINKS, CHECK_INS = Agreements(), Entries(), Links(), CheckIns()
