"""Code tables of volunteering (domain.md J11). Labels are what the screen shows."""

from django.db.models import TextChoices


class VolunteerState(TextChoices):
    APPLIED = "applied", "待确认"
    ACTIVE = "active", "在册"
    PAUSED = "paused", "暂停服务"
    LEFT = "left", "已退出"
    REFUSED = "refused", "没有录用"


class NoteKind(TextChoices):
    TRAINING = "training", "培训"
    HONOUR = "honour", "荣誉"


class ActivityState(TextChoices):
    DRAFT = "draft", "筹备"
    OPEN = "open", "招募中"
    RUNNING = "running", "进行中"
    DONE = "done", "待核时长"
    SETTLED = "settled", "已办结"
    CANCELLED = "cancelled", "已取消"


class RecordState(TextChoices):
    """Of one volunteer at one activity."""

    SIGNED = "signed", "已报名"
    WITHDRAWN = "withdrawn", "退出报名"
    PRESENT = "present", "已签到"
    GONE = "gone", "已签退"
    CONFIRMED = "confirmed", "已核定"
    ABSENT = "absent", "没有到"


class Grade(TextChoices):
    """Of one service, as whoever was served says."""

    GOOD = "good", "很好"
    FINE = "fine", "可以"
    POOR = "poor", "要改进"


class CertificateState(TextChoices):
    NOTICE = "notice", "内部公示"
    DOUBTED = "doubted", "有异议，核查中"
    READY = "ready", "可以出具"
    ISSUED = "issued", "已出具"
    REFUSED = "refused", "不予出具"


V, A, C = VolunteerState, ActivityState, CertificateState
SERVING = frozenset({V.ACTIVE, V.PAUSED})
AHEAD = frozenset({A.DRAFT, A.OPEN})
UNFINISHED = AHEAD | {A.RUNNING, A.DONE}
