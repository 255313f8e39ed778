"""People of an import taken out again, with the households and doors that were entered for them and for nobody else."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Reveal
from residents import policies
from residents.actions.arriving import living_there
from residents.actions.common import DWELLING, HOUSEHOLD, RESIDENT, moment
from residents.actions.written import lines_of
from residents.choices import DwellingUse, Source
from residents.models import (
    Dwelling,
    Household,
    HouseholdService,
    Opinion,
    Rental,
    Resident,
    ResidentMerge,
    Visit,
)
from residents.placing import claim_register

LOST = "这个人已经不在登记里了"
STALE = "导入以后有人改过，保持现在的样子"
CONFIRMED = "导入以后有人上门核对过，保持现在的样子"
VISITED = "这一户导入以后有人走访、办事或改过，保持现在的样子"
JOINED = "有人提出把他和另一条登记并档，保持现在的样子"
GUARDIAN = "有孩子的监护人写的是他，保持现在的样子"
NOT_YOURS = "这个人现在不归你管，请交给那边的人来办"


def take_out_people(people: Mapping[int, int], *, actor: User, now: datetime | None = None) -> dict[int, str]:
    """Delete people that an import entered (number -> the version it left them at) while nobody went on with them, and
    their households and doors when they were entered in the same moment and are empty now.

    Answers with those that stay and why. The ledger keeps their numbers, no name."""
    at, _ = moment(now)
    claim_register()
    rows = {row.pk: row for row in Resident.objects.filter(pk__in=people).select_related("household")}
    kept = _kept(rows, people, actor)
    gone = {pk: row for pk, row in rows.items() if pk not in kept}
    Resident.objects.filter(guardian__in=gone).update(guardian=None)
    Reveal.objects.filter(subject_kind=RESIDENT, subject_id__in=gone).delete()
    Resident.objects.filter(pk__in=gone).delete()
    if gone:
        detail = {"people": sorted(gone)}
        record(f"{RESIDENT}.take_out", actor=actor, subject_kind=RESIDENT, detail=detail, now=at)
        _close_homes({row.household_id for row in gone.values()}, gone, actor, at)
    return kept


def _kept(rows: Mapping[int, Resident], people: Mapping[int, int], actor: User) -> dict[int, str]:
    """Who stays, and why."""
    mine = policies.imports_for(actor)
    kept = {pk: LOST for pk in people if pk not in rows}
    for pk, row in rows.items():
        if row.version != people[pk]:
            kept[pk] = STALE
        elif row.confirmed_on is not None:
            kept[pk] = CONFIRMED
        elif not policies.is_within(mine, row.community_id):
            kept[pk] = NOT_YOURS
    kept |= dict.fromkeys(_in_merges(rows), JOINED)
    kept |= dict.fromkeys(_guardians_of_others(rows), GUARDIAN)
    worked = _worked_on({row.household_id for row in rows.values()})
    for pk, row in rows.items():
        # Who came to a household that stood before has nothing to do with its visits.
        home = row.household
        if home.pk in worked and (home.created_at, home.source) == (row.created_at, Source.IMPORT):
            kept.setdefault(pk, VISITED)
    return kept


def _in_merges(rows: Mapping[int, Resident]) -> set[int]:
    asked = ResidentMerge.objects.filter(Q(kept__in=rows) | Q(gone__in=rows))
    return {pk for pair in asked.values_list("kept", "gone") for pk in pair if pk in rows}


def _guardians_of_others(rows: Mapping[int, Resident]) -> set[int]:
    """Guardians of children that did not come with them: those of the same import go too."""
    wards = Resident.objects.filter(guardian__in=rows).values_list("guardian", "created_at")
    return {pk for pk, entered in wards if pk is not None and rows[pk].created_at != entered}


def _worked_on(homes: set[int]) -> set[int]:
    """Households that somebody changed, visited or did something for since."""
    by_home = {"household": OuterRef("pk")}
    found = Household.objects.filter(pk__in=homes).filter(
        Q(version__gt=1)
        | Exists(Visit.objects.filter(**by_home))
        | Exists(Opinion.objects.filter(**by_home))
        | Exists(HouseholdService.objects.filter(**by_home))
    )
    return set(found.values_list("pk", flat=True))


def _close_homes(homes: set[int], gone: Mapping[int, Resident], actor: User, at: datetime) -> None:
    """Empty households and doors of the same import go; the others are counted anew."""
    entered = {row.created_at for row in gone.values()}
    touched = Household.objects.filter(pk__in=homes)
    own = Q(created_at__in=entered, source=Source.IMPORT)
    empty = touched.filter(own, residents__isnull=True)
    doors = dict(empty.values_list("pk", "dwelling"))
    Household.objects.filter(pk__in=doors).delete()
    _empty_doors(set(doors.values())).filter(version=1, created_at__in=entered).delete()
    touched.filter(own).update(members=living_there())
    older = touched.exclude(own)
    older.update(members=living_there(), version=F("version") + 1)
    texts = dict.fromkeys(homes, "撤回表格导入")
    lines_of(older, HOUSEHOLD, "person_out", "撤回增加的人员", actor=actor, now=at, texts=texts)


def _empty_doors(doors: set[int]) -> QuerySet[Dwelling]:
    """Those that nobody lives behind and nothing is known of."""
    by_door = {"dwelling": OuterRef("pk")}
    rows = Dwelling.objects.filter(pk__in=doors)
    for model in (Household, Visit, Opinion, Rental):
        rows = rows.filter(~Exists(model._default_manager.filter(**by_door)))
    return rows


def take_out_doors(doors: Mapping[int, int], *, actor: User, now: datetime | None = None) -> dict[int, str]:
    """Delete doors that an import entered (number -> version) while nothing is behind them. Those that stay, and why."""
    at, _ = moment(now)
    claim_register()
    mine = policies.imports_for(actor)
    there = dict(Dwelling.objects.filter(pk__in=doors).values_list("pk", "version"))
    rows = _empty_doors(set(doors))
    if mine is not None:
        rows = rows.filter(community__in=mine)
    free = {pk for pk, version in rows.values_list("pk", "version") if version == doors[pk]}
    Dwelling.objects.filter(pk__in=free).delete()
    if free:
        record(
            f"{DWELLING}.take_out", actor=actor, subject_kind=DWELLING, detail={"doors": sorted(free)}, now=at
        )
    return {pk: VISITED if pk in there else "这处房屋已经不在了" for pk in doors if pk not in free}


def empty_again(filled: Mapping[int, int], *, actor: User, now: datetime | None = None) -> None:
    """Doors that stood empty before an import (number -> the version it left them at) do so again, unless somebody lives
    there or went on with them."""
    at, _ = moment(now)
    free = {
        row.pk for row in _empty_doors(set(filled)).only("pk", "version") if row.version == filled[row.pk]
    }
    rows = Dwelling.objects.filter(pk__in=free)
    rows.update(use=DwellingUse.VACANT.value, version=F("version") + 1)
    texts = dict.fromkeys(free, "撤回表格导入")
    lines_of(rows, DWELLING, "empty", "恢复空置", actor=actor, now=at, texts=texts)
