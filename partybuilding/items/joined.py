"""What action items make known: their subjects, papers and sheets, whistles that come of them, who takes over their work,
and how they stand for the next meeting's first item."""

from core import subjects
from core.papers.kinds import register_owner
from core.sheets import kinds
from disputes.whistles import origins
from partybuilding.items import carrier, handover, opinions
from partybuilding.items.origin import ItemOrigin
from partybuilding.items.papers import ListPapers
from partybuilding.items.report import standings
from partybuilding.items.sheets import ItemLists
from partybuilding.items.subject import all_subjects
from partybuilding.meetings import carried


def register_all() -> None:
    for subject in all_subjects():
        subjects.register(subject)
    origins.register(ItemOrigin())
    register_owner(ListPapers())
    kinds.register(ItemLists())
    handover.register_handover()
    opinions.register_conversion()
    carrier.register_carrier()
    carried.register(standings)
