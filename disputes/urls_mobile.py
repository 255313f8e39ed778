"""/m/"""

from django.urls import path

from disputes.views import mobile

app_name = "mobile"
urlpatterns = [
    path("new/", mobile.case_new, name="case_new"),
    path("new/<slug:no>/", mobile.thanks, name="thanks"),
]
