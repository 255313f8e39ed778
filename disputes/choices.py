"""Code tables of a case (domain.md C and K). Labels are what the screen shows."""

from django.db.models import IntegerChoices, TextChoices

# K16 is asked of opinions too.
from residents.choices_visits import Satisfaction as Satisfaction


class Tier(IntegerChoices):
    """Who holds a case. Numbers grow upward, so that `tier + 1` is the next one."""

    GRID = 1, "网格"
    COMMUNITY = 2, "社区"
    STREET = 3, "街道"

    @property
    def code(self) -> str:
        return self.name.lower()


class State(TextChoices):
    """domain.md C2."""

    DRAFT = "draft", "草稿"
    REGISTERED = "registered", "已登记"
    CONSENT_PENDING = "consent_pending", "征询意愿"
    MEDIATING = "mediating", "调解中"
    ESCALATION_PENDING = "escalation_pending", "上报待签收"
    SUSPENDED = "suspended", "中止"
    PERFORMING = "performing", "履行中"
    BREACHED = "breached", "未履行"
    TERMINATED = "terminated", "调解终止"
    REFERRED = "referred", "已导引"
    FOLLOW_UP = "follow_up", "待回访"
    CLOSED = "closed", "结案"
    ARCHIVED = "archived", "已归档"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "撤回"
    MERGED = "merged", "并案"


# Somebody still owes work on these; the rest are finished (or not yet begun: draft).
OPEN_STATES = frozenset(
    {
        State.REGISTERED,
        State.CONSENT_PENDING,
        State.MEDIATING,
        State.ESCALATION_PENDING,
        State.SUSPENDED,
        State.PERFORMING,
        State.BREACHED,
        State.TERMINATED,
        State.REFERRED,
        State.FOLLOW_UP,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
    }
)


class Severity(TextChoices):
    MICRO = "micro", "微事"
    SMALL = "small", "小事"
    MAJOR = "major", "大事"


class Alert(TextChoices):
    """Urgency of the matter, never of a person."""

    BLUE = "blue", "蓝"
    YELLOW = "yellow", "黄"
    RED = "red", "红"


class Danger(TextChoices):
    """What makes the intake page stop and say whom to call first."""

    NONE = "", "没有"
    SELF_HARM = "self_harm", "有人轻生"
    WEAPON = "weapon", "持刀或打斗"
    GAS = "gas", "煤气泄漏或火情"


class Confidentiality(TextChoices):
    NORMAL = "normal", "一般"
    RESTRICTED = "restricted", "限制知悉"


class Track(TextChoices):
    PEOPLE = "people", "人民调解"
    ADMINISTRATIVE = "administrative", "行政调解"
    JUDICIAL = "judicial", "司法调解"


class Cause(TextChoices):
    """K7. 18-26 are this town's sub-types of 01, 02 and 14."""

    MARRIAGE = "01", "婚姻家庭"
    NEIGHBOUR = "02", "邻里"
    HOUSING = "03", "房屋宅基地"
    CONTRACT = "04", "合同"
    BUSINESS = "05", "生产经营"
    DAMAGE = "06", "损害赔偿"
    LABOUR = "07", "劳动争议"
    COMMITTEE = "08", "村（居）务管理"
    LAND = "09", "山林土地"
    REQUISITION = "10", "征地拆迁"
    ENVIRONMENT = "11", "环境保护"
    TRAFFIC = "12", "道路交通事故"
    MEDICAL = "13", "医疗"
    PROPERTY = "14", "物业"
    CONSUMER = "15", "电子商务/消费"
    TOURISM = "16", "旅游"
    IP = "17", "知识产权"
    INHERITANCE = "18", "继承"
    SUPPORT = "19", "赡养抚养扶养"
    DEBT = "20", "债务"
    NOISE = "21", "施工扰民/噪声"
    PARKING = "22", "停车"
    LEAK = "23", "漏水排水"
    PET = "24", "宠物"
    CLUTTER = "25", "楼道堆物"
    UTILITIES = "26", "供热供水供气"
    OTHER = "99", "其他"


PARENT_CAUSE: dict[str, Cause] = {
    Cause.INHERITANCE: Cause.MARRIAGE,
    Cause.SUPPORT: Cause.MARRIAGE,
    Cause.DEBT: Cause.MARRIAGE,
    Cause.NOISE: Cause.NEIGHBOUR,
    Cause.PARKING: Cause.PROPERTY,
    Cause.LEAK: Cause.NEIGHBOUR,
    Cause.PET: Cause.NEIGHBOUR,
    Cause.CLUTTER: Cause.NEIGHBOUR,
    Cause.UTILITIES: Cause.PROPERTY,
}
# The chips a grid worker's thumb meets first (ux.md W2).
FREQUENT_CAUSES = (
    Cause.LEAK,
    Cause.NOISE,
    Cause.CLUTTER,
    Cause.NEIGHBOUR,
    Cause.PARKING,
    Cause.PROPERTY,
    Cause.PET,
    Cause.UTILITIES,
)


class Source(TextChoices):
    """K9."""

    PARTY = "party", "当事人申请"
    SWEEP = "sweep", "主动排查"
    RESIDENT = "resident", "居民反映"
    PATROL = "patrol", "网格巡查"
    VISIT = "visit", "走访"
    POLICE = "police", "公安移送"
    COURT = "court", "法院委派/委托"
    PROCURATORATE = "procuratorate", "检察移送"
    PETITION = "petition", "信访转入"
    HOTLINE = "hotline", "12345"
    DEPARTMENT = "department", "部门移送"
    SUPERIOR = "superior", "上级交办"
    MEETING = "meeting", "会议议定"
    OTHER = "other", "其他"


class Result(TextChoices):
    """K10."""

    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议"
    ON_SPOT = "on_spot", "当场履行"
    COURT = "court", "法院调解"
    SELF_SETTLED = "self_settled", "自行和解"
    FAILED = "failed", "调解不成"
    REFUSED = "refused", "一方拒绝"
    WITHDRAWN = "withdrawn", "撤回"
    TO_COURT = "to_court", "导引诉讼"
    TO_ARBITRATION = "to_arbitration", "导引仲裁"
    TO_POLICE = "to_police", "移送公安"
    TO_AUTHORITY = "to_authority", "移送行政"
    MERGED = "merged", "并案"
    NOT_ACCEPTED = "not_accepted", "不予受理"


REFERRAL_RESULTS = (Result.TO_COURT, Result.TO_ARBITRATION, Result.TO_POLICE, Result.TO_AUTHORITY)
AGREED_RESULTS = (Result.WRITTEN, Result.ORAL, Result.ON_SPOT)


class PartyRole(TextChoices):
    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"


class Consent(TextChoices):
    NOT_ASKED = "", "还没问"
    AGREED = "agreed", "同意调解"
    UNCLEAR = "unclear", "没有明确表态"
    REFUSED = "refused", "明确拒绝"


class Mode(TextChoices):
    """How people met or were told (K24 and C1b)."""

    ON_SITE = "on_site", "当面"
    PHONE = "phone", "电话"
    ONLINE = "online", "网上"
    LETTER = "letter", "书面"


class Trigger(TextChoices):
    """Why a case goes up (C7)."""

    BUDGET = "budget", "本级时限用完"
    TWO_ROUNDS = "two_rounds", "两次调解没谈成"
    CROSS_AREA = "cross_area", "跨网格或跨社区"
    CROWD = "crowd", "涉及10人以上"
    DUTY = "duty", "属于部门法定职责"
    PARTIES = "parties", "当事人要求上级调解"
    RED = "red", "红色预警"
    RECUSED = "recused", "调解员回避且无人可换"
    BEYOND = "beyond", "本级解决不了"


class SuspendReason(TextChoices):
    APPRAISAL = "appraisal", "鉴定检测"
    ABSENT = "absent", "当事人缺席或生病"
    RULING = "ruling", "等待其他机关决定"
    BOTH_ASK = "both_ask", "双方申请"
    FORCE = "force", "不可抗力"


class ExtendReason(TextChoices):
    COMPLEX = "complex", "疑难复杂"
    CROWD = "crowd", "人数众多"
    WORKS = "works", "需现场施工"


class DeclineReason(TextChoices):
    SUED = "sued", "已起诉"
    ARBITRATION_ONLY = "arbitration_only", "仲裁专属"
    CRIMINAL = "criminal", "刑事案件"
    NOT_CIVIL = "not_civil", "非民间纠纷"
    FORBIDDEN = "forbidden", "法律禁止调解"
    NO_PARTY = "no_party", "无明确对方"


class AgreementForm(TextChoices):
    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议"


class SessionOutcome(TextChoices):
    AGREED = "agreed", "谈成了"
    CONTINUE = "continue", "改日再谈"
    FAILED = "failed", "没谈成"


class Retention(TextChoices):
    TEN = "10y", "10年"
    THIRTY = "30y", "30年"
    PERMANENT = "permanent", "永久"
