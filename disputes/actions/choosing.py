"""Who mediates a case: chosen from the committee of its tier, by the committee or by the parties."""

from collections.abc import Sequence
from datetime import datetime

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import need
from disputes.choices_mediation import ChosenBy
from disputes.committees import MOST_CO_MEDIATORS, chosen, leading, offered
from disputes.engine import Step, step
from disputes.models import Dispute


def pick_mediator(
    dispute: Dispute,
    *,
    actor: User,
    mediator: User,
    chosen_by: str,
    co_mediators: Sequence[User] = (),
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Name one or more mediators of the committee (人民调解法 art. 19). The first leads and holds the case."""
    with step(dispute, "pick_mediator", actor=actor, version=version, now=now) as s:
        need(chosen_by, "chosen_by", "请选是调委会指定还是当事人选定")
        if not leading(s.dispute, s.now):
            raise RuleBroken(
                "committee", "本级还没有登记调解员，请系统管理员在「调解委员会」里登记", field="mediator"
            )
        committee = chosen(s.dispute, mediator, s.now)
        others = _co_mediators(s, mediator, co_mediators)
        s.set(mediator=mediator, holder=mediator, committee=committee, mediator_chosen_by=str(chosen_by))
        s.dispute.co_mediators.set(others)
        s.detail["co_mediators"] = [one.pk for one in others]
        names = "、".join(one.display_name for one in (mediator, *others))
        s.say(f"{ChosenBy(chosen_by).label}：{names}", public="已确定调解员")
    return dispute


def _co_mediators(s: Step, mediator: User, wanted: Sequence[User]) -> list[User]:
    known = {one.user_id for one in offered(s.dispute, s.now)}
    others = [one for one in wanted if one.pk != mediator.pk]
    if len(others) > MOST_CO_MEDIATORS:
        raise RuleBroken("too_many", f"一起调解的最多选{MOST_CO_MEDIATORS}人", field="co_mediators")
    for one in others:
        if one.pk not in known:
            raise RuleBroken(
                "mediator", f"{one.display_name}现在不是调解员，请从列表里选", field="co_mediators"
            )
    return others
