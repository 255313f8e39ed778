"""The case behind an opinion: made from it, and its end told back (domain.md H4, D8).

residents knows no cases. This registers the case as something an opinion may become, and after each act of a case tells
the opinions that wait for it. Their locks come before the case's, whoever acts (residents.actions.opinions.targets)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.flow.engine import Step
from disputes.choices import Result, State
from disputes.models import Dispute
from residents import conversions
from residents.actions.opinions import converted, hold_aimed_at, target_ended, target_moved, target_resumed
from residents.choices_visits import Category, Channel, OpinionState
from residents.conversions import Conversion
from residents.models import Opinion

KIND = "dispute"
# For the resident who brought it up there is an answer now, even if the office still checks back or files.
ENDED = frozenset({State.TERMINATED, State.REFERRED, State.WITHDRAWN, State.NOT_ACCEPTED, State.CLOSED})
UNDER_WAY = frozenset({State.REGISTERED, State.MEDIATING})


def hold(case_ids: Iterable[int]) -> None:
    """Lock the opinions that wait for these cases or that a draft among them is made from."""
    ids = list(case_ids)
    hold_aimed_at(KIND, ids, also=Dispute.objects.filter(pk__in=ids, opinion__isnull=False).values("opinion"))


def pass_on(current: Step[Dispute]) -> None:
    """After an act of a case: what the opinions behind it learn of it. Nothing when it did not move."""
    case, now = current.subject, current.now
    if current.row.act == "register":
        if case.opinion is not None and current.actor is not None:
            converted(
                case.opinion,
                kind=KIND,
                target_id=case.pk,
                target_no=case.no or "",
                actor=current.actor,
                now=now,
            )
        return
    if case.state == current.from_state:
        return
    if case.state == State.MERGED:
        _follow_into_main(current)
    elif current.from_state == State.MERGED:
        _come_back(current)
    elif case.state in ENDED:
        target_ended(KIND, case.pk, result=result_words(case), now=now)
    elif case.state in UNDER_WAY:
        target_resumed(KIND, case.pk, now=now)


def _follow_into_main(current: Step[Dispute]) -> None:
    """The matter goes on in the main case, so that is what the resident waits for."""
    main = current.subject.merged_into
    if main is None:
        return
    waiting = Opinion.objects.aimed_at(KIND, current.subject.pk).filter(state=OpinionState.CONVERTED)
    for opinion in waiting.order_by("pk"):
        target_moved(opinion, target_id=main.pk, target_no=main.no or "", now=current.now)


def _come_back(current: Step[Dispute]) -> None:
    """Parted again: the opinion that this case was made from waits for it once more."""
    case = current.subject
    opinion = case.opinion
    if opinion is not None and opinion.state == OpinionState.CONVERTED and opinion.target_id != case.pk:
        target_moved(opinion, target_id=case.pk, target_no=case.no or "", now=current.now)


def result_words(case: Dispute) -> str:
    """结案：书面协议. A restricted case says no more than that it has ended."""
    label = State(case.state).label
    if case.is_restricted or not case.result:
        return label
    return f"{label}：{Result(case.result).label}"


def start_url(opinion: Opinion) -> str:
    return f"{reverse('disputes:create')}?{urlencode({'opinion': opinion.no})}"


def quick_url(opinion: Opinion) -> str:
    return f"{reverse('mobile:case_new')}?{urlencode({'opinion': opinion.no})}"


@dataclass(frozen=True)
class Origin:
    """Where a case came from, as its page shows it; `url` is empty for who may not see it."""

    words: str
    no: str
    url: str


def origin_of(case: Dispute, user: Any) -> Origin | None:
    """「来自走访意见」 with a link if the reader may see it. Two queries, and none for a case of another origin."""
    if case.opinion_id is None:
        return None
    found = Opinion.objects.filter(pk=case.opinion_id).only("no", "channel").first()
    seen = Opinion.objects.visible_to(user).filter(pk=case.opinion_id).exists()
    if found is None:
        return None
    words = "来自走访意见" if found.channel in (Channel.VISIT, Channel.LEADER) else "来自居民意见"
    return Origin(words, found.no or "", found.get_absolute_url() if seen else "")


def describe(case_id: int) -> str:
    return result_words(Dispute.objects.get(pk=case_id))


def register_conversion() -> None:
    """Called once by DisputesConfig.ready."""
    conversions.register(Conversion(KIND, "案件", start_url, describe, Category.DISPUTE, quick_url))
