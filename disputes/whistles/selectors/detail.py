"""What the page of one whistle shows: whole for the street and the place's own people, as a slip for a department."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.clocks.models import Clock
from core.files.models import StoredFile
from core.flow.models import Event
from core.flow.table import ActOption
from core.lookups import one_of
from disputes.models import Objection, UnitAnswer, UnitExtension, Whistle, WhistleUnit
from disputes.whistles import workflow
from disputes.whistles.actions import UNIT_ACTIONS, WHISTLE_ACTIONS
from disputes.whistles.choices import UnitState, WhistleKind, WhistleState
from disputes.whistles.facts import ANSWER_KIND, CHECK_KIND, KIND, UNIT_KIND, facts
from disputes.whistles.flow import UNITS, WHISTLES
from disputes.whistles.guards import RIGHTS, STREET_DUTIES

# The act that usually comes next in a state; drawn first and filled.
NEXT: dict[str, tuple[str, ...]] = {
    WhistleState.DRAFT: ("issue", "submit", "edit"),
    WhistleState.APPROVED: ("ratify", "chase"),
    WhistleState.RESOLVED: ("check",),
    WhistleState.CHECKED: ("rate_street", "rate_community", "rework"),
    WhistleState.RATED: ("close",),
    WhistleState.ON_ACCOUNT: ("review_account",),
}
UNIT_NEXT: dict[str, tuple[str, ...]] = {
    UnitState.PENDING: ("sign",),
    UnitState.SIGNED: ("arrive",),
    UnitState.CONTACTED: ("arrive",),
    UnitState.ARRIVED: ("answer",),
    UnitState.OBJECTED: ("rule_back",),
    UnitState.ANSWERED: ("rate_whistle",),
}
# Done by one tap from the slip itself; their pages stand behind them for when something is to be added.
ONE_TAP = frozenset({"sign", "arrive"})
# What of the street's acts a summoned unit reads: what concerns it. Notes and drafts are the street's own.
TOLD_TO_UNITS = frozenset(
    {
        "issue",
        "check",
        "rework",
        "put_on_account",
        "resume_account",
        "escalate",
        "chase",
        "close",
        "close_on_account",
    }
)
MOST_EVENTS = 200


def whistle_for_page(user: Any, **where: Any) -> Whistle | None:
    """The whistle if the person sees it, with everything that names its place."""
    rows = Whistle.objects.visible_to(user).filter(**where)
    found: Whistle | None = one_of(
        rows.select_related(
            "community", "grid", "place__parent", "call", "issued_by", "ratified_by", "created_by", "clause"
        )
    )
    return found


@dataclass(frozen=True)
class Act:
    """One button."""

    act: str
    label: str
    url: str
    is_primary: bool = False
    one_tap: bool = False


@dataclass
class UnitView:
    """A unit's row: its clocks, what it said, what may be done about it."""

    unit: WhistleUnit
    clocks: list[Clock]
    answers: list[UnitAnswer]
    objections: list[Objection]
    extensions: list[UnitExtension]
    acts: list[Act] = field(default_factory=list)
    blocked: list[ActOption] = field(default_factory=list)
    photos: dict[int, list[StoredFile]] = field(default_factory=dict)

    @property
    def is_gone(self) -> bool:
        return self.unit.state == UnitState.RELEASED

    @property
    def next_clock(self) -> Clock | None:
        """The nearest duty of the unit itself; an objection waits for the street."""
        running = [
            one
            for one in self.clocks
            if one.is_live and one.paused_at is None and one.code not in STREET_DUTIES
        ]
        return min(running, key=lambda one: one.due_at, default=None)

    @property
    def last_answer(self) -> UnitAnswer | None:
        given = [one for one in self.answers if not one.is_interim]
        return given[-1] if given else None


def unit_views(
    user: User, whistle: Whistle, now: datetime, photos: dict[tuple[str, int], list[StoredFile]]
) -> list[UnitView]:
    """All units, those sent away last."""
    known = facts(whistle)
    views = []
    for unit in sorted(known.all_units, key=lambda one: one.state == UnitState.RELEASED):
        acts, blocked = unit_acts(user, unit, now)
        own = [one for one in known.answers if one.unit_id == unit.pk]
        views.append(
            UnitView(
                unit=unit,
                clocks=[
                    one
                    for one in known.clocks_of(unit)
                    if one.cancelled_at is None and one.code not in RIGHTS
                ],
                answers=own,
                objections=[one for one in known.objections if one.unit_id == unit.pk],
                extensions=[one for one in known.extensions if one.unit_id == unit.pk],
                acts=acts,
                blocked=blocked,
                photos={one.pk: photos.get((ANSWER_KIND, one.pk), []) for one in own},
            )
        )
    return views


def unit_acts(user: User, unit: WhistleUnit, now: datetime) -> tuple[list[Act], list[ActOption]]:
    """What the person may do about this unit now, the usual next act first."""
    options = [one for one in UNITS.acts_for(user, unit, now) if one.act in UNIT_ACTIONS]
    if unit.state == UnitState.PENDING and UNITS.by_role(user, workflow.UNITS["object"], unit).allowed:
        # One form signs and objects: W5 offers it beside 签收.
        why = why_no_objection(unit, now)
        options.append(ActOption("object", workflow.UNITS["object"].label, not why, why))
    wanted = UNIT_NEXT.get(unit.state, ())
    allowed = sorted((one for one in options if one.allowed), key=lambda one: one.act not in wanted)
    acts = [
        Act(one.act, one.label, unit.act_url(one.act), one.act in wanted, one.act in ONE_TAP)
        for one in allowed
    ]
    return acts, [one for one in options if not one.allowed]


def why_no_objection(unit: WhistleUnit, now: datetime) -> str:
    """Why a unit that has not signed yet may not object; the day for it begins with signing."""
    row = workflow.UNITS["object"]
    asked = (name for name in row.guards if name != "objection_in_time")
    return next((why for name in asked if (why := UNITS.guard(name, unit, now))), "")


_BLOWERS = {
    WhistleKind.EMERGENCY: "值班人员",
    WhistleKind.ENFORCEMENT: "街道分管领导",
    WhistleKind.HARD: "街道分管领导",
    WhistleKind.TOUGH: "党工委书记或办事处主任",
}


def waits_for(whistle: Whistle) -> str:
    """Whose next step it is, in a sentence: 等住建局签收."""
    known = facts(whistle)
    lead = known.lead_names()
    check = known.last_check
    words = {
        WhistleState.DRAFT: f"等{_BLOWERS[WhistleKind(whistle.kind)]}吹哨",
        WhistleState.APPROVED: f"等{lead}签收",
        WhistleState.REASSIGNED: f"改派了，等{lead}签收",
        WhistleState.OBJECTED: f"{lead}有异议，等分管领导裁定",
        WhistleState.SIGNED: f"等{lead}到场",
        WhistleState.ARRIVED: f"等{lead}办理和反馈",
        WhistleState.HANDLING: f"等{lead}反馈结果",
        WhistleState.EXTENSION: f"{lead}申请延期，等分管领导审批",
        WhistleState.RESOLVED: "等网格或社区到现场核查",
        WhistleState.REWORK: f"没办好，等{lead}返工",
        WhistleState.RATED: "都评价了，等街道案管办结",
        WhistleState.ON_ACCOUNT: "挂账，等分管领导每季度复查",
        WhistleState.ESCALATED: f"已提请上级，等{lead}到场办理",
    }
    if whistle.state == WhistleState.CHECKED:
        sides = "、".join(one.label for one in known.sides_missing)
        return f"等{sides}评价" if check and check.passed else "核查没办好，等街道案管退回返工"
    return words.get(WhistleState(whistle.state), "")


def whistle_acts(user: User, whistle: Whistle, now: datetime) -> tuple[list[Act], list[ActOption]]:
    """The acts of the whistle itself; those that its lead brings about are the unit's."""
    pages = WHISTLE_ACTIONS.keys() | {"edit"}
    options = [one for one in WHISTLES.acts_for(user, whistle, now) if one.act in pages]
    wanted = NEXT.get(whistle.state, ())
    allowed = sorted(
        (one for one in options if one.allowed),
        key=lambda one: wanted.index(one.act) if one.act in wanted else len(wanted),
    )
    acts = [
        Act(one.act, one.label, whistle.act_url(one.act), place == 0 and one.act in wanted)
        for place, one in enumerate(allowed)
    ]
    return acts, [one for one in options if not one.allowed]


def photos_around(whistle: Whistle) -> dict[tuple[str, int], list[StoredFile]]:
    """Shared, evidence and check photos in one query, by what they belong to. By index file_of_subject."""
    known = facts(whistle)
    wanted = Q(subject_kind=KIND, subject_id=whistle.pk)
    wanted |= Q(subject_kind=ANSWER_KIND, subject_id__in=[one.pk for one in known.answers])
    wanted |= Q(subject_kind=CHECK_KIND, subject_id__in=[one.pk for one in known.checks])
    found: dict[tuple[str, int], list[StoredFile]] = {}
    for one in StoredFile.objects.filter(wanted, removed_at=None):
        found.setdefault((one.subject_kind, one.subject_id), []).append(one)
    return found


@dataclass(frozen=True)
class Line:
    """One line of the timeline, with the department it speaks of."""

    event: Event
    department: str
    change: str


def timeline(whistle: Whistle, *, unit: WhistleUnit | None = None) -> list[Line]:
    """Newest first. What a unit does stands there once, as the unit's; a unit reads its own lines and what the street
    told the units. By index flow_event_one_per_version."""
    units = {one.pk: one for one in facts(whistle).all_units}
    shown = [unit.pk] if unit is not None else list(units)
    own = Q(subject_kind=KIND, subject_id=whistle.pk) & ~Q(act__in=workflow.FOLLOWS)
    if unit is not None:
        own &= Q(act__in=TOLD_TO_UNITS)
    theirs = Q(subject_kind=UNIT_KIND, subject_id__in=shown) & ~Q(act__in=_SILENT)
    events = Event.objects.filter(own | theirs).select_related("actor").order_by("-at", "-pk")[:MOST_EVENTS]
    return [_line(event, units) for event in events]


_SILENT = workflow.INSIDE - {"send_back", "promote"}


def _line(event: Event, units: dict[int, WhistleUnit]) -> Line:
    if event.subject_kind == UNIT_KIND:
        words = dict(UnitState.choices)
        name = str(units[event.subject_id].department)
    else:
        words, name = dict(WhistleState.choices), ""
    change = f"{words.get(event.from_state, '')}→{words[event.to_state]}" if event.to_state else ""
    return Line(event, name, change)


@dataclass(frozen=True)
class RatingRow:
    """One side's three answers in words; a unit does not read the note."""

    side: str
    responded: str
    solved: str
    satisfaction: str
    note: str
    at: datetime | None


def rating_rows(whistle: Whistle) -> list[RatingRow]:
    """This round's, with the sides that are still to answer."""
    given = facts(whistle).ratings_now
    rows = []
    for side in facts(whistle).sides:
        one = given.get(side)
        if one is None:
            rows.append(RatingRow(side.label, "", "", "还没有评价", "", None))
        else:
            said = (_yes(one.responded), _yes(one.solved), one.get_satisfaction_display())
            rows.append(RatingRow(side.label, *said, one.note, one.at))
    return rows


def _yes(value: bool | None) -> str:
    return "没有回答" if value is None else "是" if value else "否"


def limits(whistle: Whistle, unit: WhistleUnit) -> list[str]:
    """1小时内签收, as the slip says it: each clock of the unit with the hour it is due."""
    now = timezone.localtime()
    return [
        f"{one.rule.title}：{one.due_words(now)}前" for one in facts(whistle).clocks_of(unit) if _told(one)
    ]


def _told(clock: Clock) -> bool:
    return clock.cancelled_at is None and clock.code not in RIGHTS and clock.code != "whistle.ruling"
