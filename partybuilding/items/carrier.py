"""What the page of a topic asks of the tasks that are made of it (J7)."""

from urllib.parse import urlencode

from django.urls import reverse

from civics.talks import carrying
from core.accounts.models import User
from partybuilding.choices_items import UNFINISHED
from partybuilding.items import policies
from partybuilding.items.selectors.detail import tasks_of
from partybuilding.items.talks import TOPIC_KIND
from partybuilding.models import ActionItem


def _start_url(user: User, topic_id: int) -> str:
    if policies.list_of(user) is None:
        return ""
    return f"{reverse('items:new')}?{urlencode({'source': f'{TOPIC_KIND}:{topic_id}'})}"


def _unfinished(topic_id: int) -> int:
    """By item_of_source."""
    rows = ActionItem.objects.filter(source_kind=TOPIC_KIND, source_id=topic_id)
    return int(rows.filter(state__in=UNFINISHED).count())


def register_carrier() -> None:
    """Called once by partybuilding.joined."""
    carrying.register(
        carrying.Carrier(_start_url, lambda user, pk: tasks_of(user, TOPIC_KIND, pk), _unfinished)
    )
