"""The tables of this room, a file for each family."""

from civics.models.affair import AffairQuestion, OpenAffair
from civics.models.award import AwardCampaign, AwardObjection, AwardReview, Nomination, NominationScore
from civics.models.public_write import PublicWrite
from civics.models.topic import Deliberation, TopicComment

__all__ = [
    "AffairQuestion",
    "AwardCampaign",
    "AwardObjection",
    "AwardReview",
    "Deliberation",
    "Nomination",
    "NominationScore",
    "OpenAffair",
    "PublicWrite",
    "TopicComment",
]
