"""What this app makes known to the rooms below it, once at start. Imported by CivicsConfig.ready alone."""

from civics.awards import joined as awards
from civics.talks import joined as talks


def register_all() -> None:
    """A part of the room adds its line here: its subjects, words of the ledger, papers, clocks and handover."""
    talks.register_all()
    awards.register_all()
