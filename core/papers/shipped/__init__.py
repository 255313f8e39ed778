"""The cupboard of forms: domain.md L1-L23, L29 and L30, their fields and their full wording.

Stationery only. What fills them is answered by the owner that an app registers (core.papers.kinds)."""

from core.papers.kinds import ship
from core.papers.shipped import (
    affairs,
    agreements,
    boards,
    civics,
    evaluation,
    field,
    hazards,
    mediation,
    meetings,
    petitions,
    protocols,
    records,
    support,
    whistles,
)

for _kinds in (
    mediation.KINDS,
    records.KINDS,
    agreements.KINDS,
    protocols.KINDS,
    whistles.KINDS,
    meetings.KINDS,
    field.KINDS,
    hazards.KINDS,
    petitions.KINDS,
    support.KINDS,
    affairs.KINDS,
    boards.KINDS,
    civics.KINDS,
    evaluation.KINDS,
):
    ship(_kinds)
