"""What a resident asked for: taken in by one person, handled by another, rated by whoever asked (J21)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from civics.choices_services import ItemState, UseState, Window
from civics.models.service import WINDOW_KEEPERS, ServiceItem, ServiceKind
from core.accounts.models import User
from core.clocks.counting import end_of
from core.clocks.models import DeadlineRule
from core.clocks.store import load_calendar
from core.privacy import mask_name, mask_phone
from core.text import CleanCharField
from core.ui.fields import PhoneField
from grids.choices import COMMUNITY_ROLES, Role
from grids.scope import Scope
from grids.selectors.staffing import holders
from grids.works.room import WHO_WORDS, Act, Computed, Covered, Room, Tell, Who, keeper, table_of

S = ItemState
RULE = "service.handle"
WINDOW, HANDLER, RATER = "window", "handler", "rater"
_OPEN = (S.ACCEPTED, S.HANDLING, S.WAITING)


class Items(Room):
    """便民服务件."""

    kind, model, states, noun = "service_item", ServiceItem, ItemState, "这一件"
    label, lede = "便民服务", "受理的人不办理，办理的人不评价。救助申请转街道窗口"
    name_label = "要办的事"
    acts = (
        Act(
            keeper("register", "受理", (), "J21", to=S.ACCEPTED, needs=("community", "applicant", "phone"),
                   clocks=(f"start:{RULE}",), tells=("window",)),
            asks=("kind", "community", "name", "detail"), seals=("applicant", "phone"),
            intro="名字和电话加密保存，只给经办的人看。要办的事里不写名字。",
        ),
        Act(
            keeper("assign", "指定办理人", {S.ACCEPTED, S.HANDLING}, "J21", to=S.HANDLING, who=(WINDOW,), needs=("handler",),
                   tells=("handler",)),
            asks=("handler",), intro="受理的人不能办理。",
        ),
        Act(
            keeper("ask_more", "一次告知补材料", {S.HANDLING}, "J21", to=S.WAITING, who=(HANDLER,), needs=("note",),
                   clocks=(f"pause:{RULE}",)),
            note="还缺什么（一次说全）",
        ),
        Act(
            keeper("supplied", "材料补齐", {S.WAITING}, "J21", to=S.HANDLING, who=(HANDLER, WINDOW), clocks=(f"resume:{RULE}",),
                   tells=("handler",)),
            note="说明",
        ),
        Act(
            keeper("finish", "办结", {S.HANDLING}, "J21", to=S.DONE, who=(HANDLER,), needs=("result", "came"),
                   clocks=(f"stop:{RULE}",), tells=("window",)),
            asks=("result", "came"),
        ),
        Act(
            keeper("refuse", "不予办理", {S.HANDLING, S.WAITING}, "J21", to=S.REFUSED, who=(HANDLER,), needs=("result",),
                   clocks=("cancel:*",), tells=("window",)),
            asks=("result",), intro="写清理由，并告诉群众可以去哪里问。",
        ),
        Act(
            keeper("rate", "登记评价", {S.DONE}, "J21", to=S.RATED, who=(RATER,), needs=("rating",)),
            asks=("rating", "rating_note"), intro="打电话或当面问申请人，照原话选。",
        ),
        Act(
            keeper("redo", "没办好，重办", {S.DONE, S.RATED}, "J21", to=S.HANDLING, who=(RATER,), needs=("note",),
                   clocks=(f"revive:{RULE}",), tells=("handler",)),
            note="哪里没办好",
        ),
        Act(
            keeper("withdraw", "撤回", set(_OPEN), "J21", to=S.WITHDRAWN, who=(WINDOW, Who.KEEPER), needs=("note",), clocks=("cancel:*",)),
            note="申请人为什么撤回",
        ),
        Act(keeper("edit", "修改", set(_OPEN), "J21"), asks=("name", "detail"), seals=("applicant", "phone")),
    )  # fmt: skip
    table = table_of(acts)
    who_words: ClassVar[dict[str, str]] = {
        **WHO_WORDS,
        WINDOW: "受理窗口的工作人员",
        HANDLER: "办理人",
        RATER: "受理窗口里不办这件的人",
    }
    columns = ("kind", "window", "community", "trips", "state")
    facts = (
        "kind",
        "window",
        "community",
        "trips",
        "promised",
        "detail",
        "handler",
        "result",
        "came",
        "rating",
        "rating_note",
    )
    filters = ("window", "trips", "rating")
    computed = {"promised": Computed("承诺", lambda one: f"{one.days}个工作日")}
    next_acts = {
        S.ACCEPTED: ("assign",),
        S.HANDLING: ("finish",),
        S.WAITING: ("supplied",),
        S.DONE: ("rate",),
    }
    open_states = _OPEN
    sealed = {
        "applicant": Covered("申请人", mask_name, CleanCharField),
        "phone": Covered("电话", mask_phone, PhoneField),
    }

    def sides(self, user: User, subject: Any) -> set[str]:
        scope, found = Scope.of(user), super().sides(user, subject)
        at_street = subject.window == Window.STREET
        if (Who.STREET if at_street else Who.COMMUNITY) in found:
            found.add(WINDOW)
        if subject.handler_id == scope.user_id and found:
            found.add(HANDLER)
        elif found:
            found.add(RATER)
        return found

    def may_look(self, user: Any, subject: Any) -> bool:
        return bool({WINDOW, HANDLER, RATER} & self.sides(user, subject))

    def derived(self, subject: Any) -> dict[str, Any]:
        """What the catalogue promised on the day of the request stays."""
        if subject.window:
            return {}
        kind = subject.kind
        return {"window": kind.window, "days": kind.days, "trips": kind.trips}

    def options(self, name: str, user: User, subject: Any) -> "QuerySet[Any]":
        if name == "kind":
            return ServiceKind.objects.filter(state=UseState.IN_USE).order_by("window", "name")
        if name == "handler":
            return User.objects.filter(pk__in=handlers(subject)).order_by("display_name", "pk")
        return super().options(name, user, subject)

    def clock_due(self, subject: Any, code: str) -> datetime | None:
        """The office's close on the last of the promised working days."""
        since = timezone.localdate(subject.created_at)
        last = load_calendar().add_workdays(since, subject.days)
        return end_of(last, DeadlineRule.objects.current().get(code=RULE).span())

    def people(self, tell: str, subject: Any) -> Iterable[User]:
        if tell == Tell.HANDLER and subject.handler_id:
            return {subject.handler}
        if tell in (WINDOW, Tell.HANDLER):
            return set(User.objects.filter(pk__in=_at_window(subject)))
        if subject.window == Window.STREET:
            return set(holders(Role.CENTRE_MANAGER, street=True))
        return super().people(tell, subject)

    def mine(self, user: Any) -> Q:
        """What the person handles, and what waits at their window for a handler."""
        scope = Scope.of(user)
        waits = Q(
            state=S.ACCEPTED, window=Window.COMMUNITY, community__in=scope.communities_as(*COMMUNITY_ROLES)
        )
        if scope.street_roles & WINDOW_KEEPERS:
            waits |= Q(state=S.ACCEPTED, window=Window.STREET)
        return Q(state=S.HANDLING, handler=user) | (waits & ~Q(created_by=user))


def _at_window(item: Any) -> set[int]:
    """Who serves the window of the item today."""
    if item.window == Window.STREET:
        return {user.pk for role in WINDOW_KEEPERS for user in holders(role, street=True)}
    return {user.pk for role in COMMUNITY_ROLES for user in holders(role, community=item.community_id)}


def handlers(item: Any) -> set[int]:
    """Who may be given it: everybody of the window but who took it in."""
    return _at_window(item) - {item.created_by_id}


ITEMS = Items()
