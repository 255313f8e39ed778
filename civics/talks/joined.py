"""What topics and open affairs make known: their subjects, L31, and that they follow their community."""

from civics.models import Deliberation, OpenAffair
from civics.talks.pages import ROOMS
from civics.talks.papers import AffairPapers
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
    register_owner(AffairPapers())
    handover.register("talks", community_changed=handover.carries_community(Deliberation, OpenAffair))
