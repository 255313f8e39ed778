"""/opinions/"""

from django.urls import path

from residents.views import opinions, opinions_new

app_name = "opinions"
urlpatterns = [
    path("", opinions.opinion_list, name="list"),
    path("new/", opinions_new.new, name="new"),
    path("<slug:no>/", opinions.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", opinions.act, name="act"),
    path("<slug:no>/reveal/", opinions.reveal, name="reveal"),
]
