"""/talks/"""

from civics.talks.pages import PAGES

app_name = "talks"
urlpatterns = PAGES.urls
