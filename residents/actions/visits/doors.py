"""Where a visit goes, and whether the person's posts lead there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.edits import write_down
from grids.choices import AreaLevel
from grids.models import Area, Grid
from grids.scope import Scope
from residents.choices_visits import VisitKind
from residents.flows import posts
from residents.flows.visits import KIND, in_contact
from residents.models import Dwelling, Household, LeaderContact, Visit, VisitCampaign


@dataclass(frozen=True)
class Door:
    """A building; its door as the register knows it or in words; and, where known, who lives there together."""

    place: Area
    dwelling: Dwelling | None = None
    household: Household | None = None
    detail: str = ""

    def refuse_mismatch(self) -> None:
        """The door lies in the building and the household behind the door."""
        home = self.household.dwelling_id if self.household else None
        if self.dwelling is None:
            if home is not None:
                raise RuleBroken("door", "这一户没有选到门，请重新选", field="door")
            return
        if self.dwelling.building_id != self.place.pk or home not in (None, self.dwelling.pk):
            raise RuleBroken("door", "这个门不在选的楼里，请重新选", field="door")

    def grid(self, now: datetime) -> Grid | None:
        if self.dwelling is not None:
            return self.dwelling.grid
        if self.place.level != AreaLevel.BUILDING:
            return None
        return Grid.for_building(self.place.pk, on=timezone.localdate(now))


def new_visit(
    door: Door,
    *,
    actor: User,
    kind: str,
    campaign: VisitCampaign | None,
    contact: LeaderContact | None,
    now: datetime,
    is_demo: bool = False,
) -> Visit:
    """An unsaved visit at the door. Refuses what lies outside the person's posts, campaign or contact."""
    door.refuse_mismatch()
    visit = Visit(
        kind=_kind(kind, campaign, contact),
        campaign=campaign,
        contact=contact,
        place=door.place,
        place_detail=door.detail,
        dwelling=door.dwelling,
        household=door.household,
        community=door.place.community or door.place,
        grid=door.grid(now),
        created_by=actor,
        created_at=now,
        is_demo=is_demo,
    )
    if contact is not None and contact.community_id != visit.community_id:
        raise RuleBroken("contact", f"联系的是{contact.community.name}，请选那里的地点", field="place")
    if not goes_there(actor, visit):
        raise NotAllowed("place", "这栋楼不在你负责的范围内，请换楼栋，或请那边的网格员登记")
    return visit


def _kind(kind: str, campaign: VisitCampaign | None, contact: LeaderContact | None) -> str:
    if contact is not None:
        return VisitKind.LEADER
    return VisitKind.CAMPAIGN if campaign is not None else kind


def goes_there(user: User, visit: Visit) -> bool:
    """Staff of the place, or the street leader whose community day it is."""
    return posts.works_there(Scope.of(user), visit) or in_contact(user, visit.contact)


def checked_workers(visit: Visit, workers: Iterable[User], actor: User) -> list[User]:
    """Who goes; the person itself when nobody is named. Refuses somebody without a post there."""
    named = list({worker.pk: worker for worker in workers}.values()) or [actor]
    for worker in named:
        if not worker.is_active or not goes_there(worker, visit):
            raise RuleBroken("workers", f"{worker.display_name}不在这里的岗位上，请换一个人", field="workers")
    return named


def refuse_campaign(visit: Visit, campaign: VisitCampaign | None, on: datetime) -> None:
    """A campaign counts only its own days and places."""
    if campaign is None:
        return
    if not campaign.is_running(timezone.localdate(on)):
        raise RuleBroken("campaign", f"「{campaign.name}」不在走访日期内，请改选平时走访", field="campaign")
    communities = campaign.communities.filter(pk=visit.community_id).exists()
    if not communities and not campaign.grids.filter(pk=visit.grid_id).exists():
        raise RuleBroken("campaign", f"「{campaign.name}」不包括这里，请改选平时走访", field="campaign")


def put_down(
    visit: Visit, act: str, label: str, workers: list[User], *, actor: User | None, now: datetime
) -> None:
    """Save a new visit with its people and its first line."""
    visit.last_act, visit.last_act_at = label, now
    visit.save()
    visit.workers.set(workers)
    detail: dict[str, Any] = {"to": visit.state, "workers": [worker.pk for worker in workers]}
    write_down(visit, KIND, act, label, actor=actor, now=now, **detail)
