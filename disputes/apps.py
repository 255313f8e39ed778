from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "案件"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.papers.kinds import register_owner
        from core.sheets import kinds
        from disputes.handover import register_handover
        from disputes.opinions import register_conversion
        from disputes.papers import DisputePapers
        from disputes.sheets import Cases
        from disputes.subject import DisputeSubject
        from disputes.supervision.flow import OrderSubject
        from disputes.supervision.workflow import ORDERS
        from disputes.whistles import handover, origins
        from disputes.whistles.case_origin import CaseOrigin
        from disputes.whistles.subject import all_subjects
        from disputes.whistles.workflow import CALLS, UNITS, WHISTLES
        from disputes.workflow import TRANSITIONS

        for one in (DisputeSubject(), OrderSubject(), *all_subjects()):
            subjects.register(one)
        origins.register(CaseOrigin())
        register_owner(DisputePapers())
        kinds.register(Cases())
        register_handover()
        register_conversion()
        handover.register_handover()
        tables = {
            ("dispute", "案件"): TRANSITIONS,
            ("community_call", "呼叫"): CALLS,
            ("whistle", "吹哨"): WHISTLES,
            ("whistle_unit", "报到单位"): UNITS,
            ("supervision_order", "督办单"): ORDERS,
        }
        for (kind, noun), table in tables.items():
            actions = {f"{kind}.{act}": f"{noun}{row.label}" for act, row in table.items()}
            register_words(actions=actions, kinds={kind: noun})
        duties = {
            "duty.create": "职责清单添加",
            "duty.change": "职责清单修改",
            "duty.head": "登记街道主要负责人",
        }
        register_words(actions=duties, kinds={"duty": "职责清单"})
