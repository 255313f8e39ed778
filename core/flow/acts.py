"""The acts of a flow as something to fill in and do: what its pages and the API share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models, transaction

from core.accounts.models import User
from core.files.actions import attach_photo
from core.flow.engine import Flow
from core.flow.forms import ActForm

M = TypeVar("M", bound=models.Model)


class Acts(Generic[M]):
    """Which form and which action belong to each act that people do on a form."""

    def __init__(
        self,
        flow: Flow[M],
        *,
        forms: Mapping[str, type[ActForm[M]]],
        actions: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.flow, self.forms, self.actions = flow, forms, actions

    def form(
        self, row: M, act: str, *, user: Any, now: datetime, data: Any = None, files: Any = None
    ) -> ActForm[M]:
        """The act's form for this row, empty or with what was sent."""
        return self.forms[act](data, files, row=row, user=user, now=now)

    def carry_out(self, row: M, act: str, form: ActForm[M], *, actor: User) -> None:
        """The pictures and the act in one transaction. Raises what the action raises (core.errors)."""
        with transaction.atomic():
            for upload in form.cleaned_data.get("photos") or []:
                attach_photo(
                    upload,
                    subject_kind=self.flow.kind,
                    subject_id=row.pk,
                    actor=actor,
                    purpose=form.photo_purpose,
                )
            self.actions[act](row, actor=actor, version=form.cleaned_data["version"], **form.arguments())
