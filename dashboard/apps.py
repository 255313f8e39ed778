from functools import partial

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = "工作台"

    def ready(self) -> None:
        from civics.rooms import ROOMS as CIVIC_ROOMS
        from core.audit.words import register_words
        from core.flow import watching
        from core.hooks.delivery import register_keepers
        from core.ui.labels import register_model
        from dashboard import nav
        from dashboard.evaluation.joined import join
        from dashboard.figures import counting
        from disputes.engine import KIND as CASE
        from disputes.models import Dispute, HotlineTicket
        from disputes.whistles.facts import KIND as WHISTLE
        from disputes.whistles.facts import UNIT_KIND
        from grids.choices import Role
        from grids.models import Area, Department, Grid
        from grids.selectors import holders
        from partybuilding.models import ActionItem
        from partybuilding.works.rooms import ROOMS
        from residents.models import Dwelling, Household, Opinion, Rental, Resident, Visit, VisitCampaign

        nav.register()
        join()
        register_words(actions={"report.download": "下载月报、季报或年报"}, kinds={})
        watching.watch(CASE, counting.case_acted)
        watching.watch(UNIT_KIND, counting.unit_acted)
        watching.watch(WHISTLE, counting.whistle_acted)
        for role in (Role.SYSADMIN, Role.SECURITY_ADMIN):
            register_keepers(role, partial(holders, role, street=True))
        register = (Household, Resident, Dwelling, Rental, Opinion, Visit, VisitCampaign)
        for model in (Dispute, Grid, Area, Department, *register, HotlineTicket, ActionItem):
            register_model(model)
        for room in (*ROOMS, *CIVIC_ROOMS):
            register_model(room.model)
