"""/settings/rules/ and /settings/holidays/"""

from django.urls import path

from core.clocks.views import holidays, rules, sums

app_name = "rules"
urlpatterns = [
    path("rules/", rules.rule_list, name="list"),
    path("rules/sum/", sums.calculator, name="sum"),
    path("rules/<str:code>/", rules.rule_detail, name="detail"),
    path("holidays/", holidays.holiday_list, name="holidays"),
    path("holidays/add/", holidays.holiday_add, name="holiday_add"),
    path("holidays/paste/", holidays.holiday_paste, name="holiday_paste"),
    path("holidays/<int:pk>/remove/", holidays.holiday_remove, name="holiday_remove"),
]
