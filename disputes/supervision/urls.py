"""/orders/"""

from django.urls import path

from disputes.supervision import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("<slug:no>/", views.order_page, name="detail"),
    path("<slug:no>/do/<slug:act>/", views.act, name="act"),
]
