"""Committees of the demo town, and what people do beside plain mediation: the court, other tracks, conferences, help."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from dashboard.demo.places import Places
from dashboard.demo.scripts import Cue
from dashboard.demo.staff import Staff
from dashboard.demo.stories import Story
from disputes.actions import Conference, Opinion
from disputes.choices import Mode, Track
from disputes.choices_mediation import (
    MUST_OFFER,
    BodyKind,
    CommitteeKind,
    Confirmed,
    Help,
    MediatorPost,
)
from disputes.models import MediationCommittee, Mediator
from grids.choices import Role

COURT = "市城区人民法院"
# Its election is near and it has no woman yet, so that the page has something to say.
_LACKING = "演三"
_TERM = timedelta(days=3 * 365)
Data = dict[str, Any]


def fill_committees(places: Places, staff: Staff, *, now: datetime, opened: datetime) -> None:
    """One of the street, one of each community, one of a trade; everybody who mediates is engaged."""
    since = opened.date() - timedelta(days=200)
    street = _committee(CommitteeKind.STREET, "雄关街道人民调解委员会", "雄街人调字", since)
    trade = _committee(
        CommitteeKind.TRADE, "雄关街道物业纠纷人民调解委员会", "雄街物调字", since, trade="物业"
    )
    made = [street, trade]
    for community in places.communities:
        name, series = f"雄关街道{community.name}人民调解委员会", f"{community.short_name}人调字"
        first = now.date() - _TERM + timedelta(days=40) if community.short_name == _LACKING else since
        made.append(_committee(CommitteeKind.COMMUNITY, name, series, first, community=community))
    MediationCommittee.objects.bulk_create(made)
    staff.committees = {one.community_id: one.pk for one in made if one.community_id is not None}
    centre = [staff.street[role.value] for role in (Role.CENTRE_MANAGER, Role.CENTRE_INTAKE, Role.MEDIATOR)]
    managers, intake, mediators = centre
    rows = [*_posts(street, managers[:1], [*intake, *mediators[:1]], mediators[1:])]
    rows += _posts(trade, mediators[:1], [*mediators[1:], *intake], [])
    for committee in made[2:]:
        key = committee.community_id or 0
        grids = places.grids[key]
        workers = [staff.workers[one.pk] for one in grids if one.pk in staff.workers]
        engaged = [*(staff.leaders[one.pk] for one in grids), *workers]
        members = [*staff.clerks[key], *staff.mediators[key]]
        lacks = committee.community is not None and committee.community.short_name == _LACKING
        rows += _posts(committee, [staff.leads[key]], members, engaged, woman=not lacks)
    Mediator.objects.bulk_create(rows)
    detail = {"committees": len(made), "mediators": len(rows)}
    record("demo.committees", actor=None, detail=detail, now=opened)


def _committee(kind: CommitteeKind, name: str, series: str, since: date, **more: Any) -> MediationCommittee:
    return MediationCommittee(
        kind=kind, name=name, series=series, court=COURT, term_from=since, term_to=since + _TERM, is_demo=True, **more
    )  # fmt: skip


def _posts(
    committee: MediationCommittee,
    heads: list[User],
    members: Iterable[User],
    engaged: Iterable[User],
    *,
    woman: bool = True,
) -> list[Mediator]:
    """Each person once, with the highest post."""
    found: dict[int, Mediator] = {}
    groups = ((MediatorPost.HEAD, heads), (MediatorPost.MEMBER, members), (MediatorPost.ENGAGED, engaged))
    for post, people in groups:
        for user in people:
            is_woman = woman and post == MediatorPost.MEMBER and not any(m.is_woman for m in found.values())
            row = Mediator(
                committee=committee, user=user, name=user.display_name, post=post,
                is_woman=is_woman, valid_from=committee.term_from,
            )  # fmt: skip
            found.setdefault(user.pk, row)
    return list(found.values())


def _today(now: datetime) -> date:
    return timezone.localdate(now)


def _conference(story: Story, cue: Cue, now: datetime, at: int) -> Data:
    opinions = (
        Opinion(BodyKind.POLICE, "雄关派出所", "没有违法情节，适合调解，社区民警可以到场"),
        Opinion(BodyKind.JUDICIAL_OFFICE, "司法所", "证据清楚，建议由主管部门主持，一并说明政策"),
        Opinion(BodyKind.DEPARTMENT, "住建局", "愿意牵头组织双方协商"),
    )
    conference = Conference(
        held_at=now - timedelta(minutes=30),
        place="街道综治中心研判室",
        chair="综治中心",
        recorder="综治中心",
        decision="责任清楚，卡在钱数，由主管部门主持更合适",
        next_step="征得双方同意后转行政调解",
        next_by=_today(now) + timedelta(days=7),
        opinions=opinions,
    )
    return {"conference": conference}


# What stage.py does not know of itself; the same shape.
BESIDE: dict[str, Callable[[Story, Cue, datetime, int], Data]] = {
    "protect": lambda s, c, now, at: {
        "offered": [*MUST_OFFER, Help.COUNSEL],
        "taken": [Help.COUNSEL],
        "offered_on": _today(now),
    },
    "confer": _conference,
    "change_track": lambda s, c, now, at: {
        "track": Track.ADMINISTRATIVE,
        "authority": "住建局",
        "body_ref": f"住建调〔{now.year}〕{now.month}号",
        "reason": "涉及主管部门职责，双方都愿意由部门主持",
        "parties_agreed_on": _today(now),
    },
    "apply_confirmation": lambda s, c, now, at: {
        "court": COURT,
        "applied_on": _today(now),
        "both_applied": True,
        "mode": Mode.ON_SITE,
    },
    "confirmation_filed": lambda s, c, now, at: {
        "filed_on": _today(now),
        "case_no": f"（{now.year}）甘演民特{now.month:02}{now.day:02}号",
    },
    "confirmation_decided": lambda s, c, now, at: {"outcome": Confirmed.VALID, "decided_on": _today(now)},
}
