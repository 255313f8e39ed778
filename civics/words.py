"""The ledger's codes of this app in Chinese, from its tables of acts."""

from civics.wishes.workflow import WISHES
from core.audit.words import register_words


def register() -> None:
    """Called once by CivicsConfig.ready."""
    tables = {("micro_wish", "心愿"): WISHES}
    for (kind, noun), table in tables.items():
        actions = {f"{kind}.{act}": f"{noun}{row.label}" for act, row in table.items()}
        register_words(actions=actions, kinds={kind: noun})
    register_words(
        actions={"micro_wish.collect": "登记心愿", "wish.forget": "删除心愿人和认领人的姓名电话"}, kinds={}
    )
