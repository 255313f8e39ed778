"""What the demo town lacks and addresses need: one of each, written as rows. Each belongs to 李静, the clerk (column Z)."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from core.accounts.models import User
from core.api.tokens import create_token
from grids.models import Grid


def lay_out(who: dict[str, User]) -> None:
    """Once, after the town stands."""
    clerk, grid, today = who["Z"], Grid.objects.get(name="铁北3-07格"), timezone.localdate()
    soon = timezone.now() + timedelta(days=3)

    def make(label: str, **facts: Any) -> Any:
        return apps.get_model(label)._base_manager.create(**facts)

    create_token(
        clerk, actor=clerk, name="我的", scopes=["cases:read"], expires_on=today + timedelta(days=30)
    )
    make("disputes.SavedView", user=clerk, name="我的", query="tab=all")
    make("notices.Subscription", user=clerk, channel="email", address="a@example.org")
    make(
        "clocks.HolidayOverride",
        date=date(2026, 12, 31),
        kind="off",
        name="测试",
        source="测试",
        created_by=who["Y"],
    )
    make("civics.VolunteerTeam", name="测试队", community=grid.community, does="清扫")
    make(
        "sheets.SheetImport",
        kind="households",
        owner=clerk,
        file_name="a.xlsx",
        file_size=1,
        queued_at=timezone.now(),
        created_at=timezone.now(),
        expires_at=soon,
    )
    make(
        "sheets.SheetExport",
        kind="cases",
        owner=clerk,
        purpose="测试",
        year=2026,
        serial=1,
        state="ready",
        created_at=timezone.now(),
        expires_at=soon,
    )
    make(
        "grids.HazardCheck",
        place=grid.community,
        community=grid.community,
        grid=grid,
        at=timezone.now(),
        checked_by=who["G"],
        checklist=apps.get_model("grids.Checklist").objects.first(),
    )
