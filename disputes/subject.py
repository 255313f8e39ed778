"""What the ground asks of a case: its name, its page, who sees it, and what to do when one of its clocks comes due."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from core.clocks.actions import cancel_clock
from core.clocks.models import Clock
from core.clocks.plan import Point
from disputes import clockwork, opinions, policies, telling
from disputes.actions import lapse, resume
from disputes.actions.supervising import supervise_overdue
from disputes.choices import State, Tier
from disputes.hotline import cases as hotline
from disputes.models import CauseOption, Dispute, MediationCommittee
from residents.subjects import RegisterSubject

_WORDS = {
    "share": "时限过了{share}",
    "due": "已到期",
    "after": "超期3个工作日，请督办",
    "day": "提醒",
    "moved": "日期有变",
}
_ROLES_AT_DUE = {"handler", "lead", "next_tier", "supervision", "parties"}


class CommitteeSubject(RegisterSubject):
    """Registered for "committee": its page, for a reminder of its term. No clock of a case runs on it."""

    kind = "committee"
    rows = MediationCommittee.objects

    def words(self, row: Any) -> str:
        return str(row)


class CauseSubject(RegisterSubject):
    """Registered for "cause": a line of the ledger about a kind of case leads to the list of kinds."""

    kind = "cause"
    rows = CauseOption.objects

    def words(self, row: Any) -> str:
        return f"案件类型「{row}」"


class DisputeSubject:
    """The registered owner of subjects of kind "dispute"."""

    kind = "dispute"

    def label(self, subject_id: int) -> str:
        dispute = Dispute.objects.get(pk=subject_id)
        return f"{dispute.no or '草稿'} {dispute.title}"

    def url(self, subject_id: int) -> str:
        return Dispute.objects.get(pk=subject_id).get_absolute_url()

    def links(self, subject_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Title and page of many cases with one query: what the inbox shows."""
        rows = Dispute.objects.filter(pk__in=list(subject_ids)).only("pk", "no", "title")
        return {row.pk: (str(row), row.get_absolute_url()) for row in rows}

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        found = Dispute.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return set(found.values_list("pk", flat=True))

    def content_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Without those of which a supervisor, as such, sees header and clocks only (C1b)."""
        found = Dispute.objects.visible_to(user).filter(pk__in=list(subject_ids))
        return {case.pk for case in found if policies.sees_content(user, case)}

    def lock(self, subject_id: int) -> bool:
        opinions.hold([subject_id])
        hotline.hold([subject_id])
        return Dispute.objects.select_for_update(no_key=True).filter(pk=subject_id).first() is not None

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        """Remind those whom the rule names; let time itself resume a pause or mark a breach."""
        dispute = Dispute.objects.select_related("holder", "place__parent").get(pk=clock.subject_id)
        if point.is_due and clock.code == "RESUME" and dispute.state == State.SUSPENDED:
            resume(dispute, actor=None, now=now)
            return
        if point.is_due and clock.code == "PERFORM" and dispute.state == State.PERFORMING:
            lapse(dispute, now=now)
            return
        if point.kind == "moved":
            clockwork.refresh_due(dispute)
            dispute.save(update_fields=["due_at", "yellow_at", "due_code"])
        if point.is_due and clock.code in clockwork.NOT_A_DUTY:
            # A right of the parties that ran out is nobody's failure.
            cancel_clock(clock, now=now)
        if point.is_escalation and clock.code not in clockwork.NOT_A_DUTY:
            supervise_overdue(dispute, clock, now=now)
        _remind(dispute, clock, point, now, late_by)


def recipients(dispute: Dispute, to: Iterable[str]) -> set[User]:
    """The rule's words for people, resolved for this case. The parties have no account: their handler tells them."""
    people: set[User] = set()
    for word in set(to) & _ROLES_AT_DUE:
        if word in ("handler", "parties"):
            people |= telling.handlers_of(dispute)
        elif word == "lead":
            people |= telling.leads_of(dispute, telling.working_tier(dispute))
        else:
            # Past due by three working days: the tier above chases in writing (督办).
            people |= telling.next_tier_of(dispute)
    return people


def _remind(dispute: Dispute, clock: Clock, point: Point, now: datetime, late_by: timedelta | None) -> None:
    share = f"{int(point.share * 100)}%" if point.share is not None else ""
    words = _WORDS.get(point.kind, "提醒").format(share=share)
    telling.send(
        dispute,
        recipients(dispute, point.to),
        kind="chase" if point.is_escalation else "remind",
        title=f"{clock.rule.title}{words}：{dispute.title}",
        body=_body(dispute, clock, now),
        key=f"clock:{clock.pk}:{point.key or point.index}",
        now=now,
        late_by=late_by,
    )


def _body(dispute: Dispute, clock: Clock, now: datetime) -> str:
    tier = Tier(telling.working_tier(dispute)).label
    return f"{dispute.address}，现在在{tier}。应于{clock.due_words(now)}前办，{clock.words(now)}"
