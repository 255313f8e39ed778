"""Half a season of visits, told by the actions at the moments they would have happened.

A running 民情大走访, two leaders in contact with a community, appointments of today and tomorrow; beside them the opinions
(dashboard.demo.opinions)."""

from datetime import datetime, timedelta
from random import Random

from core.accounts.models import User
from core.clocks.calendar import WorkCalendar
from dashboard.demo.opinions import SAID, closed_case_of_an_opinion, open_case_of_an_opinion, plan_opinions
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Act, Corner, Teller
from dashboard.demo.worktime import OfficeHours
from residents.actions import opinions, visits
from residents.actions.opinions import Told
from residents.actions.visits import CampaignPlan, Door, Made
from residents.choices_visits import Channel, Outcome, VisitKind
from residents.models import LeaderContact, Visit, VisitCampaign

# How many visits and how many rounds of the opinions' ways, by scale.
SIZES = {"small": (56, 1), "full": (560, 10)}
_DAY = timedelta(days=1)


def tell_visits(
    places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime, scale: str
) -> int:
    """Everything above, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    number, rounds = SIZES[scale]
    campaign = _campaign(teller)
    _visits(teller, number, campaign)
    _appointments(teller)
    _leaders(teller)
    plan_opinions(teller, rounds)
    return closed_case_of_an_opinion(teller) + teller.play() + open_case_of_an_opinion(teller)


# --- visits ----------------------------------------------------------------------------------------


def _campaign(teller: Teller) -> VisitCampaign:
    """Opened two weeks ago by the street for two communities; runs three weeks more."""
    opened, today = teller.ago(10), teller.now.date()
    areas = (teller.community("铁北"), teller.community("德惠"))
    plan = CampaignPlan(
        f"{today.year}年民情大走访",
        opened.date(),
        today + timedelta(days=21),
        communities=areas,
        aim="冷暖、安全和身边小事，听居民怎么说",
        questions=("供暖", "楼道安全", "停车", "养老", "政策办事"),
        is_demo=True,
    )
    return visits.open_campaign(plan, actor=teller.staff.street["centre_manager"][0], now=opened)


def _visits(teller: Teller, number: int, campaign: VisitCampaign) -> None:
    for at in range(number):
        in_campaign = at % 2 == 0
        short = teller.chance.choice(("铁北", "德惠")) if in_campaign else ""
        own = at % 6 == 0
        corner = teller.corner("铁北" if own else short, 7 if own else 0)
        when = teller.ago(teller.chance.randint(1, 9 if in_campaign else 60))
        teller.at(when, _visit_of(teller, corner, at, campaign if in_campaign else None))


def _visit_of(teller: Teller, corner: Corner, at: int, campaign: VisitCampaign | None) -> Act:
    chance = teller.chance
    outcome = chance.choices(list(Outcome), [15, 2, 3])[0]
    met = outcome == Outcome.MET
    made = Made(
        outcome,
        persons_met=chance.randint(1, 3) if met else None,
        topics=tuple(chance.sample(("information", "opinion", "hazard", "publicity", "errands"), 2))
        if met
        else (),
        asked=tuple(chance.sample(campaign.questions, 2)) if campaign and met else (),
        help_given=chance.choice(("", "", "代缴水费", "送高龄津贴申请表", "教着下载医保小程序"))
        if met
        else "",
        note=chance.choice(("", "", "家里都好", "问了供暖，说够热", "提醒了楼道别堆东西")) if met else "",
        follow_up_on=teller.now.date() + _DAY * chance.randint(0, 5) if met and at % 8 == 0 else None,
        follow_up_what="送医保申请表" if met and at % 8 == 0 else "",
    )
    kinds = (VisitKind.ROUTINE, VisitKind.ROUTINE, VisitKind.HOLIDAY, VisitKind.SURVEY, VisitKind.AFTER_CASE)
    kind = chance.choice(kinds)

    def go(moment: datetime) -> Visit:
        door = teller.door(corner.place)
        return visits.log_visit(
            door, made, actor=corner.worker, kind=kind, campaign=campaign, now=moment, is_demo=True
        )

    return go


def _appointments(teller: Teller) -> None:
    """What the worker of 铁北3-07 expects: two today, two later this week, one agreed on by the community."""
    asked = teller.ago(1)
    for minutes, note in ((35, "看看暖气"), (160, ""), (60 * 26, "送表"), (60 * 50, "约好量窗户")):
        corner = teller.corner("铁北", 7)
        planned_at = teller.now + timedelta(minutes=minutes)
        teller.at(asked, _appointment(teller, corner, corner.worker, planned_at, note))
    corner = teller.corner("铁北", 7)
    teller.at(asked, _appointment(teller, corner, corner.clerk, teller.now + _DAY * 2, "社区和网格一起去"))


def _appointment(teller: Teller, corner: Corner, by: User, planned_at: datetime, note: str) -> Act:
    def agree(moment: datetime) -> Visit:
        return visits.plan_visit(
            teller.door(corner.place),
            actor=by,
            workers=list(dict.fromkeys((corner.worker, by))),
            planned_at=planned_at,
            note=note,
            is_demo=True,
            now=moment,
        )

    return agree


def _leaders(teller: Teller) -> None:
    """One leader was there this month or last, the other not yet; what they heard became opinions."""
    street = teller.staff.street
    manager = street["centre_manager"][0]
    for leader, short, days in (
        (street["street_lead"][0], "铁北", 3),
        (street["meeting_secretary"][0], "德惠", 33),
    ):
        area = teller.community(short)
        since = teller.ago(60)
        contact = visits.assign_contact(
            leader, area, actor=manager, valid_from=since.date(), is_demo=True, now=since
        )
        teller.at(teller.ago(days), _community_day(teller, contact, leader))


def _community_day(teller: Teller, contact: LeaderContact, leader: User) -> Act:
    said = teller.chance.choice(SAID[:6])

    def hold(moment: datetime) -> None:
        made = Made(Outcome.MET, persons_met=teller.chance.randint(6, 20), topics=("opinion", "publicity"))
        visits.log_visit(
            Door(contact.community), made, actor=leader, contact=contact, now=moment, is_demo=True
        )
        told = Told(contact.community, said.text, Channel.LEADER, contact=contact, is_demo=True)
        opinions.raise_opinion(told, actor=leader, now=moment + timedelta(minutes=20))

    return hold
