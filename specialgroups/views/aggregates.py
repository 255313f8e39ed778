"""/aggregates/: two totals of the whole street, off unless the office turns them on (domain.md G5)."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import signed_in
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import UiForm, add_rule_error, set_choices
from core.ui.responses import done, form_invalid, private_page, render_page
from core.ui.widgets import ChipRadios
from grids.models import Department
from specialgroups.actions.aggregates import enter, may_enter, may_read
from specialgroups.choices import Category
from specialgroups.selectors.totals import quarters

_QUARTERS = [(str(one), f"第{one}季度") for one in (1, 2, 3, 4)]


class CountForm(UiForm):
    """One figure of one quarter. No remarks: there is nothing to remark."""

    category = forms.ChoiceField(label="口径", choices=Category.choices, widget=ChipRadios)
    year = forms.IntegerField(label="年", min_value=2000, max_value=2099)
    quarter = forms.TypedChoiceField(label="季度", choices=_QUARTERS, coerce=int, widget=ChipRadios)
    value = forms.IntegerField(
        label="总数", min_value=0, max_value=1_000_000, help_text="照来源单位的正式数字填"
    )
    source_unit = forms.ChoiceField(label="来源单位")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in Department.objects.filter(is_active=True)}
        set_choices(self, "source_unit", [(pk, one.name) for pk, one in self.known.items()])


def _open(request: HttpRequest, *, reads: bool = False) -> None:
    """To everybody else, and while it is off, it does not exist."""
    me = signed_in(request)
    if not settings.AGGREGATE_COUNTS or not (may_read(me) if reads else may_enter(me)):
        raise Http404


@require_GET
@private_page
def table(request: HttpRequest) -> HttpResponse:
    """The quarters that two persons agreed on."""
    _open(request, reads=True)
    context = {"names": [one.label for one in Category], "rows": quarters()}
    return render_page(request, "support/aggregates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new(request: HttpRequest) -> HttpResponse:
    _open(request)
    form = CountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = enter(**{**said, "source_unit": form.known[said["source_unit"]]}, actor=signed_in(request))
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, reverse("aggregates:new"), _words(made))
    page = form_invalid if form.errors else render_page
    return page(request, "support/aggregate_new.html", {"form": form})


def _words(made: Any) -> str:
    if made.pk is None:
        return "两次录入不一样，都没有保存。请两个人分别核对后重新录入"
    return "两次录入一致，已保存" if made.confirmed_at else "已录入，请另一个人再录一遍"
