"""What the station offers to programs: its rooms of works. Volunteers, wishers and those who talk with a counsellor are
people: no program lists them."""

from civics.awards.pages import PAGES as AWARDS
from civics.services.views import PAGES as SERVICES
from civics.talks.pages import PAGES as TALKS
from grids.works.api import resources_of

RESOURCES = (
    *resources_of(TALKS, "民主议事和公开"),
    *resources_of(AWARDS, "评先评优"),
    *resources_of(SERVICES, "便民服务"),
)
