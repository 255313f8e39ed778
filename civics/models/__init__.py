"""Every model of the app, by its short name."""

from civics.models.activity import ServiceRecord, VolunteerActivity
from civics.models.credit import CreditAccount, CreditEntry, CreditMove
from civics.models.public_write import PublicWrite
from civics.models.volunteer import Volunteer, VolunteerCertificate, VolunteerNote, VolunteerTeam
from civics.models.wish import MicroWish, WishClaim

__all__ = [
    "CreditAccount",
    "CreditEntry",
    "CreditMove",
    "MicroWish",
    "PublicWrite",
    "ServiceRecord",
    "Volunteer",
    "VolunteerActivity",
    "VolunteerCertificate",
    "VolunteerNote",
    "VolunteerTeam",
    "WishClaim",
]
