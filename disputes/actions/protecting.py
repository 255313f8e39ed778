"""Violence at home: the matter is kept close, help is offered first, the police are told when somebody helpless may be
hurt, and both sides are visited after a warning by the police (反家庭暴力法 arts. 13-17, 35)."""

from collections.abc import Sequence
from datetime import date, datetime

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import need, not_before, not_future
from disputes.choices import Alert, Confidentiality
from disputes.choices_mediation import MUST_OFFER, Help, Side
from disputes.engine import step
from disputes.models import Dispute, HelpOffer


def protect(
    dispute: Dispute,
    *,
    actor: User,
    offered: Sequence[str],
    offered_on: date,
    victim_helpless: bool = False,
    taken: Sequence[str] = (),
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Record that the case is about violence at home and what was offered: police, shelter, protection order at
    least. It becomes restricted; a helpless victim makes it red and starts the clock of the duty to tell the police."""
    with step(dispute, "protect", actor=actor, version=version, now=now) as s:
        left = [Help(one).label for one in MUST_OFFER if one not in offered]
        if left:
            raise RuleBroken("missing", f"还要告知：{'、'.join(left)}", field="offered")
        if set(taken) - set(offered):
            raise RuleBroken("missing", "接受的帮助要先勾在「告知了」里", field="taken")
        not_future(offered_on, "offered_on", s.now, "告知日期")
        HelpOffer.objects.bulk_create(
            HelpOffer(
                dispute=s.dispute, kind=one, offered_on=offered_on, taken=one in taken, by=actor, at=s.now
            )
            for one in offered
        )
        s.set(involves_dv=True, confidentiality=Confidentiality.RESTRICTED.value, help_offered_on=offered_on)
        s.set(holder=s.dispute.holder or actor)
        if victim_helpless:
            s.set(victim_helpless=True)
            if s.dispute.alert != Alert.RED:
                s.set(alert=Alert.RED.value, alert_reason="孩子或没有行为能力的人可能受到伤害")
        must = victim_helpless and s.dispute.police_reported_at is None
        s.say("已告知求助途径" + ("；要马上向公安机关报案" if must else ""))
    return dispute


def warn(
    dispute: Dispute,
    *,
    actor: User,
    warned_on: date,
    letter_no: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """The police sent a warning letter (告诫书): the clock of the visits to both sides starts. A later letter asks for new
    visits."""
    with step(dispute, "warn", actor=actor, version=version, now=now) as s:
        not_future(warned_on, "warned_on", s.now, "收到告诫书的日期")
        s.set(warned_on=warned_on, victim_visited_on=None, abuser_visited_on=None)
        s.say("公安机关已出具告诫书" + (f"（{letter_no}）" if letter_no else "") + "；要查访双方")
    return dispute


def visit_warned(
    dispute: Dispute,
    *,
    actor: User,
    sides: Sequence[str],
    visited_on: date,
    note: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Whom of the two the community visited and what it found. The clock stops when both have been."""
    with step(dispute, "visit_warned", actor=actor, version=version, now=now) as s:
        need(sides, "sides", "请选查访了谁")
        need(note, "note", "请写查访的情况")
        not_future(visited_on, "visited_on", s.now, "查访日期")
        if s.dispute.warned_on is not None:
            not_before(visited_on, s.dispute.warned_on, "visited_on", "查访日期不能早于收到告诫书的日期")
        s.set(**{f"{side}_visited_on": visited_on for side in sides})
        if s.dispute.unvisited_sides:
            s.skip_clocks.add("dv.visit")
        s.say(f"查访了{'、'.join(Side(side).label for side in sides)}：{note}")
    return dispute
