"""What awards make known: their subjects, the form of a safe building, and that they follow their community."""

from civics.awards.pages import ROOMS
from civics.awards.papers import NominationPapers
from civics.models import AwardCampaign, Nomination
from core import subjects
from core.audit.words import register_words
from core.flow.subject import FlowSubject
from core.papers.kinds import register_owner
from grids import handover


def register_all() -> None:
    for room in ROOMS:
        subjects.register(FlowSubject(room))
        noun = str(room.model._meta.verbose_name)
        actions = {f"{room.kind}.{act}": f"{noun}：{row.label}" for act, row in room.table.items()}
        register_words(actions=actions, kinds={room.kind: noun})
    register_owner(NominationPapers())
    handover.register("awards", community_changed=handover.carries_community(AwardCampaign, Nomination))
