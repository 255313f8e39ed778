"""Code tables of hotline tickets (domain.md F10). Labels are what the screen shows."""

from django.db.models import TextChoices


class TicketKind(TextChoices):
    """What the caller wants; says which limit holds when the city's platform gave none."""

    ENQUIRY = "enquiry", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    COMPLEX = "complex", "复杂事项"
    URGENT = "urgent", "水电气暖抢修"
    DANGER = "danger", "危险情况"

    @property
    def rule(self) -> str:
        """The code of its DeadlineRule."""
        return f"hotline.{'help' if self == TicketKind.COMPLAINT else self.value}"


# Somebody must move before a manager has read it: whoever is on duty gives it out.
HURRIED = frozenset({TicketKind.URGENT, TicketKind.DANGER})


class TicketState(TextChoices):
    """F10, with the two ends of an objection."""

    DRAFT = "draft", "登记中"
    RECEIVED = "received", "待接单"
    ACCEPTED = "accepted", "已接单"
    OBJECTED = "objected", "提出异议"
    HANDLING = "handling", "办理中"
    EXTENDED = "extended", "已延期"
    REWORK = "rework", "重新办理"
    ANSWERED = "answered", "已答复"
    CALLED_BACK = "called_back", "已回访"
    CLOSED = "closed", "办结"
    RETURNED = "returned", "已退单"


S = TicketState
AT_WORK = frozenset({S.HANDLING, S.EXTENDED, S.REWORK})
# Nobody has given it out yet.
WITH_CENTRE = frozenset({S.RECEIVED, S.ACCEPTED})
# The caller still waits for an answer.
OWED_STATES = AT_WORK | WITH_CENTRE | {S.OBJECTED}
OPEN_STATES = OWED_STATES | {S.ANSWERED, S.CALLED_BACK}
ENDED_STATES = frozenset({S.CLOSED, S.RETURNED})


class TicketResult(TextChoices):
    """办理结果."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "已解释说明"
    ON_ACCOUNT = "on_account", "挂账待办"
    UNTRUE = "untrue", "不属实"
    GUIDED = "guided", "已引导"


class Proceeding(TextChoices):
    """Where a matter is decided already, so that the hotline only shows the way (Beijing regulation art. 11)."""

    COURT = "court", "法院诉讼"
    ARBITRATION = "arbitration", "仲裁"
    REVIEW = "review", "行政复议"
    PETITION = "petition", "信访"


class Caller(TextChoices):
    """Who asked the caller afterwards."""

    STREET = "street", "本街道回访"
    CITY = "city", "市平台回访"
