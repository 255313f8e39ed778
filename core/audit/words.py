"""The ledger's codes in Chinese. Apps add their own in AppConfig.ready; what nobody named is still no English."""

from collections.abc import Mapping

KINDS: dict[str, str] = {
    "account": "账号",
    "area": "区域",
    "audit": "操作记录",
    "channel": "消息渠道",
    "clock": "时限",
    "delivery": "外发消息",
    "demo": "演示数据",
    "department": "部门",
    "dispute": "案件",
    "file": "附件",
    "grid": "网格",
    "holiday": "节假日",
    "plan": "人员安排",
    "posting": "任职",
    "rule": "时限规则",
    "session": "登录",
    "supporter": "协助力量",
    "user": "人员",
}
VERBS: dict[str, str] = {
    "accept": "签收",
    "add": "添加",
    "agree": "达成协议",
    "archive": "归档",
    "assign": "分派",
    "bind_second_factor": "绑定动态口令",
    "build": "批量建立",
    "change": "修改",
    "change_password": "修改密码",
    "chase": "催办",
    "close": "办结",
    "cover": "安排代班",
    "create": "新建",
    "create_program": "开系统账号",
    "delete": "删除",
    "disable": "停用",
    "dispatch": "交办",
    "edit": "修改",
    "enable": "启用",
    "end": "结束",
    "end_oldest_sign_ins": "登录的地方太多，最早的退出",
    "bind_identity": "绑定统一身份",
    "unbind_identity": "解除统一身份绑定",
    "escalate": "上报",
    "export": "导出",
    "extend": "延期",
    "follow_up": "回访",
    "give_to_wall": "设为大屏账号",
    "grant": "授予",
    "handover": "移交",
    "mark_delivered": "确认送到",
    "merge": "合并",
    "move": "移动",
    "move_buildings": "移动楼栋",
    "open": "启用",
    "partition": "划分",
    "password_refused": "改密码时旧密码不对",
    "pause": "暂停",
    "plan": "安排人员",
    "reassign": "改派",
    "rebuild": "重建",
    "recompute": "重新计算",
    "register": "登记",
    "reject": "不予受理",
    "remove": "移除",
    "renew_recovery_codes": "换发恢复码",
    "reopen": "重开",
    "reset_second_factor": "重置动态口令",
    "resolve": "办结",
    "resume": "恢复",
    "retire": "停用",
    "retry": "再发一次",
    "return": "退回",
    "reveal": "查看完整信息",
    "second_factor": "验证动态口令",
    "second_factor_refused": "动态口令不对",
    "send_back": "退回",
    "set_temporary_password": "设置临时密码",
    "sign_in": "登录",
    "sign_in_locked": "登录被暂停",
    "sign_in_refused": "登录没成功",
    "sign_out": "退出",
    "sign_out_elsewhere": "退出其他设备",
    "split": "拆分",
    "staff": "安排人员",
    "supervise": "督办",
    "take_from_wall": "不再作大屏账号",
    "transfer": "移送",
    "update": "修改",
    "use": "启用",
    "verify": "检查",
}
_ACTIONS: dict[str, str] = {}


def register_words(
    *, actions: Mapping[str, str] | None = None, kinds: Mapping[str, str] | None = None
) -> None:
    """Name actions by their whole code ("dispute.escalate": "上报到社区") and kinds of subjects."""
    _ACTIONS.update(actions or {})
    KINDS.update(kinds or {})


def action_words(action: str) -> str:
    if action in _ACTIONS:
        return _ACTIONS[action]
    kind, _, verb = action.partition(".")
    # reveal_phone and export_masked are a reveal and an export to whoever reads the ledger.
    words = VERBS.get(verb) or VERBS.get(verb.partition("_")[0])
    return f"{KINDS.get(kind, '')}{words or '操作'}" if kind in KINDS or words else "其他操作"


def subject_words(kind: str, subject_id: int | None) -> str:
    if not kind:
        return ""
    name = KINDS.get(kind, "对象")
    return f"{name} {subject_id}" if subject_id is not None else name
