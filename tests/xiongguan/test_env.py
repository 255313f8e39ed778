"""Settings of the map, read from the environment: a wrong one stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from xiongguan.env import env_numbers, origins_of_tiles


def test_the_street_has_four_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_numbers("XG_SIDES", "97.8,39.4, 98.8,40.1", 4) == (97.8, 39.4, 98.8, 40.1)
    for wrong in ("97.8,39.4", "a,b,c,d"):
        monkeypatch.setenv("XG_SIDES", wrong)
        with pytest.raises(ImproperlyConfigured, match="XG_SIDES"):
            env_numbers("XG_SIDES", "", 4)


def test_only_the_hosts_of_the_tiles_are_let_in() -> None:
    assert origins_of_tiles("", ["0"]) == []
    spread = "https://t{s}.tiles.example/vec_w/wmts?x={x}&y={y}&l={z}&tk={key}"
    assert origins_of_tiles(spread, ["0", "1"]) == ["https://t0.tiles.example", "https://t1.tiles.example"]
    assert origins_of_tiles("http://10.0.0.8:8080/{z}/{x}/{y}.png", []) == ["http://10.0.0.8:8080"]
    for wrong in ("javascript:alert(1)", "tiles.example/{z}", "https://"):
        with pytest.raises(ImproperlyConfigured, match="MAP_TILES"):
            origins_of_tiles(wrong, ["0"])
