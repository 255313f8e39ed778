"""/me/tokens/ and /settings/tokens/: one's own keys; system accounts and everybody's keys for the administrators; and
what the API offers, in words."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import signed_in
from core.accounts.actions import create_program
from core.accounts.models import User
from core.accounts.roles import has_role
from core.api.document import document
from core.api.forms import ProgramForm, TokenForm
from core.api.models import ApiToken
from core.api.resources import families, known
from core.api.shapes import LABELS
from core.api.tokens import create_token, may_create, may_revoke, revoke_token
from core.errors import NotAllowed, RuleBroken
from core.replay.decorators import replayable
from core.ui.forms import add_rule_error
from core.ui.once import remember_once, show_once
from core.ui.responses import done, form_invalid, private_page, render_page

ROWS_A_PAGE = 50
OFFICE = ("sysadmin", "security_admin")
_FORM = "api/form.html"


def _rows(tokens: Any, me: User) -> list[dict[str, Any]]:
    """Each key with its scopes in words, and whether this person may end it."""
    today, words = timezone.localdate(), families()
    return [
        {
            "token": one,
            "reads": _words(one, "read", words),
            "writes": _words(one, "write", words),
            "over": one.is_over(today),
            "may_revoke": one.revoked_at is None and may_revoke(me, one),
        }
        for one in tokens
    ]


def _words(token: ApiToken, way: str, words: dict[str, str]) -> str:
    found = [scope.partition(":")[0] for scope in token.scopes if scope.endswith(f":{way}")]
    return "、".join(words.get(one, one) for one in found)


@require_GET
@private_page
def own(request: HttpRequest) -> HttpResponse:
    me = signed_in(request)
    tokens = ApiToken.objects.filter(user=me).select_related("user")[:ROWS_A_PAGE]
    context = {"rows": _rows(tokens, me), "secret": show_once(request, me), "home": reverse("tokens:own")}
    return render_page(request, "api/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_own(request: HttpRequest) -> HttpResponse:
    """Not replayable: the key must not be kept with a stored answer."""
    return _new(request, signed_in(request), back=reverse("tokens:own"))


def _new(request: HttpRequest, user: User, *, back: str) -> HttpResponse:
    me = signed_in(request)
    form = TokenForm(request.POST if request.method == "POST" else None, request=request)
    context = {"form": form, "back": back, "title": "新建接口令牌", "save": "新建令牌", "whose": user}
    if request.method != "POST":
        return render_page(request, _FORM, context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            _, text = create_token(
                user, actor=me, name=said["name"], scopes=form.scopes(), expires_on=said["expires_on"]
            )
            remember_once(request, user, text)
            return done(request, back, f"已建好令牌：{said['name']}")
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, RuleBroken(broken.code, broken.message, field=_field(broken.field)))
    return form_invalid(request, _FORM, context)


def _field(name: str) -> str:
    """The action speaks of scopes; the form has two fields for them."""
    return "reads" if name == "scopes" else name


@require_POST
@private_page
@replayable
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    me = signed_in(request)
    token = ApiToken.objects.filter(pk=pk).select_related("user").first()
    if token is None or not (token.user_id == me.pk or has_role(me, *OFFICE)):
        raise Http404
    revoke_token(token, actor=me)
    back = "tokens:own" if token.user_id == me.pk else "tokens:office"
    return done(request, reverse(back), f"已撤销：{token.name}")


# --- the administrators --------------------------------------------------------------------------
def _office(asked: HttpRequest) -> User:
    me = signed_in(asked)
    if not has_role(me, *OFFICE):
        raise NotAllowed("role", "系统账号和令牌由系统管理员和安全管理员管理")
    return me


@require_GET
@private_page
def office(request: HttpRequest) -> HttpResponse:
    """System accounts, and every key of anybody."""
    me = _office(request)
    programs = list(User.objects.filter(is_program=True).order_by("username"))
    keys = ApiToken.objects.select_related("user", "created_by")
    page = Paginator(keys, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = next(((one, text) for one in programs if (text := show_once(request, one))), None)
    context = {
        "programs": [(one, may_create(me, one) and one.is_active) for one in programs],
        "page": page,
        "rows": _rows(page, me),
        "shown": shown,
        "may_open": has_role(me, "sysadmin"),
    }
    return render_page(request, "api/office.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@replayable
def new_program(request: HttpRequest) -> HttpResponse:
    me = _office(request)
    if not has_role(me, "sysadmin"):
        raise NotAllowed("role", "系统账号由系统管理员开，令牌由安全管理员建")
    form = ProgramForm(request.POST if request.method == "POST" else None)
    back = reverse("tokens:office")
    context = {"form": form, "back": back, "title": "开系统账号", "save": "开账号"}
    if request.method == "POST" and form.is_valid():
        try:
            made = create_program(**form.cleaned_data, actor=me)
            return done(
                request, back, f"已开系统账号「{made.display_name}」。接着给岗位，再请安全管理员建令牌"
            )
        except NotAllowed:
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
    return (form_invalid if request.method == "POST" else render_page)(request, _FORM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new_for(request: HttpRequest, user_id: int) -> HttpResponse:
    """A key for a system account. Not replayable, as one's own."""
    me = _office(request)
    user = get_object_or_404(User.objects.filter(is_program=True), pk=user_id)
    if not may_create(me, user):
        raise NotAllowed("role", "系统账号的令牌由安全管理员建")
    return _new(request, user, back=reverse("tokens:office"))


# --- what there is -------------------------------------------------------------------------------
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """How to begin, and the list of resources."""
    rows = [(one, len(one.acts.forms) if one.acts is not None else 0) for one in known()]
    return render_page(request, "api/guide.html", {"rows": rows, "site": settings.PUBLIC_ADDRESS})


@require_GET
def resource(request: HttpRequest, name: str) -> HttpResponse:
    """One resource: its columns, filters, what a new one asks, and every act with its fields."""
    at = next((one for one in known() if one.name == name), None)
    if at is None:
        raise Http404
    table = at.acts.flow.table if at.acts is not None else {}
    acts = at.acts.forms if at.acts is not None else {}
    context = {
        "at": at,
        "columns": _lines(at.schema()),
        "filters": _lines({"properties": at.filter_schema()}),
        "opening": _lines(at.new.schema(files=False)) if at.new is not None else [],
        "acts": [(act, str(table[act].label), _lines(at.act_schema(act))) for act in acts],
    }
    return render_page(request, "api/resource.html", context)


_TYPES: dict[str, str] = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是或否",
    "array": "多个",
    "object": "编号和名称",
    "date": "日期",
    "date-time": "时间",
    "null": "可以没有",
}


def _lines(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of an object, one a line."""
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "title": one.get("title", ""),
            "required": name in required,
            "type": _type(one),
            "help": one.get("description", ""),
            "choices": (one.get(LABELS) or {}).items(),
        }
        for name, one in schema["properties"].items()
        if "$ref" not in one
    ]


def _type(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "string")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if "format" in schema:
        kinds[0] = schema["format"]
    return "、".join(dict.fromkeys(_TYPES.get(one, "文字") for one in kinds))


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for the programs of those who write programs."""
    answer = HttpResponse(document(), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="openapi.json"'
    return answer
