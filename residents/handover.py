"""What happens to appointments and opinions when a grid or its worker changes (B6). Registered with grids.handover.

Rows are locked in the order of their ids and get a line on their timeline, but none in the ledger: one change of a grid
runs several hooks, and the ledger's lock comes after all row locks (ADR 0008). What is finished follows its building
silently, so that whoever serves it now reads its history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from core.accounts.models import User
from core.flow.engine import Flow
from core.flow.models import Event, EventKind
from grids import handover
from grids.models import Area, Grid
from residents.choices_visits import OPEN_STATES
from residents.flows.opinions import OPINIONS
from residents.flows.visits import VISITS
from residents.models import LeaderContact, Opinion, Visit, VisitCampaign

ACT, LABEL = "hand_over", "随网格交接"


def hand_over_opinions_and_visits(
    *,
    grid_from: Grid,
    grid_to: Grid,
    old_user: User | None,
    new_user: User | None,
    mode: str,
    buildings: frozenset[int] | None,
    actor: User,
    now: datetime,
) -> int:
    """Open opinions and appointments go with the grid; "stay" leaves them with the old worker, the place moves all the same."""
    moves = grid_to.pk != grid_from.pk
    heir = new_user if mode == "follow" else old_user
    reason = f"网格调整：{grid_from.name}→{grid_to.name}" if moves else "网格员变动"
    moved = 0
    for opinion in list(
        _open_opinions([grid_from.pk], buildings).select_for_update(no_key=True).order_by("pk")
    ):
        mine = old_user is not None and opinion.holder_id == old_user.pk
        holder = heir if mine else opinion.holder
        if holder != opinion.holder or moves:
            changes = _set(opinion, grid=grid_to, holder=holder)
            _tell(OPINIONS, opinion, changes, reason, {holder} if mine else set(), now)
            moved += 1
    for visit in list(_planned([grid_from.pk], buildings).select_for_update(no_key=True).order_by("pk")):
        going = set(visit.workers.all())
        heirs = {heir if worker == old_user else worker for worker in going} - {None}
        if heirs != going or moves:
            visit.workers.set(heirs)
            changes = _set(visit, grid=grid_to) | {"workers": [_ids(going), _ids(heirs)]}
            _tell(VISITS, visit, changes, reason, heirs - going, now)
            moved += 1
    if moves:
        for model in (Opinion, Visit):
            _narrow(model.objects.filter(grid=grid_from), buildings).update(grid=grid_to)
    return moved


def _open_opinions(grid_ids: Iterable[int], buildings: frozenset[int] | None = None) -> Any:
    """By opinion_grid_due."""
    return _narrow(Opinion.objects.filter(grid_id__in=list(grid_ids), state__in=OPEN_STATES), buildings)


def _planned(grid_ids: Iterable[int], buildings: frozenset[int] | None = None) -> Any:
    """By visit_grid_planned."""
    return _narrow(Visit.objects.planned().filter(grid_id__in=list(grid_ids)), buildings)


def _narrow(rows: Any, buildings: frozenset[int] | None) -> Any:
    return rows if buildings is None else rows.filter(place_id__in=buildings)


def _ids(people: Iterable[User | None]) -> list[int]:
    return sorted(person.pk for person in people if person is not None)


def _set(row: Any, **fields: Any) -> dict[str, Any]:
    """Change and save; the diff of what changed."""
    changes = {}
    for name, value in fields.items():
        before = getattr(row, f"{name}_id")
        if before != (value.pk if value else None):
            setattr(row, name, value)
            changes[name] = [before, value.pk if value else None]
    row.version += 1
    row.last_act = LABEL
    row.save(update_fields=[*fields, "version", "last_act"])
    return changes


def _tell(
    flow: Flow[Any], row: Any, changes: dict[str, Any], reason: str, people: set[User | None], now: datetime
) -> None:
    """The line of the timeline, and a word to whom it comes."""
    Event.objects.create(
        subject_kind=flow.kind,
        subject_id=row.pk,
        at=now,
        actor_title="系统",
        kind=EventKind.SYSTEM,
        act=ACT,
        label=LABEL,
        text=reason,
        changes=changes,
        version=row.version,
    )
    told = [person for person in people if person is not None]
    if told:
        flow.notify(
            told,
            kind="todo",
            title=f"{LABEL}：{flow.title(row)}",
            subject=row,
            key=f"{flow.kind}:{row.pk}:v{row.version}",
            body=reason,
            now=now,
        )


def preview(*, grid: Grid, old_user: User | None, buildings: frozenset[int] | None) -> int:
    """How many open opinions and appointments lie in the grid or in those of its buildings."""
    opinions, visits = _open_opinions([grid.pk], buildings), _planned([grid.pk], buildings)
    if buildings is None and old_user is not None:
        opinions, visits = opinions.filter(holder=old_user), visits.filter(workers=old_user)
    return int(opinions.count() + visits.count())


def open_counts(grid_ids: Iterable[int]) -> "QuerySet[Any]":
    """Opinions that the grids themselves owe an answer to; a planned visit is no burden yet."""
    owed = _open_opinions(grid_ids).filter(desk=1)
    found: QuerySet[Any] = owed.order_by().values_list("grid_id").annotate(number=Count("pk"))
    return found


def community_changed(*, grids: Iterable[int], old: Area, new: Area, actor: User, now: datetime) -> int:
    """Two communities became one: rows carry the new one's key, or nobody there would see them."""
    for campaign in VisitCampaign.objects.filter(communities=old):
        campaign.communities.remove(old)
        campaign.communities.add(new)
    for contact in LeaderContact.objects.filter(community=old, valid_to__isnull=True):
        if LeaderContact.objects.filter(
            leader=contact.leader_id, community=new, valid_to__isnull=True
        ).exists():
            # The same leader was in contact with both: the older contact ends, its days stay its own.
            last_day = max(contact.valid_from, timezone.localdate(now))
            LeaderContact.objects.filter(pk=contact.pk).update(valid_to=last_day)
    LeaderContact.objects.filter(community=old, valid_to__isnull=True).update(community=new)
    return sum(model.objects.filter(community=old).update(community=new) for model in (Opinion, Visit))


def register_handover() -> None:
    """Called once by ResidentsConfig.ready."""
    handover.register(
        "residents.visits",
        hand_over_opinions_and_visits,
        preview=preview,
        open_counts=open_counts,
        community_changed=community_changed,
    )
