"""Code tables of the four support programmes (domain.md G, K12, K13). Labels are what the screen shows.

Words of help and of paperwork only: nothing here says what a person did, has or thinks."""

from django.db.models import TextChoices


class EnrollmentState(TextChoices):
    PROPOSED = "proposed", "待核准"
    ACTIVE = "active", "帮扶中"
    PAUSED = "paused", "已中止"
    ENDING = "ending", "待核准结束"
    ENDED = "ended", "已结束"
    SEALED = "sealed", "已封存"
    ERASED = "erased", "已删除"


S = EnrollmentState
# In lists. Who has left is in none from that day on (G4).
LISTED = frozenset({S.PROPOSED, S.ACTIVE, S.PAUSED, S.ENDING})
# Helped today.
HELPED = frozenset({S.ACTIVE, S.PAUSED, S.ENDING})
# May still be opened by whoever works on it; afterwards nobody.
OPEN = LISTED | {S.ENDED}
GONE = frozenset({S.SEALED, S.ERASED})


class Need(TextChoices):
    """K12."""

    HOUSING = "housing", "住所"
    PAPERS = "papers", "户口证件"
    RELIEF = "relief", "低保/救助"
    INSURANCE = "insurance", "社会保险"
    JOB = "job", "就业"
    TRAINING = "training", "技能培训"
    SCHOOL = "school", "就学"
    MEDICAL = "medical", "医疗服务"
    COUNSEL = "counsel", "心理"
    LEGAL = "legal", "法律援助"
    FAMILY = "family", "家庭关系"
    RESPITE = "respite", "照护喘息"
    OTHER = "other", "其他"


# Beyond the statutory duty, so only with a separate consent (个人信息保护法 art. 29).
BEYOND_DUTY = frozenset({Need.JOB, Need.TRAINING})


class EndReason(TextChoices):
    """K13."""

    EXPIRED = "expired", "期满"
    REQUEST = "request", "本人申请"
    MOVED = "moved", "迁出"
    NEED_OVER = "need_over", "需求结束"
    STATUTORY = "statutory", "法定终止"
    DEATH = "death", "死亡"
    MISTAKE = "mistake", "登记错误"


class DocumentKind(TextChoices):
    """The paper by which somebody may be entered at all (G2)."""

    HANDOVER = "handover", "衔接通知书"
    GROUP_NOTICE = "group_notice", "参加矫正小组通知"
    DETOX_ORDER = "detox_order", "社区戒毒决定书"
    REHAB_ORDER = "rehab_order", "社区康复决定书"
    HEALTH_REFERRAL = "health_referral", "医疗卫生机构转介单"


class Issuer(TextChoices):
    PRISON = "prison", "监狱"
    DETENTION = "detention", "看守所"
    JUSTICE_OFFICE = "justice_office", "司法所"
    CORRECTION_BODY = "correction_body", "社区矫正机构"
    POLICE = "police", "公安机关"
    HEALTH = "health", "医疗卫生机构"


class Cycle(TextChoices):
    """How often to be in touch; by rule is what the programme asks for (G2)."""

    RULE = "rule", "按规定"
    HALF_MONTH = "half_month", "每两周"
    MONTH = "month", "每月"
    TWO_MONTHS = "two_months", "每两个月"
    QUARTER = "quarter", "每季度"


class Mode(TextChoices):
    PHONE = "phone", "电话"
    HOME = "home", "上门"
    OFFICE = "office", "来访"
    ONLINE = "online", "网上"
    FAMILY = "family", "只和家人联系"


class Outcome(TextChoices):
    """Declining has no consequence anywhere (G2, resettlement)."""

    REACHED = "reached", "联系上了"
    NOT_REACHED = "not_reached", "没联系上"
    DECLINED = "declined", "本人暂不需要联系"


class Exempt(TextChoices):
    """When telling the person may be left out (个人信息保护法 arts. 18, 35)."""

    SECRET = "secret", "法律规定应当保密"
    HINDERS = "hinders", "告知会妨碍履行法定职责"


class MemberKind(TextChoices):
    """Who helps. Only programme workers have an account here; of the others the office alone is kept."""

    WORKER = "worker", "帮扶干部"
    JUSTICE = "justice", "司法所"
    POLICE = "police", "社区民警"
    DOCTOR = "doctor", "医务人员"
    CIVIL = "civil", "民政干部"
    DISABLED = "disabled", "残联专干"
    COMMUNITY = "community", "社区干部"
    FAMILY = "family", "家属"
    VOLUNTEER = "volunteer", "志愿者"


class Subsidy(TextChoices):
    """Decided elsewhere; kept is only how far it is and for which year."""

    NONE = "", "未登记"
    APPLIED = "applied", "已申请"
    GRANTED = "granted", "已发放"
    REFUSED = "refused", "未通过"


class ReferralState(TextChoices):
    SENT = "sent", "已转介"
    ACCEPTED = "accepted", "对方已接收"
    DONE = "done", "已办成"
    NOT_DONE = "not_done", "没有办成"


class ServiceKind(TextChoices):
    """What a grid worker is asked to do: words that fit any household (ux.md W8)."""

    JOB_NEWS = "job_news", "送达就业信息"
    TRAINING_NEWS = "training_news", "送达培训信息"
    POLICY = "policy", "送达政策资料"
    ERRAND = "errand", "帮助代办手续"


class Danger(TextChoices):
    """What alone opens a record to somebody who is not assigned (G3)."""

    SELF = "self", "本人有生命危险，要马上联系"
    OTHERS = "others", "他人有生命危险，要马上联系"
    GUARDIAN = "guardian", "突发急病，要马上联系家人"


class Category(TextChoices):
    """G5: totals of the whole street and nothing else."""

    AGG_A = "agg_a", "其他统计口径一"
    AGG_B = "agg_b", "其他统计口径二"
