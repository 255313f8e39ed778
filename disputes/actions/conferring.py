"""An analysis meeting of several bodies about one case (多元调处分析研判会)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import need, not_before, not_future_moment
from disputes.engine import step
from disputes.models import CaseConference, ConferenceOpinion, Dispute


@dataclass(frozen=True)
class Opinion:
    """What one body said."""

    kind: str
    body: str
    opinion: str
    people: str = ""


@dataclass(frozen=True)
class Conference:
    """What the record of a meeting holds."""

    held_at: datetime
    place: str
    chair: str
    recorder: str
    decision: str
    next_step: str
    opinions: Sequence[Opinion]
    next_by: date | None = None


def confer(
    dispute: Dispute,
    *,
    actor: User,
    conference: Conference,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Record a meeting: who came, what each said, what was decided and who does what next. It moves nothing; what was
    decided is done by its own act."""
    with step(dispute, "confer", actor=actor, version=version, now=now) as s:
        not_future_moment(conference.held_at, "held_at", s.now, "开会时间")
        need(conference.decision, "decision", "请写研判的意见")
        need(conference.next_step, "next_step", "请写下一步由谁做什么")
        if len(conference.opinions) < 2:
            raise RuleBroken("missing", "研判会至少要有两个单位，请写各单位的意见", field="opinions")
        if conference.next_by is not None:
            held_on = timezone.localdate(conference.held_at)
            not_before(conference.next_by, held_on, "next_by", "下一步的日期不能早于开会的日期")
        number = s.dispute.conferences.count() + 1
        told = {name: value for name, value in conference.__dict__.items() if name != "opinions"}
        row = CaseConference.objects.create(
            dispute=s.dispute, number=number, recorded_by=actor, recorded_at=s.now, **told
        )
        ConferenceOpinion.objects.bulk_create(
            ConferenceOpinion(conference=row, **asdict(one)) for one in conference.opinions
        )
        bodies = "、".join(one.body for one in conference.opinions)
        s.say(f"第{number}次研判会（{bodies}）：{conference.decision}。下一步：{conference.next_step}"[:2000])
    return dispute
