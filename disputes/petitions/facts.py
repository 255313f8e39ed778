"""What hangs on a petition matter, each kind read once however many guards, policies and parts of a page ask."""

from functools import cached_property

from core.clocks.models import Clock
from disputes.models import (
    PetitionExtension,
    PetitionMatter,
    PetitionObjection,
    PetitionOpinion,
    PetitionReview,
)
from disputes.petitions.choices import Stage

KIND = "petition"


class Facts:
    """The rows around one matter, as they were when first asked for."""

    def __init__(self, matter: PetitionMatter) -> None:
        self.matter = matter

    @cached_property
    def objections(self) -> list[PetitionObjection]:
        return list(self.matter.objections.select_related("department", "by"))

    @property
    def open_objection(self) -> PetitionObjection | None:
        return next((one for one in self.objections if one.agreed is None), None)

    @cached_property
    def extensions(self) -> list[PetitionExtension]:
        if self.matter.accepted_at is None:
            return []
        return list(self.matter.extensions.select_related("asked_by", "decided_by"))

    @property
    def asked_extension(self) -> PetitionExtension | None:
        return next((one for one in self.extensions if one.approved is None), None)

    @property
    def granted_extension(self) -> PetitionExtension | None:
        """Of this round."""
        mine = (one for one in self.extensions if one.round == self.matter.round and one.approved)
        return next(mine, None)

    @cached_property
    def opinions(self) -> list[PetitionOpinion]:
        if self.matter.accepted_at is None:
            return []
        return list(self.matter.opinions.select_related("drafted_by", "signed_by"))

    @property
    def opinion(self) -> PetitionOpinion | None:
        """Of this round."""
        return next((one for one in self.opinions if one.round == self.matter.round), None)

    @cached_property
    def reviews(self) -> list[PetitionReview]:
        return list(self.matter.reviews.all()) if self.opinions else []

    def review(self, stage: Stage) -> PetitionReview | None:
        """Of this round."""
        mine = (one for one in self.reviews if (one.round, one.stage) == (self.matter.round, stage))
        return next(mine, None)

    @cached_property
    def recused_ids(self) -> set[int]:
        """Read with the matter itself where its page found it (views.find)."""
        read: list[int] | None = self.matter.__dict__.get("recused")
        return set(self.matter.recusals.values_list("user_id", flat=True) if read is None else read)

    @cached_property
    def clocks(self) -> list[Clock]:
        """In the order they began, by index clock_subject."""
        rows = Clock.objects.of(KIND, self.matter.pk).select_related("rule")
        return sorted(rows, key=lambda clock: (clock.started_at, clock.pk))

    def live(self, code: str) -> Clock | None:
        return next((one for one in self.clocks if one.code == code and one.is_live), None)

    def last(self, code: str) -> Clock | None:
        """The last one that was not called off."""
        rows = [one for one in self.clocks if one.code == code and one.cancelled_at is None]
        return rows[-1] if rows else None


def facts(matter: PetitionMatter) -> Facts:
    """The facts of this very object; a fresh object (as under the engine's lock) reads afresh."""
    found: Facts | None = matter.__dict__.get("_facts")
    if found is None:
        found = Facts(matter)
        matter.__dict__["_facts"] = found
    return found


def forget(matter: PetitionMatter) -> None:
    matter.__dict__.pop("_facts", None)
