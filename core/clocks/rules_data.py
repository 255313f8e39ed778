"""Every limit of domain.md M, as rows of DeadlineRule. Data only.

Rows of apps that come later are here too: the table is also the office's book of reference. A row rests on
a law or on another body's rule (locked) or is this office's own proposal (mark default, editable in the
browser)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.clocks.choices import DayEnd, Mark, Measure, Unit

_H, _WH, _CAL, _WD = Unit.HOUR, Unit.WORK_HOUR, Unit.CAL, Unit.WD
_VERIFIED, _LOCAL, _DEFAULT = Mark.VERIFIED, Mark.VERIFIED_LOCAL, Mark.DEFAULT
_OWN = "本街道自定"

# domain.md C5: half of the time, four fifths, expiry, three working days later.
USUAL_REMINDERS: list[dict[str, Any]] = [
    {"share": "0.5", "to": ["handler"]},
    {"share": "0.8", "to": ["handler", "lead"]},
    {"due": True, "to": ["lead", "next_tier"]},
    {"after_wd": 3, "to": ["supervision"]},
]
# A right of the parties, not a duty of the office: they are reminded on four days, and its end is told to the handler.
PARTY_REMINDERS: list[dict[str, Any]] = [
    *({"day": day, "to": ["parties"]} for day in (0, 7, 20, 27)),
    {"due": True, "to": ["handler"]},
]
# E2: told on day 60 of a quarter without a meeting; of a shorter period when two thirds have run.
SIXTIETH_DAY: list[dict[str, Any]] = [
    {"day": 59, "to": ["handler", "lead"]},
    {"due": True, "to": ["handler", "lead"]},
]
TWO_THIRDS: list[dict[str, Any]] = [
    {"share": "0.66", "to": ["handler", "lead"]},
    {"due": True, "to": ["handler", "lead"]},
]
BEFORE_A_MEETING: list[dict[str, Any]] = [
    {"share": "0.8", "to": ["handler"]},
    {"due": True, "to": ["handler", "lead"]},
]
TOLD_THE_LEAD: list[dict[str, Any]] = [{"due": True, "to": ["lead"]}]
# G2: a contact is reminded of when four fifths have run, when it is due, and its manager three working days later.
CONTACT_REMINDERS: list[dict[str, Any]] = [
    {"share": "0.8", "to": ["handler"]},
    {"due": True, "to": ["handler"]},
    {"after_wd": 3, "to": ["handler", "lead"]},
]
COURSE_REMINDERS: list[dict[str, Any]] = [
    {"share": "0.9", "to": ["handler"]},
    {"due": True, "to": ["handler", "lead"]},
]
ON_THE_DAY: list[dict[str, Any]] = [{"due": True, "to": ["handler", "lead"]}]
# What comes round again and again: a word before its day, and on it.
ITS_TURN: list[dict[str, Any]] = [
    {"share": "0.8", "to": ["handler"]},
    {"due": True, "to": ["handler", "lead"]},
]

# Nobody claims a wish: its community hears of it before it has to do it itself.
UNTIL_THE_COMMUNITY: list[dict[str, Any]] = [
    {"share": "0.8", "to": ["handler"]},
    {"due": True, "to": ["handler", "lead"]},
]

# domain.md E8: a day late is reminded of, after seven days and after fourteen there is a supervision order.
ACTION_REMINDERS: list[dict[str, Any]] = [
    {"share": "0.8", "to": ["handler", "lead"]},
    {"due": True, "to": ["handler", "lead"]},
    {"late": 1, "to": ["handler", "lead"]},
    {"late": 7, "to": ["supervision"]},
    {"late": 14, "to": ["supervision"]},
]

# group, subject kind, then: code, title, start event, length, unit, source, mark, further fields
_Row = tuple[str, str, str, float | str | None, str, str, str, dict[str, Any]]


def _row(
    code: str,
    title: str,
    start: str,
    limit: tuple[float | str | None, str],
    basis: tuple[str, str],
    **more: Any,
) -> _Row:
    return (code, title, start, limit[0], limit[1], basis[0], basis[1], more)


def _own(code: str, title: str, start: str, length: float, unit: str, **more: Any) -> _Row:
    """A limit that the office sets itself. Its working days end when the office closes."""
    more.setdefault("day_end", DayEnd.BUSINESS)
    return _row(code, title, start, (length, unit), (_OWN, _DEFAULT), **more)


def _law(
    code: str, title: str, start: str, length: float | None, unit: str, source: str, **more: Any
) -> _Row:
    return _row(code, title, start, (length, unit), (source, _VERIFIED), **more)


def _local(
    code: str, title: str, start: str, length: float | None, unit: str, source: str, **more: Any
) -> _Row:
    return _row(code, title, start, (length, unit), (source, _LOCAL), **more)


def _figure(text: str) -> dict[str, Any]:
    return {"measure": Measure.QUANTITY, "limit_text": text}


_TIER = {"pausable": True, "approver_role": "tier_lead", "legal_note": "三级合计在总时限以内，总时限优先"}
_RED = {"urgent_length": 2, "urgent_unit": _H}
_MEDIATION_LAW = "《人民调解法》"
_CIVIL_LAW = "《民事诉讼法》"

# One row a line, so that a limit is found and compared at a glance.
# fmt: off
MEDIATION = [
    _own("CK1", "首次联系当事人", "登记", 24, _H, **_RED, legal_note="红色预警2小时；外地有48小时的做法"),
    _own("CK2", "决定是否受理", "登记", 3, _WD),
    _own("CK3.grid", "网格办理", "网格签收", 2, _WD, max_extension_days=2, **_TIER),
    _own("CK3.community", "社区办理", "社区签收", 5, _WD, max_extension_days=5, **_TIER),
    _own("CK3.street", "街道办理", "街道签收", 10, _WD, max_extension_days=10, **_TIER),
    _local(
        "CK4", "调解总时限", "受理", 30, _CAL, "《宁波市人民调解条例》第27条、《人民调解工作若干规定》第33条", pausable=True, max_extension_days=30,
        approver_role="tier_lead", legal_note="一般一个月，双方同意可以延长；《人民调解法》本身没有规定期限；只在中止期间停算，退回不重算",
    ),
    _own("CK4.extension", "调解延长", "原时限届满", 30, _CAL, **_figure("不超过30天，双方同意")),
    _law("CK5", "劳动争议调解", "收到调解申请", 15, _CAL, "《劳动争议调解仲裁法》第14条", legal_note="到期没有达成协议，当事人可以申请仲裁；不停算"),
    _own("CK6", "上报签收或退回", "上报送出", 1, _WD, **_RED, legal_note="红色预警2小时"),
    _law(
        "CK7", "申请司法确认", "调解协议生效", 30, _CAL, f"{_MEDIATION_LAW}第33条、{_CIVIL_LAW}第205条", reminders=PARTY_REMINDERS,
        legal_note="由双方共同申请；不停算",
    ),
    _own("CK8.agreement", "达成协议后回访", "达成协议", 15, _CAL, legal_note="红色预警回访三次"),
    _own("CK8.performance", "履行完毕后回访", "全部履行", 7, _CAL, legal_note="红色预警回访三次"),
    _own("CK9", "归档", "结案", 30, _CAL),
    _own("TIER_RULING", "上下级意见不一致时裁定", "提出不同意见", 1, _WD),
    _own("SUSPENSION", "中止累计", "首次中止", 30, _CAL, **_figure("累计不超过30天，等待鉴定的除外")),
    _own("RESUME", "中止到期恢复", "中止", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY),
    _own("PERFORM", "履行协议约定", "协议生效", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY),
    _own("REOPEN", "可以重新办理", "结案", 30, _CAL, day_end=DayEnd.MIDNIGHT, reminders=[]),
    _own("REASK", "终止后再次申请调解", "调解终止", 30, _CAL, day_end=DayEnd.MIDNIGHT, reminders=[]),
    _own("track.administrative", "行政调解", "转行政调解", 30, _CAL, legal_note="各地规定不一；双方同意才转"),
    _own("track.judicial", "法院调解（按法院的期限）", "转司法调解", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY),
    _own("dv.visit", "告诫书后查访双方", "收到告诫书", 3, _WD, legal_note="《反家庭暴力法》第17条：居民委员会应当对收到告诫书的加害人、受害人进行查访"),
    _own("dv.report", "向公安机关强制报告", "得知", 2, _H, legal_note="《反家庭暴力法》第14、35条：受害的可能是孩子或没有行为能力的人，应当及时报案"),
    _local("RIGHTS_NOTICE", "告知权利义务", "", None, _CAL, "司法部2010年文书格式通知、《人民调解工作若干规定》第30条", **_figure("调解开始以前")),
    _law("COMMITTEE_TERM", "调解委员会任期", "产生之日", 3, Unit.YEAR, f"{_MEDIATION_LAW}第9条", reminders=[]),
]
COURT = [
    _law(
        "court.accept", "法院决定是否受理确认申请", "收到申请", 3, _CAL, "2011年司法确认程序规定第4条", legal_note="可能已被新规定替代，只作参考",
        reminders=[],
    ),
    _law("court.objection", "对确认裁定提出异议", "收到裁定", 15, _CAL, "《民诉法解释》（2022）第372条", reminders=[]),
    _law("court.objection.third", "利害关系人提出异议", "知道权益受侵害", 6, Unit.MONTH, "《民诉法解释》（2022）第372条", reminders=[]),
    _law(
        "court.special", "法院审理确认案件", "立案", 30, _CAL, f"{_CIVIL_LAW}第187条", legal_note="可以延长",
        reminders=[{"due": True, "to": ["handler"]}],
    ),
]
_PETITION = "《信访工作条例》"
_REPLY = {"is_owed_reply": True}
PETITION = [
    _law("petition.notice", "告知是否受理", "收到信访事项", 15, _CAL, f"{_PETITION}第22、23条", **_REPLY),
    _law("petition.objection", "对转送提出异议", "收到转送", 5, _WD, f"{_PETITION}第23条"),
    _law(
        "petition.finish", "办结信访事项", "受理", 60, _CAL, f"{_PETITION}第34条", max_extension_days=30, approver_role="street_lead", **_REPLY,
        legal_note="没有受理告知记录的，从收到之日起算",
    ),
    _law("petition.extension", "信访事项延期", "原时限届满", 30, _CAL, f"{_PETITION}第34条", **_figure("不超过30天，告知理由")),
    _law("petition.review.ask", "申请复查", "收到处理意见", 30, _CAL, f"{_PETITION}第35条", reminders=[]),
    _law("petition.review.decide", "复查答复", "收到复查申请", 30, _CAL, f"{_PETITION}第35条", **_REPLY),
    _law("petition.second.ask", "申请复核", "收到复查意见", 30, _CAL, f"{_PETITION}第36条", reminders=[]),
    _law("petition.second.decide", "复核意见", "收到复核申请", 30, _CAL, f"{_PETITION}第36条", **_REPLY, pausable=True, legal_note="听证时间不计"),
    _own("petition.receipt", "转送回执", "转送", 0, Unit.GIVEN, reminders=ON_THE_DAY, legal_note="按转送时写明的日期"),
    _law("petition.representatives", "共同信访的代表", "", None, _CAL, f"{_PETITION}第20条", **_figure("不超过5人")),
]
HOTLINE = [
    _own("hotline.enquiry", "热线咨询", "派单", 1, _WD, legal_note="派单另有时限的，按派单"),
    _own("hotline.help", "热线求助、投诉", "派单", 5, _WD, max_extension_days=5, approver_role="centre_manager"),
    _own("hotline.complex", "热线复杂事项", "派单", 15, _WD, max_extension_days=15, approver_role="centre_manager"),
    _own("hotline.urgent", "水电气暖抢修", "派单", 24, _H),
    _own("hotline.danger", "危险情况", "派单", 2, _H),
    _own("hotline.given", "热线工单（按派单时限）", "派单", 0, Unit.GIVEN),
    _own("hotline.forget", "删除热线诉求人的姓名电话", "工单办结", 180, _CAL, legal_note="《个人信息保护法》第19条的原则", **_figure("办结后180天")),
]
_HALT = {"pausable": True, "legal_note": "提出异议到裁定之间停算"}
_DISTRICT = "南京市鼓楼区做法"
WHISTLE = [
    _own("call.triage", "社区呼叫分办", "社区呼叫", 1, _WD),
    _own("whistle.emergency.sign", "应急哨签收", "吹哨", 0.5, _H, legal_note="异议不停算"),
    _own("whistle.emergency.arrive", "应急哨到场", "吹哨", 2, _H, legal_note="异议不停算"),
    _own("whistle.emergency.result", "应急哨反馈", "吹哨", 24, _H, legal_note="异议不停算"),
    _own("whistle.enforcement.sign", "执法哨签收", "吹哨", 4, _WH, **_HALT),
    _own("whistle.enforcement.arrive", "执法哨到场", "吹哨", 1, _WD, **_HALT),
    _own("whistle.enforcement.result", "执法哨反馈", "吹哨", 5, _WD, max_extension_days=5, approver_role="street_lead", **_HALT),
    _local("whistle.hard.sign", "难事哨签收", "吹哨", 1, _H, _DISTRICT, **_HALT),
    _local("whistle.hard.contact", "难事哨联系", "吹哨", 24, _H, _DISTRICT, **_HALT),
    _local("whistle.hard.report", "难事哨报到", "吹哨", 3, _WD, _DISTRICT, day_end=DayEnd.BUSINESS, **_HALT),
    _own("whistle.hard.result", "难事哨反馈", "吹哨", 10, _WD, max_extension_days=10, approver_role="street_lead", **_HALT),
    _local("whistle.tough.report", "攻坚哨报到", "吹哨", 5, _WD, _DISTRICT, day_end=DayEnd.BUSINESS, **_HALT),
    _own("whistle.tough.plan", "攻坚哨方案", "吹哨", 10, _WD, **_HALT),
    _own("whistle.tough.result", "攻坚哨反馈（按交办）", "吹哨", 0, Unit.GIVEN, max_extension_days=30, approver_role="street_lead", **_HALT),
    _own("whistle.objection", "对吹哨提出异议", "签收", 1, _WD),
    _own("whistle.ruling", "对异议裁定", "提出异议", 1, _WD),
    _own("whistle.ratify", "应急哨追认", "吹哨", 24, _H, legal_note="值班人员先吹哨，分管领导24小时内追认"),
    _own("whistle.check", "现场核实反馈", "部门反馈", 2, _WD),
    _own("whistle.account", "挂账复查", "挂账", 3, Unit.MONTH, legal_note="每季度复查一次，三次以后可以说明理由办结"),
]
SUPERVISION = [
    _own("supervision.reply", "答复督办", "督办", 3, _WD),
    _own("supervision.given", "答复督办（按督办单）", "督办", 0, Unit.GIVEN),
]
MEETING = [
    _law("meeting.cycle", "大工委联席会议", "上次会议", 3, Unit.MONTH, "雄关街道工作制度", measure=Measure.CYCLE, limit_text="每季度一次"),
    _local("meeting.papers", "会议材料送达", "", 3, _CAL, "外地联席会议规则", **_figure("会前3天")),
    _own("meeting.held", "本季度召开会议", "本季度开始", 0, Unit.GIVEN, reminders=SIXTIETH_DAY, limit_text="到季度末，第60天提醒"),
    _own("meeting.held.short", "本期召开会议", "本期开始", 0, Unit.GIVEN, reminders=TWO_THIRDS, limit_text="到本期末，过了三分之二提醒"),
    _own("meeting.topics", "提出议题", "", 10, _CAL, **_figure("会前10天")),
    _own("meeting.papers_out", "送出会议材料", "发会议通知", 0, Unit.GIVEN, reminders=BEFORE_A_MEETING, limit_text="会前3天"),
    _own("meeting.minutes", "印发会议纪要", "会议结束", 3, _WD),
    _own("meeting.action", "会议任务", "会议决定", 0, Unit.GIVEN, max_extension_days=30, approver_role="street_lead", reminders=ACTION_REMINDERS),
    _own("meeting.progress", "会议任务每月进展", "接办或上次进展", 1, Unit.MONTH, reminders=ON_THE_DAY),
    _own("meeting.check", "核实会议任务", "申报完成", 5, _WD),
]
_COMMITTEE = "《城市居民委员会组织法》（2025修订）"
AFFAIRS = [
    _law("affairs.display", "居务公开公示", "公布", 15, _CAL, f"{_COMMITTEE}第34条", roll_forward=False, **_figure("不少于15天")),
    _own("affairs.end", "居务公开期满", "公布", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY, limit_text="公布时写明的日期"),
    _law("affairs.meeting_notice", "居民会议通知", "", 10, _CAL, f"{_COMMITTEE}第26条", **_figure("会前10天")),
    _own("talks.meeting", "开协商会、居民会议", "公告", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY, limit_text="公告的日期"),
    _law("affairs.representatives", "居民代表会议", "上次会议", 6, Unit.MONTH, f"{_COMMITTEE}第28条", measure=Measure.CYCLE, limit_text="每半年至少一次"),
    _law("affairs.appraisal", "居委会民主评议", "上次评议", 1, Unit.YEAR, f"{_COMMITTEE}第37条", measure=Measure.CYCLE, limit_text="每年至少一次"),
]
_DETOX = "《戒毒条例》"
SUPPORT = [
    _law("correction.report", "社区矫正对象报到", "判决生效或离监", 10, _CAL, "《社区矫正法》第21条"),
    _law("correction.device", "电子定位", "", 3, Unit.MONTH, "《社区矫正法》第29条", **_figure("每次不超过3个月，不由本系统办理")),
    _law("detox.report", "社区戒毒报到", "收到责令决定", 15, _CAL, f"{_DETOX}第14条"),
    _law("detox.term", "社区戒毒", "报到", 3, Unit.YEAR, f"{_DETOX}第14条", roll_forward=False, reminders=[]),
    _law("detox.rehab", "社区康复", "报到", 3, Unit.YEAR, f"{_DETOX}第37条", roll_forward=False, reminders=[], limit_text="不超过3年"),
    _law("detox.absence", "外出报告", "", 3, _CAL, f"{_DETOX}第19条", **_figure("离开县（市、区）3天以上")),
    _law("detox.move", "变更执行地后报到", "转出", 15, _CAL, f"{_DETOX}第22条"),
    _law("detox.expiry", "期满后公安机关通知", "期满", 7, _CAL, f"{_DETOX}第23、40条"),
    _local("detox.tests", "检测次数", "", None, _CAL, "各地公布的做法", **_figure("3年28次（12、6、6、4）")),
    _local("resettlement.released", "刑满释放安置帮教", "释放", 5, Unit.YEAR, "原政策和地方规定", roll_forward=False, reminders=[]),
    _local("resettlement.other", "其他人员安置帮教", "解除", 3, Unit.YEAR, "原政策和地方规定", roll_forward=False, reminders=[]),
    _local(
        "mental.follow_up", "严重精神障碍随访", "上次随访", 3, Unit.MONTH, "国家基本公共卫生服务规范", measure=Measure.CYCLE,
        limit_text="每年至少4次；2周、1个月或3个月一次，由医生定",
    ),
    _local("mental.subsidy", "监护人补助", "", None, _CAL, "甘肃省监护补助试行办法第15条", **_figure("每年不少于1800元")),
    _law("mental.records", "医院病历保存", "", 30, Unit.YEAR, "《精神卫生法》第47条", **_figure("不少于30年")),
    _law("privacy.assessment", "个人信息影响评估记录保存", "", 3, Unit.YEAR, "《个人信息保护法》第56条", **_figure("不少于3年")),
    _own(
        "programme.erase", "帮扶身份信息删除", "退出", 180, _CAL, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY, roll_forward=False,
        legal_note="《个人信息保护法》第19、47条的原则",
    ),
    _own("support.seal", "帮扶档案封存", "退出", 30, _CAL, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY, roll_forward=False),
    _own("support.confirm", "核准帮扶登记", "提出登记", 2, _WD, reminders=TOLD_THE_LEAD),
    _own("support.end_check", "核准帮扶结束", "提出结束", 2, _WD, reminders=TOLD_THE_LEAD),
    _own("support.contact", "帮扶联系", "上次联系", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=CONTACT_REMINDERS),
    _own("support.end", "帮扶到期", "核准登记", 0, Unit.GIVEN, day_end=DayEnd.MIDNIGHT, reminders=COURSE_REMINDERS),
]
DAILY = [
    _own("visit.household", "入户走访", "上次走访", 1, Unit.YEAR, measure=Measure.CYCLE, limit_text="每户每年一次"),
    _own("visit.living_alone", "独居老人关怀走访", "上次走访", 1, Unit.MONTH, measure=Measure.CYCLE, limit_text="每月一次，本人同意的"),
    _own("visit.newcomer", "新搬来住户走访", "搬来", 15, _CAL, measure=Measure.CYCLE, limit_text="15天内去一次"),
    _own("visit.landlord", "出租房走访", "上次走访", 6, Unit.MONTH, measure=Measure.CYCLE, limit_text="每半年一次"),
    _own("visit.leader_day", "领导社区日", "上次社区日", 1, Unit.MONTH, measure=Measure.CYCLE, limit_text="每月一个社区日"),
    _local("patrol.daily", "网格巡查", "", 1, _WD, "外地巡查做法", measure=Measure.CYCLE, limit_text="每个工作日，不少于2小时"),
    _own("opinion.reply", "答复居民意见", "收到意见", 5, _WD),
    _own("opinion.forget", "删除意见反映人的姓名电话", "意见办结", 180, _CAL, legal_note="《个人信息保护法》第19条的原则", **_figure("办结后180天")),
    _own("hazard.spot", "隐患当场整改", "发现隐患", 0, _WD),
    _own("hazard.minor", "隐患3日整改", "发现隐患", 3, _WD),
    _own("hazard.medium", "隐患7日整改", "发现隐患", 7, _WD),
    _own("hazard.major", "隐患15日整改", "发现隐患", 15, _WD),
    _own("hazard.recheck", "隐患复查", "登记整改", 3, _WD),
    _law("owners.filing", "业主委员会备案", "选举产生", 30, _CAL, "《物业管理条例》第16条"),
    _own("brand.review", "评估社区品牌", "开始推行，或上次评估的年底", 1, Unit.YEAR, reminders=ITS_TURN),
    _own("steward.table", "社区管家圆桌会", "组建，或上次圆桌会", 1, Unit.MONTH, reminders=ITS_TURN),
    _own("property.rating", "物业季度评议", "登记，或上次评议的季度末", 3, Unit.MONTH, reminders=ITS_TURN),
    _own("award.notice", "评选公示", "公示开始", 5, _WD, reminders=ON_THE_DAY, limit_text="不少于5个工作日"),
    _own("award.review", "复查表彰", "授牌，或上次复查", 1, Unit.YEAR, reminders=ITS_TURN),
    _own("service.handle", "办理便民事项", "受理", 0, Unit.GIVEN, pausable=True, legal_note="几个工作日写在便民事项目录里"),
    _own("care.contact", "联系心理疏导预约人", "预约", 2, _WD, reminders=CONTACT_REMINDERS),
    _own(
        "care.forget", "删除心理疏导的内容", "结束或取消", 180, _CAL, day_end=DayEnd.MIDNIGHT, reminders=ON_THE_DAY, roll_forward=False,
        legal_note="日期、时长、主题和结果留下；《个人信息保护法》第19、47条的原则",
    ),
    _local("volunteer.notice", "志愿服务记录公示", "公示开始", 7, _CAL, "各地志愿服务记录做法", roll_forward=False),
    _own("volunteer.accept", "答复志愿者报名", "报名", 3, _WD),
    _own("volunteer.forget", "删除没有录用的人的姓名电话", "答复", 180, _CAL, legal_note="《个人信息保护法》第19条的原则", **_figure("答复后180天")),
    _own("activity.hours", "核定服务时长", "活动结束", 5, _WD),
    _own("credit.expire", "时间积分过期", "得分", 3, Unit.YEAR, **_figure("3年没有用的过期")),
    _own("wish.check", "核实微心愿", "登记心愿", 3, _WD),
    _own("wish.claim", "认领微心愿", "公开征集", 30, _CAL, roll_forward=False, legal_note="到期没有人认领，由社区来办", reminders=UNTIL_THE_COMMUNITY),
    _own("wish.deliver", "送达微心愿", "认领", 15, _CAL),
    _own("wish.forget", "删除心愿人和认领人的姓名电话", "心愿结束", 180, _CAL, legal_note="《个人信息保护法》第19条的原则", **_figure("结束后180天")),
    _law("gas.query", "燃气企业答复咨询", "收到咨询", 5, _WD, "《城镇燃气管理条例》第29条"),
    _law("gas.complaint", "燃气主管部门处理投诉", "收到投诉", 15, _WD, "《城镇燃气管理条例》第29条"),
]

# What is stored of a rule here is a day, not a running clock: no reminders, and no rest day moves it.
_REGISTER = {"reminders": [], "roll_forward": False, "day_end": DayEnd.MIDNIGHT}
REGISTER = [
    _own("register.entry", "登记变动", "得知变动", 3, _WD, reminders=[], legal_note="晚了照样登记，时间线上写明晚了几天"),
    _own("register.confirm", "核对住户", "上次核对", 180, _CAL, **_REGISTER, measure=Measure.CYCLE, limit_text="每180天一次"),
    _own("register.hide", "搬走的人不再显示", "搬走", 30, _CAL, **_REGISTER),
    _own("register.erase", "搬走的人删除", "搬走", 12, Unit.MONTH, **_REGISTER, legal_note="案件还要用的先登记留存期；《个人信息保护法》第19、47条的原则"),
    _own("register.merge_undo", "撤销并档", "并档", 30, _CAL, **_REGISTER),
    _own("register.rental_check", "出租房消防燃气检查", "上次检查", 6, Unit.MONTH, **_REGISTER, measure=Measure.CYCLE, limit_text="每半年一次"),
]
EVALUATION = [
    _own("evaluation.appeal", "考评异议期", "公布初评结果", 5, _WD, reminders=ON_THE_DAY, limit_text="不少于5个工作日"),
    _own("evaluation.decide", "答复考评异议", "提出异议", 5, _WD),
]
# fmt: on

_GROUPS: tuple[tuple[str, str, list[_Row]], ...] = (
    ("矛盾纠纷调解", "dispute", MEDIATION),
    ("司法确认", "dispute", COURT),
    ("信访事项", "petition_matter", PETITION),
    ("12345热线", "hotline_ticket", HOTLINE),
    ("街社吹哨、部门报到", "whistle", WHISTLE),
    ("督办", "supervision_order", SUPERVISION),
    ("联席会议", "joint_meeting", MEETING),
    ("居民自治与居务公开", "open_affair", AFFAIRS),
    ("帮扶与个人信息", "support_enrollment", SUPPORT),
    ("走访、隐患与其他", "daily_work", DAILY),
    ("居民登记", "resident", REGISTER),
    ("考评", "evaluation_period", EVALUATION),
)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _rules() -> Iterator[dict[str, Any]]:
    for group, subject_kind, rows in _GROUPS:
        for code, title, start, length, unit, source, mark, more in rows:
            fields: dict[str, Any] = {
                "code": code,
                "group": group,
                "subject_kind": subject_kind,
                "title": title,
                "start_event": start,
                "length": None if unit == Unit.GIVEN else _number(length),
                "unit": unit,
                "source": source,
                "mark": mark,
                "locked": mark != Mark.DEFAULT,
            }
            deadline = more.get("measure", Measure.DEADLINE) == Measure.DEADLINE
            fields["reminders"] = USUAL_REMINDERS if deadline else []
            fields.update(more)
            fields["urgent_length"] = _number(more.get("urgent_length"))
            yield fields


RULES: tuple[dict[str, Any], ...] = tuple(_rules())
