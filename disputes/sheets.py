"""The old ledger of cases by sheet: each row is logged as the desk would log it. Cases are never changed by a sheet."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.privacy import find_numbers, mask_name, mask_numbers, mask_phone
from core.sheets import comparing, kinds
from core.sheets.applying import CommitContext, ReadyRow
from core.sheets.kinds import CheckContext, Column, Decision, Filter, Judgement, Problem, RawRow, Type
from disputes.actions import Intake, PartyFacts, log_dispute
from disputes.choices import Cause, Confidentiality, PartyRole, Source, State
from disputes.models import Dispute, DisputeParty
from grids.choices import Role
from grids.models import Area
from grids.scope import Scope
from grids.selectors import holders
from grids.sheets.places import PlaceFinder, community_choices

# Numbers of cases are given under one lock until the import commits, and a case takes ten milliseconds.
MOST_ROWS = 500
IMPORTERS = (Role.CENTRE_INTAKE, Role.CENTRE_MANAGER, Role.COMMUNITY_CLERK)
EXPORTERS = (*IMPORTERS, Role.COMMUNITY_LEAD)
_APPROVERS = (Role.CENTRE_MANAGER, Role.COMMUNITY_LEAD, Role.STREET_LEAD)
_TEXTS = ("title", "summary", "demands")
_FLAGS = ("injury", "involves_minor", "involves_dv")
_BACK = {"place": "building", "occurred_on": "occurred_on"}


class Cases(kinds.SheetKind):
    """Matters from before this system, or written down on paper."""

    code = "cases"
    label = "案件"
    about = "一行一件。登记以后编号、时限、提醒都从今天算起；已有的案件不会被改。"
    most_rows = MOST_ROWS
    can_undo = False
    undo_words = (
        "案件一登记就有编号和时限，不能整批撤回；登重的请并案，登错的请社区书记或案管办「不予受理」。"
    )
    columns = (
        Column(
            "source_ref",
            "原编号",
            identifies=True,
            aliases=("台账编号", "序号"),
            help="原台账上的编号，靠它认出登记过的",
        ),
        Column("community", "社区", required=True, choices=community_choices, example="铁北社区"),
        Column("estate", "小区", aliases=("小区或大院",), example="铁路小区", help="楼栋不重名的可以不填"),
        Column("building", "楼栋", aliases=("楼号",), example="3号楼", help="找不到楼栋就空着，填到小区"),
        Column("place_detail", "门牌或位置", example="2单元201"),
        Column(
            "cause",
            "类型",
            Type.CHOICE,
            required=True,
            choices=Cause.choices,
            aliases=("纠纷类型",),
            example="邻里",
        ),
        Column("title", "事项", longest=60, example="楼上漏水"),
        Column(
            "summary", "事情经过", Type.LONG_TEXT, longest=1_900, width=40, help="只写事，不写证件号和电话"
        ),
        Column("demands", "诉求", Type.LONG_TEXT, longest=500, width=26),
        Column(
            "source", "来源", Type.CHOICE, choices=Source.choices, example="居民反映", help="不填就是「其他」"
        ),
        Column("occurred_on", "发生日期", Type.DATE),
        Column("recorded_on", "原登记日期", Type.DATE, aliases=("登记日期", "受理日期")),
        Column("applicant", "申请人", aliases=("当事人", "反映人"), mask=mask_name),
        Column("applicant_phone", "申请人电话", Type.PHONE, mask=mask_phone),
        Column("respondent", "被申请人", aliases=("对方当事人",), mask=mask_name),
        Column("respondent_phone", "被申请人电话", Type.PHONE, mask=mask_phone),
        Column("people_involved", "涉及人数", Type.NUMBER),
        Column("amount_claimed", "金额", Type.MONEY, aliases=("金额（元）",)),
        Column("injury", "有人受伤", Type.YES_NO),
        Column("involves_minor", "涉及未成年人", Type.YES_NO),
        Column("involves_dv", "涉及家庭暴力", Type.YES_NO),
    )

    def may_add(self, user: User) -> bool:
        return Scope.of(user).has(*IMPORTERS)

    def prepare(self, context: CheckContext) -> "_Checker":
        return _Checker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            places = Area.objects.select_related("community", "parent").in_bulk(
                [row.payload["place"] for row in rows]
            )
            for row in rows:
                with context.attempt(row, _BACK):
                    case = log_dispute(
                        intake_of(row, places[row.payload["place"]]), actor=context.actor, now=context.now
                    )
                    context.done(row, case.pk, case.version)

    def may_export(self, user: User) -> bool:
        return Scope.of(user).has(*EXPORTERS)

    def may_export_personal(self, user: User) -> bool:
        return Scope.of(user).has(Role.COMMUNITY_LEAD, Role.CENTRE_MANAGER)

    def may_approve_export(self, user: User, owner: User) -> bool:
        """Whoever leads the same area: the street's for anybody, a community's for its own people."""
        mine, theirs = Scope.of(user), Scope.of(owner)
        if not mine.has(*_APPROVERS):
            return False
        return mine.street or bool(mine.communities_as(Role.COMMUNITY_LEAD) & theirs.community_ids)

    def approvers_of(self, owner: User) -> Iterable[User]:
        """The leads of the asker's communities, and the case managers of the street."""
        for community_id in sorted(Scope.of(owner).community_ids):
            yield from holders(Role.COMMUNITY_LEAD, community=community_id)
        yield from holders(Role.CENTRE_MANAGER, street=True)

    def filters(self) -> tuple[Filter, ...]:
        return (
            Filter("community", "社区", community_choices),
            Filter("state", "状态", lambda _: [(s.value, s.label) for s in State if s != State.DRAFT]),
            Filter("cause", "类型", lambda _: Cause.choices),
        )

    def export_rows(self, user: User, chosen: dict[str, str]) -> Iterable[dict[str, str]]:
        """Visible cases without those of restricted knowledge, which never leave in a list."""
        rows = Dispute.objects.visible_to(user).exclude(state=State.DRAFT)
        rows = rows.filter(confidentiality=Confidentiality.NORMAL)
        for key in ("community", "state", "cause"):
            if chosen.get(key):
                rows = rows.filter(**{key: chosen[key]})
        found = rows.select_related("place__parent", "community").prefetch_related("parties")
        for case in found.order_by("-pk")[:2_000]:
            yield _as_row(case)


class _Checker:
    """Places in memory; the ledger's own numbers and likely twins by one query a batch each."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.finder = PlaceFinder.of(context.user)

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        found = [find_place(self.finder, row) for row in rows]
        ids = {place.pk for place, _ in found if place is not None}
        known = _by_reference(rows)
        twins = _twins(ids)
        return [
            self._judge(row, place, wrong, known, twins)
            for row, (place, wrong) in zip(rows, found, strict=True)
        ]

    def _judge(
        self, row: RawRow, place: Area | None, wrong: Problem | None, known: Any, twins: Any
    ) -> Judgement:
        values = row.values
        reference = (
            (values["source_ref"], place.community_id or place.pk) if place and values["source_ref"] else None
        )
        key = f"ref:{reference}" if reference else ""
        if reference in known:
            return kinds.same(*known[reference], key=key)
        problems = [*([wrong] if wrong else []), *comparing.masked_in_new(row), *self._dates(row)]
        if problems or place is None:
            return kinds.wrong(*problems, key=key)
        payload = {"place": place.pk}
        title = values["title"] or Cause(values["cause"]).label if values["cause"] else ""
        twin = None if reference else twins.get((place.pk, values["cause"], title, values["occurred_on"]))
        if twin is not None:
            doubt = Problem("title", "like", f"和已登记的{twin}是同一处、同类型、同事项")
            return kinds.doubtful(doubt, (Decision.SKIP, Decision.NEW), key=key, payload=payload)
        if number := number_doubt(row, _TEXTS, "summary"):
            return kinds.doubtful(number, (Decision.NEW, Decision.SKIP), key=key, payload=payload)
        return kinds.new(key=key, payload=payload)

    def _dates(self, row: RawRow) -> list[Problem]:
        today = self.context.today.isoformat()
        columns = ("occurred_on", "recorded_on")
        return [
            Problem(column, "future", "日期不能晚于今天，请核对")
            for column in columns
            if row.values[column] and row.values[column] > today
        ]


def find_place(finder: PlaceFinder, row: RawRow) -> tuple[Area | None, Problem | None]:
    """The building, else the estate, else the community that a row names; or what is wrong with it."""
    values = row.values
    if not values["community"]:
        return None, None
    community = finder.community(values["community"])
    if community.area is None:
        return None, community.problem
    estate = finder.estate(community.area, values["estate"]) if values["estate"] else None
    if estate is not None and estate.area is None:
        return None, estate.problem
    if not values["building"]:
        return (estate.area if estate else community.area), None
    building = finder.building(community.area, estate.area if estate else None, values["building"])
    return building.area, building.problem


def number_doubt(row: RawRow, names: Iterable[str], column: str) -> Problem | None:
    """Numbers of people in free words: taken only when somebody has agreed that they are masked."""
    numbers = [one for name in names for one in find_numbers(row.values[name])]
    if not numbers:
        return None
    words = "、".join(sorted({one.kind for one in numbers}))
    return Problem(column, "numbers", f"文字里有{words}。选「新建」，登记时会把号码中间遮住")


def _by_reference(rows: list[RawRow]) -> dict[Any, tuple[int, int]]:
    """(number of the old ledger or of ours, community) -> the case that it is."""
    references = {row.values["source_ref"] for row in rows if row.values["source_ref"]}
    cases = Dispute.objects.filter(Q(source_ref__in=references) | Q(no__in=references)).exclude(
        state=State.DRAFT
    )
    found = {}
    for case in cases.values_list("source_ref", "no", "community_id", "pk", "version"):
        old, number, community, pk, version = case
        for reference in {old, number} - {"", None}:
            found[reference, community] = (pk, version)
    return found


def _twins(place_ids: set[int]) -> dict[Any, str]:
    """(place, cause, title, day) -> the number of a case like it, by dispute_place_cause."""
    cases = Dispute.objects.filter(place_id__in=place_ids).exclude(state=State.DRAFT)
    rows = cases.values_list("place_id", "cause", "title", "occurred_on", "no")
    return {
        (place, cause, title, day.isoformat() if day else ""): no or ""
        for place, cause, title, day, no in rows
    }


def intake_of(row: ReadyRow, place: Area) -> Intake:
    """The row as the desk would have told it."""
    values = row.values
    recorded = values["recorded_on"]
    summary = mask_numbers(values["summary"])
    if recorded:
        summary = f"{summary}（原台账{recorded}登记）".lstrip()
    return Intake(
        place=place,
        cause=values["cause"],
        title=mask_numbers(values["title"]),
        source=values["source"] or Source.OTHER,
        source_ref=values["source_ref"],
        place_detail=values["place_detail"],
        occurred_on=date.fromisoformat(values["occurred_on"]) if values["occurred_on"] else None,
        recorded_at=_noon(recorded),
        summary=summary,
        demands=mask_numbers(values["demands"]),
        people_involved=int(values["people_involved"] or 2),
        amount_claimed=Decimal(values["amount_claimed"] or 0),
        parties=_parties(values),
        injury=values["injury"] == "1",
        involves_minor=values["involves_minor"] == "1",
        involves_dv=values["involves_dv"] == "1",
    )


def _noon(day: str) -> datetime | None:
    """Within the last three days the citizen's clock starts at the day of the ledger, else today (ux.md 2.3)."""
    return timezone.make_aware(datetime.fromisoformat(f"{day}T12:00:00")) if day else None


def _parties(values: dict[str, str]) -> tuple[PartyFacts, ...]:
    told = ((PartyRole.APPLICANT, "applicant"), (PartyRole.RESPONDENT, "respondent"))
    return tuple(
        PartyFacts(role=role, name=values[key], phone=values[f"{key}_phone"])
        for role, key in told
        if values[key]
    )


def _as_row(case: Dispute) -> dict[str, str]:
    place = case.place
    estate = place if place.level == "estate" else place.parent if place.level == "building" else None
    row = {
        "source_ref": case.source_ref or case.no or "",
        "community": case.community.name,
        "estate": estate.name if estate else "",
        "building": place.name if place.level == "building" else "",
        "place_detail": case.place_detail,
        "cause": case.get_cause_display(),
        "title": case.title,
        "summary": case.summary,
        "demands": case.demands,
        "source": case.get_source_display(),
        "occurred_on": case.occurred_on.isoformat() if case.occurred_on else "",
        "recorded_on": timezone.localtime(case.recorded_at).date().isoformat(),
        "people_involved": str(case.people_involved),
        "amount_claimed": str(case.amount_claimed),
        **{flag: "是" if getattr(case, flag) else "否" for flag in _FLAGS},
    }
    for party in case.parties.all():
        row |= _party(party)
    return row


def _party(party: DisputeParty) -> dict[str, str]:
    key = {PartyRole.APPLICANT: "applicant", PartyRole.RESPONDENT: "respondent"}.get(PartyRole(party.role))
    return {key: party.name, f"{key}_phone": party.open_sealed("phone")} if key else {}
