"""A committee's term runs out (人民调解法 art. 9: three years): whoever prepares the election hears of it in time."""

from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.notices.actions import notify
from disputes.actions.committees import KIND
from disputes.models import MediationCommittee
from disputes.models.committee import SOON_DAYS
from grids.choices import Role
from grids.selectors import holders

# Days before the last day; the last word comes when it is over.
MARKS = (0, 7, 30, SOON_DAYS)
OVER = "over"


def remind_terms(*, now: datetime | None = None) -> int:
    """Tell of every standing committee whose term ends soon or has ended; returns how many people were newly told.

    Called every night; each step is told once for each term, and a night that was missed is made good by the next."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    told = 0
    for one in MediationCommittee.objects.standing().order_by("pk"):
        left = (one.term_to - today).days
        mark = OVER if left < 0 else next((str(days) for days in MARKS if left <= days), "")
        if mark:
            told += _tell(one, left, mark, now)
    return told


def _tell(committee: MediationCommittee, left: int, mark: str, now: datetime) -> int:
    ends = f"{committee.term_to:%Y-%m-%d}"
    words = f"本届{ends}到期，还有{left}天，请准备换届"
    if left <= 0:
        words = f"本届已于{ends}到期，请换届" if left else f"本届{ends}到期，今天是最后一天，请换届"
    return notify(
        _responsible(committee),
        kind="remind",
        title=f"{committee.name}{words}",
        body="选举或聘任以后，由系统管理员登记新一届。到期不影响正在调解的案件。",
        subject_kind=KIND,
        subject_id=committee.pk,
        key=f"committee.term:{committee.pk}:{ends}:{mark}",
        now=now,
    )


def _responsible(committee: MediationCommittee) -> set[User]:
    """The community's lead; of the street's and of trades the centre's manager."""
    if committee.community_id is not None:
        return set(holders(Role.COMMUNITY_LEAD, community=committee.community_id))
    return set(holders(Role.CENTRE_MANAGER, street=True))
