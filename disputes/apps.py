from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from core import subjects
        from core.flow.subject import FlowSubject
        from core.papers.kinds import register_owner
        from core.sheets import kinds
        from disputes import words
        from disputes.handover import register_handover
        from disputes.hotline import handover as hotline_handover
        from disputes.hotline.flow import TICKETS
        from disputes.hotline.sheets import Tickets
        from disputes.opinions import register_conversion
        from disputes.papers import DisputePapers
        from disputes.petitions import handover as petition_handover
        from disputes.petitions.origin import PetitionOrigin
        from disputes.petitions.papers import PetitionPapers
        from disputes.petitions.subject import PetitionSubject
        from disputes.sheets import Cases
        from disputes.subject import DisputeSubject
        from disputes.supervision.flow import OrderSubject
        from disputes.whistles import handover, hazard_origin, opinion_origin, origins
        from disputes.whistles.case_origin import CaseOrigin
        from disputes.whistles.subject import all_subjects
        from disputes.whistles.ticket_origin import TicketOrigin

        flows = (*all_subjects(), FlowSubject(TICKETS))
        for one in (DisputeSubject(), OrderSubject(), PetitionSubject(), *flows):
            subjects.register(one)
        for origin in (
            CaseOrigin(),
            TicketOrigin(),
            PetitionOrigin(),
            opinion_origin.OpinionOrigin(),
            hazard_origin.HazardOrigin(),
        ):
            origins.register(origin)
        register_owner(DisputePapers())
        register_owner(PetitionPapers())
        kinds.register(Cases())
        kinds.register(Tickets())
        register_handover()
        register_conversion()
        opinion_origin.register_conversions()
        hazard_origin.register_ways()
        handover.register_handover()
        hotline_handover.register_handover()
        petition_handover.register_handover()
        words.register()
