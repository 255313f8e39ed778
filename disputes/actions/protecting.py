"""Violence at home: the matter is kept close, help is offered first, the police are told when somebody helpless may be
hurt (反家庭暴力法 arts. 13-15, 35)."""

from collections.abc import Sequence
from datetime import date, datetime

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import not_future
from disputes.choices import Alert, Confidentiality
from disputes.choices_mediation import MUST_OFFER, Help
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
