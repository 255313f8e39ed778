"""What the grids offer to programs: the places and departments that other rows point to, and hazards."""

from typing import Any

from core.api.resources import Resource
from grids import policies_field
from grids.engine import HAZARDS
from grids.forms.hazard_filter import HazardFilter
from grids.models import Area, Department, Grid, Hazard
from grids.querysets_field import FIELD_ROLES
from grids.scope import Scope
from grids.views.hazard_page import HAZARD_ACTS
from grids.views.hazards import NOT_YOURS


def _no_hazards(user: Any) -> str:
    return "" if Scope.of(user).roles & FIELD_ROLES else NOT_YOURS


PLACES, PLACES_LABEL = "places", "地点、网格和部门"
RESOURCES = (
    Resource(
        name="areas",
        label="地点",
        model=Area,
        key="pk",
        rows=lambda: Area.objects,
        fields=(
            "id", "parent", "level", "code", "name", "estate_kind", "community", "is_active", "valid_from", "valid_to",
            "version",
        ),
        family=PLACES,
        family_label=PLACES_LABEL,
    ),
    Resource(
        name="grids",
        label="网格",
        model=Grid,
        key="pk",
        rows=lambda: Grid.objects,
        fields=("id", "code", "name", "community", "kind", "is_active", "valid_from", "valid_to", "version"),
        family=PLACES,
        family_label=PLACES_LABEL,
    ),
    Resource(
        name="departments",
        label="部门",
        model=Department,
        key="pk",
        rows=lambda: Department.objects,
        fields=("id", "code", "name", "is_active"),
        family=PLACES,
        family_label=PLACES_LABEL,
    ),
    Resource(
        name="hazards",
        label="隐患",
        model=Hazard,
        rows=HAZARDS.queryset,
        fields=(
            "no", "official_no", "state", "grade", "limit", "source", "community", "grid", "found_at", "due_at",
            "closed_at", "last_act", "last_act_at", "version",
        ),
        content=(
            "item", "title", "summary", "place", "place_detail", "danger", "grade_reason", "responsible", "referred_to",
            "referred_on", "referral_no",
        ),
        reads=policies_field.sees_content,
        acts=HAZARD_ACTS,
        opens=_no_hazards,
        filter=HazardFilter,
    ),
)  # fmt: skip
