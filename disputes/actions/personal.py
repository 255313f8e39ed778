"""What one person keeps for themselves: named filters of the case list."""

from django.db import transaction

from core.accounts.models import User
from core.errors import RuleBroken
from disputes.models import SavedView

MOST_VIEWS = 30


def save_view(user: User, *, name: str, query: str, is_home: bool = False) -> SavedView:
    """Keep a filter under a name; the same name replaces the earlier filter. Refuses the thirty-first."""
    with transaction.atomic():
        # The person's row is the lock: two windows saving at once count one after the other. Without its key,
        # because the ledger reads that.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        view = SavedView.objects.filter(user=user, name=name).first() or SavedView(user=user, name=name)
        if view._state.adding and SavedView.objects.filter(user=user).count() >= MOST_VIEWS:
            raise RuleBroken("too_many", f"最多存{MOST_VIEWS}个视图，请先删掉不用的", field="name")
        view.query, view.is_home = query, is_home or view.is_home
        view.save()
        if is_home:
            _only_home(view)
    return view


def set_home_view(view: SavedView, *, on: bool) -> None:
    """The list opens with this filter, or no longer does."""
    with transaction.atomic():
        locked = SavedView.objects.select_for_update(no_key=True).get(pk=view.pk)
        locked.is_home = on
        locked.save(update_fields=["is_home"])
        if on:
            _only_home(locked)


def _only_home(view: SavedView) -> None:
    SavedView.objects.filter(user_id=view.user_id, is_home=True).exclude(pk=view.pk).update(is_home=False)


def delete_view(view: SavedView) -> None:
    """Forget the filter; the cases are untouched."""
    view.delete()
