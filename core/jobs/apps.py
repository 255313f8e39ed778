from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "core.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from core.jobs import recorder

        recorder.listen()
