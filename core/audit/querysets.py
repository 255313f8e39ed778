"""Which lines of the ledger a person may read (trust.md 3.3, row "read audit")."""

from typing import Any

from django.db import models
from django.db.models import Q

from core.accounts.models import User
from core.accounts.roles import has_role

REVEALS_AND_EXPORTS = r"\.(reveal|export)(_|\.|$)"
SECURITY = r"^(account|session|posting|role|settings|second_factor)\."


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "EntryQuerySet":
        """The auditor reads all; others their own acts and what their duty adds to them."""
        if has_role(user, "auditor"):
            return self.all()
        seen = Q(actor=user)
        if has_role(user, "privacy_officer"):
            seen |= Q(action__regex=REVEALS_AND_EXPORTS)
        if has_role(user, "security_admin"):
            seen |= Q(action__regex=SECURITY)
        return self.filter(seen)
