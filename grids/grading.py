"""How grave a hazard is and by when it must be gone (domain.md J16, K17). Pure; people decide, this suggests in words."""

from dataclasses import dataclass

from grids.choices_field import Grade, HazardDanger, Limit
from grids.models import ChecklistItem


@dataclass(frozen=True)
class Suggestion:
    """The suggested grade and limit with the reasons that led to them."""

    grade: Grade
    limit: Limit
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return "；".join(self.reasons)


def suggest(item: ChecklistItem, danger: str = "") -> Suggestion:
    """What the checklist says; danger at this moment makes it major, to be dealt with on the spot."""
    danger = danger or item.danger
    if danger:
        return Suggestion(Grade.MAJOR, Limit.SPOT, (f"现场危险：{HazardDanger(danger).label}",))
    why = f"清单里「{item.name}」定为{Grade(item.grade).label}"
    return Suggestion(Grade(item.grade), Limit(item.limit), (why,))
