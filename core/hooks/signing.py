"""The signature of the Standard Webhooks convention, so that a receiver can use a ready library.

`webhook-signature: v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>`, one for each secret that is good now."""

import base64
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from core.hooks.models import Delivery

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """256 random bits, as the libraries read them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def body_of(event: Delivery) -> bytes:
    """The same bytes at every try."""
    told = {
        "type": event.type,
        "timestamp": timezone.localtime(event.at).isoformat(),
        "data": {
            "id": event.event_id,
            "resource": event.resource,
            "key": event.key,
            "version": event.version,
            "url": event.url,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed(event: Delivery, body: bytes, keys: Iterable[str], now: datetime) -> dict[str, str]:
    """The headers of one try."""
    moment = str(int(now.timestamp()))
    content = b".".join([event.event_id.encode(), moment.encode(), body])
    return {
        "Content-Type": "application/json",
        "User-Agent": "xiongguan-webhook/1",
        "webhook-id": event.event_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_mark(key, content) for key in keys),
    }


def _mark(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()
