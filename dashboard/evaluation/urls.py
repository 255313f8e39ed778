"""/evaluation/"""

from django.urls import path

from dashboard.evaluation.views import acts, pages, samples, settings

app_name = "evaluation"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("start/", pages.start, name="start"),
    path("indicators/", settings.indicators, name="indicators"),
    path("indicators/<slug:kind>/", settings.indicators_edit, name="indicators_edit"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<int:pk>/", samples.sample, name="sample"),
    path("results/<int:pk>/", pages.result, name="result"),
    path("results/<int:pk>/do/<slug:act>/", acts.result_act, name="result_act"),
    path("results/<int:pk>/behind/<slug:code>/", pages.behind, name="behind"),
    path("<int:pk>/", pages.period, name="period"),
    path("<int:pk>/do/<slug:act>/", acts.period_act, name="period_act"),
    path("<int:pk>.xlsx", pages.download, name="download"),
]
