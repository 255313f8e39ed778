"""Which pages open to whom; and how a form becomes an action."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from core.accounts.models import User
from core.errors import Conflict, NotAllowed, RuleBroken
from core.ui.forms import UiForm, add_rule_error
from core.ui.responses import done, form_invalid, render_page
from grids.scope import Scope

P = ParamSpec("P")
F = TypeVar("F", bound=UiForm)


def actor_of(request: HttpRequest) -> User:
    """The signed-in person; the middleware lets nobody else come this far."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _only(opens: Callable[[Scope], bool], message: str) -> Callable[[View[P]], View[P]]:
    def gate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not opens(Scope.of(request.user)):
                raise NotAllowed("page", message)
            return view(request, *args, **kwargs)

        return cast(View[P], wrapped)

    return gate


for_staff = _only(
    lambda scope: scope.sees_places,
    "网格和地点给街道和社区的工作人员看。要查某处归哪个网格，请问街道综治中心",
)
for_editors = _only(lambda scope: scope.edits_places, "网格和地点由系统管理员维护，要调整请找他们")
for_people_office = _only(
    lambda scope: scope.manages_people, "人员账号由系统管理员和安全管理员维护，要调整请找他们"
)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty sending is still one, and gets its messages."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: UiForm,
    template: str,
    context: dict[str, Any],
    *,
    act: Callable[[], tuple[str, str]],
) -> HttpResponse:
    """GET shows the form; POST runs `act`, which answers where to go and what to say. A refusal of the action comes
    back beside its field with everything typed kept; a stale version goes on to the conflict page."""
    shown = {"form": form, **context}
    if request.method != "POST":
        return render_page(request, template, shown)
    if form.is_valid():
        try:
            url, message = act()
        except (Conflict, NotAllowed):
            raise
        except RuleBroken as broken:
            add_rule_error(form, broken)
        else:
            return done(request, url, message)
    return form_invalid(request, template, shown)
