"""Many cases by one insert, spread over buildings, states and days: for counting queries, not for histories."""

import zlib
from datetime import timedelta

from django.utils import timezone

from disputes.choices import Cause, Source, State, Tier
from disputes.models import Dispute, DisputeEvent
from tests.cast import Cast, Town

STATES = (
    State.REGISTERED,
    State.CONSENT_PENDING,
    State.MEDIATING,
    State.SUSPENDED,
    State.PERFORMING,
    State.CLOSED,
)


def make_many(town: Town, cast: Cast, count: int) -> None:
    """`count` numbered cases; most are held by somebody, some are late."""
    now = timezone.now()
    places = [
        (grid, house)
        for home in (town.tiebei, town.dongyuan)
        for grid, pair in zip(home.grids, home.buildings, strict=True)
        for house in pair
    ]
    holders = [cast.worker, cast.clerk, cast.second_clerk, cast.intake, None]
    causes = list(Cause)
    cases = []
    for number in range(1, count + 1):
        chance = zlib.crc32(str(number).encode())
        grid, house = places[chance % len(places)]
        state = STATES[chance // 7 % len(STATES)]
        told = now - timedelta(hours=chance // 11 % 2000)
        live = state not in (State.CLOSED, State.SUSPENDED)
        cases.append(
            Dispute(
                year=2025,
                serial=number,
                no=f"2025-{number:05d}",
                receipt_code="23456789",
                title=f"第{number}件",
                cause=causes[chance // 13 % len(causes)],
                source=Source.RESIDENT,
                place=house,
                community=house.community or house,
                grid=grid,
                recorded_at=told,
                registered_at=told,
                created_at=told,
                created_by=cast.worker,
                tier=Tier(1 + chance // 17 % 3),
                holder=holders[chance // 19 % len(holders)],
                state=state,
                due_at=told + timedelta(days=40) if live else None,
                yellow_at=told + timedelta(days=30) if live else None,
                due_code="CK4" if live else "",
                last_act="登记",
                last_act_at=told,
            )
        )
    made = Dispute.objects.bulk_create(cases, batch_size=2000)
    DisputeEvent.objects.bulk_create(
        (
            DisputeEvent(
                dispute=case, at=case.created_at, actor=cast.worker, actor_title="网格员", kind="move", act="register",
                label="登记", to_state=State.REGISTERED, tier=case.tier, version=1, changes={},
            )
            for case in made
        ),
        batch_size=4000,
    )  # fmt: skip
