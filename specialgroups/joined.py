"""What this app makes known to the rooms below it, once at start. Imported by SpecialgroupsConfig.ready alone."""

from django.db.backends.signals import connection_created

from core import subjects
from core.audit import erasures
from core.audit.words import register_words
from specialgroups import handover, wall
from specialgroups.actions.erasing import replay_erasures
from specialgroups.flow import KIND
from specialgroups.subject import GlassSubject, SupportSubject
from specialgroups.workflow import ACTS

# For the ledger's readers: that something happened to a record of a number, in words that name no programme.
_ACTIONS = {
    **{f"{KIND}.{act}": f"帮扶档案：{row.label}" for act, row in ACTS.items()},
    f"{KIND}.propose": "帮扶档案：提出登记",
    f"{KIND}.view": "帮扶档案：打开",
    "support_glass.ask": "紧急查阅：申请",
    "support_glass.cosign": "紧急查阅：会签",
    "support_glass.refuse": "紧急查阅：不同意",
    "support_glass.review": "紧急查阅：复核",
    "support_aggregate.enter": "街道总数：录入",
    "support_aggregate.confirm": "街道总数：第二次录入",
    "support_aggregate.differ": "街道总数：两次录入不一样",
}


def register_all() -> None:
    connection_created.connect(wall.step_down, dispatch_uid="support-wall")
    for subject in (SupportSubject(), GlassSubject()):
        subjects.register(subject)
    register_words(
        actions=_ACTIONS,
        kinds={KIND: "帮扶档案", "support_glass": "紧急查阅", "support_aggregate": "街道总数"},
    )
    handover.register_handover()
    erasures.register_other(replay_erasures)
