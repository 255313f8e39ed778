"""Every model of the app, by its short name."""

from grids.models.area import Area
from grids.models.grid import Grid, GridBuilding, GridEvent
from grids.models.people import Department, GridSupporter, Posting
from grids.models.plan import AssignmentPlan, Handover, StagedChange

__all__ = [
    "Area",
    "AssignmentPlan",
    "Department",
    "Grid",
    "GridBuilding",
    "GridEvent",
    "GridSupporter",
    "Handover",
    "Posting",
    "StagedChange",
]
