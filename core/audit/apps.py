from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "core.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Accounts lie under the ledger, so the ledger asks them to hand their events up."""
        from core.accounts.events import on_event
        from core.audit.recorder import record_account_event

        on_event(record_account_event)
