"""Every model of the app, by its short name."""

from civics.models.public_write import PublicWrite
from civics.models.wish import MicroWish, WishClaim

__all__ = ["MicroWish", "PublicWrite", "WishClaim"]
