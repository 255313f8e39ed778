"""One matter, one case: join a second report of it, and part them again if that was a mistake."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.clocks.actions import revive_clock
from core.clocks.models import Clock
from core.errors import RuleBroken
from disputes import clockwork, engine
from disputes.actions.checks import need
from disputes.choices import Result, State
from disputes.engine import step
from disputes.models import Dispute, Merge


def merge(
    dispute: Dispute,
    *,
    actor: User,
    target: Dispute,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Join this case to `target`, which goes on; this one's clocks end (C3 row 7). Refuses a circle or an ended target."""
    with transaction.atomic():
        # In the order of ids: A into B and B into A at once do not wait for each other in a ring.
        for pk in sorted({dispute.pk, target.pk}):
            engine.lock(pk)
        return _merge(dispute, actor, target, reason, version, now)


def _merge(
    dispute: Dispute, actor: User, target: Dispute, reason: str, version: int | None, now: datetime | None
) -> Dispute:
    with step(dispute, "merge", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么并案")
        main = _checked_target(s.dispute, target)
        running = [clock.pk for clock in clockwork.live(s.dispute)]
        Merge.objects.create(
            source=s.dispute,
            target=main,
            reason=reason,
            source_state=s.dispute.state,
            stopped_clocks=running,
            at=s.now,
            by=actor,
        )
        s.set(merged_into=main, result=Result.MERGED.value)
        s.move()
        s.say(f"并入{main.no}：{reason}", public=f"和另一件同一事项合并办理，编号{main.no}")
    return dispute


def _checked_target(source: Dispute, target: Dispute) -> Dispute:
    if source.pk == target.pk:
        raise RuleBroken("same", "不能并入自己", field="target")
    if source.confidentiality != target.confidentiality:
        raise RuleBroken("restricted", "限制知悉的案件只能和同样限制的案件合并", field="target")
    main = engine.lock(target.pk)
    if not main.is_open or main.state == State.MERGED:
        raise RuleBroken("target", f"{main.no}已经结束或已并案，不能作为主案", field="target")
    return main


def unmerge(
    dispute: Dispute,
    *,
    actor: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Part a case that was joined by mistake: the old state and the very clocks that the joining stopped run on."""
    with step(dispute, "unmerge", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤销并案")
        row = s.dispute.merges_out.select_for_update(no_key=True).get(undone_at__isnull=True)
        row.undone_at, row.undone_by = s.now, actor
        row.save(update_fields=["undone_at", "undone_by"])
        s.set(merged_into=None, result="")
        s.move(State(row.source_state))
        for clock in Clock.objects.filter(pk__in=row.stopped_clocks, stopped_at__isnull=False):
            revive_clock(clock, now=s.now)
        s.say(reason, public="已恢复单独办理")
    return dispute
