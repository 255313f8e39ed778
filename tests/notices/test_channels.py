"""The ways out, against servers that really answer, refuse, hang and break off."""

import email
import email.policy
import hashlib
import hmac
import json

import pytest
from pytest_django import Settings

from core.notices.channels import (
    EmailChannel,
    FileChannel,
    NotDelivered,
    OutcomeUnknown,
    WebhookChannel,
    channel,
)
from tests.notices.gateway import Gateway
from tests.notices.mail_server import MailServer

PAYLOAD = {"title": "雄纠〔2026〕0001号 今天17:00前签收", "kind": "todo", "urgent": False}


def mail(key: str = "notice-1-to-1") -> None:
    EmailChannel().send("li@example.org", PAYLOAD, key)


def test_a_letter_arrives_with_title_link_and_key(mail_server: MailServer) -> None:
    mail()
    letter = email.message_from_string(mail_server.letters[0], policy=email.policy.default)
    assert letter["Subject"].strip() == f"【雄关网格】{PAYLOAD['title']}"
    assert letter["To"] == "li@example.org" and letter["Message-ID"] == "<notice-1-to-1@localhost>"
    assert "/messages/" in letter.get_content()


@pytest.mark.parametrize("refused", ["MAIL", "RCPT", "DATA"])
def test_a_letter_that_the_server_refuses_was_not_delivered(mail_server: MailServer, refused: str) -> None:
    mail_server.refuse = refused
    with pytest.raises(NotDelivered):
        mail()
    assert mail_server.letters == []


def test_a_server_that_is_not_there_took_nothing(mail_server: MailServer, settings: Settings) -> None:
    mail_server.listener.close()
    settings.EMAIL_PORT = 1
    with pytest.raises(NotDelivered):
        mail()


def test_a_line_that_breaks_after_the_letter_leaves_the_outcome_open(mail_server: MailServer) -> None:
    mail_server.vanish = "TAKEN"
    with pytest.raises(OutcomeUnknown):
        mail()
    assert len(mail_server.letters) == 1


def test_a_line_break_in_a_title_makes_no_second_header(mail_server: MailServer) -> None:
    EmailChannel().send("li@example.org", {"title": "a\r\nBcc: x@example.org"}, "k")
    letter = email.message_from_string(mail_server.letters[0], policy=email.policy.default)
    assert letter["Bcc"] is None and "Bcc: x@example.org" in letter["Subject"]


def test_the_gateway_gets_a_signed_message_with_its_key(gateway: Gateway) -> None:
    WebhookChannel().send("13800138000", PAYLOAD, "notice-1-to-1")
    headers, body = gateway.calls[0]
    mark = hmac.new(b"shared-key", body, hashlib.sha256).hexdigest()
    assert headers["X-Signature"] == f"sha256={mark}"
    assert headers["Idempotency-Key"] == "notice-1-to-1"
    assert json.loads(body) == {"to": "13800138000", "key": "notice-1-to-1", **PAYLOAD}


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 409, 429, 500, 503])
def test_a_gateway_that_does_not_take_it_is_asked_again_and_its_key_arrives_once(
    gateway: Gateway, status: int
) -> None:
    gateway.answers = [status]
    with pytest.raises(NotDelivered, match=str(status)):
        WebhookChannel().send("a", PAYLOAD, "k")
    assert len(gateway.calls) == 1, "its answer does not choose another address"
    WebhookChannel().send("a", PAYLOAD, "k")
    WebhookChannel().send("a", PAYLOAD, "k")
    assert list(gateway.arrived) == ["k"]


def test_a_gateway_that_never_answers_is_left_after_the_limit(
    mail_server: MailServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server greets and then waits for words that the web never says."""
    monkeypatch.setattr("core.notices.channels.TIMEOUT", 0.3)
    mail_server.vanish = "POST"
    settings.NOTICE_WEBHOOK_URL = f"http://127.0.0.1:{mail_server.port}/"
    with pytest.raises(NotDelivered):
        WebhookChannel().send("a", PAYLOAD, "k")


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/"])
def test_an_address_that_is_no_gateway_is_not_called(settings: Settings, url: str) -> None:
    settings.NOTICE_WEBHOOK_URL = url
    with pytest.raises(NotDelivered):
        WebhookChannel().send("a", PAYLOAD, "k")


def test_each_code_of_the_settings_has_its_channel() -> None:
    kinds = {"file": FileChannel, "email": EmailChannel, "webhook": WebhookChannel}
    assert {code: type(channel(code)) for code in kinds} == kinds
    assert {code: channel(code).idempotent for code in kinds} == {
        "file": True,
        "email": False,
        "webhook": True,
    }
    with pytest.raises(LookupError):
        channel("pigeon")
