"""Which committee mediates a case, and who of it may: by the case's tier and place (人民调解法 arts. 8, 19, 34)."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import User
from core.errors import RuleBroken
from disputes import policies
from disputes.choices import Tier
from disputes.choices_mediation import CommitteeKind
from disputes.guards import facts
from disputes.models import Dispute, MediationCommittee, Mediator
from disputes.querysets import CASE_ROLES
from disputes.selectors.people import candidates_for
from grids.models import Posting
from grids.scope import Scope

MOST_CO_MEDIATORS = 3


def committee_of(community_id: int, tier: int) -> MediationCommittee | None:
    """The community's committee for its grids and itself, the street's for the street; None while none stands."""
    rows = MediationCommittee.objects.standing()
    if tier == Tier.STREET:
        found: MediationCommittee | None = rows.filter(kind=CommitteeKind.STREET).first()
    else:
        found = rows.filter(kind=CommitteeKind.COMMUNITY, community=community_id).first()
    return found


def offered(dispute: Dispute, now: datetime) -> list[Mediator]:
    """Everybody who could mediate this case with others: of its tier's committee and of the trades' committees. They
    serve today, have an account and a post that works cases, and did not step aside. Two queries or three."""
    own = Q(kind=CommitteeKind.STREET)
    if dispute.tier < Tier.STREET:
        own = Q(kind=CommitteeKind.COMMUNITY, community=dispute.community_id)
    standing = MediationCommittee.objects.standing().filter(own | Q(kind=CommitteeKind.TRADE))
    posted = Posting.objects.active().filter(role__in=list(CASE_ROLES)).values("user")
    rows = Mediator.objects.serving(timezone.localdate(now)).filter(
        committee__in=standing, user__is_active=True, user__in=posted
    )
    found = list(rows.select_related("user", "committee").order_by("committee__kind", "committee", "pk"))
    return [one for one in found if not facts(dispute).recused(one.user_id or 0)] if found else []


def leading(dispute: Dispute, now: datetime) -> list[Mediator]:
    """Those of them who may lead it: they work at its tier, so that they can record what they do."""
    found = offered(dispute, now)
    here = {one.user_id for one in candidates_for(dispute) if one.tier == dispute.tier} if found else set()
    return [one for one in found if one.user_id in here]


def works_here(dispute: Dispute, user: User, tier: int | None = None) -> bool:
    """Whether the person works at the case's tier (or at the one it is to go to). A mediator only on cases given to them, so it is asked as if this
    one were."""
    probe = Dispute(
        pk=dispute.pk,
        tier=tier or dispute.tier,
        community_id=dispute.community_id,
        grid_id=dispute.grid_id,
        holder_id=user.pk,
        confidentiality=dispute.confidentiality,
    )
    return policies.is_staff(Scope.of(user), probe.tier, probe, user)


def chosen(dispute: Dispute, wanted: User, now: datetime) -> MediationCommittee | None:
    """The committee for which the person mediates this case. Where community or street have mediators of a committee,
    it must be one of them. In a grid the first talk is the worker's, engaged or not (B7)."""
    there = leading(dispute, now)
    found = next((one.committee for one in there if one.user_id == wanted.pk), None)
    if there and found is None and dispute.tier > Tier.GRID:
        names = "、".join(dict.fromkeys(one.name for one in there))
        raise RuleBroken(
            "mediator",
            f"{wanted.display_name}不是{there[0].committee}的调解员，请选：{names}",
            field="mediator",
        )
    return found or committee_of(dispute.community_id, dispute.tier)


def substitutes(dispute: Dispute, now: datetime) -> list[Mediator]:
    """Who could mediate instead after somebody stepped aside."""
    return [one for one in leading(dispute, now) if one.user_id != dispute.mediator_id]
