from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from core import subjects
        from core.papers.kinds import register_owner
        from core.sheets import kinds
        from disputes import words
        from disputes.handover import register_handover
        from disputes.opinions import register_conversion
        from disputes.papers import DisputePapers
        from disputes.sheets import Cases
        from disputes.subject import DisputeSubject
        from disputes.supervision.flow import OrderSubject
        from disputes.whistles import handover, origins
        from disputes.whistles.case_origin import CaseOrigin
        from disputes.whistles.subject import all_subjects

        for one in (DisputeSubject(), OrderSubject(), *all_subjects()):
            subjects.register(one)
        origins.register(CaseOrigin())
        register_owner(DisputePapers())
        kinds.register(Cases())
        register_handover()
        register_conversion()
        handover.register_handover()
        words.register()
