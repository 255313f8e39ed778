"""/patrols/"""

from datetime import date

from django.urls import path, register_converter

from grids.views import patrol_words, patrols, routes


class DayConverter:
    """2026-03-02 in an address; what is no day is no page."""

    regex = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "patrols"
urlpatterns = [
    path("", patrols.overview, name="overview"),
    path("today/", patrols.today, name="today"),
    path("points/<int:point_id>/fine/", patrols.fine, name="fine"),
    path("points/<int:point_id>/note/", patrol_words.point_note, name="point_note"),
    path("points/<int:point_id>/change/", routes.point_change, name="point_change"),
    path("points/<int:point_id>/do/<slug:deed>/", routes.point_do, name="point_do"),
    path("checks/<int:check_id>/undo/", patrols.undo, name="undo"),
    path("<int:grid_id>/", patrols.month, name="month"),
    path("<int:grid_id>/words/", patrol_words.day_words, name="words"),
    path("<int:grid_id>/route/", routes.route, name="route"),
    path("<int:grid_id>/route/new/", routes.point_new, name="point_new"),
    path("<int:grid_id>/<day:day>/", patrols.log, name="log"),
]
