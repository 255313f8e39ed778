"""What this app makes known to the rooms below it, once at start. Imported by CivicsConfig.ready alone."""

from civics import words
from civics.awards import joined as awards
from civics.care.subject import CareSubject
from civics.services import handover as services_handover
from civics.services.boards import BoardPapers, BoardSubject
from civics.services.rooms import ALL
from civics.talks import joined as talks
from civics.volunteers import handover as volunteers_handover
from civics.volunteers.papers import CertificatePapers
from civics.volunteers.subject import all_subjects
from civics.wishes import handover as wishes_handover
from civics.wishes.papers import WishPapers
from civics.wishes.subject import WishSubject
from core import subjects
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner


def register_all() -> None:
    """A part of the room adds its line here: its subjects, words of the ledger, papers, clocks and handover."""
    talks.register_all()
    awards.register_all()
    for subject in (CareSubject(), BoardSubject()):
        subjects.register(subject)
    register_owner(BoardPapers())
    for room in ALL:
        subjects.register(FlowSubject(room))
    services_handover.register_handover()
    for subject in (WishSubject(), *all_subjects()):
        subjects.register(subject)
    for owner in (WishPapers(), CertificatePapers()):
        register_owner(owner)
    wishes_handover.register_handover()
    volunteers_handover.register_handover()
    words.register()
