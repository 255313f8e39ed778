"""What this app makes known to the rooms below it, once at start: what has a page, what a whistle may come of, who takes
over work, which papers and sheets there are. Imported by DisputesConfig.ready alone."""

from core import subjects
from core.flow.forgetting import forget_again
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner
from core.sheets import kinds
from disputes import handover as case_handover
from disputes import words
from disputes.hotline import handover as ticket_handover
from disputes.hotline.flow import TICKETS
from disputes.hotline.sheets import Tickets
from disputes.models import HotlineTicket
from disputes.opinions import register_conversion
from disputes.papers import DisputePapers
from disputes.petitions import handover as petition_handover
from disputes.petitions.origin import PetitionOrigin
from disputes.petitions.papers import PetitionPapers
from disputes.petitions.subject import PetitionSubject
from disputes.sheets import Cases
from disputes.subject import CauseSubject, CommitteeSubject, DisputeSubject
from disputes.supervision.flow import OrderSubject
from disputes.whistles import handover as whistle_handover
from disputes.whistles import hazard_origin, opinion_origin, origins
from disputes.whistles.case_origin import CaseOrigin
from disputes.whistles.papers import OrderPapers, UnitPapers, WhistlePapers
from disputes.whistles.subject import all_subjects
from disputes.whistles.ticket_origin import TicketOrigin


def register_all() -> None:
    flows = (*all_subjects(), FlowSubject(TICKETS))
    for subject in (
        DisputeSubject(),
        CommitteeSubject(),
        CauseSubject(),
        OrderSubject(),
        PetitionSubject(),
        *flows,
    ):
        subjects.register(subject)
    for origin in (CaseOrigin(), TicketOrigin(), PetitionOrigin()):
        origins.register(origin)
    origins.register(opinion_origin.OpinionOrigin())
    origins.register(hazard_origin.HazardOrigin())
    for owner in (DisputePapers(), PetitionPapers(), WhistlePapers(), UnitPapers(), OrderPapers()):
        register_owner(owner)
    for sheet in (Cases(), Tickets()):
        kinds.register(sheet)
    register_conversion()
    opinion_origin.register_conversions()
    hazard_origin.register_ways()
    for room in (case_handover, whistle_handover, ticket_handover, petition_handover):
        room.register_handover()
    forget_again("hotline.forget", tickets=HotlineTicket)
    words.register()
