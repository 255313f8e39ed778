"""The one way from an address to a row: what is out of scope is answered like what never was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from core.accounts.access import signed_in
from core.accounts.models import User
from core.lookups import one_of
from grids.models import Area
from residents import policies
from residents.models import Dwelling, Household, Rental, Resident, ResidentMerge
from residents.querysets import opens_register


def reader(asked: HttpRequest) -> User:
    """Who asks, when any of their posts opens the register; else they are told whose it is."""
    user = signed_in(asked)
    if not opens_register(user):
        raise PermissionDenied("居民登记由网格员、网格长、社区和街道综治中心使用")
    return user


def _one(rows: Any, pk: int) -> Any:
    found = one_of(rows.filter(pk=pk))
    if found is None:
        raise Http404
    return found


def home_or_404(asked: HttpRequest, pk: int) -> Household:
    rows = Household.objects.visible_to(asked.user).select_related(
        "dwelling__building__parent", "dwelling__rental", "community", "grid"
    )
    home: Household = _one(rows, pk)
    return home


def door_or_404(asked: HttpRequest, pk: int) -> Dwelling:
    rows = Dwelling.objects.visible_to(asked.user).select_related(
        "building__parent", "rental", "community", "grid"
    )
    door: Dwelling = _one(rows, pk)
    return door


def person_or_404(asked: HttpRequest, pk: int) -> Resident:
    rows = Resident.objects.visible_to(asked.user).select_related(
        "household__dwelling__building__parent", "guardian"
    )
    person: Resident = _one(rows, pk)
    return person


def held_person_or_404(asked: HttpRequest, pk: int) -> Resident:
    """With those who are hidden already: they may still ask what is held of them."""
    rows = Resident.objects.held_for(asked.user).filter(merged_into__isnull=True)
    person: Resident = _one(rows.select_related("household__dwelling__building__parent", "guardian"), pk)
    return person


def rental_or_404(asked: HttpRequest, pk: int) -> Rental:
    rows = Rental.objects.visible_to(asked.user).select_related("dwelling__building__parent", "courtyard")
    rental: Rental = _one(rows, pk)
    return rental


def merge_or_404(asked: HttpRequest, pk: int) -> ResidentMerge:
    rows = ResidentMerge.objects.visible_to(asked.user).select_related(
        "kept__household__dwelling__building__parent", "gone__household__dwelling__building__parent"
    )
    merge: ResidentMerge = _one(rows, pk)
    return merge


def building_or_404(asked: HttpRequest, pk: int) -> Area:
    """A building of one's own area: served by one's community, the centre, or a grid of one's own."""
    rows = Area.objects.active().buildings().select_related("parent", "community")
    building: Area = _one(rows, pk)
    doors = Dwelling.objects.visible_to(asked.user).filter(building=building)
    if not policies.may_register_at(asked.user, building).allowed and not doors.exists():
        raise Http404
    return building


def courtyard_or_404(asked: HttpRequest, pk: int) -> Area:
    """A rental courtyard of one's own area, by any of its rows of houses."""
    rows = Area.objects.active().filter(estate_kind="courtyard").select_related("community")
    yard: Area = _one(rows, pk)
    houses = Area.objects.active().buildings().filter(parent=yard)
    if not any(policies.may_register_at(asked.user, house).allowed for house in houses):
        raise Http404
    return yard
