"""Reads of places, grids and who serves them."""

from grids.selectors.faults import TreeFault, partition_faults, tree_faults
from grids.selectors.places import areas_matching, building_choices, buildings_for, grid_of_building
from grids.selectors.staffing import (
    GridStaff,
    Holding,
    holders,
    overloaded,
    responsible_on,
    staff_of_grids,
    unstaffed_grids,
    who_serves,
)

__all__ = [
    "GridStaff",
    "Holding",
    "TreeFault",
    "areas_matching",
    "building_choices",
    "buildings_for",
    "grid_of_building",
    "holders",
    "overloaded",
    "partition_faults",
    "responsible_on",
    "staff_of_grids",
    "tree_faults",
    "unstaffed_grids",
    "who_serves",
]
