"""/m/"""

from django.urls import path

from disputes.views import mobile, phone

app_name = "mobile"
urlpatterns = [
    path("key/", phone.key, name="key"),
    path("hand/", phone.hand, name="hand"),
    path("places/", phone.places, name="places"),
    path("outbox/", phone.outbox, name="outbox"),
    path("new/", mobile.case_new, name="case_new"),
    path("new/<slug:no>/", mobile.thanks, name="thanks"),
]
