"""Pages of messages."""

from core.notices.views.deliveries import decide, deliveries
from core.notices.views.inbox import counter, inbox, mute, read_all, read_one

__all__ = ["counter", "decide", "deliveries", "inbox", "mute", "read_all", "read_one"]
