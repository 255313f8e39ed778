"""微心愿卡 (domain.md L25): to hang on the wall of wishes. Nobody's name stands on it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from civics.models import MicroWish
from civics.wishes.flow import KIND
from core.papers.kinds import Owner


class WishPapers(Owner):
    """Registered for kind "micro_wish"."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        wish = MicroWish.objects.select_related("community").get(pk=subject_id)
        return {
            "wish_no": wish.official_no,
            "kind": wish.get_kind_display(),
            "title": wish.title,
            "text": wish.text,
            "amount": f"{wish.amount:f}元",
            "community": wish.community.name,
            "contact": f"{wish.community.name}，电话{settings.OFFICE_PHONE}",
            "page": f"{settings.PUBLIC_ADDRESS}{reverse('open_wishes:list')}",
        }
