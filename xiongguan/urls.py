"""Every address of the house. A room that gets pages adds its line here."""

from django.urls import include, path

from xiongguan.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("core.accounts.urls")),
    path("messages/", include("core.notices.urls")),
    path("files/", include("core.files.urls")),
    path("audit/", include("core.audit.urls")),
]
