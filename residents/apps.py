from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.flow.forgetting import forget_again
        from core.flow.subject import FlowSubject
        from core.papers.kinds import register_owner
        from core.sheets import kinds
        from residents import handover, placing, words
        from residents.actions import keeping
        from residents.flows.opinions import OPINIONS
        from residents.flows.visits import VISITS
        from residents.models import Opinion
        from residents.papers import VisitPapers
        from residents.sheets.homes import Households
        from residents.sheets.people import Residents
        from residents.subjects import HomeSubject, MergeSubject, PersonSubject

        for subject in (HomeSubject(), PersonSubject(), MergeSubject()):
            subjects.register(subject)
        subjects.register(FlowSubject(OPINIONS))
        subjects.register(FlowSubject(VISITS))
        register_owner(VisitPapers())
        tables = {OPINIONS.kind: OPINIONS.table, VISITS.kind: VISITS.table}
        acts = {
            f"{kind}.{act}": f"{words.KINDS[kind]}{row.label}"
            for kind, table in tables.items()
            for act, row in table.items()
        }
        for kind in (Households(), Residents()):
            kinds.register(kind)
        placing.register_handover()
        handover.register_handover()
        forget_again("opinion.forget", opinions=Opinion)
        keeping.register_erasures()
        register_words(actions=words.ACTIONS | acts, kinds=words.KINDS)
