"""Every model of the app, by its short name."""

from grids.models.area import Area
from grids.models.checklist import Checklist, ChecklistItem
from grids.models.grid import Grid, GridBuilding, GridEvent
from grids.models.hazard import Hazard, HazardAnswer, HazardCheck, HazardRound
from grids.models.outline import GridOutline
from grids.models.patrol import Patrol, PatrolCheck, PatrolDay, PatrolPoint, PatrolRoute
from grids.models.people import Department, GridSupporter, Posting
from grids.models.plan import AssignmentPlan, Handover, StagedChange

__all__ = [
    "Area",
    "AssignmentPlan",
    "Checklist",
    "ChecklistItem",
    "Department",
    "Grid",
    "GridBuilding",
    "GridEvent",
    "GridOutline",
    "GridSupporter",
    "Handover",
    "Hazard",
    "HazardAnswer",
    "HazardCheck",
    "HazardRound",
    "Patrol",
    "PatrolCheck",
    "PatrolDay",
    "PatrolPoint",
    "PatrolRoute",
    "Posting",
    "StagedChange",
]
