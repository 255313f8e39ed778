from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from disputes.joined import register_all

        register_all()
