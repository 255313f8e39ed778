"""Accounts and posts, for the system administrator and the security administrator."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.actions import create_account
from core.accounts.models import User
from core.errors import NotAllowed
from core.replay.decorators import replayable
from core.ui.once import remember_once, show_once
from core.ui.responses import private_page, render_page
from grids.actions.postings import end_posting, grant_posting
from grids.choices import Role
from grids.forms.people import AccountForm, EndPostingForm, GrantForm, PeopleFilter
from grids.models import Posting
from grids.policies import may_create_accounts, may_grant
from grids.selectors.people import people_matching, place_words, posts_of
from grids.views.account_deeds import DEEDS, deeds_for
from grids.views.gates import actor_of, for_people_office, form_page, posted

PER_PAGE = 50


@require_GET
@for_people_office
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    community = data.get("community")
    found = people_matching(
        text=data.get("q", ""),
        role=data.get("role", ""),
        community_id=community.pk if community else None,
        state=data.get("state", ""),
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"user": user, "posts": [(post, place_words(post)) for post in user.posts]} for user in page]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "filtered": any(request.GET.get(name) for name in ("q", "role", "community", "state")),
        "may_create": may_create_accounts(actor_of(request)),
    }
    return render_page(request, "people/list.html", context, status=200 if form.is_valid() else 422)


def _person(user_id: int) -> User:
    return get_object_or_404(User.objects.all(), pk=user_id)


def _home(person: User) -> str:
    return reverse("people:detail", args=[person.pk])


@require_GET
@for_people_office
@private_page
def detail(request: HttpRequest, user_id: int) -> HttpResponse:
    """Posts past and present, and what may be done with the account. A new password is shown here once."""
    person, today = _person(user_id), timezone.localdate()
    rows = [
        {
            "post": post,
            "place": place_words(post),
            "over": post.valid_to is not None and post.valid_to < today,
            "may_end": may_grant(actor_of(request), post.role),
        }
        for post in posts_of(person)
    ]
    context = {
        "person": person,
        "running": [row for row in rows if not row["over"]],
        "past": [row for row in rows if row["over"]],
        "deeds": deeds_for(actor_of(request), person),
        "may_grant": any(may_grant(actor_of(request), role) for role in Role) and person.is_active,
        "password": show_once(request, person),
    }
    return render_page(request, "people/detail.html", context)


@require_http_methods(["GET", "POST"])
@for_people_office
@private_page
def new(request: HttpRequest) -> HttpResponse:
    """Open an account. Not replayable: the temporary password must not be kept with the stored answer; a second
    sending meets the taken name."""
    if not may_create_accounts(actor_of(request)):
        raise NotAllowed("people.new", "账号由系统管理员开，安全管理员任免管理岗位")
    form = AccountForm(posted(request))

    def act() -> tuple[str, str]:
        made, password = create_account(**form.cleaned_data, actor=actor_of(request))
        remember_once(request, made, password)
        return _home(made), f"已给{made.display_name}开了账号，接着给岗位"

    context = {"title": "开账号", "save": "开账号", "back": reverse("people:list")}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_people_office
@replayable
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """First which post, then where and from when."""
    person = _person(user_id)
    role = request.POST.get("role") or request.GET.get("role", "")
    context: dict[str, Any] = {
        "title": f"{person.display_name}：给岗位",
        "back": _home(person),
        "save": "给岗位",
    }
    if role not in Role.values:
        roles = [role for role in Role if may_grant(actor_of(request), role)]
        return render_page(request, "people/roles.html", {"roles": roles, **context})
    form = GrantForm(posted(request), role=role)

    def act() -> tuple[str, str]:
        names = ("role", "valid_from", "valid_to", "full_time", "reason")
        data = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        given = grant_posting(person, place=form.place(), actor=actor_of(request), **data)
        return _home(person), f"{person}自{given.valid_from:%Y年%-m月%-d日}起任{given.get_role_display()}"

    context["title"] = f"{person.display_name}：任{Role(role).label}"
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_people_office
@replayable
def end(request: HttpRequest, posting_id: int) -> HttpResponse:
    rows = Posting.objects.visible_to(actor_of(request)).select_related(
        "user", "grid", "community", "department"
    )
    posting = get_object_or_404(rows, pk=posting_id)
    form = EndPostingForm(posted(request), posting=posting)

    def act() -> tuple[str, str]:
        data = form.cleaned_data
        last_day, reason = data["last_day"], data["reason"]
        end_posting(posting, last_day=last_day, reason=reason, actor=actor_of(request), **form.follow())
        return _home(posting.user), f"{posting.get_role_display()}的最后一天是{last_day:%Y年%-m月%-d日}"

    title = f"{posting.user.display_name}：结束{place_words(posting)}{posting.get_role_display()}"
    context = {"title": title, "save": "确认结束", "back": _home(posting.user)}
    return form_page(request, form, "grids/form.html", context, act=act)


@require_http_methods(["GET", "POST"])
@for_people_office
@private_page
def do(request: HttpRequest, user_id: int, deed: str) -> HttpResponse:
    """Disable, enable, temporary password, new phone for the second factor."""
    person = _person(user_id)
    known = DEEDS.get(deed)
    if known is None:
        raise Http404
    if not known.allowed(actor_of(request), person):
        raise NotAllowed("people.do", known.refusal)
    form = known.form(posted(request))

    def act() -> tuple[str, str]:
        return _home(person), known.run(request, person, form)

    context = {
        "title": f"{person.display_name}：{known.words}",
        "note": known.note,
        "save": f"确认{known.words}",
    }
    return form_page(request, form, "grids/form.html", {**context, "back": _home(person)}, act=act)
