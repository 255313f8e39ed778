"""What the register offers to programs: opinions alone. Homes, residents and visits are no matter of the API: nobody is
listed or found by a program (domain.md G, trust.md 3.3)."""

from typing import Any

from core.api.resources import Resource
from residents.flows.opinions import OPINIONS
from residents.forms.filters_visits import OpinionFilter
from residents.models import Opinion
from residents.views.opinions import PAGES
from residents.views.visits_find import NOT_YOURS, is_outsider


def _closed(user: Any) -> str:
    return NOT_YOURS if is_outsider(user) else ""


RESOURCES = (
    Resource(
        name="opinions",
        label="居民意见",
        model=Opinion,
        rows=OPINIONS.queryset,
        fields=(
            "no", "official_no", "title", "text", "topic", "category", "channel", "state", "desk", "holder",
            "community", "grid", "place", "masked_name", "masked_phone", "recorded_at", "due_at", "handled",
            "handled_at", "target_kind", "target_no", "target_result", "replied_at", "reply_way", "reply_text",
            "satisfaction", "is_general", "closed_at", "last_act", "last_act_at", "version",
        ),
        acts=PAGES,
        opens=_closed,
        filter=OpinionFilter,
    ),
)  # fmt: skip
