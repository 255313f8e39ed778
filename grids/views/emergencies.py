"""What to do first for each danger of a place."""

from core.ui import emergency
from core.ui.emergency import Emergency
from grids.choices_field import HazardDanger

EMERGENCIES: dict[str, Emergency] = {
    HazardDanger.GAS: emergency.GAS,
    HazardDanger.FIRE: emergency.BLAZE,
    HazardDanger.COLLAPSE: emergency.COLLAPSE,
}
