"""/api/v1/: what the rooms offer to programs. Support programmes are not among them, ever (domain.md G)."""

from django.urls import URLPattern

from civics.api import RESOURCES as CIVICS
from core.api.resources import families, register
from core.api.urls import urls_of
from core.hooks.resource import RESOURCES as HOOKS
from dashboard.evaluation.api import RESOURCES as EVALUATION
from disputes.api import RESOURCES as DISPUTES
from grids.api import RESOURCES as GRIDS
from partybuilding.api import RESOURCES as PARTY
from residents.api import RESOURCES as RESIDENTS

RESOURCES = (*DISPUTES, *RESIDENTS, *GRIDS, *PARTY, *CIVICS, *EVALUATION, *HOOKS)

register(*RESOURCES)
urlpatterns: list[URLPattern] = [one for resource in RESOURCES for one in urls_of(resource)]

__all__ = ["RESOURCES", "families", "urlpatterns"]
