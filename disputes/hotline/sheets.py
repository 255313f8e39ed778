"""The platform's list of the day by sheet: each row is received as the desk would receive it. Tickets are never changed by
a sheet; one that is here already is left alone."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from core.accounts.models import User
from core.privacy import mask_name, mask_numbers, mask_phone
from core.sheets import comparing, kinds
from core.sheets.applying import CommitContext, ReadyRow
from core.sheets.kinds import CheckContext, Column, Decision, Judgement, Problem, RawRow, Type
from core.sheets.values import PRECISION, SCIENTIFIC, BadValue, as_typed, read_date
from disputes.hotline.actions import Dispatch, receive
from disputes.hotline.choices import TicketKind
from disputes.hotline.policies import may_receive
from disputes.models import HotlineTicket
from disputes.sheets import find_place, number_doubt
from grids.models import Area
from grids.sheets.places import PlaceFinder, community_choices

# Numbers of tickets are given under one lock until the import commits.
MOST_ROWS = 500
_TIME = re.compile(r"[T\s]\s*(\d{1,2})[:时](\d{1,2})分?(?::\d{1,2}(?:\.\d+)?)?$")
_BACK = {
    "place": "building",
    "city_no": "city_no",
    "due_given": "due_given",
    "dispatched_at": "dispatched_at",
}


def read_moment(text: str) -> str:
    """A minute as YYYY-MM-DDTHH:MM. Raises BadValue for a day without an hour: limits count by the hour."""
    typed = as_typed(text)
    found = _TIME.search(typed)
    if found is None:
        read_date(typed)
        raise BadValue("moment_hour", "要写到几点几分，例如 2026-03-02 09:30")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise BadValue("moment_none", "没有这个钟点，请核对，例如 2026-03-02 09:30")
    return f"{read_date(typed[: found.start()])}T{hour:02}:{minute:02}"


def read_city_no(text: str) -> str:
    """The platform's number as the desk's form keeps it. Raises BadValue for one that Excel has rounded."""
    typed = "".join(as_typed(text).split())
    if SCIENTIFIC.fullmatch(typed):
        raise BadValue("precision", PRECISION)
    return typed


class Tickets(kinds.SheetKind):
    """Tickets as the platform lists them."""

    code = "tickets"
    label = "热线工单"
    about = "一行一张，照市平台的清单填。登记过的工单号不会再登记；时限从派单时间算起。"
    most_rows = MOST_ROWS
    can_undo = False
    undo_words = "工单一登记就有编号和时限，不能整批撤回；登错的请街道案管「撤单」。"
    columns = (
        Column("city_no", "工单号", required=True, reader=read_city_no, aliases=("工单编号", "市平台工单号"), longest=40, width=18),
        Column("kind", "类别", Type.CHOICE, required=True, choices=TicketKind.choices, aliases=("诉求类别", "工单类型"), example="求助"),
        Column("dispatched_at", "派单时间", required=True, reader=read_moment, aliases=("转派时间",), example="2026-03-02 09:30", width=18),
        Column("due_given", "办理时限", reader=read_moment, aliases=("办结时限", "截止时间"), example="2026-03-06 18:00", width=18,
               help="市平台没有写的空着，按类别算"),
        Column("community", "社区", required=True, choices=community_choices, example="铁北社区"),
        Column("estate", "小区", aliases=("小区或大院",), example="铁路小区", help="楼栋不重名的可以不填"),
        Column("building", "楼栋", aliases=("楼号",), example="3号楼", help="找不到楼栋就空着，填到小区"),
        Column("place_detail", "具体位置", example="北门"),
        Column("title", "事项", required=True, longest=60, example="路灯不亮", help="别写人名、门牌、电话"),
        Column("text", "诉求内容", Type.LONG_TEXT, required=True, longest=900, width=40, help="只写事，人名和电话另有列"),
        Column("name", "诉求人", mask=mask_name, aliases=("来电人", "姓名"), longest=25),
        Column("phone", "诉求人电话", Type.PHONE, mask=mask_phone, aliases=("来电号码", "联系电话")),
    )  # fmt: skip

    def may_add(self, user: User) -> bool:
        return may_receive(user)

    def prepare(self, context: CheckContext) -> "_Checker":
        return _Checker(context)

    def commit(self, context: CommitContext, batches: Iterable[list[ReadyRow]]) -> None:
        for rows in batches:
            places = Area.objects.select_related("community", "parent").in_bulk(
                [row.payload["place"] for row in rows]
            )
            for row in rows:
                with context.attempt(row, _BACK):
                    told = dispatch_of(row, places[row.payload["place"]])
                    ticket = receive(told, actor=context.actor, now=context.now)
                    context.done(row, ticket.pk, ticket.version)


class _Checker:
    """Places in memory; the platform's numbers that are here already by one query a batch."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.finder = PlaceFinder.of(context.user)

    def check(self, rows: list[RawRow]) -> list[Judgement]:
        numbers = {row.values["city_no"] for row in rows}
        tickets = HotlineTicket.objects.filter(city_no__in=numbers)
        known = {no: (pk, version) for no, pk, version in tickets.values_list("city_no", "pk", "version")}
        return [self._judge(row, known) for row in rows]

    def _judge(self, row: RawRow, known: dict[str, tuple[int, int]]) -> Judgement:
        number = row.values["city_no"]
        key = f"ticket:{number}" if number else ""
        if number in known:
            return kinds.same(*known[number], key=key)
        place, wrong = find_place(self.finder, row)
        problems = [*([wrong] if wrong else []), *comparing.masked_in_new(row), *self._moments(row)]
        if problems or place is None:
            return kinds.wrong(*problems, key=key)
        payload = {"place": place.pk}
        if number_words := number_doubt(row, ("title", "text"), "text"):
            options = (Decision.NEW, Decision.SKIP)
            return kinds.doubtful(number_words, options, key=key, payload=payload)
        return kinds.new(key=key, payload=payload)

    def _moments(self, row: RawRow) -> list[Problem]:
        sent, due = row.values["dispatched_at"], row.values["due_given"]
        found = []
        if sent and sent[:10] > self.context.today.isoformat():
            found.append(Problem("dispatched_at", "future", "派单时间不能晚于今天，请核对"))
        if sent and due and due <= sent:
            found.append(Problem("due_given", "due", "办理时限要晚于派单时间，请核对"))
        return found


def dispatch_of(row: ReadyRow, place: Area) -> Dispatch:
    """The row as the desk would have told it."""
    values = row.values
    return Dispatch(
        city_no=values["city_no"],
        kind=values["kind"],
        title=mask_numbers(values["title"]),
        text=mask_numbers(values["text"]),
        place=place,
        place_detail=values["place_detail"],
        dispatched_at=_moment(values["dispatched_at"]),
        due_given=_moment(values["due_given"]) if values["due_given"] else None,
        name=values["name"],
        phone=values["phone"],
    )


def _moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))
