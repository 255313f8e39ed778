"""Which imports and exports a person sees: their own, and what waits for them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.accounts.models import User
from core.sheets import kinds
from core.sheets.choices import OPEN, ExportState, State

if TYPE_CHECKING:
    from core.sheets.models import SheetExport, SheetImport  # noqa: F401


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and other people's that hold changes which only this person may commit."""
        return self.filter(Q(owner=user) | Q(pk__in=self._to_take_over(user)))

    def _to_take_over(self, user: User) -> list[int]:
        """Asked of the kinds one by one: such imports are a handful, and scope is the app's to know."""
        codes = [kind.code for kind in kinds.all_kinds() if kind.may_change(user)]
        if not codes:
            return []
        states = (*OPEN, State.COMMITTING, State.CHECKING, State.DONE, State.UNDOING, State.UNDONE)
        waiting = self.model._default_manager.filter(kind__in=codes, state__in=states, counts__held__gt=0)
        return [
            one.pk
            for one in waiting.exclude(owner=user).select_related("owner")
            if one.spec.may_take_over(user, one.owner)
        ]


class SheetExportQuerySet(models.QuerySet["SheetExport"]):
    def visible_to(self, user: User) -> Self:
        """One's own, those that wait for this person's word, and those they gave it on."""
        return self.filter(Q(owner=user) | Q(approver=user) | Q(pk__in=self._to_answer(user)))

    def _to_answer(self, user: User) -> list[int]:
        waiting = self.model._default_manager.filter(state=ExportState.WAITING).exclude(owner=user)
        known = {kind.code for kind in kinds.all_kinds()}
        return [
            one.pk
            for one in waiting.select_related("owner")
            if one.kind in known and one.spec.may_approve_export(user, one.owner)
        ]
