"""A petition matter as that which a whistle comes from (domain.md D8)."""

from datetime import datetime
from typing import Any

from disputes.models import PetitionMatter
from disputes.petitions import policies
from disputes.petitions.facts import KIND
from disputes.petitions.flow import PETITIONS
from disputes.petitions.workflow import PETITIONS as TABLE
from disputes.whistles.origins import Given, TakesNote


class PetitionOrigin(TakesNote):
    """Registered for subjects of kind "petition"; the key in an address is the matter's number.

    The street owes the answer all the same (art. 34), so it goes on beside its whistles. A department learns what and
    where, never who: no contact, no letter and no word of what was told is given."""

    kind = KIND

    def key(self, pk: int) -> str:
        return PetitionMatter.objects.values_list("no", flat=True).get(pk=pk) or ""

    def given(self, user: Any, key: str) -> Given | None:
        matter = PETITIONS.queryset().filter(no=key).first()
        if matter is None or not PetitionMatter.objects.visible_to(user).filter(pk=matter.pk).exists():
            return None
        if not policies.reads_matter(user, matter):
            return None
        return Given(
            kind=KIND,
            pk=matter.pk,
            title=matter.title,
            cause="",
            place=matter.place,
            place_detail=matter.place_detail,
            has_resident=False,
        )

    def refuses(self, pk: int) -> str:
        is_open = PetitionMatter.objects.get(pk=pk).is_open
        return "" if is_open else "这件信访事项已经办完了，不能再吹哨"

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        return "", ""

    def hold(self, pk: int) -> None:
        PETITIONS.lock(pk)

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """A line of the matter's timeline; an ended one hears nothing."""
        matter = PetitionMatter.objects.get(pk=pk)
        if matter.state not in TABLE["whistle_news"].from_states:
            return
        with PETITIONS.step(matter, "whistle_news", actor=None, now=now) as s:
            s.say(text)
