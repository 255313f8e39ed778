"""/awards/"""

from civics.awards.pages import PAGES

app_name = "awards"
urlpatterns = PAGES.urls
