"""The small street of the tests, its people, their keys and channels: made by the product's own builders and actions."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.api.tokens import create_token
from core.notices.actions import add_channel
from tests.cast import Cast, Community, Town, build_cast, build_town

# Who works, in the order in which clients are handed out: the first six are a short run.
WORKERS = (
    "clerk", "secretary", "worker", "intake", "manager", "outsider",
    "second_clerk", "leader", "mediator", "other_secretary", "street_mediator", "street_lead",
    "other_worker", "clerk", "intake", "secretary",
)  # fmt: skip
# Told outside as well: by a gateway that keeps keys, and by mail, which knows none.
TOLD_OUTSIDE = ("clerk", "secretary", "intake", "worker")


@dataclass(frozen=True)
class Person:
    """Somebody who works through the API: the account, its key, and buildings where things happen to them."""

    name: str
    user_id: int
    token: str
    places: tuple[int, ...]
    is_street: bool = False


@dataclass(frozen=True)
class Street:
    town: Town
    cast: Cast
    people: dict[str, Person]


def build() -> Street:
    """The town, committed."""
    with transaction.atomic():
        town = build_town()
        cast = build_cast(town)
        people = {name: person(cast.all[name], name, _places(town, name)) for name in dict.fromkeys(WORKERS)}
        for name in TOLD_OUTSIDE:
            user = cast.all[name]
            add_channel(user, channel="webhook", address=user.username, actor=user)
            add_channel(user, channel="email", address=f"{user.username}@example.cn", actor=user)
    return Street(town, cast, people)


def person(user: User, name: str, places: tuple[int, ...]) -> Person:
    """With a key of their own for cases."""
    until = timezone.localdate() + timedelta(days=30)
    _, text = create_token(
        user, actor=user, name="演练", scopes=["cases:read", "cases:write"], expires_on=until
    )
    street = user.postings.filter(street=True).exists()
    return Person(name, user.pk, text, places, is_street=street)


def _places(town: Town, name: str) -> tuple[int, ...]:
    """The worker's own grid; the community's houses for the others."""
    home: Community = town.dongyuan if name in ("outsider", "other_secretary") else town.tiebei
    grids = {"worker": home.buildings[:1], "other_worker": home.buildings[1:2]}.get(name, home.buildings)
    return tuple(house.pk for pair in grids for house in pair)
