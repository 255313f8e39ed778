from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "dashboard.ledgers"
    label = "ledgers"
    verbose_name = "上级报表"

    def ready(self) -> None:
        from core.audit.words import register_words
        from core.ui.labels import register_model
        from dashboard.ledgers.models import Ledger
        from dashboard.ledgers.sources import field, matters, together
        from dashboard.ledgers.sources.base import register

        register(matters.CASES, matters.WHISTLES, matters.HOTLINE)
        register(field.HAZARDS, field.VISITS, field.OPINIONS)
        register(together.ITEMS, together.ACTIVITIES)
        register_model(Ledger)
        register_words(
            actions={
                "ledger.copy": "复制上级报表",
                "ledger.import": "导入上级报表的表样",
                "ledger.download": "下载上级报表",
            },
            kinds={"ledger": "上级报表"},
        )
