"""What a resident brought up as that which a whistle or a call comes from (H4, D8)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from core.accounts.models import User
from core.files.selectors import photos_of
from disputes.models import Whistle
from disputes.whistles import policies
from disputes.whistles.facts import CALL_KIND
from disputes.whistles.facts import KIND as WHISTLE_KIND
from disputes.whistles.origins import Contact, Given, result_of
from residents import conversions
from residents.actions.opinions import converted, target_ended, target_news
from residents.choices_visits import Category
from residents.conversions import Conversion
from residents.flows.opinions import KIND, OPINIONS
from residents.models import Opinion

TELLER = "teller"
RESULT_LENGTH = 100


class OpinionOrigin:
    """Registered for subjects of kind "opinion"; the key in an address is the opinion's number."""

    kind = KIND

    def key(self, pk: int) -> str:
        return Opinion.objects.values_list("no", flat=True).get(pk=pk) or ""

    def given(self, user: Any, key: str) -> Given | None:
        """Place and title, the number as something that may be given; nothing of what was said."""
        seen: Any = OPINIONS.queryset().select_related("place__community")
        opinion: Opinion | None = seen.visible_to(user).filter(no=key).first()
        if opinion is None:
            return None
        known = opinion.has_sealed("phone")
        contacts = (Contact(TELLER, opinion.masked_name or "居民", opinion.masked_phone),) if known else ()
        return Given(
            kind=KIND,
            pk=opinion.pk,
            title=opinion.title,
            cause="",
            place=opinion.place,
            place_detail=opinion.place_detail,
            contacts=contacts,
            has_resident=not opinion.is_anonymous,
            photos=tuple(photos_of(KIND, opinion.pk)),
        )

    def refuses(self, pk: int) -> str:
        opinion = OPINIONS.queryset().get(pk=pk)
        return OPINIONS.by_state(OPINIONS.table["convert"], opinion, timezone.now()).reason

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        opinion = Opinion.objects.get(pk=pk)
        if key != TELLER or not opinion.has_sealed("phone"):
            return "", ""
        return opinion.masked_name or "居民", opinion.open_sealed("phone")

    def hold(self, pk: int) -> None:
        OPINIONS.lock(pk)

    def hold_aimed(self, whistle_id: int) -> None:
        """An opinion waits for no other whistle than its own."""

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """A line of the opinion's timeline while it is open; the resident is told by people."""
        opinion = OPINIONS.queryset().get(pk=pk)
        if opinion.state in OPINIONS.table["target_news"].from_states:
            target_news(opinion, text=text, now=now)

    def blown(self, pk: int, whistle: Whistle, text: str, *, public: str, actor: User, now: datetime) -> None:
        opinion, row = OPINIONS.queryset().get(pk=pk), OPINIONS.table["convert"]
        if not OPINIONS.by_state(row, opinion, now).allowed:
            self.told(pk, text, public=public, now=now)
            return
        converted(
            opinion,
            kind=WHISTLE_KIND,
            target_id=whistle.pk,
            target_no=whistle.no or "",
            actor=actor if OPINIONS.by_role(actor, row, opinion).allowed else None,
            now=now,
        )

    def ended(self, whistle: Whistle, text: str, *, public: str, now: datetime) -> None:
        """Back to who owes the resident the answer, with a clock that runs."""
        result = result_of(whistle, public)[:RESULT_LENGTH]
        target_ended(WHISTLE_KIND, whistle.pk, result=result, now=now)


def _url(name: str, opinion: Opinion) -> str:
    return f"{reverse(name)}?{urlencode({'origin': f'{KIND}:{opinion.no}'})}"


def _describe(whistle_id: int) -> str:
    return str(Whistle.objects.get(pk=whistle_id).get_state_display())


def register_conversions() -> None:
    """Called once by DisputesConfig.ready. The street whistles; a community calls it, and the opinion stays with whoever
    owes the answer until the street has whistled (D1)."""
    conversions.register(
        Conversion(
            WHISTLE_KIND,
            "吹哨",
            lambda opinion: _url("whistles:new", opinion),
            _describe,
            Category.REQUEST,
            offered=lambda user, opinion: policies.may_draft(user),
            words="吹哨给部门",
        )
    )
    conversions.register(
        Conversion(
            CALL_KIND,
            "社区呼叫",
            lambda opinion: _url("whistles:call_new", opinion),
            lambda pk: "",
            offered=lambda user, opinion: policies.may_call(user, opinion.community_id),
            words="呼叫街道",
        )
    )
