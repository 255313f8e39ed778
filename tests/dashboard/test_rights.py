"""/settings/rights/: the posts and the tables of acts as they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from dashboard.rights.tables import FLOWS, acts, roles
from grids.choices import Role
from grids.models import Posting
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RIGHTS = "/settings/rights/"


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize("name", FLOWS)
def test_every_act_has_a_line_with_who_does_it(name: str, cast: Cast) -> None:
    flow = FLOWS[name]
    rows = acts(flow)
    assert [one.label for one in rows] == [one.label for one in flow.table.values()]
    assert all(one.who and one.before and one.after and one.clocks for one in rows)


def test_the_act_pages_open_for_everybody_signed_in(cast: Cast, as_: Callable[[User], Client]) -> None:
    client = as_(cast.worker)
    for flow in FLOWS.values():
        page = client.get(f"{RIGHTS}{flow.kind}/")
        assert page.status_code == 200
        assert all(one.label in page.content.decode() for one in flow.table.values())
    assert client.get(f"{RIGHTS}nothing/").status_code == 404


def test_holders_are_those_of_today(cast: Cast) -> None:
    def workers() -> int:
        return next(one.holders for one in roles(cast.sysadmin) if one.label == Role.GRID_WORKER.label)

    before = workers()
    post = Posting.objects.filter(role=Role.GRID_WORKER, user=cast.worker).get()
    Posting.objects.filter(pk=post.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert workers() == before - 1


def test_posts_of_the_support_programmes_are_counted_for_the_people_office_alone(cast: Cast) -> None:
    def support(user: User) -> int:
        return next(one.holders for one in roles(user) if one.label == Role.SUPPORT_WORKER.label)

    assert support(cast.sysadmin) > 0
    assert support(cast.manager) == 0


def test_the_three_administrators_stand_alone(cast: Cast, as_: Callable[[User], Client]) -> None:
    alone = {one.label for one in roles(cast.sysadmin) if one.stands_alone}
    assert alone == {"系统管理员", "安全管理员", "审计员"}
    page = as_(cast.sysadmin).get(RIGHTS).content.decode()
    assert page.count("不能兼别的岗位") == 3 and "帮扶档案" in page


def test_the_pages_ask_little(
    cast: Cast, as_: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    client = as_(cast.sysadmin)
    for path in (RIGHTS, f"{RIGHTS}dispute/"):
        with django_assert_max_num_queries(9):
            assert client.get(path).status_code == 200
