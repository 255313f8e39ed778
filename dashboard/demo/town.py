"""Builds the whole demo town, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from core.accounts.models import User
from core.audit.actions import record
from core.clocks.store import load_calendar
from core.errors import RuleBroken
from core.notices.models import Notice
from dashboard.demo.civics import tell_civics
from dashboard.demo.copying import Copyist
from dashboard.demo.evaluation import tell_evaluation
from dashboard.demo.field import tell_field
from dashboard.demo.history import Told, Whistled, play
from dashboard.demo.homes import Peopled, fill_homes, work_on_homes
from dashboard.demo.hotline import tell_hotline
from dashboard.demo.items import tell_items
from dashboard.demo.ledgers import tell_ledgers
from dashboard.demo.mediating import fill_committees
from dashboard.demo.meetings import tell_meetings
from dashboard.demo.names import RARE, Namer
from dashboard.demo.outlines import draw_outlines
from dashboard.demo.party import tell_party
from dashboard.demo.petitions import tell_petitions
from dashboard.demo.pictures import scenes
from dashboard.demo.places import Places, build_places
from dashboard.demo.programme import programme
from dashboard.demo.scripts import SCRIPTS
from dashboard.demo.services import tell_services
from dashboard.demo.staff import Staff, fill_posts
from dashboard.demo.stage import Stage
from dashboard.demo.stories import Planner
from dashboard.demo.support import tell_support
from dashboard.demo.talks import tell_talks
from dashboard.demo.twins import twins
from dashboard.demo.visits import tell_visits
from dashboard.demo.webhooks import tell_webhooks
from dashboard.demo.whistles import Troupe, plots
from dashboard.demo.worktime import OfficeHours
from dashboard.figures.recount import rebuild
from grids.models import Area, Department, Grid, GridBuilding, Posting
from residents.models import Dwelling, Household, Resident

# How many ordinary cases are played act by act, and how many there are in all with the twins written after them.
SCALES = {"small": (16, 170), "full": (320, 20_000)}
TREE_SINCE = timedelta(days=730)
HISTORY = timedelta(days=186)
# Who is at which draft: the kind of case, who types, where.
_DRAFTS = (("网格调成", "worker", "铁北:7"), ("社区调成", "clerk", "铁北"), ("社区调成", "intake", "德惠"))


class AlreadyBuilt(Exception):
    """The town stands, or real places are in the database."""


@dataclass
class Town:
    """What was built."""

    places: Places
    staff: Staff
    told: Told
    peopled: Peopled


def seed_town(scale: str, *, seed: int, now: datetime | None = None) -> Town:
    """Places, people and six months of cases up to `now`, in one transaction. Refuses a real office's database."""
    if settings.PRODUCTION:
        raise RuleBroken("production", "正式环境不能放演示数据")
    if Area.objects.exists():
        raise AlreadyBuilt
    now = timezone.localtime(now)
    chance = Random(seed)
    with transaction.atomic():
        _be_quick()
        opened = now - HISTORY
        places = build_places(chance, since=(now - TREE_SINCE).date(), now=opened)
        draw_outlines(places, now=opened)
        staff = fill_posts(places, chance, now=now, opened=opened)
        fill_committees(places, staff, now=now, opened=opened)
        # With a chance of its own, so that the cases are the same with and without homes.
        peopled = fill_homes(places, Random(f"homes {seed}"), scale=scale, now=now)
        _count_what_stands()
        told = _tell(places, staff, chance, now, SCALES[scale])
        told.acts += tell_field(places, staff, chance, now)
        told.acts += tell_visits(places, staff, chance, load_calendar(), now, scale)
        # With a chance of its own, so that nothing else changes by it.
        told.acts += tell_hotline(places, staff, Random(f"hotline {seed}"), load_calendar(), now)
        told.acts += tell_petitions(places, staff, Random(f"petitions {seed}"), load_calendar(), now)
        told.acts += tell_meetings(staff, Random(f"meetings {seed}"), load_calendar(), now)
        told.acts += tell_items(places, staff, Random(f"items {seed}"), load_calendar(), now)
        told.acts += tell_party(places, staff, Random(f"party {seed}"), load_calendar(), now)
        told.acts += tell_talks(places, staff, Random(f"talks {seed}"), load_calendar(), now)
        told.acts += tell_services(places, staff, Random(f"services {seed}"), load_calendar(), now)
        told.acts += tell_support(places, staff, Random(f"support {seed}"), load_calendar(), now)
        told.acts += tell_civics(places, staff, Random(f"civics {seed}"), load_calendar(), now)
        told.acts += tell_webhooks(staff, now)
        told.acts += tell_ledgers(staff, now)
        work_on_homes(staff, now)
        told.acts += tell_evaluation(places, staff, load_calendar(), now)
        # Copied cases were not acted on one by one: count all that now stands.
        rebuild()
        _read_the_old_messages(now)
        record("demo.seed", actor=None, detail={"scale": scale, "seed": seed, "acts": told.acts}, now=now)
    return Town(places, staff, told, peopled)


def _read_the_old_messages(now: datetime) -> None:
    """People open their inbox: what is older than two days was read within a few hours."""
    old = Notice.objects.filter(created_at__lt=now - timedelta(days=2))
    old.update(read_at=F("created_at") + timedelta(hours=3))


def _be_quick() -> None:
    """A demo may lose its last second in a power cut: it would be built again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _count_what_stands() -> None:
    """Nobody else counts rows that are not committed: the planner would take every table for empty and walk through
    all areas, and through all of them again for each, to find one whistle."""
    models = (Area, Department, Grid, GridBuilding, Posting, User, Dwelling, Household, Resident)
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _tell(places: Places, staff: Staff, chance: Random, now: datetime, size: tuple[int, int]) -> Told:
    ordinary, in_all = size
    calendar = load_calendar()
    planner = Planner(places, OfficeHours(calendar), chance, now)
    taken = {*User.objects.values_list("display_name", flat=True), *RARE}
    stage = Stage(staff, Namer(chance, taken), scenes(chance))
    stories = programme(planner, chance, ordinary)
    whistled = Whistled(plots(planner, stories), Troupe(stage, opened=now - HISTORY))
    others = list(twins(planner, chance, stories, in_all - len(stories) - len(_DRAFTS)))
    told = play(stories, stage, chance, now, whistled=whistled, twins=others)
    told.written = Copyist(stage, calendar, chance).write(others, now)
    for name, who, where in _DRAFTS:
        story = planner.ending(planner.story(SCRIPTS[name].until("log"), where=where), 0)
        stage.draft(story, who)
    return told
