"""The pages of every change: which form, which action, who may."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.flow.edit_pages import EditAct, EditPages
from core.replay.decorators import replayable
from core.ui.responses import private_page
from grids.models import Area
from residents import actions, policies
from residents.forms import homes as forms
from residents.forms import people
from residents.models import Dwelling, Household, Rental, Resident, ResidentMerge
from residents.views.find import (
    building_or_404,
    courtyard_or_404,
    door_or_404,
    held_person_or_404,
    home_or_404,
    merge_or_404,
    person_or_404,
    rental_or_404,
)

WRITES = ["GET", "HEAD", "POST"]


def _to(row: Any) -> str:
    return str(row.get_absolute_url())


def _list() -> str:
    return reverse("homes:list")


def _move(household: Household, **said: Any) -> Household:
    """Out of the street or to another door of it: one form, two actions."""
    within = "to" in said
    return actions.move_within(household, **said) if within else actions.move_away(household, **said)


def _may_join_one(user: Any, person: Resident) -> Any:
    return policies.may_join(user, person)


HOMES: EditPages[Household] = EditPages(
    kind="household",
    acts={
        "change": EditAct("修改住户", forms.ChangeHomeForm, actions.change_household, policies.may_register),
        "add": EditAct("增加人员", people.AddPersonForm, actions.add_resident, policies.may_register),
        "move": EditAct("搬走或搬家", forms.MoveForm, _move, policies.may_register),
        "service": EditAct("约定服务", forms.ServiceForm, actions.add_service, policies.may_register),
        "service_end": EditAct("结束服务", forms.EndServiceForm, actions.end_service, policies.may_register),
    },
    rows=lambda: Household.objects,
    list_url=_list,
    list_label="居民",
)
DOORS: EditPages[Dwelling] = EditPages(
    kind="dwelling",
    acts={
        "change": EditAct("修改房屋", forms.ChangeDoorForm, actions.change_dwelling, policies.may_register),
        "register": EditAct(
            "登记住户", people.RegisterForm, actions.register_household, policies.may_register, goes_to=_to
        ),
        "let": EditAct("登记出租", forms.RentalForm, actions.register_rental, policies.may_register),
    },
    rows=lambda: Dwelling.objects,
    list_url=_list,
    list_label="居民",
)
PEOPLE: EditPages[Resident] = EditPages(
    kind="resident",
    acts={
        "change": EditAct(
            "修改人员", people.ChangePersonForm, actions.change_resident, policies.may_register
        ),
        "bring_back": EditAct("没有搬走", people.BringBackForm, actions.bring_back, policies.may_register),
        "keep": EditAct("登记留存", people.KeepForm, actions.keep_resident, policies.may_keep),
        "merge": EditAct("提出并档", people.AskMergeForm, actions.ask_merge, _may_join_one, goes_to=_to),
    },
    rows=lambda: Resident.objects,
    list_url=_list,
    list_label="居民",
)
RENTALS: EditPages[Rental] = EditPages(
    kind="rental",
    acts={
        "change": EditAct("修改出租信息", forms.RentalForm, actions.change_rental, policies.may_register),
        "check": EditAct("登记检查", forms.CheckForm, actions.note_check, policies.may_register),
        "end": EditAct(
            "不再出租",
            forms.EndRentalForm,
            actions.end_rental,
            policies.may_register,
            goes_to=lambda _: reverse("homes:rentals"),
        ),
    },
    rows=lambda: Rental.objects,
    list_url=lambda: reverse("homes:rentals"),
    list_label="出租房",
)
MERGES: EditPages[ResidentMerge] = EditPages(
    kind="resident_merge",
    acts={
        "decide": EditAct("核对并档", people.DecideMergeForm, actions.decide_merge, policies.may_decide),
        "undo": EditAct(
            "撤销并档",
            people.UndoMergeForm,
            actions.undo_merge,
            lambda user, merge: policies.may_join(user, merge.kept, merge.gone),
        ),
    },
    rows=lambda: ResidentMerge.objects,
    list_url=lambda: reverse("homes:merges"),
    list_label="并档",
)


class _Buildings(EditPages[Area]):
    """Buildings are the grids app's rows; what is done here is about the doors in them."""

    def act_url(self, row: Area, act: str) -> str:
        return reverse("homes:building_act", args=[row.pk, act])

    def back_url(self, row: Area) -> str:
        return plan_url(row)


def plan_url(building: Area) -> str:
    return reverse("homes:plan", args=[building.pk])


def _add_door(building: Area, *, version: int | None, **said: Any) -> Dwelling:
    """A new door hurts no other: the building's own version does not matter."""
    return actions.add_dwelling(building, **said)


def _give_units(building: Area, *, version: int | None, **said: Any) -> Area:
    actions.give_units_to_grid(building, **said)
    return building


BUILDINGS = _Buildings(
    kind="area",
    acts={
        "add": EditAct("登记房屋", forms.AddDoorForm, _add_door, policies.may_register_at, goes_to=_to),
        "units": EditAct(
            "按单元划网格", forms.UnitsForm, _give_units, policies.may_split_building, goes_to=plan_url
        ),
    },
    rows=lambda: Area.objects,
    list_url=_list,
    list_label="居民",
)


@require_http_methods(WRITES)
@private_page
@replayable
def home_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return HOMES.answer(request, home_or_404(request, pk), act)


@require_http_methods(WRITES)
@private_page
@replayable
def door_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return DOORS.answer(request, door_or_404(request, pk), act)


@require_http_methods(WRITES)
@private_page
@replayable
def person_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Keeping is for those who are out of sight already, too."""
    find = held_person_or_404 if act == "keep" else person_or_404
    return PEOPLE.answer(request, find(request, pk), act)


@require_http_methods(WRITES)
@private_page
@replayable
def rental_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return RENTALS.answer(request, rental_or_404(request, pk), act)


@require_http_methods(WRITES)
@private_page
@replayable
def merge_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return MERGES.answer(request, merge_or_404(request, pk), act)


@require_http_methods(WRITES)
@private_page
@replayable
def building_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return BUILDINGS.answer(request, building_or_404(request, pk), act)


class _Courtyards(EditPages[Area]):
    """The same for rental courtyards."""

    def act_url(self, row: Area, act: str) -> str:
        return reverse("homes:courtyard_act", args=[row.pk, act])

    def back_url(self, row: Area) -> str:
        return reverse("homes:rentals")


def _let_courtyard(courtyard: Area, *, version: int | None, **said: Any) -> Rental:
    return actions.register_rental(courtyard, **said)


COURTYARDS = _Courtyards(
    kind="area",
    acts={
        "let": EditAct(
            "整院登记出租",
            forms.RentalForm,
            _let_courtyard,
            policies.may_let_courtyard,
            goes_to=lambda _: reverse("homes:rentals"),
        )
    },
    rows=lambda: Area.objects,
    list_url=lambda: reverse("homes:rentals"),
    list_label="出租房",
)


@require_http_methods(WRITES)
@private_page
@replayable
def courtyard_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return COURTYARDS.answer(request, courtyard_or_404(request, pk), act)
