"""/services/: any room by its word."""

from civics.services.views import PAGES

app_name = "services"
urlpatterns = [*PAGES.urls]
