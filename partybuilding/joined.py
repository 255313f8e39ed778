"""What this app makes known to the rooms below it, once at start. Imported by PartybuildingConfig.ready alone."""

from core import subjects
from core.papers.kinds import register_owner
from core.sheets import kinds
from disputes.whistles import origins
from partybuilding.items import handover as item_handover
from partybuilding.items.origin import ItemOrigin
from partybuilding.items.papers import ListPapers
from partybuilding.items.sheets import ItemLists
from partybuilding.items.subject import all_subjects as item_subjects


def register_all() -> None:
    """Each part of the app adds its own line."""
    register_items()


def register_items() -> None:
    for subject in item_subjects():
        subjects.register(subject)
    origins.register(ItemOrigin())
    register_owner(ListPapers())
    kinds.register(ItemLists())
    item_handover.register_handover()
