from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "core.sheets"
    label = "sheets"
    verbose_name = "表格"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.crypto.rotation import register as rotate
        from core.sheets.staging import sealed_places
        from core.sheets.subject import ExportSubject, ImportSubject
        from core.sheets.words import LEDGER_ACTIONS, LEDGER_KINDS

        subjects.register(ImportSubject())
        subjects.register(ExportSubject())
        for place in sealed_places():
            rotate(place)
        register_words(actions=LEDGER_ACTIONS, kinds=LEDGER_KINDS)
