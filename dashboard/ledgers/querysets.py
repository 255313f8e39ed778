"""Which definitions a person sees: who keeps them all, readers those in use whose rows are theirs to hand on."""

from typing import Any, Self

from django.db import models

from dashboard.ledgers import policies
from dashboard.ledgers.sources.base import all_sources


class LedgerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        if policies.keeps(user):
            return self.all()
        readable = [one.key for one in all_sources() if one.may_read(user)]
        return self.filter(is_active=True, source__in=readable) if readable else self.none()
