"""/messages/channels/: where else a person wants to be told."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.notices import actions
from core.notices.models import Subscription
from core.notices.offers import Offer, offered
from core.replay.decorators import replayable
from core.text import CleanCharField

PAGE = "notices:channels"


class ChannelForm(forms.Form):
    """One channel to add. What an address looks like there is the action's to say."""

    channel = forms.CharField(widget=forms.HiddenInput, max_length=20)
    address = CleanCharField(max_length=200)

    def __init__(self, offer: Offer, *, user: User, data: object = None) -> None:
        mine = data is not None
        start = {"channel": offer.code, "address": user.email if offer.code == "email" and not mine else ""}
        super().__init__(data, initial=start, auto_id=f"id_{offer.code}_%s", label_suffix="")  # type: ignore[arg-type]
        self.offer = offer
        self.fields["address"].label = offer.asks
        self.fields["address"].error_messages["required"] = f"请填「{offer.asks}」"
        if not offer.asks:
            del self.fields["address"]
        elif offer.code == "email":
            self.fields["address"].widget = forms.EmailInput(attrs={"autocomplete": "email"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@replayable
def channels(request: HttpRequest) -> HttpResponse:
    user, sent = signed_in(request), request.POST.get("channel")
    shown = [
        ChannelForm(one, user=user, data=request.POST if one.code == sent else None) for one in offered()
    ]
    if request.method != "POST":
        return _page(request, shown)
    form = next((one for one in shown if one.is_bound), None)
    if form is None:
        raise RuleBroken("channel_unknown", "这里没有这个渠道，请刷新页面再选")
    if not _add(form, user):
        return _page(request, shown, status=422)
    messages.success(request, f"已添加：以后的消息也发到{form.offer.name}")
    return redirect(PAGE)


def _add(form: ChannelForm, user: User) -> bool:
    """Add what was typed; a refusal goes beside its field."""
    if not form.is_valid():
        return False
    address = form.cleaned_data.get("address", "")
    try:
        actions.add_channel(user, channel=form.offer.code, address=address, actor=user)
    except NotAllowed:
        raise
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        return False
    return True


def _page(request: HttpRequest, shown: list[ChannelForm], status: int = 200) -> HttpResponse:
    context = {
        "own": Subscription.objects.visible_to(signed_in(request)).order_by("pk"),
        "forms": shown,
        "offered": {one.offer.code for one in shown},
        "quiet": settings.QUIET_HOURS,
        "failed": status != 200,
    }
    return render(request, "notices/channels.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Subscription:
    rows = Subscription.objects.visible_to(signed_in(request)).select_related("user")
    return get_object_or_404(rows, pk=pk)


@require_POST
@replayable
def channel_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again: the form says which, so that a second click changes nothing."""
    wanted = request.POST.get("active") == "on"
    row = actions.set_channel_active(_own(request, pk), active=wanted, actor=signed_in(request))
    said = "已重新启用" if wanted else "已停用，还没发出的也不发了"
    messages.success(request, f"{row.channel_words}{said}")
    return redirect(PAGE)


@require_POST
@replayable
def channel_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    actions.remove_channel(row, actor=signed_in(request))
    messages.success(request, f"{row.channel_words}已移除，还没发出的也不发了")
    return redirect(PAGE)
