"""Code tables of petition matters (domain.md F, K15). Labels are what the screen shows."""

from django.db.models import IntegerChoices, TextChoices


class PetitionKind(TextChoices):
    """信访目的. 检举控告 is none of these: it is kept as an Accusation, which holds no matter at all (F7)."""

    APPEAL = "appeal", "申诉求决"
    SUGGESTION = "suggestion", "建议意见"
    ENQUIRY = "enquiry", "咨询"


class Content(TextChoices):
    """K15, the town's set."""

    CONSTRUCTION = "construction", "城乡建设"
    HOUSING = "housing", "住房物业"
    LABOUR = "labour", "劳动社保"
    EDUCATION = "education", "教育"
    HEALTH = "health", "医疗卫生"
    ENVIRONMENT = "environment", "环境"
    TRAFFIC = "traffic", "交通"
    MARKET = "market", "市场消费"
    RELIEF = "relief", "民政救助"
    LAND = "land", "土地房屋征收"
    LEGAL = "legal", "政法"
    GRASSROOTS = "grassroots", "基层组织"
    OTHER = "other", "其他"


class Channel(TextChoices):
    """K15."""

    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    PHONE = "phone", "来电"
    ONLINE = "online", "网上"
    TRANSFER = "transfer", "转交"


class PetitionState(TextChoices):
    """F3."""

    DRAFT = "draft", "登记中"
    RECEIVED = "received", "已收到"
    PROPOSED = "proposed", "待签受理"
    ACCEPTED = "accepted", "已受理"
    HANDLING = "handling", "办理中"
    EXTENSION = "extension", "待批延期"
    SIGNING = "signing", "待签意见"
    SIGNED = "signed", "待送达"
    REPLIED = "replied", "已答复"
    REVIEW = "review", "复查中"
    REVIEWED = "reviewed", "已复查"
    SECOND = "second", "复核中"
    SECOND_DONE = "second_done", "已复核"
    FORWARDED = "forwarded", "已转送"
    OBJECTED = "objected", "有异议"
    GUIDED = "guided", "已引导"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    DUPLICATE = "duplicate", "已在办理"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    FINISHED = "finished", "办结"


S = PetitionState
ENDED_STATES = frozenset({S.GUIDED, S.NOT_ACCEPTED, S.DUPLICATE, S.RETURNED, S.WITHDRAWN, S.FINISHED})
OPEN_STATES = frozenset(set(S) - ENDED_STATES - {S.DRAFT})
# The street itself owes the opinion (route 6 of art. 31, or still to be decided).
OWED_STATES = frozenset({S.RECEIVED, S.PROPOSED, S.ACCEPTED, S.HANDLING, S.EXTENSION, S.SIGNING, S.SIGNED})
# The unit it was sent to reads it.
WITH_UNIT = frozenset({S.FORWARDED, S.OBJECTED})
# Who brought it is still to be told what became of it (art. 23), whether the matter goes on or not. An answer is served on
# nobody who was not told before.
TELLABLE_STATES = OWED_STATES | WITH_UNIT | {S.GUIDED, S.NOT_ACCEPTED, S.DUPLICATE}


class Route(IntegerChoices):
    """F2: the six ways of 申诉求决 (art. 31). Only the last carries the 60 days and the reviews."""

    COURT = 1, "诉讼、检察监督、行政复议、公安程序"
    ARBITRATION = 2, "仲裁"
    PARTY_APPEAL = 3, "党员申诉、申请复审"
    ADMINISTRATIVE = 4, "行政程序（许可、裁决、确认等）"
    DUTY = 5, "申请查处违法或保护权益，由主管单位履行职责"
    OPINION = 6, "以上都不是，由我们调查并出具处理意见书"


class TellMode(TextChoices):
    """How the citizen was told that the matter is received, where it lies and how it goes on (art. 23)."""

    ON_SPOT = "on_spot", "当场告知"
    WRITTEN = "written", "书面告知"
    NOT_NEEDED = "not_needed", "姓名或住址不清，无法告知"


class ServeMode(TextChoices):
    """How a letter reached the citizen."""

    IN_PERSON = "in_person", "直接送达"
    POST = "post", "邮寄送达"
    LEFT = "left", "留置送达"
    ONLINE = "online", "网上送达"


class Stance(TextChoices):
    """What the opinion says to the demand (art. 32)."""

    SUPPORT = "support", "支持"
    EXPLAIN = "explain", "解释说明"
    NOT_SUPPORT = "not_support", "不予支持"


class Stage(TextChoices):
    """F3: 复查, 复核."""

    FIRST = "first", "复查"
    SECOND = "second", "复核"


class Verdict(TextChoices):
    """What a review said. Only the last reopens the matter."""

    UPHELD = "upheld", "维持原意见"
    CHANGED = "changed", "变更意见"
    REDO = "redo", "撤销，责令重新办理"


class Satisfaction(TextChoices):
    """K16, and that nobody could be asked."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"
    NO_ANSWER = "no_answer", "不愿评价"
    NOT_REACHED = "not_reached", "未联系上"


class Body(TextChoices):
    """To whom an accusation goes: a closed list, so that no name can be written here (F7, art. 30)."""

    DISCIPLINE = "discipline", "纪检监察机关"
    POLICE = "police", "公安机关"
    PROCURATORATE = "procuratorate", "人民检察院"
    COURT = "court", "人民法院"
    ORGANISATION = "organisation", "组织部门"
    PETITION_OFFICE = "petition_office", "市信访部门"
    SUPERIOR = "superior", "上级主管机关"


MOST_REPRESENTATIVES = 5
EXTENSION_DAYS = 30
CHASE_WORDS = (
    "请按时限办理，有困难请在到期前申请延期",
    "快到期了，请今天把处理意见送签",
    "请先给信访人回个话，说清办到哪一步",
)
