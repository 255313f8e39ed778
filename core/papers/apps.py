from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "core.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.papers import shipped  # noqa: F401 - fills the cupboard of forms
        from core.papers.subject import PaperSubject

        subjects.register(PaperSubject())
        register_words(
            kinds={"paper": "文书", "template": "文书模板"},
            actions={
                "paper.issue": "出具文书",
                "paper.void": "作废文书",
                "paper.seal": "上传签章件",
                "paper.print_preview": "查看文书",
                "paper.print_docx": "下载文书 Word",
                "paper.print_pdf": "下载文书 PDF",
                "paper.print_scan": "下载签章件",
                "paper.print_dossier": "装订卷宗",
                "template.upload": "上传文书模板",
                "template.use": "启用文书模板",
                "template.retire": "停用文书模板",
            },
        )
