"""A place of one's own for each test, with the command line run as a user would run it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """One var folder and the commands given for it."""

    var: Path
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_URL", "REDIS_URL", "XG_VAR", "XG_BINARIES", "XG_OWN_REDIS")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {"XG_VAR": str(self.var), "XG_THROWAWAY": "1"} | self.extra

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "core.local", *words]

    def local(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*words),
            cwd=CHECKOUT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def up(self) -> tuple[str, str]:
        """Bring both up; their addresses."""
        done = self.local("exec", "sh", "-c", "echo $DATABASE_URL $REDIS_URL")
        assert done.returncode == 0, done.stderr
        database, redis = done.stdout.split()
        return database, redis

    def pids(self) -> tuple[int, int]:
        postgres = (self.var / "pg" / "postmaster.pid").read_text().split()[0]
        return int(postgres), int((self.var / "redis" / "redis.pid").read_text())


def ask(url: str, question: str) -> object:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
    finally:
        connection.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "var")
    yield made
    made.local("down")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Servers that several tests look at and none breaks."""
    made = Place(tmp_path_factory.mktemp("running") / "var")
    made.up()
    yield made
    made.local("down")
