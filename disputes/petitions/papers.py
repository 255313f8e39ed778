"""What a petition matter answers for its letters (domain.md L21). Only what is on record; a gap is marked, nothing invented."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.papers.facts import paper_date
from core.papers.kinds import Owner
from core.papers.models import Paper, PaperState
from disputes.models import PetitionMatter, PetitionReview
from disputes.petitions import policies
from disputes.petitions.choices import PetitionState, ServeMode, Stage, TellMode
from disputes.petitions.facts import KIND, facts
from disputes.petitions.flow import PETITIONS

Answers = dict[str, Any]
S = PetitionState
_OPINION_STATES = frozenset({S.SIGNED, S.REPLIED, S.REVIEW, S.REVIEWED, S.SECOND, S.SECOND_DONE, S.FINISHED})
# Where a missing fact is filled in: the act whose form asks for it.
_ACTS: dict[str, dict[str, str]] = {
    "L21-accept": {"accepted_on": "accept", "due": "accept"},
    "L21-decline": {"reason": "decline", "advice": "decline"},
    "L21-forward": {"competent": "forward", "forwarded_on": "forward"},
    "L21-extend": {
        "accepted_on": "accept",
        "reason": "ask_extension",
        "first_due": "decide_extension",
        "due": "decide_extension",
    },
    "L21-opinion": {
        "accepted_on": "accept",
        **dict.fromkeys(("demand", "facts", "view", "basis"), "draft_opinion"),
    },
    "L21-review": {"asked_on": "ask_review", **dict.fromkeys(("facts", "view", "basis"), "record_review")},
    "L21-second": {"asked_on": "ask_second", **dict.fromkeys(("facts", "view", "basis"), "record_second")},
    "L21-service": {},
}


class PetitionPapers(Owner):
    """Registered for kind "petition"."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Answers:
        matter = _matter(subject_id)
        common = {
            "addressee": matter.open_sealed("name"),
            "body_name": f"{settings.OFFICE_NAME}办事处",
            "matter": matter.title,
            "received_on": paper_date(matter.received_at),
            "accepted_on": _day(matter.accepted_at),
            "contact": settings.OFFICE_PHONE,
        }
        return {**common, **_ANSWERS[code](matter)}

    def codes(self, subject_id: int) -> Sequence[str]:
        """Those that belong to the way this matter took."""
        matter = _matter(subject_id)
        known = facts(matter)
        wanted = {
            "L21-accept": matter.accepted_at is not None,
            "L21-decline": matter.state == S.NOT_ACCEPTED,
            "L21-forward": matter.forwarded_at is not None,
            "L21-extend": known.granted_extension is not None,
            "L21-opinion": known.opinion is not None,
            "L21-review": known.review(Stage.FIRST) is not None,
            "L21-second": known.review(Stage.SECOND) is not None,
        }
        found = [code for code, is_wanted in wanted.items() if is_wanted]
        return [*found, "L21-service"] if found else []

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        no = PetitionMatter.objects.values_list("no", flat=True).get(pk=subject_id)
        return {key: reverse("petitions:act", args=[no, act]) for key, act in _ACTS[code].items()}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """The handler and the intake desk, who alone read the name; the opinion only once it is signed."""
        matter = _matter(subject_id)
        forbidden = PETITIONS.forbids(user, matter)
        if not forbidden.allowed:
            return forbidden.reason
        if not policies.sees_contact(user, matter):
            return "信访文书由承办人或受理窗口出具"
        opinion = facts(matter).opinion
        unsigned = opinion is None or opinion.signed_at is None or matter.state not in _OPINION_STATES
        if act == "issue" and code == "L21-opinion" and unsigned:
            return "处理意见还没有签发，签发后才能出具意见书"
        return ""


def _matter(subject_id: int) -> PetitionMatter:
    found: PetitionMatter = PETITIONS.queryset().get(pk=subject_id)
    return found


def _day(moment: datetime | None) -> str:
    return paper_date(moment) if moment else ""


def _last_day(moment: datetime | None) -> str:
    """The last day itself: a period that ends at 24:00 ends on the day before."""
    return paper_date(moment - datetime.resolution) if moment else ""


def _due(matter: PetitionMatter) -> str:
    clock = facts(matter).last("petition.finish")
    return _last_day(clock.due_at) if clock else ""


def _accepted(matter: PetitionMatter) -> Answers:
    return {"due": _due(matter)}


def _declined(matter: PetitionMatter) -> Answers:
    return {"reason": matter.decline_reason, "advice": matter.advice}


def _forwarded(matter: PetitionMatter) -> Answers:
    return {
        "competent": matter.body_name,
        "forwarded_on": _day(matter.forwarded_at),
        # Of the unit, which this house does not keep: written in by hand where it is known.
        "contact": "",
    }


def _extended(matter: PetitionMatter) -> Answers:
    granted = facts(matter).granted_extension
    if granted is None:
        return {}
    return {"reason": granted.reason, "first_due": _last_day(granted.first_due_at), "due": _due(matter)}


def _opinion(matter: PetitionMatter) -> Answers:
    found = facts(matter).opinion
    review_body = settings.PETITION_REVIEW_BODIES[0]
    if found is None:
        return {"review_body": review_body}
    view = f"{found.get_stance_display()}。{found.view}"
    return {
        "demand": found.demand,
        "facts": found.facts,
        "view": view,
        "basis": found.basis,
        "review_body": review_body,
    }


def _reviewed(matter: PetitionMatter) -> Answers:
    review = facts(matter).review(Stage.FIRST)
    return {
        **_ruled(matter, review),
        "first_no": _number_of(matter, "L21-opinion"),
        "review_body": settings.PETITION_REVIEW_BODIES[1],
    }


def _second(matter: PetitionMatter) -> Answers:
    first = facts(matter).review(Stage.FIRST)
    number = first.document if first and first.document else _number_of(matter, "L21-review")
    return {**_ruled(matter, facts(matter).review(Stage.SECOND)), "first_no": number}


def _ruled(matter: PetitionMatter, review: PetitionReview | None) -> Answers:
    """As the body above wrote it."""
    if review is None:
        return {}
    view = f"{review.get_verdict_display()}。{review.view}" if review.view else ""
    return {
        "body_name": review.body,
        "asked_on": paper_date(review.asked_on),
        "demand": matter.demand,
        "facts": review.facts,
        "view": view,
        "basis": review.basis,
    }


def _number_of(matter: PetitionMatter, code: str) -> str:
    """The number of the matter's letter in force."""
    papers = Paper.objects.filter(subject_kind=KIND, subject_id=matter.pk, kind=code)
    found = papers.exclude(state=PaperState.VOID).order_by("pk").last()
    return found.number if found else ""


def _service(matter: PetitionMatter) -> Answers:
    """Every letter in force, and how the last one went out."""
    papers = Paper.objects.filter(subject_kind=KIND, subject_id=matter.pk).exclude(state=PaperState.VOID)
    rows = [
        {"name": one.name, "no": one.number} for one in papers.order_by("pk") if one.kind != "L21-service"
    ]
    opinion = facts(matter).opinion
    mode = ""
    if opinion is not None and opinion.served_mode:
        mode = ServeMode(opinion.served_mode).label
    elif matter.notice_mode == TellMode.WRITTEN:
        mode = ServeMode.IN_PERSON.label
    return {"papers": rows, "mode": mode, "place": ""}


_ANSWERS: dict[str, Callable[[PetitionMatter], Answers]] = {
    "L21-accept": _accepted,
    "L21-decline": _declined,
    "L21-forward": _forwarded,
    "L21-extend": _extended,
    "L21-opinion": _opinion,
    "L21-review": _reviewed,
    "L21-second": _second,
    "L21-service": _service,
}
