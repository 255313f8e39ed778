"""The supervision orders that time issues about the cases of the demo town, and their answers."""

from datetime import datetime

from dashboard.demo.staff import Staff
from disputes.engine import KIND
from disputes.models import Dispute, SupervisionOrder
from disputes.supervision import actions
from disputes.supervision.choices import OrderState
from disputes.supervision.flow import addressees
from grids.choices import Role


def answer(dispute: Dispute, staff: Staff, now: datetime) -> None:
    """Whoever holds the case answers before it goes on, and somebody else of the street strikes the order off. A case
    that does not go on keeps its order open."""
    orders = SupervisionOrder.objects.filter(
        subject_kind=KIND, subject_id=dispute.pk, state=OrderState.ISSUED
    )
    for order in orders:
        holder = min(addressees(order), key=lambda user: user.pk)
        manager, leader = staff.street[Role.CENTRE_MANAGER][0], staff.street[Role.STREET_LEAD][0]
        actions.reply(order, actor=holder, text="前面等双方凑时间耽误了，今天接着办，办完再报", now=now)
        issuer = leader if holder == manager else manager
        actions.close(order, actor=issuer, result="已恢复办理，同意销号", now=now)
