"""The pages of topics and open affairs for those who keep them, at /talks/."""

from civics.talks.affairs import AFFAIRS
from civics.talks.topics import TOPICS
from grids.works.pages import Pages

ROOMS = (TOPICS, AFFAIRS)
PAGES = Pages("talks", ROOMS)
