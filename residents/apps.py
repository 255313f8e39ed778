from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.flow.subject import FlowSubject
        from residents import handover, placing, words
        from residents.flows.opinions import OPINIONS
        from residents.flows.visits import VISITS
        from residents.subjects import HomeSubject, MergeSubject, PersonSubject

        for subject in (HomeSubject(), PersonSubject(), MergeSubject()):
            subjects.register(subject)
        acts = dict(words.ACTIONS)
        for flow in (OPINIONS, VISITS):
            subjects.register(FlowSubject(flow))
            acts |= {
                f"{flow.kind}.{act}": f"{words.KINDS[flow.kind]}{row.label}"
                for act, row in flow.table.items()
            }
        placing.register_handover()
        handover.register_handover()
        register_words(actions=acts, kinds=words.KINDS)
