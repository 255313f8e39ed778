"""A case as that which a whistle or a call comes from."""

from datetime import datetime
from typing import Any

from core.files.selectors import photos_of
from core.privacy import mask_name
from core.text import number_of
from disputes import policies
from disputes.choices import State
from disputes.engine import CASES, KIND, lock
from disputes.models import Dispute, DisputeParty
from disputes.whistles.origins import Contact, Given, TakesNote
from disputes.whistles.policies import why_no_whistle


class CaseOrigin(TakesNote):
    """Registered for subjects of kind "dispute"; the key in an address is the case's number."""

    kind = KIND

    def key(self, pk: int) -> str:
        return Dispute.objects.values_list("no", flat=True).get(pk=pk) or ""

    def given(self, user: Any, key: str) -> Given | None:
        """Place, cause and title, the numbers that may be given and the photos; nothing of what people told."""
        rows = Dispute.objects.visible_to(user).filter(no=key).exclude(state=State.DRAFT)
        case = rows.select_related("place__parent", "place__community").first()
        if case is None or not policies.sees_content(user, case):
            return None
        parties = [one for one in case.parties.all() if one.phone_sealed and not one.is_organisation]
        return Given(
            kind=KIND,
            pk=case.pk,
            title=case.title,
            cause=case.cause,
            place=case.place,
            place_detail=case.place_detail,
            contacts=tuple(Contact(str(one.pk), mask_name(one.name), one.masked_phone) for one in parties),
            photos=tuple(photos_of(KIND, case.pk)),
        )

    def refuses(self, pk: int) -> str:
        return why_no_whistle(Dispute.objects.get(pk=pk))

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        found = DisputeParty.objects.filter(dispute=pk, pk=number_of(key) or 0).first()
        return (mask_name(found.name), found.open_sealed("phone")) if found else ("", "")

    def hold(self, pk: int) -> None:
        lock(pk)

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """A line of the case's timeline; a case that is filed or joined meanwhile hears nothing."""
        case = Dispute.objects.get(pk=pk)
        if case.state not in CASES.table["whistle_news"].from_states:
            return
        with CASES.step(case, "whistle_news", actor=None, now=now) as s:
            s.say(text, public=public[:200])
