from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "core.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from core.accounts import events
        from core.audit.account_events import write_down

        events.on_event(write_down)
