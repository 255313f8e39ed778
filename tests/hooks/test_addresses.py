"""A webhook is no way into the house: what may be typed, what may be called, and whose certificate is believed."""

import datetime
import ipaddress
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.hooks.addresses import Forbidden, parse, resolve
from core.hooks.calling import post
from tests.hooks.receivers import answer, receiver

INNER = (
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "127.0.0.1", "0.0.0.1", "224.0.0.1",
    "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[::]",
)  # fmt: skip


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.WEBHOOKS = {**settings.WEBHOOKS, "loopback": False, "connect": 1, "seconds": 2}


def names(monkeypatch: pytest.MonkeyPatch, **known: str) -> None:
    """A resolver that knows these names, as the network's would."""

    real = socket.getaddrinfo

    def answers(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        if host[0].isdigit():
            return real(host, port, *more, **named)
        if host.replace(".", "_") not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        found = known[host.replace(".", "_")].split()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in found]

    monkeypatch.setattr(socket, "getaddrinfo", answers)


@pytest.mark.parametrize("number", INNER)
def test_numbers_of_the_house_are_refused(number: str) -> None:
    with pytest.raises(Forbidden, match="内网或本机"):
        parse(f"https://{number}/hooks")


@pytest.mark.parametrize(
    "address",
    [
        "http://qu.example.cn/hooks",
        "http://127.0.0.1/hooks",
        "ftp://qu.example.cn/",
        "https:///hooks",
        "https://someone:secret@qu.example.cn/",
        "https://qu.example.cn/#here",
        "https://qu.example.cn:99999/",
        "https://qu.example.cn:0/",
        "https://[::1/",
        "https://区平台.example.cn/",
        "https://qu.example.cn/a b",
        "https://qu.example.cn/\r\nX: y",
        "https://qu.example.cn/" + "a" * 300,
        "qu.example.cn",
        "",
    ],
)
def test_what_is_no_address_of_another_system_is_refused(address: str) -> None:
    with pytest.raises(Forbidden) as refused:
        parse(address)
    assert refused.value.field == "address"


def test_a_name_that_leads_into_the_house_is_refused_at_each_call(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    names(
        monkeypatch,
        out_example="93.184.216.34",
        mixed_example="93.184.216.34 10.0.0.1",
        inner_example="10.0.0.1",
    )
    assert resolve(parse("https://out.example/")) == ["93.184.216.34"]
    for host in ("mixed.example", "inner.example"):
        with pytest.raises(Forbidden):
            resolve(parse(f"https://{host}/"))
        told = post(f"https://{host}/", b"{}", {})
        assert told.status is None and "内网" in told.problem
    settings.WEBHOOK_INNER_HOSTS = ["inner.example"]
    assert resolve(parse("https://inner.example/")) == ["10.0.0.1"]
    names(monkeypatch, inner_example="169.254.169.254")
    with pytest.raises(Forbidden):
        resolve(parse("https://inner.example/"))
    assert post("https://nowhere.example/", b"{}", {}).problem == "连不上，或者中途断了"


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """One that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    return paths


def test_the_connection_goes_to_the_judged_number_and_the_certificate_is_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    shown, key = certificate(tmp_path, "hooks.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, key)
    settings.WEBHOOKS = {**settings.WEBHOOKS, "loopback": True}
    with receiver(lambda one: context.wrap_socket(one, server_side=True)) as there:
        names(monkeypatch, hooks_example="127.0.0.1", other_example="127.0.0.1")
        port = there.address.rsplit(":", 1)[1]
        unknown = post(f"https://hooks.example:{port}", b"{}", {})
        assert unknown.status is None and "证书" in unknown.problem
        settings.WEBHOOKS = {**settings.WEBHOOKS, "ca_file": str(shown)}
        wrong = post(f"https://other.example:{port}", b"{}", {})
        assert wrong.status is None and "证书" in wrong.problem and not there.got
        taken = post(f"https://hooks.example:{port}", b"{}", {"webhook-id": "evt_1"})
        assert taken.is_taken and there.got[0].headers["host"] == f"hooks.example:{port.split('/')[0]}"


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WEBHOOKS = {**settings.WEBHOOKS, "loopback": True}
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with receiver() as there:
        there.does = [answer(204)]
        assert post(there.address, b"{}", {}).status == 204


def test_documentation_numbers_stay_outside() -> None:
    assert not ipaddress.ip_address("192.0.2.1").is_global
    with pytest.raises(Forbidden):
        parse("https://192.0.2.1/")
