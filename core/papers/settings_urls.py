"""/settings/papers/"""

from django.urls import path

from core.papers.views import templates

app_name = "templates"
urlpatterns = [
    path("", templates.template_list, name="list"),
    path("<slug:code>/", templates.template_page, name="kind"),
    path("<slug:code>/sample/", templates.sample, name="sample"),
    path("<slug:code>/file/", templates.template_file, name="file"),
    path("<slug:code>/use/", templates.use, name="use"),
]
