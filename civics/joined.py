"""What this app makes known to the rooms below it, once at start. Imported by CivicsConfig.ready alone."""

from civics import models, words
from civics.awards.papers import NominationPapers
from civics.care.actions import register_erasures
from civics.care.subject import CareSubject
from civics.rooms import ROOMS
from civics.services.boards import BoardPapers, BoardSubject
from civics.talks.papers import AffairPapers
from civics.volunteers.papers import CertificatePapers
from civics.volunteers.subject import all_subjects
from civics.wishes.papers import WishPapers
from civics.wishes.subject import WishSubject
from core import subjects
from core.flow.forgetting import forget_again
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner
from grids import handover

# What follows the boundary of communities. No person of the house holds any of it: a colleague who leaves gives a claim
# back by the same act as everybody, and who handles a thing is replaced at its window (the act 指定办理人).
OF_A_COMMUNITY = (
    models.MicroWish, models.Volunteer, models.VolunteerActivity, models.VolunteerTeam, models.Deliberation,
    models.OpenAffair, models.AwardCampaign, models.Nomination, models.ServiceItem, models.LegalDuty,
    models.DecisionRiskReview,
)  # fmt: skip


def register_all() -> None:
    """A part of the room adds its line here: its subjects, words of the ledger, papers and handover."""
    rooms = (FlowSubject(room) for room in ROOMS)
    for subject in (CareSubject(), BoardSubject(), WishSubject(), *all_subjects(), *rooms):
        subjects.register(subject)
    for owner in (AffairPapers(), NominationPapers(), BoardPapers(), WishPapers(), CertificatePapers()):
        register_owner(owner)
    handover.register("civics", community_changed=handover.carries_community(*OF_A_COMMUNITY))
    forget_again("volunteer.forget", volunteers=models.Volunteer)
    forget_again("wish.forget", wishes=models.MicroWish, claims=models.WishClaim)
    register_erasures()
    words.register()
