"""How a person likes the list: columns, density, length. One small cookie; anything odd in it means the default."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

COOKIE = "xg_cases"
KEEP_SECONDS = 400 * 24 * 3600
COLUMNS: dict[str, str] = {
    "tier": "层级",
    "state": "状态",
    "holder": "经办",
    "act": "最近动作",
    "severity": "分级",
    "source": "来源",
    "community": "社区",
    "grid": "网格",
    "registered": "登记时间",
}
USUAL = ("tier", "state", "holder", "act")
DENSITIES: dict[str, str] = {"": "标准", "tight": "紧凑", "loose": "宽松"}
SIZES = (25, 50, 100)


@dataclass(frozen=True)
class Taste:
    columns: tuple[str, ...] = USUAL
    density: str = ""
    size: int = SIZES[0]

    @property
    def all_columns(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key in self.columns) for key, label in COLUMNS.items()]

    @property
    def densities(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key == self.density) for key, label in DENSITIES.items()]

    @property
    def sizes(self) -> list[tuple[int, bool]]:
        return [(size, size == self.size) for size in SIZES]

    @property
    def heads(self) -> list[tuple[str, str]]:
        return [(key, COLUMNS[key]) for key in self.columns]


def _make(columns: Iterable[str], density: str, size: str) -> Taste:
    chosen = tuple(key for key in COLUMNS if key in set(columns)) or USUAL
    length = int(size) if size in {str(one) for one in SIZES} else SIZES[0]
    return Taste(chosen, density if density in DENSITIES else "", length)


def of(asked: HttpRequest) -> Taste:
    """The cookie's taste; ?size= in the address wins for this once."""
    size, _, rest = asked.COOKIES.get(COOKIE, "").partition(".")
    density, _, columns = rest.partition(".")
    return _make(columns.split("-"), density, asked.GET.get("size", size))


def read(posted: Any) -> Taste:
    return _make(posted.getlist("column"), posted.get("density", ""), posted.get("size", ""))


def keep(response: HttpResponse, taste: Taste) -> None:
    value = f"{taste.size}.{taste.density}.{'-'.join(taste.columns)}"
    response.set_cookie(COOKIE, value, max_age=KEEP_SECONDS, httponly=True, samesite="Lax")
