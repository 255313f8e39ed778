"""Every write to messages, their copies on the way out, and the channels of a person."""

from core.notices.actions.channels import add_channel, remove_channel, set_channel_active
from core.notices.actions.deliveries import mark_delivered, retry_delivery
from core.notices.actions.reading import mark_one_read, mark_read, set_mute
from core.notices.actions.telling import notify

__all__ = [
    "add_channel",
    "mark_delivered",
    "mark_one_read",
    "mark_read",
    "notify",
    "remove_channel",
    "retry_delivery",
    "set_channel_active",
    "set_mute",
]
