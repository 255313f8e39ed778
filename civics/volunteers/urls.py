"""/civics/volunteers/"""

from django.urls import path

from civics.volunteers.views import gifts, lists, staff

app_name = "volunteers"
urlpatterns = [
    path("", lists.volunteers, name="list"),
    path("new/", staff.new_volunteer, name="new"),
    path("teams/", lists.teams, name="teams"),
    path("teams/new/", staff.save_team, name="team_new"),
    path("teams/<int:pk>/", staff.save_team, name="team"),
    path("gifts/", gifts.gifts, name="gifts"),
    path("gifts/new/", gifts.gift_new, name="gift_new"),
    path("certificates/", lists.certificates, name="certificates"),
    path("certificates/<int:pk>/", staff.certificate, name="certificate"),
    path("certificates/<int:pk>/do/<slug:act>/", staff.certificate_act, name="certificate_act"),
    path("<slug:no>/", staff.volunteer, name="detail"),
    path("<slug:no>/do/<slug:act>/", staff.volunteer_act, name="act"),
    path("<slug:no>/reveal/", staff.reveal, name="reveal"),
    path("<slug:no>/statement/", staff.year_statement, name="statement"),
    path("<slug:no>/certificate/", staff.new_certificate, name="certificate_new"),
]
