from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"
    verbose_name = "网格"

    def ready(self) -> None:
        """Answer for the ground which roles a person holds by their postings of today; offer this app's subjects and sheets."""
        from core import subjects
        from core.accounts import roles
        from core.audit.words import register_words
        from core.sheets import kinds
        from grids.choices import SECOND_FACTOR_ROLES, Role
        from grids.hazard_handover import register_handover
        from grids.papers import register_papers
        from grids.scope import Scope
        from grids.sheets.buildings import Buildings
        from grids.sheets.postings import Postings
        from grids.subject import CheckInSubject, HazardSubject, InspectionSubject, PatrolSubject
        from grids.workflow import TRANSITIONS

        kinds.register(Buildings())
        kinds.register(Postings())
        roles.register_roles(lambda user: Scope.of(user).roles)
        roles.register_second_factor_roles(SECOND_FACTOR_ROLES)
        roles.register_role_labels({role.value: role.label for role in Role})
        for subject in (HazardSubject(), InspectionSubject(), CheckInSubject(), PatrolSubject()):
            subjects.register(subject)
        register_papers()
        register_handover()
        register_words(
            actions={f"hazard.{act}": f"隐患{row.label}" for act, row in TRANSITIONS.items()}
            | {
                "patrol.begin": "开始巡查",
                "patrol.purge": "删除过期的巡查记录",
                "hazard_check.inspect": "清单检查",
            },
            kinds={
                "hazard": "隐患",
                "hazard_check": "清单检查",
                "patrol": "巡查",
                "patrol_check": "点位检查",
                "patrol_route": "巡查路线",
                "checklist": "隐患清单",
                "checklist_item": "清单条目",
            },
        )
