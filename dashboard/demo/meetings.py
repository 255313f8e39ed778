"""The street's 大工委: its eight units (domain.md O8), last quarter's meeting with the two decisions of O7 and three more, minutes
and notice, and the next meeting called with a topic that waits."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from core.flow.edits import write_down
from core.papers.actions.issuing import issue_paper
from core.papers.kinds import KINDS
from dashboard.demo.history import let_time_pass
from dashboard.demo.names import RARE, Namer
from dashboard.demo.staff import Staff
from disputes.models import Dispute
from grids.models import Department
from partybuilding.choices import Presence
from partybuilding.meetings import actions, limits, origins
from partybuilding.meetings.actions.bodies import KIND as BODY_KIND
from partybuilding.meetings.actions.dates import call, lay, propose_date
from partybuilding.meetings.actions.topics import Draft
from partybuilding.meetings.forms.meeting import notice_words
from partybuilding.meetings.papers import MINUTES
from partybuilding.models import BodyMember, JointMeeting, MeetingTopic, PartyJointBody

_TITLES = ("副局长", "副大队长", "党组成员", "副主任")


@dataclass(frozen=True)
class Brought:
    """A topic as it was brought, and what was decided; `word` finds the cases that it came of."""

    title: str
    problem: str
    asked: str
    word: str
    decided: str = ""
    units: str = ""
    days: int = 0


LAMPS = Brought(
    "白马公寓北门主干道安装路灯",
    "北门主干道没有路灯，居民晚上出行不便，社区和物业都没有资金和权限",
    "由谁牵头、什么时候装好",
    "路灯",
    "住建牵头，自然资源配合，在白马公寓北门主干道安装路灯",
    "住建牵头，自然资源配合",
    60,
)
LANES = Brought(
    "铁路小区背街小巷道路硬化",
    "背街小巷是土路，下雨积水，老人孩子出门要绕行",
    "资金从哪里来、哪家施工",
    "路",
    "综合执法清理占道堆物后，由住建安排铁路小区背街小巷硬化",
    "住建牵头，综合执法配合",
    75,
)
ROOFS = Brought(
    "铁北楼顶漏水",
    "顶楼多户下雨漏水，维修资金一直没有启用",
    "维修资金怎么启用、谁来组织",
    "漏水",
    "住建牵头维修铁北楼顶防水",
    "住建牵头",
    120,
)
STALLS = Brought(
    "胜利早市占道经营",
    "早市占了半条路，公交车过不去",
    "由谁规范、摊位往哪里放",
    "占",
    "综合执法牵头，市场监管配合，规范胜利早市占道经营",
    "综合执法牵头，市场监管配合",
    40,
)
RAMPS = Brought(
    "雍和小区入口路面破损",
    "小区入口路面坑洼，轮椅过不去",
    "请哪家单位帮着修补",
    "路",
    "修补雍和小区入口路面，请成员单位认领",
    "成员单位认领",
    120,
)
DECIDED = (LAMPS, LANES, ROOFS, STALLS, RAMPS)
DRAINS = Brought(
    "老旧小区下水管网改造", "几个小区下水反复堵塞，疏通管不了几天", "列入明年改造计划的办法和资金", "下水"
)


def tell_meetings(staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """Everything up to `now`; how many acts were played."""
    return Sitting(staff, chance, calendar, now).tell()


class Sitting:
    """Who does what, and how many acts it took."""

    def __init__(self, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> None:
        self.staff, self.chance, self.calendar, self.now = staff, chance, calendar, now
        self.acts = 0

    @property
    def secretary(self) -> User:
        return self.staff.street["meeting_secretary"][0]

    @property
    def chair(self) -> User:
        return self.staff.street["street_lead"][0]

    @property
    def manager(self) -> User:
        return self.staff.street["centre_manager"][0]

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The first working day from `day` on, clocks up to it reminded."""
        on = self.calendar.next_workday(day)
        moment = timezone.make_aware(datetime.combine(on, time(hour, minute)))
        moment = min(moment, self.now)
        let_time_pass(moment, self.chance)
        self.acts += 1
        return moment

    def tell(self) -> int:
        today = timezone.localdate(self.now)
        body = self._body(today - timedelta(days=400))
        year, period = today.year, body.period_of(today)
        before = (year, period - 1) if period > 1 else (year - 1, body.periods)
        self._held(body, *before)
        self._coming(body, year, period)
        let_time_pass(self.now, self.chance)
        return self.acts

    def _body(self, since: date) -> PartyJointBody:
        body = PartyJointBody.objects.create(
            name="雄关街道大工委联席会议", place="街道三楼会议室", valid_from=since, is_demo=True
        )
        opened = timezone.make_aware(datetime.combine(since, time(10)))
        write_down(body, BODY_KIND, "set_up", "设立", actor=self.secretary, now=opened, text=body.name)
        namer = Namer(self.chance, {*RARE})
        BodyMember.objects.bulk_create(
            BodyMember(
                body=body,
                department=unit,
                unit_name=unit.name,
                official_name=namer.next(),
                official_title=_TITLES[at % len(_TITLES)],
                deputy_name=namer.next(),
                deputy_title="科长",
                valid_from=since,
            )
            for at, unit in enumerate(Department.objects.order_by("pk")[:8])
        )
        return body

    def _held(self, body: PartyJointBody, year: int, period: int) -> None:
        """From the slot to the issued minutes."""
        first, _ = body.period_days(year, period)
        day = self.calendar.next_workday(first + timedelta(days=40))
        meeting = lay(body, year=year, period=period, now=self.at(first, 9, 10))
        held_at = timezone.make_aware(datetime.combine(day, body.starts_at))
        propose_date(meeting, actor=None, held_at=held_at, now=self.at(first, 9, 10))
        topics = [self._topic(body, one, day - timedelta(days=18)) for one in DECIDED]
        for topic in topics:
            actions.TOPIC_ACTIONS["accept"](
                topic, actor=self.secretary, now=self.at(day - timedelta(days=16), 10)
            )
        self._do(meeting, "build_agenda", day - timedelta(days=15), topics=[one.pk for one in topics])
        self._do(meeting, "call", day - timedelta(days=14))
        self._do(meeting, "papers_out", day - timedelta(days=6), text="议题材料和现场照片")
        self._sit(meeting, topics, day)
        later = self.calendar.add_workdays(day, 1)
        self._do(meeting, "draft_minutes", later, sent_to="各成员单位")
        self._do(meeting, "sign_minutes", later, by=self.chair, hour=15)
        issue_paper(KINDS[MINUTES], meeting.pk, actor=self.secretary, now=self.at(later, 16))
        self._notice(meeting, self.calendar.add_workdays(day, 2))

    def _do(
        self,
        meeting: JointMeeting,
        act: str,
        day: date,
        *,
        by: User | None = None,
        hour: int = 10,
        **data: object,
    ) -> None:
        actions.ACTIONS[act](meeting, actor=by or self.secretary, now=self.at(day, hour), **data)

    def _topic(self, body: PartyJointBody, told: Brought, day: date) -> MeetingTopic:
        moment = self.at(day, 9, 40)
        known = Dispute.objects.filter(title__contains=told.word, registered_at__lt=moment, no__isnull=False)
        keys = [f"dispute:{no}" for no in known.order_by("-pk").values_list("no", flat=True)[:6]]
        draft = Draft(body, told.title, told.problem, told.asked, sources=origins.pick(self.manager, keys))
        return actions.propose(draft, actor=self.manager, now=moment)

    def _sit(self, meeting: JointMeeting, topics: list[MeetingTopic], day: date) -> None:
        seats = list(
            BodyMember.objects.filter(body=meeting.body_id).order_by("pk").values_list("pk", flat=True)
        )
        came = dict.fromkeys(seats, Presence.MEMBER) | {seats[-1]: Presence.LEAVE, seats[-2]: Presence.DEPUTY}
        self._do(meeting, "sign_in", day, hour=9, seats=came)
        self._do(meeting, "open", day, chair_name=self.chair.display_name, observers="相关社区")
        for topic, told in zip(topics, DECIDED, strict=True):
            actions.TOPIC_ACTIONS["resolve"](
                topic,
                actor=self.secretary,
                now=self.at(day, 10, 30),
                text=told.decided,
                units=told.units,
                due_on=day + timedelta(days=told.days),
            )
        self._do(meeting, "close", day, hour=11, next_words="下一季度")

    def _notice(self, meeting: JointMeeting, day: date) -> None:
        moment = self.at(day, 10)
        on = timezone.localdate(moment)
        decisions = list(meeting.decisions.order_by("number"))
        actions.ACTIONS["post_notice"](
            meeting,
            actor=self.secretary,
            now=moment,
            title=f"{meeting}议定事项",
            text=notice_words(meeting),
            decisions=[one.pk for one in decisions],
            from_on=on,
            to_on=on + timedelta(days=limits.NOTICE_DAYS),
        )

    def _coming(self, body: PartyJointBody, year: int, period: int) -> None:
        """This quarter's meeting is called; a topic waits to be taken up."""
        day = timezone.localdate(self.now) - timedelta(days=3)
        first = min(body.period_days(year, period)[0], day)
        meeting = lay(body, year=year, period=period, now=self.at(first, 9, 10))
        propose_date(meeting, actor=None, now=self.at(day, 9, 20))
        call(meeting, actor=self.secretary, now=self.at(day, 10))
        self._topic(body, DRAINS, day)
