"""Ways out of the house. Each says honestly whether a failed sending certainly did not arrive."""

import hashlib
import hmac
import http.client
import json
import os
import re
import smtplib
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

TIMEOUT = 5.0


class NotDelivered(Exception):
    """It certainly did not arrive, so it may be tried again."""


class OutcomeUnknown(Exception):
    """It may have arrived. Only a person decides whether it is sent again."""


class Channel(Protocol):
    """One way out. `idempotent` means: sending the same key again cannot arrive twice."""

    idempotent: ClassVar[bool]

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        """Deliver, or raise NotDelivered or OutcomeUnknown with a reason in Chinese."""


class FileChannel:
    """Writes each message as a file named by its key: the demo's channel, and a drop folder for other systems."""

    idempotent = True

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        folder = Path(settings.NOTICE_FILE_DIR)
        name = re.sub(r"[^\w.-]", "_", key)
        beside = folder / f".{name}.{os.getpid()}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with beside.open("w", encoding="utf-8") as handle:
                json.dump({"to": address, "key": key, **payload}, handle, ensure_ascii=False, sort_keys=True)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(folder / f"{name}.json")
        except OSError as error:
            raise NotDelivered(f"写不进文件夹：{error.strerror}") from error


class EmailChannel:
    """Mail by SMTP. A mail server knows no keys, so what breaks off after the hand-over stays unknown."""

    idempotent = False

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered("连不上邮件服务器") from error
        message = EmailMessage(
            # A title never holds a line break, but a header is the last place to be wrong about it.
            subject=" ".join(f"【{settings.SITE_NAME}】{payload['title']}".split()),
            body=f"{payload['title']}\n\n请登录后查看：{settings.PUBLIC_ADDRESS}/messages/\n",
            to=[address],
            headers={"Message-ID": f"<{key}@{domain}>"},
            connection=connection,
        )
        try:
            message.send()
        except (
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPResponseException,
        ) as error:
            raise NotDelivered("邮件服务器没有收下这封信") from error
        except (OSError, smtplib.SMTPException) as error:
            raise OutcomeUnknown("发到一半断了，不知道对方收到没有") from error
        finally:
            connection.close()


class WebhookChannel:
    """A signed POST to the office's message gateway (企业微信, 钉钉, 短信); the gateway keeps the keys."""

    idempotent = True

    def send(self, address: str, payload: Mapping[str, Any], key: str) -> None:
        url = settings.NOTICE_WEBHOOK_URL
        if urlsplit(url).scheme not in ("http", "https"):
            raise NotDelivered("还没有设置消息网关的地址")
        body = json.dumps({"to": address, "key": key, **payload}, ensure_ascii=False, sort_keys=True).encode()
        mark = hmac.new(settings.NOTICE_WEBHOOK_KEY.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            url,
            data=body,
            method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Idempotency-Key": key,
                "X-Signature": f"sha256={mark}",
            },
        )
        try:
            with _opener().open(request, timeout=TIMEOUT) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            error.close()
            status = error.code
        except (OSError, http.client.HTTPException) as error:
            raise NotDelivered("连不上消息网关，或者它没有按时答复") from error
        if not 200 <= status < 300:
            raise NotDelivered(f"消息网关没有收下，答复{status}")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The gateway's address is a setting; its answer does not choose another one."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects(), urllib.request.ProxyHandler({}))


@cache
def _channel_of(path: str) -> Channel:
    made: Channel = import_string(path)()
    return made


def channel(code: str) -> Channel:
    """The channel of settings.NOTICE_CHANNELS. Raises LookupError for a code that is not configured."""
    return _channel_of(settings.NOTICE_CHANNELS[code])
