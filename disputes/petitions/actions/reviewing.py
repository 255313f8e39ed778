"""After the answer: review and second review by the bodies above, the end, and what takes a matter up again (F9)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need, not_before, not_future
from core.flow.engine import Step
from disputes.models import PetitionMatter, PetitionReview
from disputes.petitions.choices import PetitionState, Satisfaction, Stage, Verdict
from disputes.petitions.facts import facts
from disputes.petitions.flow import PETITIONS

_ASK = {Stage.FIRST: "petition.review.ask", Stage.SECOND: "petition.second.ask"}
_RIGHT = {
    PetitionState.REPLIED: ("petition.review.ask", "复查"),
    PetitionState.REVIEWED: ("petition.second.ask", "复核"),
}


def ask_review(
    matter: PetitionMatter,
    *,
    actor: User,
    asked_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen asks the city within thirty days of the answer (art. 35)."""
    with PETITIONS.step(matter, "ask_review", actor=actor, version=version, now=now) as s:
        _ask(s, Stage.FIRST, asked_on)
    return matter


def ask_second(
    matter: PetitionMatter,
    *,
    actor: User,
    asked_on: date,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen asks the province within thirty days of the review (art. 36)."""
    with PETITIONS.step(matter, "ask_second", actor=actor, version=version, now=now) as s:
        _ask(s, Stage.SECOND, asked_on)
    return matter


def _ask(s: Step[PetitionMatter], stage: Stage, asked_on: date) -> None:
    need(asked_on, "asked_on", "请写申请的日期")
    not_future(asked_on, "asked_on", s.now, "申请日期")
    known = facts(s.subject)
    right = known.last(_ASK[stage])
    first = known.review(Stage.FIRST)
    began = known.opinion.served_on if known.opinion else None
    if stage == Stage.SECOND and first:
        began = first.replied_on
    if began is not None:
        not_before(asked_on, began, "asked_on", "申请日期不能早于收到意见的日期")
    if right is not None and asked_on > timezone.localdate(right.due_at - timedelta(seconds=1)):
        due = right.due_words(timezone.localtime(s.now))
        raise RuleBroken("late", f"{stage.label}要在{due}前申请，这个日期已经过了", field="asked_on")
    bodies: tuple[str, str] = settings.PETITION_REVIEW_BODIES
    PetitionReview.objects.create(
        matter=s.subject,
        round=s.subject.round,
        stage=stage,
        body=bodies[0 if stage == Stage.FIRST else 1],
        asked_on=asked_on,
    )
    s.move()
    s.say(f"向{bodies[0 if stage == Stage.FIRST else 1]}申请{stage.label}")


@dataclass(frozen=True)
class Ruled:
    """What the body above wrote."""

    verdict: str
    replied_on: date
    document: str = ""
    found: str = ""
    view: str = ""
    basis: str = ""


def record_review(
    matter: PetitionMatter,
    *,
    actor: User,
    ruled: Ruled,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """What the city decided: upheld or changed, then thirty days for a second review; or to be done again."""
    with PETITIONS.step(matter, "record_review", actor=actor, version=version, now=now) as s:
        redo = _record(s, Stage.FIRST, ruled)
        s.skip_clocks.add("petition.second.ask" if redo else "petition.finish")
        s.move(PetitionState.HANDLING if redo else PetitionState.REVIEWED)
    return matter


def record_second(
    matter: PetitionMatter,
    *,
    actor: User,
    ruled: Ruled,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """What the province decided: the last word, unless it is to be done again (art. 36)."""
    with PETITIONS.step(matter, "record_second", actor=actor, version=version, now=now) as s:
        if not _record(s, Stage.SECOND, ruled):
            s.skip_clocks.add("petition.finish")
            s.move(PetitionState.SECOND_DONE)
        else:
            s.move(PetitionState.HANDLING)
    return matter


def _record(s: Step[PetitionMatter], stage: Stage, ruled: Ruled) -> bool:
    """Write the review down; answers whether the matter is to be done again, which opens a new round."""
    review = facts(s.subject).review(stage)
    if review is None:
        raise RuleBroken("none", f"没有在进行的{stage.label}")
    need(ruled.verdict, "verdict", f"请选{stage.label}结论")
    need(ruled.replied_on, "replied_on", f"请写信访人收到{stage.label}意见的日期")
    not_future(ruled.replied_on, "replied_on", s.now, "收到日期")
    not_before(ruled.replied_on, review.asked_on, "replied_on", "收到日期不能早于申请日期")
    review.verdict, review.replied_on, review.document = ruled.verdict, ruled.replied_on, ruled.document
    review.facts, review.view, review.basis = ruled.found, ruled.view, ruled.basis
    review.save(update_fields=["verdict", "replied_on", "document", "facts", "view", "basis"])
    s.say(f"{Verdict(ruled.verdict).label}{'（' + ruled.document + '）' if ruled.document else ''}")
    if ruled.verdict != Verdict.REDO:
        return False
    _again(s)
    return True


def _again(s: Step[PetitionMatter]) -> None:
    """A new round: its own sixty days, extension, opinion and reviews."""
    s.set(round=s.subject.round + 1, counts_from_receipt=False, satisfaction="", ended_at=None)


def begin_hearing(
    matter: PetitionMatter,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The time of a hearing is not counted (art. 36)."""
    with PETITIONS.step(matter, "begin_hearing", actor=actor, version=version, now=now) as s:
        review = _second(s)
        if review.hearing_from is not None:
            raise RuleBroken("held", "已经登记过一次听证")
        review.hearing_from = s.now
        review.save(update_fields=["hearing_from"])
        s.say(note)
    return matter


def end_hearing(
    matter: PetitionMatter,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The thirty days run on."""
    with PETITIONS.step(matter, "end_hearing", actor=actor, version=version, now=now) as s:
        review = _second(s)
        review.hearing_to = s.now
        review.save(update_fields=["hearing_to"])
        s.say(note)
    return matter


def _second(s: Step[PetitionMatter]) -> PetitionReview:
    review = facts(s.subject).review(Stage.SECOND)
    if review is None:
        raise RuleBroken("none", "没有在进行的复核")
    return review


def finish(
    matter: PetitionMatter,
    *,
    actor: User,
    satisfaction: str,
    waived: bool = False,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The end. Refused while a review may still be asked for, unless the citizen gave that up in writing."""
    with PETITIONS.step(matter, "finish", actor=actor, version=version, now=now) as s:
        need(satisfaction, "satisfaction", "请选信访人的评价；没联系上就选「未联系上」")
        code, word = _RIGHT.get(PetitionState(s.subject.state), ("", ""))
        right = facts(s.subject).live(code) if code else None
        if right is not None and s.now <= right.due_at and not waived:
            due = right.due_words(timezone.localtime(s.now))
            raise RuleBroken(
                "right", f"{due}前信访人可以申请{word}，还不能办结。书面放弃的请勾选", field="waived"
            )
        s.set(satisfaction=satisfaction, ended_at=s.now)
        s.move()
        s.say(
            f"{Satisfaction(satisfaction).label}{'，信访人书面放弃复查复核' if waived else ''}{'。' + note if note else ''}"
        )
    return matter


def reopen(
    matter: PetitionMatter,
    *,
    actor: User,
    agency: str,
    document: str,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Only a decision of the body above takes a finished matter up again (F3); new facts are a new number."""
    with PETITIONS.step(matter, "reopen", actor=actor, version=version, now=now) as s:
        need(agency, "agency", "请写哪个机关决定重办")
        need(document, "document", "请写决定的文号")
        need(reason, "reason", "请写决定要求重办什么")
        _again(s)
        s.move()
        s.say(f"{agency}（{document}）：{reason}")
    return matter


def relieve(
    matter: PetitionMatter,
    *,
    actor: User,
    relief: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """Help given beside the answer (art. 37). What it was names somebody's need, so the timeline keeps only that it was."""
    with PETITIONS.step(matter, "relieve", actor=actor, version=version, now=now) as s:
        need(relief, "relief", "请写给了什么救助、哪天给的")
        s.set_quietly(relief=relief)
    return matter


def withdraw(
    matter: PetitionMatter,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> PetitionMatter:
    """The citizen takes it back; nobody may be talked into it, so how they said so is on record (art. 18)."""
    with PETITIONS.step(matter, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写信访人怎么提出撤回的，有没有书面材料")
        s.set(ended_at=s.now)
        s.move()
        s.say(reason)
    return matter


def chase(
    matter: PetitionMatter, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> PetitionMatter:
    """催办: a word to whoever handles it."""
    with PETITIONS.step(matter, "chase", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写要对方做什么、什么时候前")
        s.say(text)
    return matter


def note(
    matter: PetitionMatter, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> PetitionMatter:
    """A line of what was done."""
    with PETITIONS.step(matter, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return matter
