"""How the screen looks to the person."""

from core.accounts.models import User


def set_display(
    user: User, *, font: str | None = None, theme: str | None = None, single_keys: bool | None = None
) -> User:
    """Keep font size, theme and single-key shortcuts; `None` leaves one as it is. Nothing for the ledger: no right,
    no duty and nobody else is touched."""
    fields = []
    if font in User.Font.values:
        user.font = font
        fields.append("font")
    if theme in User.Theme.values:
        user.theme = theme
        fields.append("theme")
    if single_keys is not None:
        user.single_keys = single_keys
        fields.append("single_keys")
    if fields:
        user.save(update_fields=fields)
    return user
