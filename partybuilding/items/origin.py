"""A task of a meeting as that which a whistle comes from (D8, meeting resolution): what one unit cannot do alone."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from disputes.whistles import policies
from disputes.whistles.origins import Given, TakesNote
from partybuilding.choices_items import LIVE_STATES
from partybuilding.items.flow import ITEMS, KIND
from partybuilding.models import ActionItem


class ItemOrigin(TakesNote):
    """Registered for subjects of kind "action_item"; the key in an address is the task's number. It goes on by itself."""

    kind = KIND

    def key(self, pk: int) -> str:
        return ActionItem.objects.values_list("no", flat=True).get(pk=pk)

    def given(self, user: Any, key: str) -> Given | None:
        """The task and where; nobody is named in it, so no number can be given."""
        item = ActionItem.objects.visible_to(user).filter(no=key).select_related("community").first()
        if item is None or item.community is None:
            return None
        return Given(
            kind=KIND,
            pk=item.pk,
            title=item.what,
            cause="",
            place=item.community,
            place_detail=item.place,
            has_resident=False,
        )

    def refuses(self, pk: int) -> str:
        return why_no_whistle(ActionItem.objects.get(pk=pk))

    def contact(self, pk: int, key: str) -> tuple[str, str]:
        return "", ""

    def hold(self, pk: int) -> None:
        ITEMS.lock(pk)

    def told(self, pk: int, text: str, *, public: str, now: datetime) -> None:
        """A line of the task's timeline while it is not finished."""
        item = ITEMS.queryset().get(pk=pk)
        if item.state in ITEMS.table["whistle_news"].from_states:
            with ITEMS.step(item, "whistle_news", actor=None, now=now) as s:
                s.say(text)


def why_no_whistle(item: ActionItem) -> str:
    if item.state not in LIVE_STATES:
        return f"这件任务现在是「{item.get_state_display()}」，不用吹哨"
    return "" if item.community_id else "全街道的任务没有地点，请从有地点的事项吹哨"


def whistle_url(user: Any, item: ActionItem) -> str:
    """Where the street begins a whistle about the task; empty for who may not."""
    if not policies.may_draft(user) or why_no_whistle(item):
        return ""
    return f"{reverse('whistles:new')}?{urlencode({'origin': f'{KIND}:{item.no}'})}"
