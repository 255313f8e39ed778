"""A town in a cluster of its own, copied while people write, with moments at which the ledger's end was written down."""

import os
import secrets
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections, transaction
from django.test import override_settings

from core.audit.actions import record
from core.backup import tools
from core.backup.stream import Key
from core.backup.taking import back_up, fetch_log, take_mark
from core.backup.vault import Copy, Mark, Vault
from core.files import photos
from core.files.actions import attach_photo
from grids.models import Area
from residents.actions import add_dwelling, erase_due, move_away, register_household
from residents.models import Resident
from specialgroups.wall_sql import MAKE_ROLE
from tests.cast import build_cast, build_town
from tests.local.conftest import Place
from tests.residents.conftest import NOW, TODAY, father, noon

SEED = 20261126


@dataclass
class Story:
    """What was done, and what was known when."""

    vault: Vault
    marks: list[Mark] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)

    def act(self) -> None:
        with transaction.atomic():
            record("account.sign_in", actor=None, subject_kind="user", subject_id=1)

    def attach(self, name: str) -> None:
        data = secrets.token_bytes(3000)
        photo = photos.Photo(name=name, data=data, thumb=data[:500], width=10, height=10)
        with transaction.atomic():
            row = attach_photo(photo, subject_kind="dispute", subject_id=1, actor=None, purpose="intake")
        self.photos[row.path] = data

    def note(self) -> None:
        """The ledger's end now, for the restores to come."""
        mark = take_mark(counted=True)
        self.vault.add_mark(mark)
        self.marks.append(mark)


@pytest.fixture(scope="session")
def story(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """One town for all tests of this folder: none changes it."""
    folder = tmp_path_factory.mktemp("keep")
    place, key = Place(folder / "var"), secrets.token_hex(32)
    with django_db_blocker.unblock(), _elsewhere(folder, key), _own_cluster(place):
        made = Story(Vault(folder / "backups", Key(key)))
        _live(made)
        yield made


@contextmanager
def _elsewhere(folder: Path, key: str) -> Iterator[None]:
    from django.conf import settings

    before = dict(os.environ)
    os.environ["BACKUP_KEY"] = key
    with override_settings(
        MEDIA_ROOT=folder / "media",
        ERASURES_FILE=folder / "erasures.log",
        SUPPORT_ERASURES_FILE=folder / "support.log",
        AUDIT_HEADS_FILE=folder / "heads.log",
        BACKUP={**settings.BACKUP, "dir": folder / "backups", "key": key},
    ):
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def _own_cluster(place: Place) -> Iterator[None]:
    """The tables of the tests' database in a cluster of its own, and our connection turned there."""
    url, _ = place.up()
    try:
        parts = urlsplit(url)
        _fill(url)
        connection.close()
        before = connections["default"]
        there = {"NAME": parts.path[1:], "HOST": parts.hostname, "PORT": str(parts.port)}
        there |= {"USER": parts.username, "PASSWORD": parts.password}
        connections["default"] = type(before)({**before.settings_dict, **there}, "default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = before
    finally:
        place.local("down")


def _fill(url: str) -> None:
    """What the migrations made, carried over by a dump, and the role of the support wall."""
    source = tools.the_source()
    into = [str(source.folder / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", url]
    subprocess.run([*into, "-c", MAKE_ROLE], check=True, capture_output=True)
    dump = [str(source.folder / "pg_dump"), "-d", str(connection.settings_dict["NAME"])]
    made = subprocess.run(dump, env=source.environment, check=True, capture_output=True)
    subprocess.run(into, input=made.stdout, check=True, capture_output=True)


def _live(story: Story) -> None:
    """Two whole copies, the second while somebody writes; moments between them and after; then a family is erased."""
    town = build_town()
    cast = build_cast(town)
    door = add_dwelling(
        Area.objects.get(pk=town.building.pk), unit_no="1", room_no="101", facts={}, actor=cast.clerk, now=NOW
    )
    home = register_household(door, people=[father()], actor=cast.clerk, now=NOW)
    story.people = list(Resident.objects.values_list("pk", flat=True))
    story.attach("before.jpg")
    story.copies.append(back_up(story.vault))
    for number in range(3):
        story.act()
        story.attach(f"between-{number}.jpg")
        story.note()
    with _somebody_writes(story):
        story.copies.append(back_up(story.vault))
        story.note()
    for _ in range(3):
        story.act()
        story.note()
    move_away(home, members=list(Resident.objects.all()), on=TODAY, actor=cast.clerk, now=NOW)
    assert erase_due(now=noon("2027-03-02")) == 1
    fetch_log(story.vault)


@contextmanager
def _somebody_writes(story: Story) -> Iterator[None]:
    """Acts one after the other, on a connection of its own, until the block is over."""
    settings_dict, done = connection.settings_dict, threading.Event()
    written: list[int] = []

    def write() -> None:
        connections["default"] = type(connections["default"])(settings_dict, "default")
        while not done.is_set():
            story.act()
            written.append(1)
            done.wait(0.02)
        connections["default"].close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()
    assert len(written) > 5, "somebody wrote all the while"
