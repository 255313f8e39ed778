"""责任清单表 (domain.md L17): the lists of one body as Word and PDF."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from core.files.models import StoredFile
from core.papers.facts import MOST_ROWS, paper_date
from core.papers.kinds import Owner
from partybuilding.choices_items import UNFINISHED, ItemState
from partybuilding.items import policies
from partybuilding.items.guards import ENTRY_KIND
from partybuilding.items.subject import BODY_KIND
from partybuilding.models import ActionItem, PartyJointBody


class ListPapers(Owner):
    """Registered for kind "joint_body"."""

    subject_kind = BODY_KIND

    def codes(self, subject_id: int) -> Sequence[str]:
        return ("L17",)

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        body = PartyJointBody.objects.get(pk=subject_id)
        return {"body": f"{body.name}责任清单", "items": duty_rows(body)}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        body = PartyJointBody.objects.get(pk=subject_id)
        if policies.may_make(user, body):
            return ""
        return "清单由会议秘书或街道案管出具，社区大党委的由本社区出具"


def duty_rows(body: PartyJointBody) -> list[dict[str, Any]]:
    """What is not finished, and what was struck off this year. Four queries at any size."""
    year = timezone.localdate().year
    rows = ActionItem.objects.filter(body=body)
    shown = rows.filter(state__in=UNFINISHED) | rows.filter(state=ItemState.CLEARED, cleared_at__year=year)
    items = list(
        shown.select_related("lead", "decision__meeting__body")
        .prefetch_related("assisting", "entries")
        .order_by("year", "serial")[:MOST_ROWS]
    )
    entries = [entry.pk for item in items for entry in item.entries.all()]
    photos = set(
        StoredFile.objects.filter(
            subject_kind=ENTRY_KIND, subject_id__in=entries, removed_at=None
        ).values_list("subject_id", flat=True)
    )
    return [_row(number, item, body, photos) for number, item in enumerate(items, start=1)]


def _row(number: int, item: ActionItem, body: PartyJointBody, photos: set[int]) -> dict[str, Any]:
    shown = any(entry.pk in photos for entry in item.entries.all())
    return {
        "no": str(number),
        "matter": item.what,
        "source": str(item.decision.meeting).removeprefix(body.name) if item.decision else item.source_words,
        "lead": item.lead.name if item.lead else "等成员单位认领",
        "assist": "、".join(unit.name for unit in item.assisting.all()),
        "responsible": item.responsible or "接办时明确",
        "due": paper_date(item.due_on),
        "progress": f"{item.percent}%",
        "evidence": "、".join(filter(None, ("照片" if shown else "", item.evidence))),
        "state": item.get_state_display(),
        "cleared_on": paper_date(item.cleared_at) if item.cleared_at else "",
    }
