"""Two entries that are one person: proposed, looked at by somebody else, joined, and taken apart again within the
rule's days."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.edits import Edit, edit, write_down
from core.notices.actions import notify
from grids.choices import Role
from grids.selectors import holders
from residents import policies
from residents.actions.common import HOUSEHOLD, MERGE, RESIDENT, lock_homes, moment, require
from residents.actions.moving import close_if_empty, revive
from residents.models import Household, Resident, ResidentMerge
from residents.upkeep import MERGE_UNDO, day_after

# What the kept entry takes over where it has nothing: column -> what counts as nothing.
_FILLED: dict[str, tuple[Any, ...]] = {
    "sex": ("0", "9", ""),
    "birth_date": (None,),
    "birth_year": (None,),
    "registered_place": ("",),
    "moved_in_on": (None,),
    "guardian_id": (None,),
    "guardian_name": ("",),
    "guardian_agreed_on": (None,),
}
_SEALED = ("id_number", "phone")


@transaction.atomic
def ask_merge(
    kept: Resident,
    *,
    gone: Resident,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> ResidentMerge:
    """Propose that two entries are one person; `kept` is the one that stays. Changes neither.

    Refuses one that is merged already, two under different numbers, and a second proposal for the same entry."""
    at, _ = moment(now)
    require(policies.may_join(actor, kept, gone))
    lock_homes(kept.household_id, gone.household_id)
    _refuse_unfit(kept, gone)
    try:
        with transaction.atomic():
            row = ResidentMerge.objects.create(
                kept=kept, gone=gone, reason=reason, asked_by=actor, asked_at=at
            )
    except IntegrityError as twin:
        raise RuleBroken("asked", "这一条已经有人提出并档，正等着核对") from twin
    write_down(row, MERGE, "ask", "提出并档", actor=actor, now=at, kept=kept.pk, gone=gone.pk)
    notify(
        _deciders(kept, gone) - {actor},
        kind="todo",
        title="两条居民登记可能是同一个人，请核对",
        subject_kind=MERGE,
        subject_id=row.pk,
        key=f"{MERGE}:{row.pk}",
        actor=actor,
        now=at,
    )
    return row


def _refuse_unfit(kept: Resident, gone: Resident) -> None:
    if kept.pk == gone.pk:
        raise RuleBroken("same", "这是同一条登记", field="gone")
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise RuleBroken("merged", "其中一条已经并档", field="gone")
    numbers = {one.open_sealed("id_number") for one in (kept, gone)} - {""}
    if len(numbers) > 1:
        raise RuleBroken("numbers", "两条登记的证件号码不同，不像同一个人。请先核对证件", field="gone")


def _deciders(*people: Resident) -> set[User]:
    found = set(holders(Role.CENTRE_MANAGER, street=True))
    for one in people:
        found |= set(holders(Role.COMMUNITY_LEAD, community=one.community_id))
    return found


@transaction.atomic
def decide_merge(
    merge: ResidentMerge,
    *,
    approved: bool,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> ResidentMerge:
    """Say yes or no to a proposal of somebody else. Yes joins at once: the kept entry takes over what it lacks, the
    other is out of every list, its wards and its place as head pass over."""
    at, today = moment(now)
    require(policies.may_decide(actor, merge))
    homes = lock_homes(merge.kept.household_id, merge.gone.household_id)
    with edit(merge, MERGE, "decide", "核对并档", actor=actor, version=version, now=at) as e:
        if e.row.decided_at is not None:
            raise RuleBroken("decided", "已经有人核对过")
        e.set(decided_by_id=actor.pk, decided_at=at, approved=approved)
        if approved:
            kept, gone = Resident.objects.get(pk=merge.kept_id), Resident.objects.get(pk=merge.gone_id)
            _refuse_unfit(kept, gone)
            e.set(joined=_join(kept, gone, homes, actor=actor, at=at, today=today))
            e.set(undo_until=day_after(MERGE_UNDO, today))
        e.say("同意并档" if approved else "不是同一个人")
    return merge


def _join(
    kept: Resident, gone: Resident, homes: dict[int, Household], *, actor: User, at: datetime, today: date
) -> dict[str, Any]:
    """Join, and say what was changed, so that it can be taken back."""
    home = homes[gone.household_id]
    joined: dict[str, Any] = {"head": home.head_id == gone.pk, "left": False}
    with edit(kept, RESIDENT, "merge", "并入另一条登记", actor=actor, now=at) as e:
        joined["filled"] = _fill(e, gone)
        e.say("两条登记是同一个人")
    with edit(gone, RESIDENT, "merged", "并入另一条登记", actor=actor, now=at) as e:
        e.set(merged_into_id=kept.pk)
    wards = list(Resident.objects.filter(guardian=gone).order_by("pk").values_list("pk", flat=True))
    Resident.objects.filter(pk__in=wards).update(guardian=kept)
    joined["wards"] = wards
    with edit(home, HOUSEHOLD, "merge", "并档", actor=actor, now=at) as e:
        close_if_empty(e, home, today)
        if joined["head"] and kept.household_id == home.pk:
            e.set(head_id=kept.pk)
        joined["left"] = e.row.left_on is not None
    return joined


def _fill(e: Edit, gone: Resident) -> dict[str, Any]:
    """Take over what the kept entry lacks; which columns, and what stood there instead of a value."""
    kept: Resident = e.row
    filled: dict[str, Any] = {}
    for name, nothing in _FILLED.items():
        if getattr(kept, name) in nothing and getattr(gone, name) not in nothing and _fits(kept, gone, name):
            filled[name] = getattr(kept, name)
            e.set_quietly(**{name: getattr(gone, name)})
    for name in _SEALED:
        if not kept.has_sealed(name) and gone.has_sealed(name) and _fits(kept, gone, name):
            filled[name] = ""
            e.seal(**{name: gone.open_sealed(name)})
            if name == "id_number":
                e.set_quietly(id_type=gone.id_type)
    return filled


def _fits(kept: Resident, gone: Resident, name: str) -> bool:
    """Whether the kept entry may take the value: no other year, nothing that a child's entry may not hold (B11)."""
    if name == "guardian_id":
        return gone.guardian_id != kept.pk
    if name == "birth_date" and gone.birth_date and kept.birth_year not in (None, gone.birth_date.year):
        return False
    return not (kept.is_child and name in ("sex", "birth_date", "registered_place", *_SEALED))


@transaction.atomic
def undo_merge(
    merge: ResidentMerge,
    *,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> ResidentMerge:
    """They were two people after all: both entries come back as they were. Refuses after the rule's days.

    What was taken over goes back out unless somebody has corrected it meanwhile."""
    at, today = moment(now)
    require(policies.may_join(actor, merge.kept, merge.gone))
    homes = lock_homes(merge.kept.household_id, merge.gone.household_id)
    with edit(merge, MERGE, "undo", "撤销并档", actor=actor, version=version, now=at) as e:
        row = e.row
        if not row.approved or row.undone_at is not None:
            raise RuleBroken("undo", "这一条没有并档，不用撤销")
        if row.undo_until is None or today > row.undo_until:
            raise RuleBroken("late", "并档已超过30天，不能撤销")
        _part(row, homes, actor=actor, at=at)
        e.set(undone_by_id=actor.pk, undone_at=at)
        e.say("不是同一个人，已分开")
    return merge


def _part(merge: ResidentMerge, homes: dict[int, Household], *, actor: User, at: datetime) -> None:
    joined = merge.joined
    kept, gone = Resident.objects.get(pk=merge.kept_id), Resident.objects.get(pk=merge.gone_id)
    with edit(gone, RESIDENT, "unmerged", "撤销并档", actor=actor, now=at) as e:
        e.set(merged_into_id=None)
    with edit(kept, RESIDENT, "unmerge", "撤销并档", actor=actor, now=at) as e:
        _empty_again(e, gone, joined["filled"])
        e.say("两条登记不是同一个人")
    Resident.objects.filter(pk__in=joined["wards"], guardian=kept).update(guardian=gone)
    home = homes[gone.household_id]
    if gone.moved_out_on is None:
        revive(home, actor=actor, at=at)
    if joined["head"] and home.head_id in (None, kept.pk):
        with edit(home, HOUSEHOLD, "head", "户主变动", actor=actor, now=at) as e:
            e.set(head_id=gone.pk)


def _empty_again(e: Edit, gone: Resident, filled: dict[str, Any]) -> None:
    kept: Resident = e.row
    for name, before in filled.items():
        if name in _SEALED:
            if kept.open_sealed(name) == gone.open_sealed(name):
                e.seal(**{name: ""})
                if name == "id_number":
                    e.set_quietly(id_type="")
        elif getattr(kept, name) == getattr(gone, name):
            e.set_quietly(**{name: before})
