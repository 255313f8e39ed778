"""Code tables of the register (domain.md B, H and K). Labels are what the screen shows."""

from django.db.models import TextChoices


class Sex(TextChoices):
    """GB/T 2261.1 (K1)."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSAID = "9", "未说明"


class IdType(TextChoices):
    """K5."""

    RESIDENT = "111", "居民身份证"
    BOOKLET = "113", "户口簿"
    PASSPORT = "414", "普通护照"
    HK_MACAU = "516", "港澳居民来往内地通行证"
    TAIWAN = "511", "台湾居民来往大陆通行证"
    FOREIGN_PERMANENT = "553", "外国人永久居留证"
    FOREIGN_PERMIT = "554", "外国人居留许可"
    OTHER = "999", "其他"


class Relation(TextChoices):
    """To the head of the household: GB/T 4761's main codes and two of this town (K3)."""

    SELF = "0", "本人"
    SPOUSE = "1", "配偶"
    SON = "2", "子"
    DAUGHTER = "3", "女"
    GRANDCHILD = "4", "孙辈"
    PARENT = "5", "父母"
    GRANDPARENT = "6", "祖辈"
    SIBLING = "7", "兄弟姐妹"
    OTHER = "8", "其他"
    TENANT = "T", "租客"
    FLATMATE = "C", "合租"


class ResidenceStatus(TextChoices):
    """Where one lives against where one is registered (K6)."""

    HERE = "1", "人户一致"
    LIVES_HERE = "2", "人在户不在"
    REGISTERED_HERE = "3", "户在人不在"
    COLLECTIVE = "4", "集体户"
    OTHER = "5", "其他"


class DwellingUse(TextChoices):
    """K6."""

    OWN = "own", "自住"
    LET = "let", "出租"
    VACANT = "vacant", "空置"
    BUSINESS = "business", "经营"
    OFFICE = "office", "办公"
    OTHER = "other", "其他"


class Tenure(TextChoices):
    OWNED = "owned", "自有"
    RENTED = "rented", "租住"
    BORROWED = "borrowed", "借住"
    OTHER = "other", "其他"


class Source(TextChoices):
    """How the office learned of the entry."""

    VISIT = "visit", "入户走访"
    DESK = "desk", "窗口登记"
    SELF = "self", "居民自报"
    IMPORT = "import", "表格导入"
    LANDLORD = "landlord", "房东申报"
    TRANSFER = "transfer", "别处转来"


class Leaving(TextChoices):
    """How somebody left the register."""

    MOVED = "moved", "搬走"
    DIED = "died", "去世"
    MISTAKE = "mistake", "登记错了"


class Service(TextChoices):
    """What a household asked for and agreed to; never a mark of what somebody is (domain.md H2, 0.1)."""

    LIVING_ALONE = "living_alone", "独居老人关怀"
    ERRANDS = "errands", "代办服务"
    HEAVY_THINGS = "heavy_things", "大件搬运"
    MEALS = "meals", "助餐"
