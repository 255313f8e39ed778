"""Who hears of an act, and in which words."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.accounts.models import User
from core.flow.table import Transition
from core.notices.actions import notify
from disputes.choices import Alert, State, Tier
from disputes.models import Dispute, DisputeEvent
from disputes.workflow import Tell
from grids.choices import Role
from grids.selectors import holders

KIND = "dispute"


def staff_of(dispute: Dispute, tier: int) -> set[User]:
    """Those who may take the case up at this tier; for a restricted one only the tier's lead (C1b)."""
    if dispute.is_restricted:
        return leads_of(dispute, tier)
    if tier == Tier.GRID:
        workers = set(holders(Role.GRID_WORKER, grid=dispute.grid_id)) if dispute.grid_id else set()
        # A vacant grid's cases are the leader's to give out (B6).
        return workers or leads_of(dispute, Tier.GRID)
    if tier == Tier.COMMUNITY:
        return set(holders(Role.COMMUNITY_CLERK, community=dispute.community_id))
    return set(holders(Role.CENTRE_INTAKE, street=True))


def leads_of(dispute: Dispute, tier: int) -> set[User]:
    """The tier's lead; a grid without a leader is led by its community's secretary."""
    if tier == Tier.GRID:
        leaders = set(holders(Role.GRID_LEADER, grid=dispute.grid_id)) if dispute.grid_id else set()
        return leaders or leads_of(dispute, Tier.COMMUNITY)
    if tier == Tier.COMMUNITY:
        return set(holders(Role.COMMUNITY_LEAD, community=dispute.community_id))
    return set(holders(Role.STREET_LEAD, street=True)) | set(holders(Role.CENTRE_MANAGER, street=True))


def working_tier(dispute: Dispute) -> int:
    """Whose desk it lies on: an unsigned escalation lies on the upper tier's."""
    waiting = dispute.state == State.ESCALATION_PENDING
    return min(dispute.tier + 1, Tier.STREET) if waiting else dispute.tier


def handlers_of(dispute: Dispute) -> set[User]:
    """The one who holds it, or, while nobody does, all who should."""
    tier = working_tier(dispute)
    if tier == dispute.tier and dispute.holder is not None and dispute.holder.is_active:
        return {dispute.holder}
    return staff_of(dispute, tier)


def next_tier_of(dispute: Dispute) -> set[User]:
    tier = working_tier(dispute)
    return leads_of(dispute, tier + 1) if tier < Tier.STREET else leads_of(dispute, Tier.STREET)


def closers_of(dispute: Dispute) -> set[User]:
    if dispute.severity == "major":
        return set(holders(Role.CENTRE_MANAGER, street=True))
    return set(holders(Role.COMMUNITY_LEAD, community=dispute.community_id))


def people(dispute: Dispute, tell: Tell) -> set[User]:
    """Whom a word of the table means for this case."""
    tier = working_tier(dispute)
    answers = {
        Tell.HOLDER: lambda: {dispute.holder} if dispute.holder else staff_of(dispute, tier),
        Tell.STAFF: lambda: staff_of(dispute, tier),
        Tell.LEAD: lambda: leads_of(dispute, tier),
        Tell.LOWER: lambda: {dispute.created_by},
        Tell.STREET_LEAD: lambda: set(holders(Role.STREET_LEAD, street=True)),
        Tell.CLOSER: lambda: closers_of(dispute),
    }
    return answers[tell]()


def tell(dispute: Dispute, row: Transition, event: DisputeEvent, *, now: datetime) -> None:
    """One notice a person for this act; the one who did it hears nothing."""
    told: set[User] = set()
    for group in row.tells:
        told |= people(dispute, Tell(group))
    turned_red = event.changes.get("alert", ["", ""])[1] == Alert.RED
    if turned_red or (row.act == "register" and dispute.alert == Alert.RED):
        told |= people(dispute, Tell.STREET_LEAD)
    send(
        dispute,
        told - {event.actor},
        kind="chase" if row.act == "chase" else "todo",
        title=f"{row.label}：{dispute.title}",
        body=event.text[:200],
        key=f"{KIND}:{dispute.pk}:v{event.version}",
        actor=event.actor,
        now=now,
    )


def send(
    dispute: Dispute,
    told: Iterable[User | None],
    *,
    kind: str,
    title: str,
    key: str,
    now: datetime,
    body: str = "",
    actor: User | None = None,
    late_by: timedelta | None = None,
) -> None:
    """Notices about one case. Red ones wake people in quiet hours. A restricted case tells no title."""
    named = [person for person in told if person is not None]
    if not named:
        return
    words = title if not dispute.is_restricted else f"{title.split('：')[0]}：限制知悉案件"
    notify(
        sorted(named, key=lambda person: person.pk),
        kind=kind,
        title=f"{words}（{dispute.no}）",
        body="" if dispute.is_restricted else body,
        subject_kind=KIND,
        subject_id=dispute.pk,
        key=key,
        urgent=dispute.alert == Alert.RED,
        actor=actor,
        now=now,
        late_by=late_by,
    )
