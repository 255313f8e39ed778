"""/services/: the common pages of rooms."""

from civics.services.rooms import ALL
from grids.works.pages import Pages

PAGES = Pages("services", ALL)
