"""The addresses of the resources; the roof gives them (xiongguan.api)."""

from typing import Any

from django.urls import URLPattern, path

from core.accounts.access import public
from core.api.resources import Resource
from core.api.views import (
    ActView,
    CopyView,
    DetailView,
    EventsView,
    FormView,
    ListView,
    OpeningView,
    ResourceView,
)

# Words that stand where a key may stand.
NEW = "new"


def urls_of(at: Resource) -> list[URLPattern]:
    """List, new, one row, its timeline and its acts. Sign-in is the API's own matter: no redirect to a page."""

    def view(kind: type[ResourceView], **facts: Any) -> Any:
        return public(kind.as_view(resource=at, **facts))

    methods = ["get", "post"] if at.new is not None else ["get"]
    key = "int" if at.numbered else "slug"
    found = [
        path(f"{at.name}/", view(ListView, http_method_names=[*methods, "head"]), name=f"{at.name}-list")
    ]
    if at.new is not None:
        found.append(path(f"{at.name}/{NEW}/", view(OpeningView), name=f"{at.name}-new"))
    found.append(path(f"{at.name}/<{key}:key>/", view(DetailView), name=f"{at.name}-detail"))
    for name in at.copies:
        found.append(
            path(f"{at.name}/<{key}:key>/{name}/", view(CopyView, copy=name), name=f"{at.name}-{name}")
        )
    if at.acts is not None:
        found.append(path(f"{at.name}/<{key}:key>/events/", view(EventsView), name=f"{at.name}-events"))
        found.append(path(f"{at.name}/<{key}:key>/forms/<slug:act>/", view(FormView), name=f"{at.name}-form"))
        for act in at.acts.forms:
            where = f"{at.name}/<{key}:key>/acts/{act}/"
            found.append(path(where, view(ActView, act=act), name=f"{at.name}-{act}"))
    return found
