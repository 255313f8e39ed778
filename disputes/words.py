"""The ledger's codes of this app in Chinese, from its tables of acts."""

from core.audit.words import register_words
from disputes.hotline.workflow import TICKETS
from disputes.petitions.actions.receiving import REVEALED
from disputes.petitions.workflow import PETITIONS
from disputes.supervision.workflow import ORDERS
from disputes.whistles.workflow import CALLS, UNITS, WHISTLES
from disputes.workflow import TRANSITIONS


def register() -> None:
    """Called once by DisputesConfig.ready."""
    tables = {
        ("dispute", "案件"): TRANSITIONS,
        ("community_call", "呼叫"): CALLS,
        ("whistle", "吹哨"): WHISTLES,
        ("whistle_unit", "报到单位"): UNITS,
        ("supervision_order", "督办单"): ORDERS,
        ("hotline_ticket", "工单"): TICKETS,
        ("petition", "信访事项"): PETITIONS,
    }
    for (kind, noun), table in tables.items():
        actions = {f"{kind}.{act}": f"{noun}{row.label}" for act, row in table.items()}
        register_words(actions=actions, kinds={kind: noun})
    others = {
        "dispute.exchange": "案件按交换格式取走",
        "hotline.forget": "删除诉求人的姓名电话",
        "duty.create": "职责清单添加",
        "duty.change": "职责清单修改",
        "duty.head": "登记街道主要负责人",
    }
    register_words(actions=others, kinds={"duty": "职责清单"})
    register_words(actions={"cause.change": "修改案件类型"}, kinds={"cause": "案件类型"})
    committees = {
        "committee.set_up": "调委会设立",
        "committee.change": "调委会修改",
        "committee.renew": "调委会换届",
        "committee.engage": "调解员聘任",
        "committee.dismiss": "调解员不再担任",
        "committee.close": "调委会撤销",
    }
    register_words(actions=committees, kinds={"committee": "调解委员会"})
    register_words(
        actions={f"petition.reveal_{field}": f"信访事项查看{label}" for field, label in REVEALED.items()},
        kinds={},
    )
    register_words(actions={"accusation.hand_on": "检举控告转出"}, kinds={"accusation": "检举控告"})
