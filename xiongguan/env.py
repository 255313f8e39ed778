"""Typed readers of the environment. A wrong value stops the start, not a request in the afternoon."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def env_text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (how containers hand over secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"环境变量 {name} 没有设置")
    return value


def env_bool(name: str, default: bool) -> bool:
    raw = env_text(name, "1" if default else "0").strip().lower()
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 应为 1 或 0，现在是 {raw!r}")


def env_int(name: str, default: int) -> int:
    raw = env_text(name, str(default))
    try:
        return int(raw)
    except ValueError as exc:
        raise ImproperlyConfigured(f"环境变量 {name} 应为整数，现在是 {raw!r}") from exc


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_numbers(name: str, default: str, count: int) -> tuple[float, ...]:
    """So many numbers, parted by commas."""
    raw = env_list(name, default)
    try:
        found = tuple(float(part) for part in raw)
    except ValueError as exc:
        raise ImproperlyConfigured(f"环境变量 {name} 应为{count}个数，用逗号隔开，现在是 {raw!r}") from exc
    if len(found) != count:
        raise ImproperlyConfigured(f"环境变量 {name} 应为{count}个数，现在是{len(found)}个")
    return found


def origins_of_tiles(address: str, hosts: list[str]) -> list[str]:
    """Where the browser may fetch pictures of a map from, for the content policy: `https://t{s}.host/…` is one origin for each
    {s}."""
    if not address:
        return []
    found = sorted({urlsplit(address.replace("{s}", one)).netloc for one in hosts or [""]})
    scheme = urlsplit(address).scheme
    if scheme not in {"http", "https"} or not all(found):
        raise ImproperlyConfigured("MAP_TILES 必须是 http:// 或 https:// 开头的地址")
    return [f"{scheme}://{one}" for one in found]


def database_from_url(url: str) -> dict[str, object]:
    """Django's DATABASES entry from postgresql://user:password@host:port/name; only PostgreSQL is spoken (D1)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL 必须是 postgresql:// 开头的地址")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A new connection a request costs 4-5 times a kept one (stack.md 0).
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "application_name": "xiongguan",
            "options": "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        },
    }
