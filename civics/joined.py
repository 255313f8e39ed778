"""What this app makes known to the rooms below it, once at start. Imported by CivicsConfig.ready alone."""

from civics import words
from civics.volunteers import handover as volunteers_handover
from civics.volunteers.papers import CertificatePapers
from civics.volunteers.subject import all_subjects
from civics.wishes import handover as wishes_handover
from civics.wishes.papers import WishPapers
from civics.wishes.subject import WishSubject
from core import subjects
from core.papers.kinds import register_owner


def register_all() -> None:
    """A part of the room adds its line here: its subjects, words of the ledger, papers, clocks and handover."""
    for subject in (WishSubject(), *all_subjects()):
        subjects.register(subject)
    for owner in (WishPapers(), CertificatePapers()):
        register_owner(owner)
    wishes_handover.register_handover()
    volunteers_handover.register_handover()
    words.register()
