"""What hangs on a whistle, each kind read once however many guards, policies and parts of a page ask."""

from functools import cached_property

from core.clocks.models import Clock
from disputes.models import (
    Objection,
    UnitAnswer,
    UnitExtension,
    Whistle,
    WhistleCheck,
    WhistleRating,
    WhistleUnit,
)
from disputes.whistles.choices import UNIT_SEES, Side, UnitState

KIND, UNIT_KIND, CALL_KIND = "whistle", "whistle_unit", "community_call"
ANSWER_KIND, CHECK_KIND = "whistle_answer", "whistle_check"


class Facts:
    """The rows around one whistle, as they were when first asked for."""

    def __init__(self, whistle: Whistle) -> None:
        self.whistle = whistle

    @cached_property
    def all_units(self) -> list[WhistleUnit]:
        """The lead first, those that were sent away too. Each knows this very whistle."""
        rows = list(self.whistle.units.select_related("department", "liaison"))
        for one in rows:
            one.whistle = self.whistle
        return rows

    @property
    def units(self) -> list[WhistleUnit]:
        return [one for one in self.all_units if one.state != UnitState.RELEASED]

    @property
    def lead(self) -> WhistleUnit | None:
        return next((one for one in self.units if one.is_lead), None)

    @property
    def assisting(self) -> list[WhistleUnit]:
        return [one for one in self.units if not one.is_lead]

    def lead_names(self) -> str:
        return str(self.lead.department) if self.lead else "主办单位"

    @property
    def missing(self) -> list[WhistleUnit]:
        """Told and still without an answer."""
        return [one for one in self.units if one.state in UNIT_SEES - {UnitState.ANSWERED, UnitState.DROPPED}]

    @cached_property
    def objections(self) -> list[Objection]:
        rows = Objection.objects.filter(unit__whistle=self.whistle)
        return list(rows.select_related("unit__department", "suggested", "ruled_to", "by", "ruled_by"))

    @cached_property
    def extensions(self) -> list[UnitExtension]:
        rows = UnitExtension.objects.filter(unit__whistle=self.whistle)
        return list(rows.select_related("unit__department", "asked_by", "decided_by"))

    @cached_property
    def answers(self) -> list[UnitAnswer]:
        rows = UnitAnswer.objects.filter(unit__whistle=self.whistle)
        return list(rows.select_related("unit__department", "by"))

    @cached_property
    def checks(self) -> list[WhistleCheck]:
        return list(self.whistle.checks.select_related("by"))

    @cached_property
    def ratings(self) -> list[WhistleRating]:
        return list(self.whistle.ratings.select_related("by"))

    @cached_property
    def clocks(self) -> list[Clock]:
        """Of the whistle and all its units, in the order they began; one query by clock_subject."""
        units = [one.pk for one in self.all_units]
        own = Clock.objects.filter(subject_kind=KIND, subject_id=self.whistle.pk)
        rows = own | Clock.objects.filter(subject_kind=UNIT_KIND, subject_id__in=units)
        return list(rows.select_related("rule").order_by("started_at", "pk"))

    def clocks_of(self, unit: WhistleUnit) -> list[Clock]:
        return [one for one in self.clocks if (one.subject_kind, one.subject_id) == (UNIT_KIND, unit.pk)]

    @property
    def own_clocks(self) -> list[Clock]:
        return [one for one in self.clocks if one.subject_kind == KIND]

    @property
    def last_check(self) -> WhistleCheck | None:
        """Of this round: a rework asks for a new one."""
        rows = [one for one in self.checks if one.round == self.whistle.rework_count]
        return rows[-1] if rows else None

    @property
    def ratings_now(self) -> dict[str, WhistleRating]:
        """This round's, by side."""
        return {one.side: one for one in self.ratings if one.round == self.whistle.rework_count}

    @property
    def sides(self) -> list[Side]:
        """Who is asked. A matter that no resident brought is not rated by one."""
        return [one for one in Side if one != Side.RESIDENT or self.whistle.asks_resident]

    @property
    def sides_missing(self) -> list[Side]:
        return [one for one in self.sides if one not in self.ratings_now]

    def department_ids(self) -> set[int]:
        return {one.department_id for one in self.units}


def facts(whistle: Whistle) -> Facts:
    """The facts of this very object; a fresh object (as under the engine's lock) reads afresh."""
    found: Facts | None = whistle.__dict__.get("_facts")
    if found is None:
        found = Facts(whistle)
        whistle.__dict__["_facts"] = found
    return found


def forget(whistle: Whistle) -> None:
    whistle.__dict__.pop("_facts", None)
