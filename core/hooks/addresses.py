"""Which addresses may be called. A webhook must not become a way into the house (docs/THREAT_MODEL.md T54).

The form judges what is typed; each call resolves the name anew, judges every answer, and connects to what was judged."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from core.errors import RuleBroken

IP = IPv4Address | IPv6Address
MOST_LETTERS = 300
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NAT64 = ip_network("64:ff9b::/96")
_PORTS = {"https": 443, "http": 80}


class Forbidden(RuleBroken):
    """Not an address that this house calls."""


@dataclass(frozen=True)
class Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the Host header names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def parse(address: str) -> Target:
    """Take an address apart. Raises Forbidden with what to change."""
    if len(address) > MOST_LETTERS or not address.isascii() or not address.isprintable() or " " in address:
        raise Forbidden("address", "地址用英文字母、数字写，不超过300个字", field="address")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Forbidden(
            "address", "地址写得不对，比如 https://qu.example.cn/hooks", field="address"
        ) from None
    _check(parts, host, port)
    path = parts.path or "/"
    target = Target(
        parts.scheme, host, port or _PORTS[parts.scheme], f"{path}?{parts.query}" if parts.query else path
    )
    if (literal := _literal(host)) is not None:
        _judge(literal, host)
    return target


def _check(parts: SplitResult, host: str, port: int | None) -> None:
    plain = parts.scheme == "http" and settings.WEBHOOKS["loopback"] and host in _LOOPBACK
    if parts.scheme != "https" and not plain:
        raise Forbidden("https", "地址要以 https:// 开头", field="address")
    if not host or port == 0:
        raise Forbidden("address", "地址里没有主机名，比如 https://qu.example.cn/hooks", field="address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Forbidden("address", "地址里不写账号密码，也不写 # 后面的部分", field="address")


def resolve(target: Target) -> list[str]:
    """The numbers behind the name, each of them allowed. Raises Forbidden when one is not, OSError when there is none."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(one[4][0]) for one in found))
    for number in numbers:
        _judge(ip_address(number.partition("%")[0]), target.host)
    return numbers


def _literal(host: str) -> IP | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _judge(number: IP, host: str) -> None:
    if not all(_allowed(one, host) for one in _meant(number)):
        raise Forbidden(
            "inner", "这是内网或本机的地址。确要推送，请运维把主机名写进 WEBHOOK_INNER_HOSTS", field="address"
        )


def _meant(number: IP) -> list[IP]:
    """The address, and the older one that it wraps."""
    if isinstance(number, IPv4Address):
        return [number]
    if number.ipv4_mapped is not None:
        return [number.ipv4_mapped]
    inner: list[IP] = [number]
    if number.sixtofour is not None:
        inner.append(number.sixtofour)
    if number.teredo is not None:
        inner += number.teredo
    if number in _NAT64:
        inner.append(IPv4Address(int(number) & 0xFFFFFFFF))
    return inner


def _allowed(number: IP, host: str) -> bool:
    if number.is_loopback:
        return bool(settings.WEBHOOKS["loopback"])
    if number.is_link_local or number.is_multicast or number.is_unspecified or number.is_reserved:
        return False
    return number.is_global or host in settings.WEBHOOK_INNER_HOSTS
