"""The small street with three counsellors more, and a desk that brings a booking into any state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from civics.care.actions import Wish, book, carry_out
from civics.choices_care import CareState
from civics.models import CareBooking
from core.accounts.models import User
from grids.choices import Role
from tests.cast import Cast, Town, cast, person, town

__all__ = ["cast", "town"]
As = Callable[[User], Client]
# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NAME, PHONE, WISH, WORDS, HOSPITAL = (
    "孟小舟",
    "13893712207",
    "夜里总是睡不着觉",
    "谈到丧偶后的日子",
    "酒钢医院心理科",
)
SECRETS = (NAME, PHONE, WISH, WORDS, HOSPITAL)
ROADS: dict[str, tuple[str, ...]] = {
    "requested": (), "taken": ("take",), "booked": ("take", "arrange"), "met": ("take", "arrange", "meet"),
    "closed": ("take", "meet", "close"), "cancelled": ("take", "cancel"), "erased": ("take", "meet", "close", "erase"),
}  # fmt: skip


@dataclass
class Desk:
    """Steps forward an hour with each act."""

    cast: Cast
    town: Town
    own: User
    street: User
    other: User
    now: datetime = T0

    @property
    def everybody(self) -> dict[str, User]:
        return {**self.cast.all, "own": self.own, "street": self.street, "other": self.other}

    def booked(self, by: User | None = None, **changes: Any) -> CareBooking:
        """A wish that the clerk takes down."""
        self.now += timedelta(hours=1)
        wish = {
            "source": "self",
            "suits": "morning",
            "community": self.town.tiebei.area,
            "name": NAME,
            "phone": PHONE,
            "wish": WISH,
        }
        return book(Wish(**{**wish, **changes}), actor=by or self.cast.clerk, now=self.now)

    def said(self, act: str) -> dict[str, Any]:
        return {
            "arrange": {"slot_at": self.now + timedelta(days=1), "place": "社区二楼小屋"},
            "meet": {"on": self.now.date(), "minutes": 50, "theme": "grief", "words": WORDS},
            "danger": {"called": True},
            "refer": {"hospital": HOSPITAL, "agreed": True},
            "close": {"outcome": "relieved"},
        }.get(act, {})

    def do(self, row: CareBooking, act: str, by: User | None = None, **said: Any) -> CareBooking:
        self.now += timedelta(hours=1)
        carry_out(act, row, actor=by or self.own, now=self.now, **{**self.said(act), **said})
        return row

    def to(self, state: str) -> CareBooking:
        row = self.booked()
        for act in ROADS[state]:
            self.do(row, act)
        assert row.state == CareState(state)
        return row


@pytest.fixture
def desk(cast: Cast, town: Town) -> Desk:
    def engaged(name: str, shown: str, **place: Any) -> User:
        return person(name, shown, "心理咨询员", {"role": Role.COUNSELLOR, **place})

    return Desk(
        cast,
        town,
        own=engaged("care_own", "苏雅琴", community=town.tiebei.area),
        street=engaged("care_street", "乔听雨", street=True),
        other=engaged("care_other", "段外区", community=town.dongyuan.area),
    )


@pytest.fixture
def as_(db: None) -> As:
    """A signed-in client of somebody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
