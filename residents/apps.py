from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"
    verbose_name = "居民"

    def ready(self) -> None:
        from core import subjects
        from core.audit.words import register_words
        from core.flow.subject import FlowSubject
        from residents.flows.opinions import OPINIONS
        from residents.flows.visits import VISITS
        from residents.handover import register_handover

        subjects.register(FlowSubject(OPINIONS))
        subjects.register(FlowSubject(VISITS))
        register_handover()
        kinds = {
            "opinion": "意见",
            "visit": "走访",
            "visit_campaign": "走访活动",
            "leader_contact": "领导联系",
        }
        acts = {f"opinion.{act}": f"意见{row.label}" for act, row in OPINIONS.table.items()}
        acts |= {f"visit.{act}": f"走访{row.label}" for act, row in VISITS.table.items()}
        acts |= {"visit.plan": "约好走访", "visit.log": "走访登记", "visit.print": "打印走访记录表"}
        acts |= {"visit_campaign.open": "发起走访活动", "visit_campaign.change": "修改走访活动"}
        register_words(
            kinds=kinds,
            actions={
                **acts,
                "visit_campaign.end": "提前结束走访活动",
                "leader_contact.assign": "安排领导联系",
            },
        )
