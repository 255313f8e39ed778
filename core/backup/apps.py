from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "core.backup"
    label = "backup"
    verbose_name = "备份"

    def ready(self) -> None:
        from core.audit.erasures import REPLAYED
        from core.audit.words import register_words

        register_words(actions={REPLAYED: "恢复以后补删"})
