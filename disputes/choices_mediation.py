"""Code tables of mediation: committees, tracks, the court's word, help in violence (domain.md C6-C8)."""

from django.db.models import TextChoices


class CommitteeKind(TextChoices):
    """人民调解法 arts. 8, 34: who sets a committee up."""

    COMMUNITY = "community", "社区"
    STREET = "street", "街道"
    TRADE = "trade", "行业性、专业性"


class MediatorPost(TextChoices):
    """人民调解法 arts. 8, 13: members of a committee, and those whom it engages."""

    HEAD = "head", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"
    ENGAGED = "engaged", "聘任"


MEMBER_POSTS = (MediatorPost.HEAD, MediatorPost.DEPUTY, MediatorPost.MEMBER)


class ChosenBy(TextChoices):
    """人民调解法 art. 19."""

    COMMITTEE = "committee", "调委会指定"
    PARTIES = "parties", "当事人选定"


class Confirmed(TextChoices):
    """How far a judicial confirmation is (司法确认, 民事诉讼法 arts. 205-206)."""

    NONE = "", "没有申请"
    APPLIED = "applied", "已申请"
    FILED = "filed", "法院已受理"
    VALID = "valid", "裁定有效"
    REJECTED = "rejected", "裁定驳回"
    NOT_TAKEN = "not_taken", "法院不予受理"
    WITHDRAWN = "withdrawn", "双方撤回申请"


CONFIRMATION_OPEN = (Confirmed.APPLIED, Confirmed.FILED)
CONFIRMATION_ENDS = (Confirmed.VALID, Confirmed.REJECTED, Confirmed.NOT_TAKEN, Confirmed.WITHDRAWN)


class Excluded(TextChoices):
    """What no court confirms: 最高人民法院民诉法解释 (2022) art. 355."""

    SCOPE = "scope", "不属于法院受理范围，或不归收到申请的法院管"
    STATUS = "status", "确认婚姻关系、亲子关系、收养关系是否有效、无效或解除"
    SPECIAL = "special", "要用其他特别程序、公示催告、破产程序审理"
    TITLE = "title", "涉及物权、知识产权确权"


class CourtOutcome(TextChoices):
    """What the store keeps of judicial mediation is this and its day (C8)."""

    SETTLED = "settled", "法院出了调解书或确认裁定"
    FAILED = "failed", "法院调解不成"


class BodyKind(TextChoices):
    """Who sits at a joint sitting or a case conference (C8, C10, O8)."""

    COMMITTEE = "committee", "人民调解委员会"
    POLICE = "police", "公安派出所"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    JUDICIAL_OFFICE = "judicial_office", "司法所"
    LAWYER = "lawyer", "律师事务所"
    DEPARTMENT = "department", "行政部门"
    OTHER = "other", "其他单位"


class Help(TextChoices):
    """What is offered in domestic violence (反家庭暴力法 arts. 13-20, 23)."""

    POLICE = "police", "报警、告诫书"
    SHELTER = "shelter", "临时庇护"
    ORDER = "order", "人身安全保护令"
    MEDICAL = "medical", "就医验伤"
    LEGAL_AID = "legal_aid", "法律援助"
    COUNSEL = "counsel", "心理疏导"


class Side(TextChoices):
    """Whom the community visits after a warning by the police (反家庭暴力法 art. 17)."""

    VICTIM = "victim", "受害方"
    ABUSER = "abuser", "加害方"


# C7: these three are offered in every such case.
MUST_OFFER = (Help.POLICE, Help.SHELTER, Help.ORDER)
