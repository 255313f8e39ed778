"""Code words of places and posts, with the words people read (domain.md K18-K20, architecture D11)."""

from django.db import models


class Role(models.TextChoices):
    """What a person does; held only through a dated Posting."""

    GRID_WORKER = "grid_worker", "网格员"
    GRID_LEADER = "grid_leader", "网格长"
    COMMUNITY_CLERK = "community_clerk", "社区专干"
    COMMUNITY_LEAD = "community_lead", "社区书记"
    MEDIATOR = "mediator", "人民调解员"
    CENTRE_INTAKE = "centre_intake", "综治中心受理"
    CENTRE_MANAGER = "centre_manager", "案管"
    STREET_LEAD = "street_lead", "分管领导"
    DEPT_LIAISON = "dept_liaison", "部门联络员"
    MEETING_SECRETARY = "meeting_secretary", "会议秘书"
    SUPPORT_WORKER = "support_worker", "帮扶干部"
    SUPPORT_LEAD = "support_lead", "帮扶负责人"
    COUNSELLOR = "counsellor", "心理咨询员"
    SUPERVISOR = "supervisor", "督查考评"
    PRIVACY_OFFICER = "privacy_officer", "个人信息保护负责人"
    AUDITOR = "auditor", "审计员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    SYSADMIN = "sysadmin", "系统管理员"


GRID_ROLES = (Role.GRID_WORKER, Role.GRID_LEADER)
COMMUNITY_ROLES = (Role.COMMUNITY_CLERK, Role.COMMUNITY_LEAD)
# Engaged either by a community's committee or by the street's.
COMMUNITY_OR_STREET_ROLES = (Role.MEDIATOR, Role.COUNSELLOR)
DEPARTMENT_ROLES = (Role.DEPT_LIAISON,)
PROGRAMME_ROLES = (Role.SUPPORT_WORKER, Role.SUPPORT_LEAD)
# 三员分立: each excludes the other two and every role of the work (trust.md 3.2).
ADMIN_ROLES = (Role.SYSADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
STREET_WORK_ROLES = (
    Role.CENTRE_INTAKE,
    Role.CENTRE_MANAGER,
    Role.STREET_LEAD,
    Role.MEETING_SECRETARY,
    Role.SUPERVISOR,
)
STREET_ROLES = (*STREET_WORK_ROLES, Role.PRIVACY_OFFICER, *ADMIN_ROLES)
# They see a phone or an identity number, or open the way to it, so they sign in with a second factor.
SECOND_FACTOR_ROLES = frozenset(
    role.value for role in Role if role not in {Role.SUPERVISOR, Role.MEETING_SECRETARY}
)


class AreaLevel(models.TextChoices):
    """The four levels of the town's tree (domain.md B1)."""

    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    ESTATE = "estate", "小区"
    BUILDING = "building", "楼栋"


LEVEL_BELOW = {
    AreaLevel.STREET: AreaLevel.COMMUNITY,
    AreaLevel.COMMUNITY: AreaLevel.ESTATE,
    AreaLevel.ESTATE: AreaLevel.BUILDING,
}


class EstateKind(models.TextChoices):
    ESTATE = "estate", "小区"
    COURTYARD = "courtyard", "出租大院"


class GridKind(models.TextChoices):
    """A dedicated grid (a unit, a campus, a business building) has no size check (domain.md B3)."""

    COMMUNITY = "community", "社区网格"
    DEDICATED = "dedicated", "专属网格"


class SupporterKind(models.TextChoices):
    """The N of 1+1+N and 三官一所一律 (domain.md K19)."""

    POLICE = "police", "社区民警"
    JUDGE = "judge", "法官"
    PROSECUTOR = "prosecutor", "检察官"
    JUSTICE_OFFICE = "justice_office", "司法所"
    LAWYER = "lawyer", "律师"
    BUILDING_LEAD = "building_lead", "楼栋长"
    VETERANS = "veterans", "五老"
    PARTY_MEMBER = "party_member", "党员"
    PROPERTY = "property", "物业"
    VOLUNTEER = "volunteer", "志愿者"


class DepartmentCode(models.TextChoices):
    """Units the street works with (domain.md K18)."""

    POLICE = "police", "公安"
    CIVIL_AFFAIRS = "civil_affairs", "民政"
    HOUSING = "housing", "住建"
    ENFORCEMENT = "enforcement", "综合执法"
    MARKET = "market", "市场监管"
    RESOURCES = "resources", "自然资源"
    SANITATION = "sanitation", "环卫"
    JUSTICE = "justice", "司法"
    PETITION = "petition", "信访"
    EDUCATION = "education", "教育"
    LABOUR = "labour", "人社"
    HEALTH = "health", "卫健"
    EMERGENCY = "emergency", "应急"
    FIRE = "fire", "消防"
    WATER = "water", "水务"
    UTILITIES = "utilities", "供热供气企业"
    TRANSPORT = "transport", "交通"
    DISABLED_FEDERATION = "disabled_federation", "残联"
    WOMEN_FEDERATION = "women_federation", "妇联"
    YOUTH_LEAGUE = "youth_league", "团委"
    UNION = "union", "工会"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"


class DepartmentKind(models.TextChoices):
    """Member unit of the joint meeting, or called in when needed (domain.md O8)."""

    MEMBER = "member", "成员单位"
    COORDINATION = "coordination", "协调单位"


class Programme(models.TextChoices):
    """The four statutory support programmes, and no fifth (domain.md 0.1)."""

    RESETTLEMENT = "resettlement", "安置帮教"
    CORRECTION = "correction", "社区矫正"
    DETOX = "detox", "社区戒毒康复"
    MENTAL = "mental", "精神卫生"


class WorkerDuty(models.TextChoices):
    """What a grid worker may be asked to do (domain.md K20, B7)."""

    INFORMATION = "information", "信息采集"
    OPINION = "opinion", "民意收集"
    HAZARD = "hazard", "隐患排查"
    MEDIATION = "mediation", "矛盾化解"
    PUBLICITY = "publicity", "政策宣传"
    ERRANDS = "errands", "服务代办"


class HandoverMode(models.TextChoices):
    """Where the open cases of a grid go when its worker changes."""

    FOLLOW = "follow", "在办案件随网格转给新的人"
    STAY = "stay", "在办案件由原来的人办完"


class MapCrs(models.TextChoices):
    """In which degrees somebody's map is. We keep WGS-84; CGCS2000 of the state's own maps is the same to a few centimetres."""

    WGS84 = "wgs84", "WGS-84 或 CGCS2000（卫星定位、天地图）"
    GCJ02 = "gcj02", "GCJ-02（高德、腾讯地图）"


class OutlineSource(models.TextChoices):
    """How the outline of a grid came into the house."""

    DRAWN = "drawn", "画的"
    FILE = "file", "导入文件"
