"""From the address of the form to where an item comes from, and what is known of it already (ux.md principle 4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core import subjects
from core.text import number_of
from grids.models import Department
from partybuilding.items import opinions, policies, reading, talks
from partybuilding.items.actions import Source
from partybuilding.meetings.origins import community_of
from partybuilding.models import MeetingDecision
from partybuilding.models.neighbours import StewardGroup
from residents.flows.opinions import KIND as OPINION_KIND

STEWARDS_KIND = "steward_group"


@dataclass(frozen=True)
class Given:
    """The source of a new item, the line that names it on the page, and the first values of the form."""

    source: Source
    words: str
    key: str
    first: dict[str, Any] = field(default_factory=dict)


def given(user: Any, asked: Any, today: date) -> Given | None:
    """What `?decision=12` or `?source=steward_table:7` means for this person; None is a 404."""
    if asked.get("decision"):
        return _of_decision(user, number_of(asked["decision"]), today)
    kind, _, pk = asked.get("source", "").partition(":")
    return _of_subject(user, kind, number_of(pk))


def _of_decision(user: Any, pk: int | None, today: date) -> Given | None:
    rows = MeetingDecision.objects.select_related("meeting__body__community", "topic")
    decision = rows.filter(pk=pk).first() if pk is not None else None
    if decision is None or not policies.may_make(user, decision.meeting.body):
        return None
    said = reading.read(decision.text, Department.objects.active(), today, decision.units)
    taken = set(decision.items.values_list("lead", flat=True))
    # The next task of the same decision is another unit's part of it.
    named = [one for one in (said.lead, *said.assisting) if one is not None and one.pk not in taken]
    first = _of_topic(decision, user) | {
        "lead": named[0].pk if named else "",
        "assisting": [] if taken else [one.pk for one in named[1:]],
        "due_on": decision.due_on or said.due_on,
    }
    if decision.standard:
        first["standard"] = decision.standard
    if taken:
        first["what"] = ""
    words = f"{decision.meeting}：{decision.text}"
    return Given(Source(decision.meeting.body, decision), words, f"decision={decision.pk}", first)


def _of_topic(decision: MeetingDecision, user: Any) -> dict[str, Any]:
    """Task, problem and place, as the topic says them; a decision without one says them itself."""
    topic = decision.topic
    title, problem = (topic.title, topic.problem) if topic is not None else ("", "")
    own = decision.meeting.body.community_id
    if own is None and topic is not None:
        own = topic.community_id or community_of(topic.pk)
    return {
        "what": (title or decision.text)[:60],
        "problem": (problem or title or decision.text)[:200],
        "community": own or _named_in(title + decision.text, user),
        # What residents told lies behind it: a case, an opinion, a whistle.
        "by_residents": topic is None or topic.origins.exists(),
    }


def _named_in(text: str, user: Any) -> int | str:
    """The community whose name stands in the text, as 铁北社区 or 铁北."""
    for pk, name in policies.communities_of(user):
        if name in text or name.removesuffix("社区") in text:
            return int(pk)
    return ""


def _of_subject(user: Any, kind: str, pk: int | None) -> Given | None:
    """Anything that has a page: a steward's table, a leader's visit, a case. It goes onto the list that the person keeps."""
    if pk is None or not subjects.known(kind) or pk not in subjects.get(kind).visible_ids(user, [pk]):
        return None
    body = policies.list_of(user)
    if body is None:
        return None
    label = subjects.get(kind).label(pk)
    first = {"problem": label[:200]} | (_FIRST[kind](pk) if kind in _FIRST else {})
    return Given(Source(body, kind=kind, pk=pk), label, f"source={kind}:{pk}", first)


def _of_table(pk: int) -> dict[str, Any]:
    """What the last table of a steward group agreed (J5). The residents' word is not theirs alone."""
    group = StewardGroup.objects.get(pk=pk)
    last = group.meetings.filter(struck_because="").order_by("-on", "-pk").first()
    said = (last.agreed or last.topics) if last is not None else group.name
    return {"problem": said[:200], "community": group.community_id, "by_residents": False}


_FIRST: dict[str, Callable[[int], dict[str, Any]]] = {
    OPINION_KIND: opinions.first_values,
    STEWARDS_KIND: _of_table,
    talks.TOPIC_KIND: talks.first_values,
}
