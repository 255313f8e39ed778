"""Who hears of an act or a due clock, and in which words: the same few for all, for they may leave the house (trust.md T11)."""

from core.accounts.models import User
from grids.choices import Role
from grids.selectors import holders
from specialgroups.models import SupportEnrollment
from specialgroups.workflow import Tell

TITLE = "您有一条新任务"


def managers(programme: str) -> set[User]:
    """Those who lead the programme today."""
    return set(holders(Role.SUPPORT_LEAD, programme=programme))


def workers(programme: str) -> list[User]:
    """Everybody with a post in the programme today, by name."""
    found = managers(programme) | set(holders(Role.SUPPORT_WORKER, programme=programme))
    return sorted(found, key=lambda user: (user.display_name, user.pk))


def people(tell: str, row: SupportEnrollment) -> set[User]:
    """Words of the table, and those of the reminders of a rule. Only who still holds a post of the programme."""
    if tell in (Tell.MANAGER, Tell.LEAD):
        return managers(row.programme)
    wanted = row.created_by_id if tell == Tell.PROPOSER else row.lead_worker_id
    found = {user for user in workers(row.programme) if user.pk == wanted}
    return found or managers(row.programme)
