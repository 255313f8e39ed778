"""What the people of a street and of one community do in a year of joint meetings, a moment at a time.

The street's meetings of three quarters each decide one task for each life of LIVES; together these pass through every
state that a task has. The missed quarter is nobody's to hold; the community holds all of its own and decides nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.papers.actions.issuing import issue_paper
from core.papers.kinds import KINDS
from partybuilding.choices import MeetingState
from partybuilding.items.later import later_decisions
from partybuilding.models import ActionItem, JointMeeting
from tests.items.board import Board
from tests.meetings.hall import HOUR, SHANGHAI, Hall

S = MeetingState
MISSED = 3
DAY = timedelta(days=1)
# Days from the meeting to the day of a task.
TERM = 30
Life = Iterator[int]


def at_work(day: date, hour: int = 9, minute: int = 31) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


@dataclass
class Office:
    street: Hall
    own: Hall
    board: Board
    now: datetime
    # Lives of tasks, each with the day on which it goes on.
    lives: list[tuple[date, Life]] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.now.date()

    def work(self) -> None:
        """Everything that people owe at this moment."""
        for hall in (self.street, self.own):
            for meeting in JointMeeting.objects.filter(body=hall.body, year=2026).select_related("body"):
                if hall is self.own or meeting.period != MISSED:
                    self._attend(hall, meeting)
        going, self.lives = self.lives, []
        for day, life in going:
            if day > self.day:
                self.lives.append((day, life))
            elif (wait := next(life, None)) is not None:
                self.lives.append((self.day + wait * DAY, life))

    def meet(self, hall: Hall, meeting: JointMeeting, act: str, **data: Any) -> JointMeeting:
        by = ("meeting_secretary", "street_lead") if hall is self.street else ("clerk", "secretary")
        if act == "issue_minutes":
            issue_paper(KINDS["L16"], meeting.pk, actor=getattr(hall.cast, by[0]), now=self.now)
            return hall.fresh(meeting)
        hall.now = self.now - HOUR
        return hall.do(meeting, act, by[act == "sign_minutes"], **data)

    def _attend(self, hall: Hall, meeting: JointMeeting) -> None:
        left = (meeting.held_on - self.day).days if meeting.held_on else 99
        if meeting.state == S.PROPOSED and hall is self.street and not meeting.agenda.exists():
            hall.now = self.now - 3 * HOUR
            hall.topic_do(hall.topic_step(hall.topic(), "accept"), "schedule", meeting=meeting)
        if meeting.state == S.CALLED and left <= 5 and meeting.papers_at is None:
            meeting = self.meet(hall, meeting, "papers_out")
        if meeting.state == S.CALLED and left == 0:
            self._sit(hall, meeting)
        elif meeting.state == S.DRAFTED and left < 0:
            self.meet(hall, self.meet(hall, meeting, "sign_minutes"), "issue_minutes")

    def _sit(self, hall: Hall, meeting: JointMeeting) -> None:
        """All sign in; the street's topic becomes as many decisions as there are lives, each decision a task."""
        meeting = self.meet(hall, meeting, "sign_in", seats=hall.all_here())
        meeting = self.meet(hall, meeting, "open", chair_name="赵街道")
        if hall is self.street:
            topic = meeting.topics.get()
            for name in LIVES:
                hall.now = self.now - HOUR
                hall.topic_do(topic, "resolve", text=f"{name}，一个月内办好", units="住建局")
        meeting = self.meet(hall, self.meet(hall, meeting, "close"), "draft_minutes")
        for decision in meeting.decisions.order_by("number"):
            name = decision.text.partition("，")[0]
            self.board.now = self.now
            lead = None if name == "没有牵头单位" else self.board.housing
            item = self.board.made(decision, what=name, due_on=self.day + TERM * DAY, lead=lead)
            self.lives.append((self.day + 2 * DAY, LIVES[name](self, item)))

    # --- tasks ------------------------------------------------------------------------------------
    def task(self, item: ActionItem, act: str, by: str = "", **data: Any) -> None:
        self.board.now = self.now - HOUR
        self.board.step(item, act, by, **data)

    def decided_later(self, item: ActionItem) -> bool:
        """Whether a later meeting could set it aside; the board's own calls then name that one."""
        found = later_decisions(item).first()
        if found is not None:
            self.board.later = found
        return found is not None


def ended(office: Office, item: ActionItem, by: str = "liaison") -> Life:
    """Shown, looked at, struck off."""
    office.task(item, "claim_done", by)
    yield 2
    office.task(item, "verify")
    yield 1
    office.task(item, "clear")


def in_time(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield 12
    office.task(item, "progress")
    yield 14
    yield from ended(office, item)


def sent_back(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield 12
    office.task(item, "claim_done")
    yield 2
    office.task(item, "refuse")
    yield 12
    yield from ended(office, item)


def given_time(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield 12
    office.task(item, "ask_extension", asked_on=office.board.fresh(item).due_on + 10 * DAY)
    yield 2
    office.task(item, "approve_extension")
    yield 21
    yield from ended(office, item)


def given_no_time(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield 12
    office.task(item, "ask_extension", asked_on=office.board.fresh(item).due_on + 10 * DAY)
    yield 2
    office.task(item, "refuse_extension")
    yield 12
    yield from ended(office, item)


def late(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield TERM + 14
    yield from ended(office, item)


def claimed(office: Office, item: ActionItem) -> Life:
    office.task(item, "claim")
    yield 24
    yield from ended(office, item, "helper")


def handed_over(office: Office, item: ActionItem) -> Life:
    office.task(item, "take")
    yield 12
    office.task(item, "reassign")
    yield 2
    office.task(item, "take", "helper")
    yield 10
    yield from ended(office, item, "helper")


def waits(office: Office, item: ActionItem, act: str) -> Life:
    """Nothing until the next meeting decides."""
    office.task(item, "take")
    yield 92
    while not office.decided_later(item):
        yield 30
    office.task(item, act)


def set_aside(office: Office, item: ActionItem) -> Life:
    yield from waits(office, item, "put_on_account")
    yield 7
    office.task(item, "resume", due_on=office.day + TERM * DAY)
    yield 14
    yield from ended(office, item)


def given_up(office: Office, item: ActionItem) -> Life:
    yield from waits(office, item, "void")


def forgotten(office: Office, item: ActionItem) -> Life:
    """Nobody of the unit takes it."""
    yield from ()


LIVES: dict[str, Callable[[Office, ActionItem], Life]] = {
    "按期办结": in_time,
    "退回重办": sent_back,
    "同意延期": given_time,
    "不同意延期": given_no_time,
    "超期办结": late,
    "没有牵头单位": claimed,
    "换了单位": handed_over,
    "先挂账": set_aside,
    "不办了": given_up,
    "没人接办": forgotten,
}
