from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.papers.kinds import register_owner
        from core.sheets import kinds
        from disputes.handover import register_handover
        from disputes.opinions import register_conversion
        from disputes.papers import DisputePapers
        from disputes.sheets import Cases
        from disputes.subject import DisputeSubject
        from disputes.workflow import TRANSITIONS

        subjects.register(DisputeSubject())
        register_owner(DisputePapers())
        kinds.register(Cases())
        register_handover()
        register_conversion()
        register_words(actions={f"dispute.{act}": f"案件{row.label}" for act, row in TRANSITIONS.items()})
