"""/hazards/"""

from django.urls import path

from grids.views import hazard_page, hazards, inspections

app_name = "hazards"
urlpatterns = [
    path("", hazards.hazard_list, name="list"),
    path("new/", hazards.hazard_new, name="new"),
    path("new/look/", hazards.look, name="look"),
    path("new/<slug:no>/", hazards.thanks, name="thanks"),
    path("places/", hazards.places, name="places"),
    path("checks/", inspections.check_list, name="checks"),
    path("checks/new/", inspections.check_new, name="check_new"),
    path("checks/<int:check_id>/", inspections.check, name="check"),
    path("<slug:no>/", hazard_page.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", hazard_page.act, name="act"),
]
