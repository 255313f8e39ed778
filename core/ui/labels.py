"""What a field is called on screen, for the one page that knows fields by name only: the conflict page."""

from django.db import models

_LABELS: dict[str, str] = {"name": "名称", "state": "状态", "holder": "经办人", "tier": "层级"}


def register_model(model: type[models.Model]) -> None:
    """Take over the Chinese names of the model's own columns; the first model to name a field keeps it."""
    for field in model._meta.concrete_fields:
        words = str(field.verbose_name)
        if not words.isascii():
            _LABELS.setdefault(field.name, words)
            _LABELS.setdefault(field.attname, words)


def label_for(name: str) -> str:
    """The words for a field; a name that already is Chinese speaks for itself."""
    if not name.isascii():
        return name
    return _LABELS.get(name) or _LABELS.get(name.removesuffix("_id"), "这一项")
