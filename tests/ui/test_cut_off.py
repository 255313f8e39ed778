"""Half a form is never taken for the whole: the line broke, and the person sends it again."""

import socket

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from core.files.models import StoredFile
from disputes.models import Dispute
from tests.cast import Cast, Town, cast, log, town

__all__ = ["cast", "log", "town"]
pytestmark = pytest.mark.django_db(transaction=True)


def post_and_hang_up(server: LiveServer, session: str, kind: str, body: bytes, missing: int) -> bytes:
    """Announce all of the body, send it without its end, and listen."""
    host, port = server.url.removeprefix("http://").split(":")
    head = (
        f"POST /m/new/ HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: sessionid={session}; csrftoken={'a' * 32}\r\n"
        f"X-CSRFToken: {'a' * 32}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(head.encode() + body[: len(body) - missing])
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_a_form_without_its_end_is_refused_and_the_whole_one_is_kept(
    live_server: LiveServer, town: Town, cast: Cast
) -> None:
    client = Client()
    client.force_login(cast.worker)
    session = client.cookies["sessionid"].value
    said = {"place": str(town.building.pk), "cause": "23", "way": "keep", "text": "three leaks"}
    plain = "&".join(f"{name}={value}" for name, value in said.items()).encode()
    edge = '--edge\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parted = "".join(edge.format(*one) for one in said.items()).encode() + b"--edge--\r\n"
    for kind, body in (
        ("application/x-www-form-urlencoded", plain),
        ("multipart/form-data; boundary=edge", parted),
    ):
        for missing in (1, 5, 40):
            answer = post_and_hang_up(live_server, session, kind, body, missing)
            assert b" 400 " in answer.splitlines()[0] and "没有传完整".encode() in answer
        assert not Dispute.objects.exists() and not StoredFile.objects.exists()
    for kind, body in (
        ("application/x-www-form-urlencoded", plain),
        ("multipart/form-data; boundary=edge", parted),
    ):
        assert b" 302 " in post_and_hang_up(live_server, session, kind, body, 0).splitlines()[0]
    assert list(Dispute.objects.values_list("summary", flat=True)) == ["three leaks"] * 2
