"""Party building of the demo town: the source's names and figures, and each played history holds to its table."""

import itertools
from collections import Counter

from civics.rooms import ROOMS as CIVIC_ROOMS
from core.flow.models import Event
from dashboard.demo.town import Town
from partybuilding.choices_works import BrandState, OrgKind
from partybuilding.models import works as models
from partybuilding.works.rooms import ROOMS


def test_the_tree_has_the_figures_of_the_source(town: Town) -> None:
    kinds = Counter(models.PartyOrg.objects.values_list("kind", flat=True))
    assert (kinds[OrgKind.STREET], kinds[OrgKind.COMMITTEE], kinds[OrgKind.BRANCH]) == (1, 17, 153)
    below = Counter(models.PartyOrg.objects.filter(kind=OrgKind.BRANCH).values_list("parent", flat=True))
    assert set(below.values()) == {9}


def test_brands_and_carriers_have_the_names_of_the_source(town: Town) -> None:
    running = models.CommunityBrand.objects.filter(state=BrandState.RUNNING).values_list("name", "year")
    assert dict(running) == {
        "“3688”微治理模式": 2020, "合美绿化": 2020, "三驾马车": 2020, "六色管理法": 2020, "“13459”社区融合治理": 2021,
        "邻里嘉年华": 2021, "互助之家": 2021,
    }  # fmt: skip
    assert set(models.Carrier.objects.values_list("name", flat=True)) == {
        "露化会客厅",
        "庭院党课",
        "每周一课",
    }


def test_no_room_is_empty_and_every_history_follows_its_table(town: Town) -> None:
    played = 0
    for room in (*ROOMS, *CIVIC_ROOMS):
        assert room.model.objects.filter(is_demo=True).exists(), room.key
        assert not room.model.objects.filter(is_demo=False).exists()
        events = Event.objects.filter(subject_kind=room.kind).order_by("subject_id", "version")
        for pk, lines in itertools.groupby(events, key=lambda event: event.subject_id):
            first, *rest = lines
            assert (first.act, first.version) == ("register", 1)
            played += len(rest) + (first.actor is not None)
            before = first.at
            for event in rest:
                assert event.act in room.table and event.at >= before, (room.key, pk)
                before = event.at
            row = room.queryset().get(pk=pk)
            row.clean()
            row.validate_constraints()
    assert 50 <= played <= 68, played
