"""Every write to messages, their copies on the way out, and the channels of a person."""

from core.notices.actions.deliveries import mark_delivered, retry_delivery
from core.notices.actions.reading import mark_one_read, mark_read, set_mute
from core.notices.actions.telling import notify

__all__ = [
    "mark_delivered",
    "mark_one_read",
    "mark_read",
    "notify",
    "retry_delivery",
    "set_mute",
]
