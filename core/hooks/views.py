"""/settings/webhooks/: where events go, how each of them went, and what an administrator does about it."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.table import Decision
from core.hooks import actions, policies
from core.hooks.forms import LogFilter, RemoveForm, ReplayForm, RotateForm, WebhookForm
from core.hooks.kinds import by_name
from core.hooks.models import Delivery, Webhook
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.once import remember_once, show_once
from core.ui.responses import done, form_invalid, private_page, render_page

ROWS_A_PAGE = 50
_FORM = "hooks/form.html"


def _allowed(asked: HttpRequest, may: Callable[[User], Decision]) -> User:
    me = signed_in(asked)
    decision = may(me)
    if not decision.allowed:
        raise NotAllowed(decision.code, decision.reason)
    return me


def _hook(pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.standing().select_related("owner", "created_by"), pk=pk)


def _home(hook: Webhook) -> str:
    return reverse("hooks:detail", args=[hook.pk])


def _words(hook: Webhook) -> str:
    return "、".join(by_name()[name].label for name in hook.resources if name in by_name())


@require_GET
@private_page
def listed(request: HttpRequest) -> HttpResponse:
    """All webhooks with what waits."""
    me = _allowed(request, policies.may_see)
    hooks = Webhook.objects.standing().select_related("owner")
    hooks = hooks.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        last=Max("deliveries__delivered_at"),
    )
    context = {
        "rows": [(one, _words(one)) for one in hooks],
        "may_open": policies.may_open(me).allowed,
        "has_programs": User.objects.filter(is_program=True, is_active=True).exists(),
    }
    return render_page(request, "hooks/list.html", context)


@require_GET
@private_page
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook and its log."""
    me = _allowed(request, policies.may_see)
    hook = _hook(pk)
    form = LogFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = hook.deliveries.filter(state=state) if state else hook.deliveries.all()
    context = {
        "hook": hook,
        "words": _words(hook),
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [("", "全部"), *Delivery.State.choices],
        "secret": show_once(request, hook.owner),
        "may_open": policies.may_open(me).allowed,
        "both_until": hook.old_until if hook.old_until and hook.old_until > timezone.now() else None,
    }
    return render_page(request, "hooks/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def create(request: HttpRequest) -> HttpResponse:
    """Not replayable: the secret must not be kept with a stored answer."""
    me = _allowed(request, policies.may_open)
    form = WebhookForm(request.POST if request.method == "POST" else None, request=request)

    def act() -> HttpResponse:
        hook, secret = actions.create_webhook(**_said(form), actor=me)
        remember_once(request, hook.owner, secret)
        return done(request, _home(hook), f"已建好推送：{hook.name}")

    words = {"title": "新建推送", "save": "新建推送", "back": reverse("hooks:list")}
    return _form_page(request, form, act, words)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Not replayable, as `create`."""
    me, hook = _allowed(request, policies.may_open), _hook(pk)
    form = RotateForm(request.POST if request.method == "POST" else None, request=request)

    def act() -> HttpResponse:
        remember_once(request, hook.owner, actions.rotate_secret(hook, actor=me))
        return done(request, _home(hook), "已换密钥，旧的还能用24小时")

    lede = "换了以后24小时里，新旧两把密钥都签名，对方有时间换上。"
    words = {"title": f"换密钥：{hook.name}", "save": "换密钥", "back": _home(hook), "lede": lede}
    return _form_page(request, form, act, words)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """All since a moment."""
    me, hook = _allowed(request, policies.may_tend), _hook(pk)
    form = ReplayForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        many = actions.replay_since(hook, form.cleaned_data["since"], actor=me)
        return done(request, _home(hook), f"{many}个事件会再发一次")

    words = {"title": f"重发：{hook.name}", "save": "全部重发", "back": _home(hook), "keys": "yes"}
    return _form_page(request, form, act, words)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Its page says what is lost."""
    me, hook = _allowed(request, policies.may_tend), _hook(pk)
    form = RemoveForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        actions.remove_webhook(hook, actor=me)
        return done(request, reverse("hooks:list"), f"已删除推送：{hook.name}")

    lede = "密钥马上作废，等着发的事件不再发，也不能恢复。只想停一停，用「暂停」。"
    words = {
        "title": f"删除推送：{hook.name}",
        "save": "删除",
        "back": _home(hook),
        "lede": lede,
        "keys": "yes",
    }
    return _form_page(request, form, act, words)


def _said(form: Any) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("owner", "name", "address", "resources")}


def _form_page(
    asked: HttpRequest, form: Any, act: Callable[[], HttpResponse], words: dict[str, str]
) -> HttpResponse:
    """The form, or what came of it; a refusal stands by its field and nothing typed is lost."""
    context = {"form": form, **words}
    if asked.method != "POST":
        return render_page(asked, _FORM, context)
    if form.is_valid():
        try:
            return act()
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return form_invalid(asked, _FORM, context)


_DEEDS: dict[str, tuple[Callable[..., object], str]] = {
    "pause": (actions.pause_webhook, "已暂停，新的事件先留着"),
    "resume": (actions.resume_webhook, "已恢复，留着的事件马上发"),
    "test": (actions.send_test, "测试事件几秒内发出，结果看下面的记录"),
}


@require_POST
@private_page
@replayable
def do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One of the deeds that need no form."""
    me, hook = _allowed(request, policies.may_tend), _hook(pk)
    act, words = _DEEDS[deed]
    act(hook, actor=me)
    return done(request, _home(hook), words)


@require_POST
@private_page
@replayable
def replay_one(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    me, hook = _allowed(request, policies.may_tend), _hook(pk)
    row = get_object_or_404(hook.deliveries.select_related("webhook"), pk=event)
    actions.replay_event(row, actor=me)
    return done(request, _home(hook), "这个事件会再发一次")
