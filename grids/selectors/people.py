"""Accounts and their posts, for those who look after them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from core.accounts.models import User
from grids.choices import Role
from grids.models import Department, Posting
from grids.querysets import in_force, today


def people_matching(
    *,
    text: str = "",
    role: str = "",
    community_id: int | None = None,
    state: str = "",
    on: date | None = None,
) -> "QuerySet[User]":
    """Accounts by name, post, community and state, each with `posts`: its posts of today."""
    found = User.objects.all()
    if state != "all":
        found = found.filter(is_active=state != "disabled")
    for word in text.split():
        found = found.filter(
            Q(display_name__icontains=word) | Q(username__icontains=word) | Q(title__icontains=word)
        )
    if role or community_id:
        held = Q(in_force(on))
        held &= Q(role=role) if role else Q()
        if community_id:
            held &= Q(community_id=community_id) | Q(grid__community_id=community_id)
        found = found.filter(pk__in=Posting.objects.filter(held).values("user_id"))
    return found.prefetch_related(_posts(on)).order_by("display_name", "id")


def _posts(on: date | None) -> Prefetch:
    rows = Posting.objects.active(on).select_related("grid", "community", "department")
    return Prefetch("postings", queryset=rows, to_attr="posts")


def posts_of(user: User) -> "QuerySet[Posting]":
    """All posts of a person, the newest first."""
    rows = Posting.objects.filter(user=user)
    return rows.select_related("grid__community", "community", "department", "granted_by", "covers__user")


def place_words(posting: Posting) -> str:
    """Where a post is held, in words."""
    if posting.street:
        return "全街道"
    if posting.programme:
        return posting.get_programme_display()
    return str(posting.grid or posting.community or posting.department or "")


def departments_with_liaisons() -> list[Any]:
    """Departments, each with `liaisons`: who speaks for it today."""
    liaisons = Posting.objects.active().filter(role=Role.DEPT_LIAISON).select_related("user")
    held = Prefetch("postings", queryset=liaisons, to_attr="liaisons")
    return list(Department.objects.order_by("-is_active", "id").prefetch_related(held))


def grantable(roles: Iterable[str]) -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in Role if role.value in set(roles)]


def is_running(posting: Posting) -> bool:
    return posting.valid_to is None or posting.valid_to >= today()
