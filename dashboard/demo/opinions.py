"""What residents said at visits and desks, and the ways their opinions went: acts with the working days between them.

Every state is there, with promises kept, kept late and overdue. Two opinions became cases, one of them long closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.accounts.models import User
from dashboard.demo.teller import Corner, Teller
from disputes.actions import Intake, log_dispute
from disputes.choices import Source, State
from disputes.models import Dispute
from disputes.opinions import KIND
from residents.actions import opinions
from residents.actions.opinions import Told
from residents.choices_visits import Category, Channel, Desk, ReplyWay
from residents.models import Opinion


@dataclass(frozen=True)
class Said:
    """What a resident brought up, what was done, and what they heard in the end."""

    text: str
    category: Category
    done: str
    heard: str


SAID = (
    Said(
        "下水管返水，洗菜池一倒水就往上冒",
        Category.REQUEST,
        "物业疏通了主管道",
        "主管道已经疏通，这几天再看看",
    ),
    Said(
        "楼顶漏水，六楼几家一下雨就湿墙",
        Category.REQUEST,
        "物业补做了屋面防水",
        "屋面防水补好了，下次下雨再看",
    ),
    Said("小区门口道路坑洼，老人晚上走不稳", Category.COMPLAINT, "养护队补了坑洼路面", "门口的路补平了"),
    Said("3单元门口路灯不亮有一个星期了", Category.REQUEST, "电工换了灯头", "路灯换好了，晚上看过是亮的"),
    Said("想在小区里添几张长椅，老人好歇脚", Category.PROPOSAL, "", "报给了小区改造项目，年底前答复能装几张"),
    Said(
        "停车位不够，晚上回来没地方停",
        Category.COMPLAINT,
        "和物业重新划了线，多出9个车位",
        "多划了9个车位，先到先停",
    ),
    Said("低保要到哪里申请，带什么材料", Category.QUESTION, "", "到社区窗口就能办，带户口簿和身份证"),
    Said(
        "楼上装修噪声大，中午也不停",
        Category.COMPLAINT,
        "上门说好了午休时间不施工",
        "说好了中午12点到2点半不动工",
    ),
    Said(
        "楼道里电动车充电，飞线从窗户拉下来",
        Category.HAZARD,
        "拆了飞线，告知到车棚充电",
        "飞线拆了，车棚有充电口",
    ),
    Said(
        "暖气不热，家里只有十六七度",
        Category.REQUEST,
        "供热站放了管里的气，室温到20度",
        "放过气了，不热再打电话",
    ),
    Said("网格员帮着代缴水费，省了一趟腿", Category.PRAISE, "", "谢谢您，有事还可以找我们"),
    Said("垃圾桶满了没人收，有异味", Category.COMPLAINT, "环卫改成一天收两次", "现在早晚各收一次"),
)
# Acts and the working days before each; the state they end in stands first.
_WAYS: tuple[tuple[str, str], ...] = (
    ("待分类", "say"), ("待分类", "say"), ("待分类临期", "say"), ("办理中", "say;classify 1"),
    ("办理中", "say;classify"), ("网格办理", "say;classify_grid"), ("网格办理", "say;classify_grid 1;note 1"),
    ("记了结果", "say;classify 1;handle 1"), ("退回", "say;classify 1;return_opinion 1"),
    ("催办", "say;classify 1;chase 3"), ("共性", "say;classify;mark_general 1"),
    ("街道", "say;classify 1;reclassify 1"), ("已答复", "say;classify 1;reply 2"),
    ("已答复", "say;classify_grid;handle 1;reply 1"), ("办结", "say;classify 1;reply 2;rate 1"),
    ("办结", "say;classify;handle 2;reply 1;rate"), ("办结", "say;classify_grid;reply 2;rate 1"),
    ("当场", "spot"), ("当场", "spot"), ("不满意再办", "say;classify;reply 2;rework 2"),
    ("再办后办结", "say;classify;reply 2;rework 2;reply 2;rate 1"), ("撤销", "say;withdraw 1"),
    ("晚答复", "say;classify 1;reply 7;rate 1"),
)  # fmt: skip
_AGES = {"待分类临期": 4, "催办": 1, "办结": 12, "再办后办结": 8, "晚答复": 9, "撤销": 15, "当场": 2}


def plan_opinions(teller: Teller, rounds: int) -> None:
    """Every way once a round; the first round partly in the grid of the demo's own worker."""
    for at in range(rounds):
        for name, way in _WAYS:
            _one(teller, name, way, teller.chance.choice(SAID), own=at == 0)


def _one(teller: Teller, name: str, way: str, said: Said, *, own: bool) -> None:
    """One opinion along its way, so that its last act lies as far back as its name says."""
    corner = teller.corner("铁北", 7) if own and teller.chance.random() < 0.5 else teller.corner()
    cues = [(part.split()[0], int([*part.split(), "0"][1])) for part in way.split(";")]
    length = sum(days for _, days in cues)
    # What takes days ended yesterday at the latest: early on a day its last act would still lie ahead.
    moment = teller.ago(length + _AGES.get(name, teller.chance.randint(1 if length else 0, 2)))
    life = Life(teller, corner, said)
    for act, days in cues:
        if days:
            moment = teller.hours.workdays_later(moment, days, teller.chance)
        elif act not in ("say", "spot"):
            moment = teller.hours.at_work(
                moment + timedelta(minutes=teller.chance.randint(20, 90)), teller.chance
            )
        teller.at(moment, getattr(life, act))


@dataclass
class Life:
    """One opinion and what each act of its way writes."""

    teller: Teller
    corner: Corner
    said: Said
    opinion: Opinion | None = None

    def _told(self, **changes: Any) -> Told:
        chance = self.teller.chance
        named = chance.random() < 0.6
        facts: dict[str, Any] = {
            "name": chance.choice("王李张刘陈马赵") + chance.choice(("大爷", "阿姨", "师傅"))
            if named
            else "",
            "phone": f"0937-09{chance.randint(0, 99_999):05}" if named else "",
        }
        door = self.teller.door(self.corner.place)
        facts |= {"dwelling": door.dwelling, "household": door.household, "place_detail": door.detail}
        channel = chance.choice((Channel.VISIT, Channel.VISIT, Channel.DESK, Channel.PHONE))
        return Told(self.corner.place, self.said.text, channel, is_demo=True, **{**facts, **changes})

    def _do(self, act: str, by: User, now: datetime, **data: Any) -> None:
        if self.opinion is not None:
            opinions.ACTIONS[act](self.opinion, actor=by, now=now, **data)

    @property
    def _answerer(self) -> User:
        desk = self.opinion.desk if self.opinion else Desk.COMMUNITY
        if desk == Desk.STREET:
            return self.teller.staff.street["centre_intake"][0]
        return self.corner.worker if desk == Desk.GRID else self.corner.clerk

    def say(self, now: datetime) -> None:
        self.opinion = opinions.raise_opinion(self._told(), actor=self.corner.worker, now=now)

    def spot(self, now: datetime) -> None:
        self.opinion = opinions.settle_on_spot(
            self._told(name="", phone=""),
            actor=self.corner.worker,
            category=self.said.category,
            answer=self.said.heard,
            handled=self.said.done or "当面说清了",
            satisfaction="good",
            now=now,
        )

    def classify(self, now: datetime) -> None:
        data = {"category": self.said.category, "desk": Desk.COMMUNITY, "holder": self.corner.clerk}
        self._do("classify", self.corner.clerk, now, **data)

    def classify_grid(self, now: datetime) -> None:
        data = {"category": self.said.category, "desk": Desk.GRID, "holder": self.corner.worker}
        self._do("classify", self.corner.clerk, now, **data)

    def reclassify(self, now: datetime) -> None:
        data = {"category": self.said.category, "desk": Desk.STREET, "reason": "要街道协调几家单位"}
        self._do("reclassify", self.corner.clerk, now, **data)

    def return_opinion(self, now: datetime) -> None:
        self._do("return_opinion", self._answerer, now, reason="这片归改造项目部管，请重新分")

    def handle(self, now: datetime) -> None:
        self._do("handle", self._answerer, now, handled=self.said.done or "已问清情况")

    def note(self, now: datetime) -> None:
        self._do("note", self._answerer, now, text="联系过物业，约好明天上门看")

    def chase(self, now: datetime) -> None:
        self._do("chase", self.corner.lead, now, text="快到期了，请先告知居民进展")

    def mark_general(self, now: datetime) -> None:
        self._do("mark_general", self.corner.clerk, now, is_general=True, note="好几户都说过")

    def reply(self, now: datetime) -> None:
        way = self.teller.chance.choice((ReplyWay.PHONE, ReplyWay.IN_PERSON))
        data = {"reply_way": way, "public_text": self.said.heard, "handled": self.said.done or "当面说清了"}
        self._do("reply", self._answerer, now, **data)

    def rate(self, now: datetime) -> None:
        answers = ("very_good", "good", "good", "fair", "not_reached")
        self._do("rate", self.corner.clerk, now, satisfaction=self.teller.chance.choice(answers))

    def rework(self, now: datetime) -> None:
        self._do("rework", self.corner.clerk, now, reason="用了两天又和原来一样了")

    def withdraw(self, now: datetime) -> None:
        self._do("withdraw", self.corner.lead, now, reason="和邻居家反映的是同一件事，并在一起答复")


# --- opinions that became cases --------------------------------------------------------------------


def closed_case_of_an_opinion(teller: Teller) -> int:
    """A case from a visit, closed some weeks ago, gets the opinion that it came from, with every step at its own moment."""
    closed = Dispute.objects.filter(source=Source.VISIT, state__in=[State.CLOSED, State.ARCHIVED])
    case = closed.filter(grid__isnull=False, events__act="register").order_by("registered_at").last()
    if case is None or case.registered_at is None or case.closed_at is None:
        return 0
    worker = teller.staff.workers.get(case.grid_id or 0)
    if worker is None:
        return 0
    told = Told(
        case.place,
        case.summary or case.title,
        Channel.VISIT,
        title=case.title,
        place_detail=case.place_detail,
        is_demo=True,
    )
    opinion = opinions.raise_opinion(told, actor=worker, now=case.registered_at - timedelta(minutes=30))
    opinions.converted(
        opinion, kind=KIND, target_id=case.pk, target_no=case.no or "", actor=worker, now=case.registered_at
    )
    Dispute.objects.filter(pk=case.pk).update(opinion=opinion)
    told_at = case.registered_at + timedelta(hours=2)
    words: dict[str, Any] = {
        "reply_way": ReplyWay.IN_PERSON,
        "public_text": f"已转为案件，编号{case.no}，由我们来谈",
    }
    opinions.tell_progress(opinion, actor=worker, now=told_at, **words)
    result = f"{State(State.CLOSED).label}：{case.get_result_display()}"
    opinions.target_ended(KIND, case.pk, result=result, now=case.closed_at)
    heard: dict[str, Any] = {
        "reply_way": ReplyWay.PHONE,
        "public_text": f"{case.title}的事已经谈好办完，有反复随时找我们",
    }
    opinions.reply(
        opinion, actor=worker, satisfaction="good", now=_soon_after(teller, case.closed_at), **heard
    )
    return 6


def _soon_after(teller: Teller, moment: datetime) -> datetime:
    return min(teller.now, teller.hours.at_work(moment + timedelta(hours=3), teller.chance))


def open_case_of_an_opinion(teller: Teller) -> int:
    """This morning's: the resident knows that it became a case and waits for how it ends."""
    corner, said = teller.corner("铁北", 7), SAID[1]
    newest = Dispute.objects.filter(registered_at__isnull=False).order_by("registered_at").last()
    last = newest.registered_at if newest and newest.registered_at else teller.now
    moment = min(teller.now, max(last + timedelta(seconds=30), teller.now - timedelta(minutes=50)))
    life = Life(teller, corner, said)
    life.say(min(moment, teller.ago(1)))
    opinion = life.opinion
    if opinion is None:
        return 0
    intake = Intake(
        place=corner.place,
        cause="23",
        title="楼顶漏水",
        source=Source.VISIT,
        source_ref=opinion.no or "",
        summary=said.text,
        opinion=opinion,
        is_demo=True,
    )
    case = log_dispute(intake, actor=corner.worker, now=moment)
    words: dict[str, Any] = {
        "reply_way": ReplyWay.PHONE,
        "public_text": f"已转为案件，编号{case.no}，有结果马上告诉您",
    }
    opinions.tell_progress(opinion, actor=corner.worker, now=teller.now, **words)
    return 3
