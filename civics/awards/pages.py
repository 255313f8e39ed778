"""The pages of campaigns and candidates for those who keep them, at /awards/."""

from civics.awards.campaigns import CAMPAIGNS
from civics.awards.nominations import NOMINATIONS
from grids.works.pages import Pages

ROOMS = (CAMPAIGNS, NOMINATIONS)
PAGES = Pages("awards", ROOMS)
