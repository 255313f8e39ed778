"""What makes the pages an app of the phone's own: the manifest, and the service worker with its list of files."""

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from core.accounts.access import public

# What the kept pages are drawn with. Sheets and the entry scripts have names of their own content in production; what a
# script imports is asked for by its plain name.
STYLES = (
    "tokens", "base", "menus", "layout", "components", "dialogs", "data", "lists", "forms", "modes", "print", "cases",
    "visits", "field", "outbox",
)  # fmt: skip
ENTRIES = ("js/shell.js", "js/cases.js", "dist/htmx.min.js")
PICTURES = ("img/emblem.svg", "img/icons.svg", "img/chevron.svg", "img/chevron-light.svg", "img/icon-192.png")
MANIFEST = {
    "id": "/",
    "name": settings.SITE_NAME,
    "short_name": settings.SITE_NAME,
    "lang": "zh-CN",
    "start_url": "/",
    "scope": "/",
    "display": "standalone",
    "theme_color": "#0b5cad",
    "background_color": "#f5f7fa",
}


@public
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """/manifest.webmanifest"""
    icons = [
        {
            "src": static(f"img/icon-{name}.png"),
            "type": "image/png",
            "sizes": f"{size}x{size}",
            "purpose": purpose,
        }
        for name, size, purpose in (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))
    ]
    body = {**MANIFEST, "icons": icons}
    return JsonResponse(
        body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """/sw.js, at the root because a worker serves only what lies below it. Never cached: it is how a phone learns of a
    new version."""
    context = {"version": version(), "files": shell_files(), "static": settings.STATIC_URL}
    response = render(request, "mobile/sw.js", context, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def shell_files() -> list[str]:
    """Addresses of everything that the kept pages need."""
    named = [static(name) for name in (*(f"css/{one}.css" for one in STYLES), *ENTRIES, *PICTURES)]
    return [*named, *(settings.STATIC_URL + name for name in _imported())]


@functools.cache
def version() -> str:
    """Changes with any of the files."""
    digest = hashlib.sha256()
    for name in (*(f"css/{one}.css" for one in STYLES), *ENTRIES, *PICTURES, *_imported()):
        found = finders.find(name)
        digest.update(Path(str(found)).read_bytes() if found else b"")
    template = Path(settings.BASE_DIR, "templates", "mobile", "sw.js")
    digest.update(template.read_bytes())
    return digest.hexdigest()[:12]


@functools.cache
def _imported() -> tuple[str, ...]:
    folder = Path(settings.BASE_DIR, "static", "js")
    # The map is read at a desk, with a line.
    found = (one for one in folder.rglob("*.js") if one.parent.name != "map")
    scripts = sorted(one.relative_to(folder.parent).as_posix() for one in found)
    return (*(one for one in scripts if one not in ENTRIES), "dist/idb.js")
