"""A hazard as that which a whistle or a call comes from (J16, D8)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.accounts.models import User
from core.files.selectors import photos_of
from disputes.models import Whistle
from disputes.whistles import policies
from disputes.whistles.choices import Outcome, UnitState
from disputes.whistles.facts import KIND as WHISTLE_KIND
from disputes.whistles.origins import Given
from grids import policies_field, referrals
from grids.actions.hazard_acts import answer, refer, referral_news
from grids.choices_field import DepartmentAnswer, Grade, HazardState, ReferReason
from grids.engine import HAZARDS, KIND
from grids.models import Hazard
from grids.referrals import Taken, Way

# The department did nothing about the danger: it stays ours.
_STAYS_OURS = frozenset({Outcome.ON_ACCOUNT, Outcome.UNTRUE, Outcome.EXPLAINED})


class HazardOrigin:
    """Registered for subjects of kind "hazard"; the key in an address is the hazard's number."""

    kind = KIND

    def key(self, pk: int) -> str:
        return Hazard.objects.values_list("no", flat=True).get(pk=pk)

    def given(self, user: Any, key: str) -> Given | None:
        """Place, what it is and its photos. Nobody is named in a hazard, so no number can be given."""
        rows = Hazard.objects.visible_to(user).filter(no=key)
        hazard = rows.select_related("place__parent", "place__community").first()
        if hazard is None or not policies_field.sees_content(user, hazard):
            return None
        return Given(
            kind=KIND,
            pk=hazard.pk,
            title=hazard.title,
            cause="",
            place=hazard.place,
            place_detail=hazard.place_detail,
            has_resident=False,
            photos=tuple(photos_of(KIND, hazard.pk)),
        )

    def refuses(self, pk: int) -> str:
        return why_no_whistle(Hazard.objects.select_related("referred_to").get(pk=pk))

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        return "", ""

    def hold(self, pk: int) -> None:
        HAZARDS.lock(pk)

    def hold_aimed(self, whistle_id: int) -> None:
        """A hazard waits for no other whistle than its own."""

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        hazard = HAZARDS.queryset().get(pk=pk)
        if hazard.state in HAZARDS.table["referral_news"].from_states:
            referral_news(hazard, text=text, now=now)

    def blown(self, pk: int, whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
        """A major hazard goes to the lead unit; a general one stays with whoever is to put it right, and takes note."""
        hazard, row = HAZARDS.queryset().get(pk=pk), HAZARDS.table["refer"]
        major = hazard.grade == Grade.MAJOR and HAZARDS.by_state(row, hazard, now).allowed
        lead = whistle.units.filter(is_lead=True).exclude(state=UnitState.RELEASED).get()
        if not (major and HAZARDS.by_role(actor, row, hazard).allowed):
            self.told(pk, text, public=public, now=now)
            return
        refer(
            hazard,
            actor=actor,
            department=lead.department,
            reason=ReferReason.MAJOR,
            text=whistle.task,
            taken=Taken(WHISTLE_KIND, whistle.pk, f"吹哨{whistle.no}"),
            now=now,
        )

    def ended(self, whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
        """Dealt with: somebody looks again. Not dealt with: it stays ours. One that was not handed on takes note."""
        if whistle.origin_kind != KIND or whistle.origin_id is None:
            return
        hazard = HAZARDS.queryset().get(pk=whistle.origin_id)
        handed_on = (hazard.referral_kind, hazard.referral_id) == (WHISTLE_KIND, whistle.pk)
        if hazard.state != HazardState.REFERRED or not handed_on:
            self.told(hazard.pk, text, public=public, now=now)
            return
        ours = whistle.result in _STAYS_OURS
        outcome = DepartmentAnswer.RETURNED if ours else DepartmentAnswer.DONE
        answer(hazard, actor=None, outcome=outcome, text=text[:280], now=now)


def why_no_whistle(hazard: Hazard) -> str:
    if not hazard.is_open:
        return "这件隐患已经办结了，不能再吹哨"
    if hazard.state == HazardState.REFERRED:
        return f"这件隐患已经移送{hazard.referred_to}。部门不动的，请「催办」或督办"
    waits = hazard.state in (HazardState.RECTIFIED, HazardState.RECHECKED)
    return "这件隐患已经整改，先「复查」；没改好的再吹哨" if waits else ""


def _url(name: str, hazard: Hazard) -> str:
    return f"{reverse(name)}?{urlencode({'origin': f'{KIND}:{hazard.no}'})}"


def register_ways() -> None:
    """Called once by DisputesConfig.ready: the street whistles, a community calls it (D1)."""
    referrals.register(
        Way(
            WHISTLE_KIND,
            "吹哨给部门",
            lambda hazard: _url("whistles:new", hazard),
            lambda user, hazard: policies.may_draft(user) and not why_no_whistle(hazard),
        )
    )
    referrals.register(
        Way(
            "community_call",
            "社区呼叫",
            lambda hazard: _url("whistles:call_new", hazard),
            lambda user, hazard: policies.may_call(user, hazard.community_id) and not why_no_whistle(hazard),
        )
    )
