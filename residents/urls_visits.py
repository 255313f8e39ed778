"""/visits/"""

from django.urls import path

from residents.views import visits, visits_campaigns, visits_new

app_name = "visits"
urlpatterns = [
    path("", visits.today, name="today"),
    path("new/", visits_new.new, name="new"),
    path("plan/", visits_new.plan, name="plan"),
    path("doors/", visits_new.doors, name="doors"),
    path("places/", visits_new.places, name="places"),
    path("all/", visits.visit_list, name="list"),
    path("campaigns/", visits_campaigns.campaign_list, name="campaigns"),
    path("campaigns/new/", visits_campaigns.campaign_new, name="campaign_new"),
    path("campaigns/<int:pk>/", visits_campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", visits_campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<int:pk>/end/", visits_campaigns.campaign_end, name="campaign_end"),
    path("leaders/", visits_campaigns.leaders, name="leaders"),
    path("leaders/new/", visits_campaigns.leader_new, name="leader_new"),
    path("leaders/<int:pk>/end/", visits_campaigns.leader_end, name="leader_end"),
    path("<slug:no>/", visits.detail, name="detail"),
    path("<slug:no>/done/", visits_new.thanks, name="thanks"),
    path("<slug:no>/do/<slug:act>/", visits.act, name="act"),
]
