"""Between tiers and hands: send up, sign, return, assign, regrade, step aside."""

from datetime import datetime

from core.accounts.models import User
from core.clocks.actions import stop_clock
from core.errors import RuleBroken
from disputes import clockwork
from disputes.actions.checks import need
from disputes.choices import Alert, Severity, State, Tier, Trigger
from disputes.committees import chosen, committee_of, leading, substitutes, works_here
from disputes.engine import Step, step
from disputes.guards import facts
from disputes.models import Dispute, Escalation, Recusal
from grids.models import Area, Grid


def _send_up(s: Step, actor: User, trigger: str, reason: str, work_done: str) -> Escalation:
    need(trigger, "trigger", "请选上报理由")
    case = s.dispute
    _check_recusal(s, trigger)
    # One tier at a time: 网格→社区→街道, no skipping.
    target = case.tier + 1
    row = Escalation.objects.create(
        dispute=case,
        from_tier=case.tier,
        to_tier=target,
        trigger=trigger,
        reason=reason,
        work_done=work_done,
        from_state=case.state,
        from_holder=case.holder,
        sent_by=actor,
        sent_at=s.now,
    )
    s.move()
    s.detail["escalation"] = row.pk
    words = Trigger(trigger).label + (f"：{reason}" if reason else "")
    s.say(words, public=f"已报{Tier(target).label}处理")
    return row


def _check_recusal(s: Step, trigger: str) -> None:
    """C7: "nobody to take over" is a reason only when somebody stepped aside and the committee has nobody else."""
    if trigger != Trigger.RECUSED:
        return
    if not facts(s.dispute).recused_ids:
        raise RuleBroken("trigger", "这件还没有人回避，请选别的理由", field="trigger")
    if left := substitutes(s.dispute, s.now):
        names = "、".join(dict.fromkeys(one.name for one in left))
        raise RuleBroken("trigger", f"还有调解员可以换：{names}。请先「选定调解员」", field="trigger")


def route_up(
    dispute: Dispute,
    *,
    actor: User,
    trigger: str,
    reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Send a case up that has not been accepted here: 报社区, or a major or red one (C3 row 1b). CK6 starts."""
    with step(dispute, "route_up", actor=actor, version=version, now=now) as s:
        _send_up(s, actor, trigger, reason, "")
    return dispute


def escalate(
    dispute: Dispute,
    *,
    actor: User,
    trigger: str,
    work_done: str,
    reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Pass a mediated case up one tier, saying what was tried (C3 row 9). CK4 runs on; CK6 starts."""
    with step(dispute, "escalate", actor=actor, version=version, now=now) as s:
        need(work_done, "work_done", "请写已经做了哪些工作，上一级才好接着办")
        _send_up(s, actor, trigger, reason, work_done)
    return dispute


def _after_sign(case: Dispute) -> State:
    """A case that was never accepted is first asked about (人民调解法 art. 17), then mediated."""
    return State.MEDIATING if case.accepted_at else State.REGISTERED


def sign(
    dispute: Dispute,
    *,
    actor: User,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The upper tier takes the case; its own budget CK3 starts (C3 row 10)."""
    with step(dispute, "sign", actor=actor, version=version, now=now) as s:
        pending = _pending(s.dispute)
        pending.outcome, pending.answered_by, pending.answered_at = Escalation.Outcome.SIGNED, actor, s.now
        pending.save(update_fields=["outcome", "answered_by", "answered_at"])
        s.set(tier=pending.to_tier, holder=actor)
        if s.dispute.accepted_at:
            # The upper tier's committee goes on; who of it leads may be chosen anew.
            s.set(mediator=actor, committee=committee_of(s.dispute.community_id, s.dispute.tier))
        s.move(_after_sign(s.dispute))
        s.say(note or f"{Tier(pending.to_tier).label}已签收", public=f"{Tier(pending.to_tier).label}已接手")
    return dispute


def return_case(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    instruction: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Send it back once, with a reason and instruction (C3 row 11). Neither CK4 nor the lower budget starts anew."""
    with step(dispute, "return_case", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写退回的理由")
        need(instruction, "instruction", "请写接下来怎么办，不能只退不教")
        pending = _pending(s.dispute)
        pending.outcome, pending.answered_by, pending.answered_at = Escalation.Outcome.RETURNED, actor, s.now
        pending.return_reason, pending.return_instruction = reason, instruction
        pending.save(
            update_fields=["outcome", "answered_by", "answered_at", "return_reason", "return_instruction"]
        )
        s.move(State(pending.from_state) if pending.from_state in s.row.to else State.REGISTERED)
        s.set(holder=pending.from_holder)
        s.say(f"{reason}。{instruction}")
    return dispute


def _pending(case: Dispute) -> Escalation:
    found = facts(case).pending
    if found is None:
        raise RuleBroken("state", "没有等待签收的上报")
    return found


def assign(
    dispute: Dispute,
    *,
    actor: User,
    holder: User,
    tier: int | None = None,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Give the case to a person, and, before acceptance, down to the tier it belongs to (C3 row 1b).

    The new holder must work at that tier of the case's area; nobody who stepped aside gets it back."""
    with step(dispute, "assign", actor=actor, version=version, now=now) as s:
        case = s.dispute
        target = Tier(tier or case.tier)
        if target > case.tier:
            raise RuleBroken("tier", "往上一级要用「上报」", field="tier")
        if target < case.tier and case.state != State.REGISTERED:
            raise RuleBroken("tier", "已经征询或受理的案件不能改层级，只能换经办人", field="tier")
        if target == Tier.GRID and case.grid_id is None:
            raise RuleBroken("grid", "这件没有落到楼栋，不能分给网格", field="tier")
        _refuse_stranger(case, holder, target)
        if target != case.tier:
            _change_tier(s, target)
        s.set(holder=holder)
        _step_in(s, holder)
        s.say(note or f"分派给{holder.display_name}（{holder.title}）", public="已安排专人办理")
    return dispute


def _step_in(s: Step, holder: User) -> None:
    """Whoever gets a case from which its handler stepped aside is the substitute, and mediates it if it was accepted."""
    s.dispute.recusals.filter(replaced_by=None).update(replaced_by=holder)
    if s.dispute.accepted_at and s.dispute.mediator is None:
        s.set(mediator=holder)


def _refuse_stranger(case: Dispute, holder: User, tier: Tier) -> None:
    if not holder.is_active or not works_here(case, holder, tier):
        raise RuleBroken(
            "holder", f"{holder.display_name}不在这件案件的{tier.label}岗位上，请换一个人", field="holder"
        )
    if facts(case).recused(holder.pk):
        raise RuleBroken("recused", f"{holder.display_name}已回避这件案件，请换一个人", field="holder")


def _change_tier(s: Step, tier: Tier) -> None:
    """The old tier's budget ends and the new tier's begins; the citizen's clocks run on."""
    for clock in clockwork.live(s.dispute):
        if clock.code.startswith("CK3."):
            stop_clock(clock, now=s.now)
    s.set(tier=tier.value)
    clockwork.start(s.dispute, "CK3", s.now)


def regrade(
    dispute: Dispute,
    *,
    actor: User,
    severity: str = "",
    alert: str = "",
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Change severity or alert with a reason; red tells the street's lead at once (C3 row 27)."""
    with step(dispute, "regrade", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写调整的理由")
        case = s.dispute
        new_severity, new_alert = Severity(severity or case.severity), Alert(alert or case.alert)
        if (new_severity, new_alert) == (case.severity, case.alert):
            raise RuleBroken("same", "分级和预警都没有变", field="severity")
        if new_severity != case.severity:
            s.set(severity=new_severity.value, severity_reason=reason)
        if new_alert != case.alert:
            s.set(alert=new_alert.value, alert_reason=reason)
        s.say(reason)
    return dispute


def recuse(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    substitute: User | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """A handler with an interest in the matter steps aside (C3). A mediator of the same committee steps in at once, or
    the lead gives it to somebody; where nobody is left it goes up (C7)."""
    with step(dispute, "recuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写回避的理由，比如是亲属、邻居")
        case = s.dispute
        Recusal.objects.create(dispute=case, user=actor, reason=reason, at=s.now, replaced_by=substitute)
        case.__dict__.pop("_facts", None)
        left = [one for one in leading(case, s.now) if one.user_id != actor.pk]
        if substitute is not None:
            _refuse_stranger(case, substitute, Tier(case.tier))
        mediated = case.mediator_id == actor.pk
        s.set(holder=substitute, **({"mediator": substitute} if mediated else {}))
        if mediated and substitute is not None:
            s.set(committee=chosen(case, substitute, s.now))
        nobody = case.committee_id and not left and substitute is None
        more = "。本级没有别的调解员可换，请上报" if nobody else ""
        s.say(f"{actor.display_name}回避：{reason}{more}", public="已更换办理人员")
    return dispute


def hand_over(
    dispute: Dispute,
    *,
    holder: User | None,
    reason: str,
    actor: User | None,
    grid: Grid | None = None,
    community: Area | None = None,
    now: datetime | None = None,
) -> Dispute:
    """A change of the grid, of its worker or of its community moves the open case with it (B6: the same day, never lost).

    Called for grids through disputes.handover; `actor` is the administrator who ordered it."""
    with step(dispute, "hand_over", actor=None, now=now) as s:
        s.set(holder=holder)
        if grid is not None:
            s.set(grid=grid)
        if community is not None:
            s.set(community=community)
        s.detail["ordered_by"] = actor.pk if actor else None
        s.say(reason)
    return dispute
