"""One sitting with the parties, alone or together with other bodies (三调联动)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.actions.checks import not_future_moment
from disputes.choices import Alert, SessionOutcome
from disputes.choices_mediation import BodyKind
from disputes.engine import Step, step
from disputes.models import Dispute, JointMediation, MediationSession
from disputes.severity import Facts as GradeFacts
from disputes.severity import alert_for


@dataclass(frozen=True)
class Body:
    """A body that sat with the committee, who came for it, and whether it leads."""

    kind: str
    body: str
    people: str = ""
    is_lead: bool = False


@dataclass(frozen=True)
class Sitting:
    """What the record of one sitting holds."""

    held_at: datetime
    place: str
    mode: str
    present: str
    facts: str
    outcome: str
    face_to_face: bool = True
    invited: str = ""
    recorder: str = ""
    positions: str = ""
    law_explained: str = ""
    proposals: str = ""
    bodies: Sequence[Body] = field(default=())


def hold_session(
    dispute: Dispute,
    *,
    actor: User,
    sitting: Sitting,
    version: int | None = None,
    now: datetime | None = None,
) -> Dispute:
    """Record one sitting (C3 row 8). Domestic violence: no face-to-face sitting (C7). A failed round turns it yellow."""
    with step(dispute, "hold_session", actor=actor, version=version, now=now) as s:
        _check(s, sitting)
        number = s.dispute.sessions.count() + 1
        told = {name: value for name, value in sitting.__dict__.items() if name != "bodies"}
        row = MediationSession.objects.create(
            dispute=s.dispute,
            number=number,
            tier=s.dispute.tier,
            track=s.dispute.active_track,
            mediator=s.dispute.mediator or actor,
            recorded_by=actor,
            recorded_at=s.now,
            **told,
        )
        _sit_together(row, sitting.bodies)
        if sitting.outcome == SessionOutcome.FAILED and s.dispute.alert == Alert.BLUE:
            alert, why = alert_for(GradeFacts(failed_rounds=1))
            s.set(alert=alert.value, alert_reason="；".join(why))
        words = SessionOutcome(sitting.outcome).label
        joint = f"（{'、'.join(one.body for one in sitting.bodies)}一起）" if sitting.bodies else ""
        s.say(f"第{number}次调解{joint}：{words}", public=f"已调解{number}次")
    return dispute


def _check(s: Step, sitting: Sitting) -> None:
    not_future_moment(sitting.held_at, "held_at", s.now, "调解时间")
    if s.dispute.involves_dv and sitting.face_to_face:
        raise RuleBroken("violence", "涉及家庭暴力，不安排双方见面，请分开谈", field="face_to_face")
    accepted = s.dispute.accepted_at
    if accepted and timezone.localdate(sitting.held_at) < timezone.localdate(accepted):
        raise RuleBroken("too_early", "调解时间早于受理日期，请核对", field="held_at")


def _sit_together(row: MediationSession, bodies: Sequence[Body]) -> None:
    """Several bodies at one sitting; exactly one leads and issues the paper (C8)."""
    if not bodies:
        return
    if sum(one.is_lead for one in bodies) > 1:
        raise RuleBroken("lead", "联合调解只能有一个牵头单位，协议书由它出", field="bodies")
    own = not any(one.is_lead for one in bodies)
    committee = row.dispute.committee
    name = committee.name if committee is not None else BodyKind.COMMITTEE.label
    first = Body(BodyKind.COMMITTEE, name, row.mediator.display_name, own)
    JointMediation.objects.bulk_create(JointMediation(session=row, **asdict(one)) for one in (first, *bodies))
