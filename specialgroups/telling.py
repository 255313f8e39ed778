"""Who hears of an act or a due clock, and in which words: the same few for all, for they may leave the house (trust.md T11)."""

from core.accounts.models import User
from grids.choices import Role
from grids.models import Posting
from grids.querysets import in_force
from specialgroups.models import SupportEnrollment
from specialgroups.workflow import Tell

TITLE = "您有一条新任务"


def managers(programme: str) -> set[User]:
    """Those who lead the programme today."""
    posts = Posting.objects.filter(
        in_force(), role=Role.SUPPORT_LEAD, programme=programme, user__is_active=True
    )
    return {post.user for post in posts.select_related("user")}


def workers(programme: str) -> list[User]:
    """Everybody with a post in the programme today, by name."""
    roles = [Role.SUPPORT_WORKER.value, Role.SUPPORT_LEAD.value]
    posts = Posting.objects.filter(in_force(), role__in=roles, programme=programme, user__is_active=True)
    found = {post.user_id: post.user for post in posts.select_related("user")}
    return sorted(found.values(), key=lambda user: (user.display_name, user.pk))


def people(tell: str, row: SupportEnrollment) -> set[User]:
    """Words of the table, and those of the reminders of a rule. Only who still holds a post of the programme."""
    if tell in (Tell.MANAGER, Tell.LEAD):
        return managers(row.programme)
    wanted = row.created_by_id if tell == Tell.PROPOSER else row.lead_worker_id
    found = {user for user in workers(row.programme) if user.pk == wanted}
    return found or managers(row.programme)
