from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from core import subjects
        from disputes.handover import register_handover
        from disputes.subject import DisputeSubject

        subjects.register(DisputeSubject())
        register_handover()
