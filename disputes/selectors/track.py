"""What a resident may read of their case: by number and code, in plain words, nothing of anybody else."""

import hmac
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from core.clocks.models import Clock
from disputes.choices import State, Tier
from disputes.engine import KIND
from disputes.guards import REOPEN_DAYS
from disputes.models import Dispute, DisputeEvent, Whistle
from disputes.whistles.choices import WhistleState
from disputes.whistles.flow import WHISTLES

logger = logging.getLogger("xiongguan.track")

STATE_WORDS: dict[str, str] = {
    State.REGISTERED: "已登记，正在安排人联系您",
    State.CONSENT_PENDING: "正在问双方愿不愿意调解",
    State.MEDIATING: "正在调解",
    State.ESCALATION_PENDING: "已报上一级，等上一级接手",
    State.SUSPENDED: "暂停办理，等条件具备再继续",
    State.PERFORMING: "双方已达成协议，正在履行",
    State.BREACHED: "约定的事到期没有办，我们正在督促",
    State.TERMINATED: "没有谈成，已告知其他途径",
    State.REFERRED: "已导引到有权办理的单位",
    State.FOLLOW_UP: "已办完，等我们回访",
    State.CLOSED: "已办结",
    State.ARCHIVED: "已办结并归档",
    State.NOT_ACCEPTED: "不能调解，已告知其他途径",
    State.WITHDRAWN: "申请人已撤回",
    State.MERGED: "和另一件同一事项合并办理",
}
# Promises made to the resident; the office's own budgets (signing, tiers, archive) are not theirs to watch.
PROMISES: dict[str, str] = {
    "CK1": "首次联系您",
    "CK2": "告诉您受不受理",
    "CK4": "调解有结果",
    "CK5": "劳动争议调解有结果",
    "CK8.agreement": "回访您",
    "CK8.performance": "回访您",
}
# As long as a real code, so that a missing case takes the same comparison.
_NO_CODE = "?" * 8


@dataclass(frozen=True)
class Promise:
    """The next thing promised, and whether we are late with it."""

    what: str
    due: str
    is_late: bool
    is_paused: bool


@dataclass(frozen=True)
class Tracked:
    case: Dispute
    words: str
    tier: str
    promise: Promise | None
    lines: list[DisputeEvent]
    may_rate: bool
    may_reopen: bool
    reopen_until: datetime | None
    # Whistles of the case that were found done and wait for the resident's three answers (D6).
    to_rate: list[Whistle] = field(default_factory=list)


def find(no: str, code: str) -> Dispute | None:
    """The case of this number and code. A wrong number and a wrong code are answered alike and take alike."""
    case: Dispute | None = (
        Dispute.objects.filter(no=no).select_related("community", "place__parent").first() if no else None
    )
    known = case.receipt_code if case is not None and case.receipt_code else _NO_CODE
    fits = hmac.compare_digest(known.encode(), code.upper().encode())
    if case is None or not fits:
        # Forty bits of code: guessing shows here long before it succeeds. The code itself is not written down.
        logger.warning("track miss for number %.12s", no if no.isascii() else "?")
        return None
    return case


def tracked(case: Dispute, now: datetime) -> Tracked:
    """The page of a case; of a restricted one only the word for its state (C1b)."""
    words = STATE_WORDS[case.state]
    if case.is_restricted:
        return Tracked(case, words, "", None, [], False, False, None)
    until = case.closed_at + timedelta(days=REOPEN_DAYS) if case.closed_at else None
    closed = case.state in (State.CLOSED, State.ARCHIVED)
    lines = DisputeEvent.objects.filter(dispute=case).exclude(public_text="").order_by("-pk")
    return Tracked(
        case=case,
        words=words,
        tier=Tier(case.tier).label if case.is_open else "",
        promise=_promise(case, now),
        lines=list(lines),
        may_rate=closed,
        may_reopen=closed and until is not None and now <= until,
        reopen_until=until,
        to_rate=whistles_to_rate(case, now),
    )


def whistles_to_rate(case: Dispute, now: datetime) -> list[Whistle]:
    """What departments did about the matter and the resident has not rated yet. By index whistle_of_origin."""
    rows = Whistle.objects.of_origin(KIND, case.pk).filter(state=WhistleState.CHECKED)
    row = WHISTLES.table["rate_resident"]
    return [one for one in rows if WHISTLES.by_state(row, one, now).allowed]


def _promise(case: Dispute, now: datetime) -> Promise | None:
    """The nearest live promise; a paused one says so instead of a date."""
    live = list(Clock.objects.live().of(KIND, case.pk).filter(code__in=PROMISES).order_by("due_at", "pk"))
    if not live:
        return None
    running = [one for one in live if one.paused_at is None]
    nearest = running[0] if running else live[0]
    here = timezone.localtime(now)
    return Promise(
        what=PROMISES[nearest.code],
        due=nearest.due_words(here),
        is_late=nearest.paused_at is None and now > nearest.due_at,
        is_paused=nearest.paused_at is not None,
    )
