"""The way from an address to a matter: out of scope is answered like what never was."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from core.errors import NotAllowed
from core.lookups import one_of
from disputes.models import Dispute, PetitionMatter, PetitionRecusal
from disputes.petitions import policies
from disputes.petitions.flow import PETITIONS


def matter_or_404(asked: HttpRequest, no: str) -> PetitionMatter:
    """With who stepped aside and whether the person sees its case, in one query."""
    seen: Any = PETITIONS.queryset().select_related("follows", "same_as")
    recused = PetitionRecusal.objects.filter(matter=OuterRef("pk")).values("user_id")
    case = Dispute.objects.visible_to(asked.user).filter(pk=OuterRef("case_id"))
    seen = seen.annotate(recused=ArraySubquery(recused), sees_case=Exists(case))
    found: PetitionMatter | None = one_of(seen.visible_to(asked.user).filter(no=no))
    if found is None:
        raise Http404
    return found


def refuse_strangers(asked: HttpRequest) -> None:
    """Whose work the list is not."""
    if not (policies.may_open(asked.user) or PetitionMatter.objects.visible_to(asked.user).exists()):
        raise NotAllowed(
            "role", "信访事项由综治中心受理、信访专干和分管领导办理。要反映事项的，请到街道综治中心窗口"
        )


def refuse_who_does_not_register(asked: HttpRequest) -> None:
    if not policies.may_register(asked.user):
        raise NotAllowed("role", "信访事项由综治中心受理窗口登记")
