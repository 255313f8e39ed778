"""What must hold before an act, each as a function that answers with the missing thing in plain words, or "".

The transition table names them; policies ask them to show why an act is blocked, the engine asks again under the lock.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from disputes.choices import AgreementForm, Alert, State, Tier, Track, Trigger
from disputes.choices_mediation import CONFIRMATION_OPEN, Confirmed
from disputes.models import Agreement, Dispute, Escalation, Extension, FollowUp, PerformanceItem, Suspension

REOPEN_DAYS = 30
PAUSE_DAYS = 30
MERGE_UNDO_DAYS = 30
RED_VISITS = 3
# C7: with one of these the case may not be pushed back down.
HARD_TRIGGERS = frozenset({Trigger.CROWD, Trigger.DUTY, Trigger.RED, Trigger.CROSS_AREA, Trigger.RECUSED})


class Facts:
    """What hangs on a case, each kind read once however many guards ask."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute

    @cached_property
    def recused_ids(self) -> set[int]:
        return {row.user_id for row in self.dispute.recusals.all()}

    def recused(self, user_id: int) -> bool:
        return user_id in self.recused_ids

    @cached_property
    def escalations(self) -> list[Escalation]:
        return list(self.dispute.escalations.all())

    @cached_property
    def agreement(self) -> Agreement | None:
        return next((row for row in self.dispute.agreements.all() if row.set_aside_at is None), None)

    @cached_property
    def items(self) -> list[PerformanceItem]:
        return list(self.agreement.items.all()) if self.agreement else []

    @cached_property
    def suspensions(self) -> list[Suspension]:
        return list(self.dispute.suspensions.all())

    @cached_property
    def extensions(self) -> list[Extension]:
        return list(self.dispute.extensions.all())

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        return list(self.dispute.follow_ups.all())

    @property
    def pending(self) -> Escalation | None:
        return next((row for row in self.escalations if row.outcome == Escalation.Outcome.PENDING), None)


def facts(dispute: Dispute) -> Facts:
    """The facts of this very object; a fresh object (as under the engine's lock) reads afresh."""
    found: Facts | None = getattr(dispute, "_facts", None)
    if found is None:
        found = Facts(dispute)
        dispute._facts = found  # type: ignore[attr-defined]
    return found


def below_street(dispute: Dispute, now: datetime) -> str:
    return "已经在街道了。街道办不了的，用「终止」并导引到市级" if dispute.tier >= Tier.STREET else ""


def nobody_refused(dispute: Dispute, now: datetime) -> str:
    """人民调解法 art. 17: one clear refusal forbids mediation."""
    return "有当事人明确拒绝，不能调解" if dispute.parties.filter(consent="refused").exists() else ""


def merge_can_be_undone(dispute: Dispute, now: datetime) -> str:
    row = dispute.merges_out.filter(undone_at__isnull=True).select_related("target").first()
    if row is None:
        return "没有找到并案记录"
    if now - row.at > timedelta(days=MERGE_UNDO_DAYS):
        return f"并案已超过{MERGE_UNDO_DAYS}天，不能撤销"
    if row.target.state == State.ARCHIVED:
        return f"主案 {row.target.no} 已归档，不能撤销"
    return ""


def not_returned_before(dispute: Dispute, now: datetime) -> str:
    pending = facts(dispute).pending
    if pending is None:
        return "没有等待签收的上报"
    returned = any(
        row.outcome == Escalation.Outcome.RETURNED and row.to_tier == pending.to_tier
        for row in facts(dispute).escalations
    )
    return "本级已经退回过一次，这次要签收办理" if returned else ""


def no_hard_trigger(dispute: Dispute, now: datetime) -> str:
    """C7: return only when no trigger holds."""
    pending = facts(dispute).pending
    if pending is not None and pending.trigger in HARD_TRIGGERS:
        return f"上报理由是「{Trigger(pending.trigger).label}」，不能退回，请签收"
    if dispute.alert == Alert.RED:
        return "红色预警的案件不能退回，请签收"
    return ""


def paused_days(dispute: Dispute, now: datetime) -> int:
    """Whole days that suspensions took so far."""
    spent = sum(((row.ended_at or now) - row.started_at for row in facts(dispute).suspensions), timedelta())
    return spent.days


def accepted(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.accepted_at else "还没有征询双方意愿并受理，先「征询意愿」再「受理」"


def no_agreement_yet(dispute: Dispute, now: datetime) -> str:
    return "已经有一份生效的协议" if facts(dispute).agreement else ""


def item_overdue(dispute: Dispute, now: datetime) -> str:
    today = timezone.localdate(now)
    late = any(not item.is_settled and item.due_on < today for item in facts(dispute).items)
    return "" if late else "没有到期未履行的事项"


def all_items_settled(dispute: Dispute, now: datetime) -> str:
    left = [item for item in facts(dispute).items if not item.is_settled]
    return f"还有{len(left)}项没有履行：{left[0].what}。可以先「登记履行」" if left else ""


def blue_only(dispute: Dispute, now: datetime) -> str:
    if dispute.alert != Alert.BLUE:
        return f"{dispute.get_alert_display()}色预警的案件要先回访。可以先「转回访」"
    return ""


def _within(moment: datetime | None, days: int, now: datetime) -> bool:
    return moment is not None and now - moment <= timedelta(days=days)


def ended_lately(dispute: Dispute, now: datetime) -> str:
    ended = dispute.events.filter(to_state=State.TERMINATED).last()
    if ended and _within(ended.at, REOPEN_DAYS, now):
        return ""
    return f"终止已超过{REOPEN_DAYS}天，请登记一件新案件并注明原编号"


def visited(dispute: Dispute, now: datetime) -> str:
    rows = [row for row in facts(dispute).follow_ups if _current_visit(dispute, row)]
    return "" if rows else "还没有回访。可以先「登记回访」"


def _current_visit(dispute: Dispute, row: FollowUp) -> bool:
    """Visits before a rework or reopening do not count for this closing."""
    return dispute.visits_from is None or row.recorded_at >= dispute.visits_from


def red_three_visits(dispute: Dispute, now: datetime) -> str:
    done = sum(_current_visit(dispute, row) for row in facts(dispute).follow_ups)
    if dispute.alert == Alert.RED and done < RED_VISITS:
        return f"红色预警要回访{RED_VISITS}次，已回访{done}次"
    return ""


def result_set(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.result else "还没有结果：先记录协议或终止"


def closed_lately(dispute: Dispute, now: datetime) -> str:
    if _within(dispute.closed_at, REOPEN_DAYS, now):
        return ""
    return f"结案已超过{REOPEN_DAYS}天，请登记一件新案件并注明原编号"


def extension_left(dispute: Dispute, now: datetime) -> str:
    for row in facts(dispute).extensions:
        if row.tier == dispute.tier and row.approved is None:
            return "本级的延期申请还在等审批"
        if row.tier == dispute.tier and row.approved:
            return "本级已经延期过一次"
    return ""


def extension_asked(dispute: Dispute, now: datetime) -> str:
    waiting = any(row.tier == dispute.tier and row.approved is None for row in facts(dispute).extensions)
    return "" if waiting else "没有等待审批的延期申请"


def _reopen_asked(dispute: Dispute) -> bool:
    """Whether the resident's last 「没解决」 still waits for an answer."""
    last = dispute.events.filter(act__in=["citizen_reopen", "answer_reopen", "reopen"]).last()
    return last is not None and last.act == "citizen_reopen"


def reopen_asked(dispute: Dispute, now: datetime) -> str:
    return "" if _reopen_asked(dispute) else "居民没有提出重开"


def no_open_reopen_request(dispute: Dispute, now: datetime) -> str:
    return "居民说没解决，还没有答复。请先「重开」或「答复居民不重开」" if _reopen_asked(dispute) else ""


def not_at_court(dispute: Dispute, now: datetime) -> str:
    """C8: of judicial mediation only reference, dates and outcome are kept."""
    at_court = dispute.active_track == Track.JUDICIAL
    return "现在由法院调解，这里只登记结果。请用「登记法院调解结果」" if at_court else ""


def at_court(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.active_track == Track.JUDICIAL else "没有转到司法调解"


def on_people_track(dispute: Dispute, now: datetime) -> str:
    """Another body's time does not pause and is not passed up a tier."""
    if dispute.active_track == Track.PEOPLE:
        return ""
    return f"现在是{dispute.get_active_track_display()}，请先「转换调解方式」转回人民调解"


def help_offered(dispute: Dispute, now: datetime) -> str:
    """C7: police, shelter and protection order are offered before anything is talked over."""
    if dispute.involves_dv and dispute.help_offered_on is None:
        return "涉及家庭暴力，先用「登记家暴处置」告诉受害方怎么求助"
    return ""


def at_home(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.involves_dv else "没有登记为家庭暴力，先用「登记家暴处置」"


def was_warned(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.warned_on else "还没有登记公安机关的告诫书"


def confirmable(dispute: Dispute, now: datetime) -> str:
    """人民调解法 art. 33: a people's mediation agreement in writing and in force, once."""
    if dispute.confirmation not in (Confirmed.NONE, Confirmed.WITHDRAWN, Confirmed.NOT_TAKEN):
        return f"这份协议的司法确认：{Confirmed(dispute.confirmation).label}"
    if dispute.active_track != Track.PEOPLE:
        return f"{dispute.get_active_track_display()}的协议不走人民调解的司法确认"
    agreement = facts(dispute).agreement
    if agreement is None:
        return "没有调解协议"
    if agreement.form != AgreementForm.WRITTEN:
        return "口头协议不能直接确认，双方要确认的先写成书面协议"
    return "" if agreement.effective_on else "协议还没生效：当事人签字、调解员签字、调委会盖章没齐"


def signatures_missing(dispute: Dispute, now: datetime) -> str:
    agreement = facts(dispute).agreement
    waits = agreement is not None and agreement.effective_on is None
    return "" if waits else "没有等着签字盖章的协议"


def confirmation_applied(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.confirmation == Confirmed.APPLIED else "没有等待法院受理的司法确认申请"


def confirmation_waits(dispute: Dispute, now: datetime) -> str:
    return "" if dispute.confirmation in CONFIRMATION_OPEN else "没有等待结果的司法确认申请"


def confirmation_ended(dispute: Dispute, now: datetime) -> str:
    if dispute.confirmation in CONFIRMATION_OPEN:
        return "司法确认还没有结果，请先「登记司法确认结果」"
    return ""


def not_confirmed(dispute: Dispute, now: datetime) -> str:
    """民事诉讼法 art. 206: a valid ruling is enforced; who objects goes to the court within 15 days."""
    if dispute.confirmation == Confirmed.VALID:
        return "法院已裁定协议有效，不能重新调解。有异议的，在收到裁定15日内向法院提出"
    return ""


GUARDS: dict[str, Callable[[Dispute, datetime], str]] = {
    "below_street": below_street,
    "nobody_refused": nobody_refused,
    "merge_can_be_undone": merge_can_be_undone,
    "no_hard_trigger": no_hard_trigger,
    "not_returned_before": not_returned_before,
    "accepted": accepted,
    "no_agreement_yet": no_agreement_yet,
    "item_overdue": item_overdue,
    "all_items_settled": all_items_settled,
    "blue_only": blue_only,
    "ended_lately": ended_lately,
    "visited": visited,
    "red_three_visits": red_three_visits,
    "result_set": result_set,
    "closed_lately": closed_lately,
    "extension_left": extension_left,
    "extension_asked": extension_asked,
    "reopen_asked": reopen_asked,
    "no_open_reopen_request": no_open_reopen_request,
    "not_at_court": not_at_court,
    "at_court": at_court,
    "on_people_track": on_people_track,
    "help_offered": help_offered,
    "at_home": at_home,
    "was_warned": was_warned,
    "confirmable": confirmable,
    "signatures_missing": signatures_missing,
    "confirmation_applied": confirmation_applied,
    "confirmation_waits": confirmation_waits,
    "confirmation_ended": confirmation_ended,
    "not_confirmed": not_confirmed,
}
