"""One call out: ten seconds in all, no redirect followed, 64 KB of the answer read and none kept.

The connections are urllib3's. They are made to the number that was judged (core.hooks.addresses); the certificate must be
for the name. Proxies of the environment are not asked."""

import logging
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from typing import Any

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, SSLError

from core.hooks.addresses import Forbidden, Target, parse, resolve

# It would name addresses of others, which may hold their keys.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)
MOST_BYTES = 64 * 1024
# Numbers of one name that are tried one after the other.
_MOST_NUMBERS = 3
Connection = HTTPConnection | HTTPSConnection


@dataclass(frozen=True)
class Answer:
    """What came of one try. `status` is None when nobody answered."""

    status: int | None
    problem: str
    took_ms: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send it once. Never raises for what the other side does."""
    begun = time.monotonic()
    limit: float = _limits()["seconds"]
    status, problem = None, ""
    try:
        target = parse(address)
        status = _exchange(target, resolve(target), body, headers, begun + limit)
        problem = _words(status)
    except Forbidden as error:
        problem = error.message
    except (SSLError, ssl.SSLError):
        problem = "证书不对，或者加密连接没有建成"
    except (TimeoutError, ConnectTimeoutError):
        problem = f"{limit:g}秒内没有答复"
    except (OSError, HTTPError, HTTPException, ValueError):
        # The watch and the socket's own limit end at the same moment.
        late = time.monotonic() - begun >= limit
        problem = f"{limit:g}秒内没有答复" if late else "连不上，或者中途断了"
    return Answer(status, problem, round((time.monotonic() - begun) * 1000))


def _limits() -> dict[str, Any]:
    limits: dict[str, Any] = settings.WEBHOOKS
    return limits


def _words(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "对方让转到别的地址，不跟过去"
    return f"对方没有收下，答复{status}"


def _exchange(target: Target, numbers: list[str], body: bytes, headers: dict[str, str], until: float) -> int:
    connection = _connected(target, numbers[:_MOST_NUMBERS], until)
    # A receiver that sends a byte now and then would never meet the socket's own limit.
    watch = Timer(max(0.0, until - time.monotonic()), _cut, [connection])
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            "POST",
            target.path,
            body=body,
            headers={"Host": target.authority, "Connection": "close", **headers},
            preload_content=False,
            decode_content=False,
        )
        answer = connection.getresponse()
        if time.monotonic() >= until:
            raise TimeoutError
        # The status is the answer; what comes after it may break off.
        with suppress(OSError, HTTPError, HTTPException):
            answer.read(MOST_BYTES)
        return int(answer.status)
    finally:
        watch.cancel()
        connection.close()


def _connected(target: Target, numbers: list[str], until: float) -> Connection:
    """To the first number that answers."""
    patience: float = _limits()["connect"]
    for place, number in enumerate(numbers, start=1):
        connection = _connection(target, number, min(patience, max(0.1, until - time.monotonic())))
        try:
            connection.connect()
        except (OSError, HTTPError):
            connection.close()
            if place == len(numbers) or time.monotonic() >= until:
                raise
            continue
        connection.timeout = max(0.1, until - time.monotonic())
        return connection
    raise OSError("no address")


def _connection(target: Target, number: str, patience: float) -> Connection:
    if target.scheme == "http":
        return HTTPConnection(number, target.port, timeout=patience)
    context = ssl.create_default_context(cafile=_limits()["ca_file"] or certifi.where())
    return HTTPSConnection(
        number, target.port, timeout=patience, ssl_context=context, server_hostname=target.host
    )


def _cut(connection: Connection) -> None:
    """The time is over: whoever reads from the connection is told that it has ended."""
    if connection.sock is not None:
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
