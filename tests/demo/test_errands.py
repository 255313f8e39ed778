"""The workbench's numbers beside cases: each is the length of the list that it leads to, for everybody of the town."""

from collections import Counter

from django.test import Client
from django.utils import timezone

from core.accounts.models import User
from dashboard.demo.accounts import listed_people
from dashboard.selectors.board import Figure
from dashboard.selectors.errands import errands_for
from grids.scope import Scope

EVERYBODYS = {
    "今日走访",
    "一社一品待办",
    "共建清单待办",
    "待答复意见",
    "该核对的户",
    "隐患待办",
    "待签收",
    "待反馈",
}


def length_of(client: Client, figure: Figure) -> int:
    """What the list itself says."""
    page = client.get(figure.url)
    assert page.status_code == 200, figure.url
    shown = page.context
    if "tabs" in shown:
        return int(next(tab.count for tab in shown["tabs"] if tab.current))
    if "day" in shown:
        return len(shown["day"].due if figure.label == "今日走访" else shown["day"].follow_ups)
    if "groups" in shown:
        return sum(len(one.rows) for one in shown["groups"])
    if "room" in shown:
        return int(shown["page"].paginator.count)
    if "todo_words" in shown:
        periods = list(shown["periods"])
        return len(periods) if figure.label == "考评待办" else sum(one.waiting for one in periods)
    if "draws" in shown:
        return len(shown["rows"])
    return int(shown["waiting"].total)


def test_every_number_is_the_length_of_its_list() -> None:
    seen = Counter[str]()
    for user in listed_people():
        client = Client()
        client.force_login(user)
        told = errands_for(user, Scope.of(user), now=timezone.localtime())
        for figure in [*told.figures, *told.whistles]:
            assert figure.count == length_of(client, figure), (user, figure)
            seen[figure.label] += figure.count
        for walk in told.walks:
            shown = client.get("/patrols/today/").context["walks"]
            assert walk.total == next(len(one.stops) for one in shown if one.grid == walk.grid)
            seen["巡查"] += walk.total
    assert {label for label in (*EVERYBODYS, "巡查") if seen[label]} == {*EVERYBODYS, "巡查"}, seen


def test_a_liaison_starts_with_the_departments_whistles() -> None:
    liaison = User.objects.get(username="lianluoyuan")
    client = Client()
    client.force_login(liaison)
    told = errands_for(liaison, Scope.of(liaison), now=timezone.localtime())
    assert [figure.label for figure in told.whistles[:3]] == ["待签收", "待报到", "待反馈"]
    assert [figure.label for figure in told.figures] == [
        "信访待办",
        "会议任务待办",
        "共建清单待办",
    ] and told.walks == []
    assert 'href="/whistles/?tab=sign"' in client.get("/").content.decode()


def test_who_has_no_post_there_counts_nothing() -> None:
    auditor = User.objects.get(username="shenji")
    told = errands_for(auditor, Scope.of(auditor), now=timezone.localtime())
    assert (told.whistles, told.figures, told.walks) == ([], [], [])
