"""The files of a real installation, without a container engine: what they promise can be read and run."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
APP = ("migrate", "web", "worker", "calls", "beat", "keeper")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    shutil.copy(CHECKOUT / "deploy" / "prepare.sh", tmp_path / "deploy")
    prepare(tmp_path, "grid.example").check_returncode()
    return tmp_path


def prepare(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(folder / "deploy" / "prepare.sh"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_services_of_a_real_installation_are_all_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {
        "db",
        "redis",
        "migrate",
        "web",
        "worker",
        "calls",
        "beat",
        "keeper",
        "proxy",
    }


def test_each_lasting_service_has_a_health_check_and_comes_back(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name
        assert service["logging"]["options"]["max-size"], name


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    open_doors = [name for name, service in compose["services"].items() if "ports" in service]
    assert open_doors == ["proxy"]
    assert compose["networks"]["data"]["internal"] is True
    assert "data" not in compose["services"]["proxy"]["networks"]


def test_programs_of_ours_run_without_rights_and_with_production_settings(compose: dict[str, Any]) -> None:
    for name in APP:
        service = compose["services"][name]
        assert service["environment"]["PRODUCTION"] == "1", name
        assert service["environment"]["DEMO"] == "0", name
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
    assert re.search(r"^USER 10001", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)


def test_secrets_come_from_files_and_have_no_default(compose: dict[str, Any], prepared: Path) -> None:
    made = {path.name for path in (prepared / "deploy" / "secrets").iterdir()}
    assert set(compose["secrets"]) == made
    for secret in compose["secrets"].values():
        assert secret["file"].startswith("./deploy/secrets/")
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= made
        for name, value in service.get("environment", {}).items():
            secretive = re.search(r"PASSWORD|SECRET|KEY|DATABASE_URL|REDIS_URL", name)
            assert not secretive or value.startswith("/run/secrets/"), name


def test_data_lies_in_named_volumes(compose: dict[str, Any]) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "$"))
    }
    assert used == set(compose["volumes"])


def test_prepare_makes_secrets_that_belong_together_and_never_twice(prepared: Path) -> None:
    secrets = prepared / "deploy" / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    password = (secrets / "db_password").read_text().strip()
    assert len(password) == 48
    assert f":{password}@db" in (secrets / "database_url").read_text()
    redis_password = (secrets / "redis_password").read_text().strip()
    assert (secrets / "redis_conf").read_text() == f"requirepass {redis_password}\n"
    assert f":{redis_password}@redis" in (secrets / "redis_url").read_text()
    again = prepare(prepared, "grid.example")
    assert again.returncode == 1
    assert "再也读不出来" in again.stderr
    assert (secrets / "db_password").read_text().strip() == password


@pytest.mark.parametrize("address", ["", "https://grid.example", "a b", "x;y", "$(id)"])
def test_prepare_refuses_what_is_not_a_name(tmp_path: Path, address: str) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(CHECKOUT / "deploy" / "prepare.sh", tmp_path / "deploy")
    assert prepare(tmp_path, address).returncode == 1
    assert not (tmp_path / "deploy" / "secrets").exists()


def test_the_prepared_secrets_satisfy_the_production_settings(
    compose: dict[str, Any], prepared: Path, tmp_path: Path
) -> None:
    """The product itself starts on exactly the environment that compose hands to the web service."""
    given = dict(line.split("=", 1) for line in (prepared / ".env").read_text().split())
    environment = {"PATH": os.environ["PATH"], "XG_VAR": str(tmp_path / "var")}
    for name, value in compose["services"]["web"]["environment"].items():
        value = value.replace("/run/secrets", str(prepared / "deploy" / "secrets"))
        environment[name] = re.sub(
            r"\$\{(\w+)(?::[?-]([^}]*))?\}", lambda m: given.get(m[1], m[2] or ""), value
        )
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_locks_name_no_address(tmp_path: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt", "package-lock.json"):
        assert "://" not in (CHECKOUT / name).read_text(encoding="utf-8"), name
