"""Pages of messages."""

from core.notices.views.channels import channel_remove, channel_switch, channels
from core.notices.views.deliveries import decide, deliveries
from core.notices.views.inbox import counter, inbox, mute, read_all, read_one

__all__ = [
    "channel_remove",
    "channel_switch",
    "channels",
    "counter",
    "decide",
    "deliveries",
    "inbox",
    "mute",
    "read_all",
    "read_one",
]
