"""Every page of places, grids and people: who gets in, and what the others meet."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.accounts.models import User
from core.errors import RuleBroken
from grids.actions.postings import Place, grant_posting
from grids.actions.supporters import add_supporter
from grids.choices import GRID_ROLES, PROGRAMME_ROLES, Role
from grids.models import Department, Posting
from grids.scope import Scope
from tests.grids.conftest import TODAY, Town, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


OUTSIDE = {Role.DEPT_LIAISON, *PROGRAMME_ROLES}


def holder_of(role: Role, town: Town) -> User:
    """Somebody who has just this role."""
    if role in GRID_ROLES:
        return {Role.GRID_WORKER: town.wang, Role.GRID_LEADER: town.leader}[role]
    user = person(role.label[:4])
    places = [
        Place(street=True),
        Place(community=town.tiebei),
        Place(programme="detox"),
        Place(department=Department.objects.get_or_create(code="housing", name="住建局")[0]),
    ]
    for place in places:
        try:
            grant_posting(user, role=role, place=place, actor=None)
            return user
        except RuleBroken:
            continue
    raise AssertionError(role)


def reading_pages(town: Town) -> list[str]:
    return [
        reverse("grids:tree"),
        reverse("grids:tree") + f"?open={town.tiebei.pk}",
        reverse("grids:tree") + "?show=lacking",
        reverse("grids:tree") + "?q=铁路",
        reverse("grids:tree") + "?on=2026-03-15",
        reverse("grids:below", args=[town.tiebei.pk]),
        reverse("grids:below", args=[town.railway.pk]),
        reverse("grids:detail", args=[town.one.pk]),
        reverse("grids:detail", args=[town.one.pk]) + "?on=2026-03-15",
        reverse("grids:area", args=[town.street.pk]),
        reverse("grids:area", args=[town.tiebei.pk]),
        reverse("grids:area", args=[town.railway.pk]),
        reverse("grids:area", args=[town.building(town.railway, 1).pk]),
        reverse("grids:departments"),
        reverse("grids:map"),
    ]


def editing_pages(town: Town) -> list[str]:
    helper = add_supporter(town.one, kind="police", details={"person_name": "马警官"}, actor=None)
    department = Department.objects.get_or_create(code="housing", name="住建局")[0]
    house = town.building(town.railway, 1)
    deeds = [(town.tiebei, "change"), (town.tiebei, "merge"), (town.railway, "move"), (town.railway, "merge")]
    deeds += [(town.railway, "split"), (town.railway, "retire"), (house, "move"), (house, "change")]
    return [
        reverse("grids:assign"),
        reverse("grids:outlines"),
        reverse("grids:outline", args=[town.one.pk]),
        reverse("grids:department_new"),
        reverse("grids:department_change", args=[department.pk]),
        reverse("grids:department_use", args=[department.pk]),
        reverse("grids:area_new", args=[town.tiebei.pk]),
        reverse("grids:area_new", args=[town.railway.pk]),
        reverse("grids:open", args=[town.tiebei.pk]),
        reverse("grids:supporter_end", args=[helper.pk]),
        reverse("grids:supporter_add", args=[town.one.pk]),
        *(reverse(f"grids:{name}", args=[town.one.pk]) for name in ("split", "merge", "bring", "retire")),
        *(reverse("grids:area_do", args=[place.pk, deed]) for place, deed in deeds),
    ]


def people_pages(town: Town) -> list[str]:
    return [
        reverse("people:list"),
        reverse("people:list") + "?role=grid_worker&state=all",
        reverse("people:detail", args=[town.wang.pk]),
        reverse("people:grant", args=[town.chen.pk]),
        reverse("people:end", args=[Posting.objects.get(user=town.wang).pk]),
        reverse("people:do", args=[town.wang.pk, "disable"]),
        reverse("people:list") + "?q=王&community=&state=disabled",
    ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_others(town: Town, role: Role) -> None:
    client = signed_in(holder_of(role, town))
    staff = 403 if role in OUTSIDE else 200
    editor = 200 if role == Role.SYSADMIN else 403
    office = 200 if role in {Role.SYSADMIN, Role.SECURITY_ADMIN} else 403
    for wanted, pages in ((staff, reading_pages), (editor, editing_pages), (office, people_pages)):
        for page in pages(town):
            assert (page, client.get(page).status_code) == (page, wanted)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSADMIN}])
def test_no_other_role_writes_places(town: Town, role: Role) -> None:
    client = signed_in(holder_of(role, town))
    for page in editing_pages(town):
        assert (page, client.post(page, {"name": "改名"}).status_code) == (page, 403)


def test_a_stranger_is_sent_to_sign_in(town: Town) -> None:
    for page in (*reading_pages(town), *editing_pages(town), *people_pages(town)):
        response = Client().get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/login/")


def test_somebody_without_a_post_or_with_an_ended_one_sees_nothing(
    town: Town, frozen: time_machine.Traveller
) -> None:
    client = signed_in(town.chen)
    assert client.get(reverse("grids:tree")).status_code == 403
    posting = Posting.objects.get(user=town.clerk)
    Posting.objects.filter(pk=posting.pk).update(valid_to=TODAY - timedelta(days=1))
    assert signed_in(town.clerk).get(reverse("grids:tree")).status_code == 403


def test_what_is_not_there_is_404(town: Town, admin: Client) -> None:
    for name in ("detail", "split", "area", "below", "area_new", "department_change", "supporter_end"):
        assert admin.get(reverse(f"grids:{name}", args=[999999])).status_code == 404
    for page in ("detail", "grant"):
        assert admin.get(reverse(f"people:{page}", args=[999999])).status_code == 404
    assert admin.get(reverse("people:do", args=[town.wang.pk, "promote"])).status_code == 404
    assert admin.get(reverse("grids:area_do", args=[town.tiebei.pk, "move"])).status_code == 404


def test_a_boundary_or_post_takes_effect_on_the_next_request(town: Town, admin: Client) -> None:
    theirs = signed_in(town.chen)
    assert theirs.get(reverse("grids:tree")).status_code == 403
    grant_posting(town.chen, role=Role.MEDIATOR, place=Place(community=town.tiebei), actor=town.admin)
    assert theirs.get(reverse("grids:tree")).status_code == 200
    assert Scope.of(User.objects.get(pk=town.chen.pk)).community_ids == {town.tiebei.pk}
