"""The kinds of things, and their addresses. An address that is in none of them, and has a word in it that `SPOKEN` does
not give, fails tests/permissions/test_declared.py."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q

from civics.awards.pages import PAGES as AWARDS
from civics.care.views import PAGES as CARE
from civics.services.views import PAGES as SERVICES
from civics.talks.pages import PAGES as TALKS
from civics.volunteers.views.staff import ACTIVITY_PAGES, CERTIFICATE_PAGES, PEOPLE_PAGES
from civics.wishes.views.staff import PAGES as WISHES
from dashboard.evaluation.choices import Kind as Measured
from dashboard.evaluation.views.acts import PERIOD_PAGES, RESULT_PAGES
from dashboard.ledgers.views import PAGES as LEDGERS
from dashboard.rights.tables import FLOWS
from disputes.hotline.views.detail import PAGES as TICKETS
from disputes.petitions.views.acts import PAGES as PETITIONS
from disputes.supervision.views import ORDER_PAGES
from disputes.views.acts import CASE_ACTS
from disputes.views.committees import PAGES as COMMITTEES
from disputes.whistles.views.acts import CALL_PAGES, UNIT_PAGES, WHISTLE_PAGES
from grids.views.account_deeds import DEEDS
from grids.views.areas import DEEDS as AREA_DEEDS
from grids.views.hazard_page import HAZARD_ACTS
from grids.works.pages import Pages
from partybuilding.items.views.detail import PAGES as ITEMS
from partybuilding.meetings.views.bodies import PAGES as BODIES
from partybuilding.meetings.views.detail import PAGES as MEETINGS
from partybuilding.meetings.views.topics import PAGES as TOPICS
from partybuilding.works.views import PAGES as WORKS
from residents.views import acts as homes
from residents.views.opinions import PAGES as OPINIONS
from residents.views.visits import PAGES as VISITS
from specialgroups.views.detail import PAGES as RECORDS
from tests.permissions.things import Kind

BY_PLACE = {"community": "community", "grid": "grid"}
BY_COMMUNITY = {"community": "community"}
CASE_IN = {"community": "dispute__community", "grid": "dispute__grid"}


def rows(label: str) -> Callable[[], Any]:
    """The rows of a model, by no rule of sight: the tables choose, not the product."""
    return lambda: apps.get_model(label)._base_manager.all()


def under(label: str, over: str, column: str, none: Any) -> Callable[[Any], Any]:
    """A column of the first row that hangs on the thing."""

    def said(row: Any) -> Any:
        return (
            rows(label)().filter(**{over: row.pk}).order_by("pk").values_list(column, flat=True).first()
            or none
        )

    return said


def acts(pages: Any) -> Callable[[], Iterable[str]]:
    """The acts that have a page: of a flow, or of rows without states."""
    if pages is None:
        return lambda: ()
    return lambda: pages.forms if hasattr(pages, "forms") else pages.acts


def kind(at: str, label: str, key: str = "pk", pages: Any = None, **more: Any) -> Kind:
    return Kind(tuple(at.split()), rows(label), key, acts=acts(pages), **more)


_ORDINARY = Q(involves_dv=False, confidentiality="normal", no__isnull=False)
_SUPPORT = {"field": "phone", "code": "L22-plan"}

KINDS: dict[str, Kind] = {
    "case": kind(
        "disputes:detail disputes:nearby disputes:act disputes:note disputes:photos disputes:reveal disputes:receipt"
        " disputes:watch mobile:thanks api:cases-*",
        "disputes.Dispute", "no", CASE_ACTS, **BY_PLACE,
        more={"violence": Q(involves_dv=True, no__isnull=False)},
    ),
    "case_draft": kind("disputes:draft disputes:discard", "disputes.Dispute", only=Q(no__isnull=True)),
    "case_view": kind("disputes:view_home disputes:view_delete", "disputes.SavedView"),
    "support": kind(
        "support:detail support:act support:uncover support:print", "specialgroups.SupportEnrollment", "no", RECORDS,
        rest=_SUPPORT, more={"mental": Q(programme="mental"), "resettlement": Q(programme="resettlement")},
    ),
    "glass": kind("support:glass", "specialgroups.SupportGlass"),
    "whistle": kind(
        "whistles:detail whistles:act whistles:reveal api:whistles-*", "disputes.Whistle", "no", WHISTLE_PAGES,
        **BY_PLACE, only=Q(no__isnull=False),
    ),
    "whistle_draft": kind(
        "whistles:draft whistles:draft_edit whistles:draft_act", "disputes.Whistle", "pk", WHISTLE_PAGES,
        **BY_COMMUNITY, only=Q(no__isnull=True),
    ),
    "whistle_unit": kind(
        "whistles:unit_act api:whistle-units-*", "disputes.WhistleUnit", "pk", UNIT_PAGES,
        community="whistle__community", rest={"no": lambda row: row.whistle.no}, only=Q(whistle__no__isnull=False),
        more={"housing": Q(department__code="housing"), "enforcement": Q(department__code="enforcement")},
    ),
    "call": kind("whistles:call whistles:call_act api:calls-*", "disputes.CommunityCall", "no", CALL_PAGES, **BY_PLACE),
    "ticket": kind(
        "hotline:detail hotline:act hotline:reveal api:hotline-*", "disputes.HotlineTicket", "no", TICKETS, **BY_PLACE
    ),
    "petition": kind(
        "petitions:detail petitions:act petitions:reveal", "disputes.PetitionMatter", "no", PETITIONS, **BY_COMMUNITY
    ),
    "order": kind("orders:detail orders:act api:orders-*", "disputes.SupervisionOrder", "no", ORDER_PAGES, **BY_COMMUNITY),
    "meeting": kind(
        "meetings:detail meetings:act meetings:record api:meetings-*", "partybuilding.JointMeeting", "pk", MEETINGS,
        rest={"topic": under("partybuilding.AgendaItem", "meeting", "topic_id", 0)},
    ),
    "topic": kind("meetings:topic meetings:topic_act api:topics-*", "partybuilding.MeetingTopic", "pk", TOPICS, **BY_COMMUNITY),
    "body": kind("meetings:body meetings:body_act", "partybuilding.PartyJointBody", "pk", BODIES),
    "item": kind("items:detail items:act api:items-*", "partybuilding.ActionItem", "no", ITEMS, **BY_COMMUNITY),
    "org_below": kind("works:below", "partybuilding.PartyOrg", **BY_COMMUNITY),
    "care": kind(
        "care:detail care:act care:look", "civics.CareBooking", "code", CARE, **BY_COMMUNITY,
        rest={"field": "phone"},
    ),
    "board": kind("services:board", "grids.Grid", community="community"),
    "wish": kind("wishes:detail wishes:act wishes:reveal", "civics.MicroWish", "no", WISHES, **BY_COMMUNITY),
    "volunteer": kind(
        "volunteers:detail volunteers:act volunteers:reveal volunteers:statement volunteers:certificate_new",
        "civics.Volunteer", "no", PEOPLE_PAGES, **BY_COMMUNITY,
    ),
    "team": kind("volunteers:team", "civics.VolunteerTeam", **BY_COMMUNITY),
    "certificate": kind(
        "volunteers:certificate volunteers:certificate_act", "civics.VolunteerCertificate", "pk", CERTIFICATE_PAGES,
        community="volunteer__community",
    ),
    "activity": kind(
        "activities:detail activities:act activities:door", "civics.VolunteerActivity", "no", ACTIVITY_PAGES, **BY_COMMUNITY
    ),
    "home": kind("homes:detail homes:confirm homes:confirm_undo homes:act", "residents.Household", "pk", homes.HOMES, **BY_PLACE),
    "door": kind("homes:door homes:door_act homes:door_reveal", "residents.Dwelling", "pk", homes.DOORS, **BY_PLACE),
    "person": kind(
        "homes:person_act homes:person_reveal homes:statement", "residents.Resident", "pk", homes.PEOPLE, **BY_PLACE,
        query={"homes:person_reveal": "?field=phone"},
        only=Q(moved_out_on__isnull=True, merged_into__isnull=True, hidden_on__isnull=True),
    ),
    "rental": kind("homes:rental_act homes:rental_reveal", "residents.Rental", "pk", homes.RENTALS, **BY_PLACE),
    "merge": kind("homes:merge_act", "residents.ResidentMerge", "pk", homes.MERGES, community="kept__community"),
    "building": kind("homes:plan homes:building_act", "grids.Area", "pk", homes.BUILDINGS, only=Q(level="building"), **BY_COMMUNITY),
    "courtyard": kind(
        "homes:courtyard_act", "grids.Area", "pk", homes.COURTYARDS, only=Q(estate_kind="courtyard"), **BY_COMMUNITY
    ),
    "notice": kind("notices:read_one", "notices.Notice"),
    "channel": kind("notices:channel_switch notices:channel_remove", "notices.Subscription"),
    "delivery": kind("notices:decide", "notices.Outbox"),
    "photo": kind("files:get files:arrive", "files.StoredFile", "public_id", only=Q(subject_kind="dispute")),
    "papers_of_case": kind("docs:list docs:dossier", "disputes.Dispute", **BY_PLACE, only=_ORDINARY, rest={"subject_kind": "dispute"}),
    "paper_of_case": kind(
        "docs:preview docs:issue docs:print", "disputes.Dispute", **BY_PLACE, only=_ORDINARY, rest={"code": "L1"}
    ),
    "paper": kind("docs:paper docs:download docs:void docs:seal", "papers.Paper"),
    "import": kind(
        "imports:run imports:progress imports:match imports:mend imports:errors imports:again imports:confirm"
        " imports:undo imports:discard", "sheets.SheetImport",
    ),
    "export": kind("exports:detail exports:download", "sheets.SheetExport"),
    "place": kind(
        "grids:below grids:area grids:area_new grids:open grids:area_do api:areas-*", "grids.Area",
        only=Q(level="community"), community="pk", rest={"deed": tuple(word for word, _ in AREA_DEEDS["community"])},
    ),
    "department": kind("grids:department_change grids:department_use", "grids.Department"),
    # Read by all who work inside, changed by one.
    "department_read": kind("api:departments-*", "grids.Department"),
    "supporter": kind("grids:supporter_end", "grids.GridSupporter", community="grid__community", grid="grid"),
    "grid": kind(
        "grids:detail grids:outline grids:split grids:merge grids:bring grids:retire grids:supporter_add patrols:month"
        " patrols:words patrols:route patrols:point_new patrols:log api:grids-*",
        "grids.Grid", **{"community": "community", "grid": "pk"}, rest={"day": date(2026, 11, 24)},
    ),
    "campaign": kind("visits:campaign visits:campaign_edit visits:campaign_end", "residents.VisitCampaign"),
    "leader_contact": kind("visits:leader_end", "residents.LeaderContact", **BY_COMMUNITY),
    "visit": kind("visits:detail visits:thanks visits:act", "residents.Visit", "no", VISITS, **BY_PLACE),
    "opinion": kind(
        "opinions:detail opinions:act opinions:reveal api:opinions-*", "residents.Opinion", "no", OPINIONS, **BY_PLACE
    ),
    "point": kind(
        "patrols:fine patrols:point_note patrols:point_change patrols:point_do", "grids.PatrolPoint",
        community="route__grid__community", grid="route__grid", rest={"deed": ("up", "down", "retire")},
    ),
    "patrol_check": kind("patrols:undo", "grids.PatrolCheck", community="patrol__grid__community", grid="patrol__grid"),
    "hazard": kind("hazards:detail hazards:act hazards:thanks api:hazards-*", "grids.Hazard", "no", HAZARD_ACTS, **BY_PLACE),
    "hazard_check": kind("hazards:check", "grids.HazardCheck", **BY_PLACE),
    "checklist": kind("checklists:detail checklists:change checklists:item_new", "grids.Checklist"),
    "checklist_item": kind("checklists:item_change", "grids.ChecklistItem"),
    "account": kind("people:detail people:grant people:do", "accounts.User", only=Q(username="zhuangan"), rest={"deed": tuple(DEEDS)}),
    "posting": kind("people:end", "grids.Posting", community="community", only=Q(role="community_clerk")),
    "committee": kind("committees:detail committees:act", "disputes.MediationCommittee", "pk", COMMITTEES, **BY_COMMUNITY),
    "duty": kind("duties:edit", "disputes.DutyClause"),
    "holiday": kind("rules:holiday_remove", "clocks.HolidayOverride"),
    "webhook": kind(
        "hooks:detail hooks:rotate hooks:replay hooks:pause hooks:resume hooks:test hooks:remove hooks:replay_one",
        "hooks.Webhook", rest={"event": under("hooks.Delivery", "webhook", "pk", 0)},
    ),
    "hook_event": kind("api:webhook-events-*", "hooks.Delivery", "event_id"),
    "token": kind("tokens:revoke", "api.ApiToken"),
    "system_account": kind("tokens:new_for", "accounts.User", only=Q(is_program=True)),
    "period": kind(
        "evaluation:period evaluation:period_act evaluation:download api:evaluations-*", "dashboard.EvaluationPeriod",
        "pk", PERIOD_PAGES, more={"published": Q(state="published")},
    ),
    "result": kind(
        "evaluation:result evaluation:result_act evaluation:behind api:evaluation-results-*", "dashboard.EvaluationResult",
        "pk", RESULT_PAGES, **BY_PLACE, only=Q(period__state="published"),
        rest={"code": under("dashboard.ResultLine", "result", "code", "x")},
        more={"of_other_unit": Q(department__isnull=False)},
    ),
    "sample": kind("evaluation:sample", "dashboard.SampleDraw", community="grid__community"),
    "ledger": kind(
        "ledgers:detail ledgers:act ledgers:version ledgers:file ledgers:download", "ledgers.Ledger", "pk", LEDGERS,
        rest={"number": 1},
    ),
    "open_topic": kind("open_topics:detail", "civics.Deliberation"),
    "open_affair": kind("open_affairs:detail", "civics.OpenAffair"),
    "open_campaign": kind("open_awards:campaign", "civics.AwardCampaign"),
    "open_candidate": kind("open_awards:candidate", "civics.Nomination"),
    "open_activity": kind("open_volunteers:activity", "civics.VolunteerActivity", "no"),
    "open_wish": kind("open_wishes:wish", "civics.MicroWish", "no"),
    "feed": kind("meetings:feed", "partybuilding.CalendarFeed", rest={"secret": "wrong"}),
}  # fmt: skip


def _room_kinds(pages: Pages) -> Iterable[tuple[str, Kind]]:
    """Each room of grids.works is a kind of its own, at the addresses of its family and in the API."""
    for room in pages.rooms:
        space = pages.namespace
        at = (f"{space}:detail", f"{space}:act", f"{space}:look", f"api:{space}-{room.key}-*")
        sealed = next(iter(room.sealed), "name")
        yield (
            f"{space}-{room.key}",
            Kind(
                at,
                rows(room.model._meta.label),
                community="community",
                acts=acts(pages.acts[room.key]),
                rest={"room": room.key, "field": sealed},
            ),
        )


for _pages in (TALKS, AWARDS, SERVICES, WORKS):
    KINDS.update(_room_kinds(_pages))

# Addresses with words that are no thing: each is a page, asked with these.
_ROOMS = {
    f"{pages.namespace}:{name}": {"room": tuple(pages.by_key)}
    for pages in (TALKS, AWARDS, SERVICES, WORKS)
    for name in ("list", "new")
}
SPOKEN: Mapping[str, Mapping[str, Any]] = {
    **_ROOMS,
    "reports:monthly_of": {"key": "2026-10"},
    "reports:download": {"key": "2026-10", "form": ("xlsx", "docx")},
    "evaluation:indicators_edit": {"kind": tuple(Measured.values)},
    "imports:template": {"code": ("buildings", "postings", "residents", "cases", "tickets")},
    "exports:new": {"code": ("buildings", "households", "cases", "action_items")},
    "templates:kind": {"code": "L1"},
    "templates:sample": {"code": "L1"},
    "templates:file": {"code": "L1"},
    "templates:use": {"code": "L1"},
    "causes:change": {"code": "23"},
    # The same for every code: what to tell who came.
    "care:booked": {"code": "ABCD2345"},
    "rights:acts": {"kind": tuple(flow.kind for flow in FLOWS.values())[:3]},
    "rules:detail": {"code": "CK1"},
    "tokens:resource": {"name": "cases"},
}
