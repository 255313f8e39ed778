"""The closed register of what may be rated."""

from dashboard.evaluation.formulas.base import Count, Formula, Source
from dashboard.evaluation.formulas.cases import CASES
from dashboard.evaluation.formulas.communities import COMMUNITIES
from dashboard.evaluation.formulas.field import FIELD
from dashboard.evaluation.formulas.support import SUPPORT
from dashboard.evaluation.formulas.units import UNITS

FORMULAS: dict[str, Formula] = {one.code: one for one in (*FIELD, *CASES, *SUPPORT, *COMMUNITIES, *UNITS)}

__all__ = ["FORMULAS", "Count", "Formula", "Source"]
