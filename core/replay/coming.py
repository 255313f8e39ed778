"""Pictures that come after the words: a phone with little signal sends the form first, each picture by itself later."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile

# For each field of pictures, the ids that the phone gave those it still holds.
SUFFIX = ".coming"


class ComingPhoto(UploadedFile):  # type: ignore[type-arg] # Django's class is generic for the stubs alone
    """Stands in a form's list for a picture on the phone. It counts like one; core.files keeps a row that waits for it."""

    def __init__(self, public_id: uuid.UUID) -> None:
        super().__init__(name="照片.jpg", content_type="image/jpeg", size=1)
        self.public_id = public_id


def coming_photos(data: Any, name: str) -> list[ComingPhoto]:
    """Those announced for a field; what is no id is left out, so nobody waits for it."""
    ids = [_read(text) for text in data.getlist(f"{name}{SUFFIX}")] if hasattr(data, "getlist") else []
    return [ComingPhoto(one) for one in dict.fromkeys(ids) if one is not None]


def _read(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
