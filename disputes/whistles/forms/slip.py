"""The form of a whistle (W5): whom, what, and what they may read; and the form of a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from core.errors import RuleBroken
from core.files.models import StoredFile
from core.text import CleanCharField
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import Checks, ChipChecks, ChipRadios, LocalDateTimeInput
from disputes.models import CommunityCall, Whistle
from disputes.whistles.actions import Slip, Where
from disputes.whistles.choices import WhistleKind
from disputes.whistles.forms.base import words
from disputes.whistles.origins import Given
from disputes.whistles.recommend import Suggestion, advice, suggestions
from grids.models import Area, Department

NO_CONTACT = ("", "不给电话")


@dataclass(frozen=True)
class About:
    """What the form is about: the facts of an origin, a call or a draft, brought to one shape."""

    title: str
    cause: str
    place: Area
    place_detail: str = ""
    problem: str = ""
    given: Given | None = None
    call: CommunityCall | None = None

    @property
    def where(self) -> Where:
        origin = (self.given.kind, self.given.pk) if self.given else ("", None)
        return Where(self.place, self.place_detail, origin[0], origin[1], self.call)

    @property
    def contacts(self) -> list[tuple[str, str]]:
        found = self.given.contacts if self.given else ()
        return [(one.key, f"{one.name} {one.masked_phone}") for one in found]

    @property
    def photos(self) -> tuple[StoredFile, ...]:
        return self.given.photos if self.given else ()


class WhistleForm(UiForm):
    """Three steps on one page, filled in from the matter; every proposal can be changed."""

    lead = forms.ChoiceField(label="主办单位", widget=ChipRadios, error_messages={"required": "请选主办单位"})
    assisting = forms.MultipleChoiceField(label="协办单位", widget=ChipChecks, required=False)
    kind = forms.ChoiceField(label="哨类", choices=WhistleKind.choices, widget=ChipRadios)
    result_by = forms.DateTimeField(
        label="交办的办结时间", widget=LocalDateTimeInput, required=False, help_text="只有攻坚哨要写"
    )
    title = CleanCharField(label="事项", max_length=60, help_text="部门看到的标题，不写人名")
    problem = words("问题", required=False, help_text="部门能看到，只写事")
    task = words("要部门做什么")
    basis = CleanCharField(label="依据", max_length=120, help_text="职责清单哪一条，或哪部法规")
    share_address = forms.BooleanField(label="地址", required=False)
    photos = forms.MultipleChoiceField(label="照片", widget=Checks, required=False)
    contact = forms.ChoiceField(label="居民电话", widget=ChipRadios, required=False)
    share_reason = CleanCharField(
        label="部门为什么要打电话",
        max_length=100,
        required=False,
        help_text="给电话的才写，比如：要入户查看，先约时间",
    )
    asks_resident = forms.BooleanField(label="办好后请居民评价", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: Any = None, *, about: About, now: datetime, draft: Whistle | None = None
    ) -> None:
        self.about, self.now = about, now
        self.suggestions = suggestions(cause=about.cause, title=about.title, told=about.problem, now=now)
        first = _from_draft(draft) if draft is not None else self._proposed()
        super().__init__(data, initial=first, auto_id="w_%s")
        names = [(str(one.department.pk), one.department.name) for one in self.suggestions]
        set_choices(self, "lead", names)
        set_choices(self, "assisting", names)
        set_choices(self, "photos", [(str(one.pk), one.original_name) for one in about.photos])
        set_choices(self, "contact", [NO_CONTACT, *about.contacts])
        if not about.photos:
            del self.fields["photos"]
        if not about.contacts:
            del self.fields["contact"], self.fields["share_reason"]

    def _proposed(self) -> dict[str, Any]:
        """Filled in from the matter. A unit is proposed only when its duty list names such a thing."""
        best = self.best
        return {
            "kind": WhistleKind.HARD,
            "title": self.about.title,
            "task": f"到场查看「{self.about.title}」，查明责任、办好并反馈照片"[:200],
            "lead": str(best.department.pk) if best and best.is_on_list else None,
            "basis": best.basis if best else "",
            "share_address": True,
            "asks_resident": self.about.given.has_resident if self.about.given else False,
        }

    @property
    def best(self) -> Suggestion | None:
        return self.suggestions[0] if self.suggestions else None

    @property
    def advice(self) -> str:
        return advice(self.suggestions, self.about.cause)

    def chosen(self) -> Suggestion | None:
        """What the lists say of the chosen lead."""
        lead = self.cleaned_data.get("lead") if self.is_bound else None
        return next((one for one in self.suggestions if str(one.department.pk) == lead), None)

    def clean(self) -> dict[str, Any]:
        """The proposed ground belongs to the proposed unit: for another one the ground must be its own."""
        cleaned = super().clean() or {}
        best, lead = self.best, cleaned.get("lead")
        other = best is not None and lead and lead != str(best.department.pk)
        if other and best is not None and best.basis and cleaned.get("basis") == best.basis:
            own = next(one for one in self.suggestions if str(one.department.pk) == lead)
            if own.basis:
                cleaned["basis"] = own.basis
            else:
                self.add_error(
                    "basis",
                    f"这一条是{best.department}的职责。{own.department}的清单里没有这件事，请写法规依据",
                )
        return cleaned

    def slip(self) -> Slip:
        """What the action takes."""
        said = self.cleaned_data
        known = {
            str(one.pk): one for one in Department.objects.filter(pk__in=[said["lead"], *said["assisting"]])
        }
        chosen = self.chosen()
        return Slip(
            kind=said["kind"],
            title=said["title"],
            task=said["task"],
            basis=said["basis"],
            lead=known[said["lead"]],
            assisting=tuple(known[one] for one in said["assisting"]),
            problem=said["problem"],
            cause=self.about.cause,
            clause=chosen.clause if chosen else None,
            result_by=said["result_by"],
            share_address=said["share_address"],
            photo_ids=tuple(int(one) for one in said.get("photos") or ()),
            contact=said.get("contact") or "",
            share_reason=said.get("share_reason") or "",
            asks_resident=said["asks_resident"],
        )


def _from_draft(draft: Whistle) -> dict[str, Any]:
    """A draft as it was written. Whose number was given is chosen anew: the draft keeps only the sealed number."""
    units = list(draft.units.all())
    plain = (
        "kind",
        "title",
        "problem",
        "task",
        "basis",
        "result_by",
        "share_address",
        "asks_resident",
        "version",
    )
    return {
        **{name: getattr(draft, name) for name in plain},
        "lead": next((str(one.department_id) for one in units if one.is_lead), None),
        "assisting": [str(one.department_id) for one in units if not one.is_lead],
        "photos": [str(one) for one in draft.photo_ids],
    }


class CallForm(UiForm):
    """社区呼叫: what it is, what the community did, what the street should do."""

    title = CleanCharField(label="事项", max_length=60)
    problem = words("问题和社区已经做的", 500, help_text="只写事，不写人的信仰、病情、前科")
    asked = words("请街道做什么")

    def __init__(self, data: Any = None, *, about: About) -> None:
        self.about = about
        super().__init__(data, initial={"title": about.title}, auto_id="w_%s")


def put_error(form: UiForm, broken: RuleBroken, *, otherwise: str) -> None:
    """The action's refusal beside its field; what has no field here stands by `otherwise`."""
    field = broken.field if broken.field in form.fields else otherwise
    form.add_error(field, forms.ValidationError(broken.message, code=broken.code))
