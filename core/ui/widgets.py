"""Controls that the browser does not bring: choices as chips, photos, times of this place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from core.replay.coming import SUFFIX, coming_photos


class ChipRadios(forms.RadioSelect):
    """Radios drawn as chips: one tap, works without JavaScript."""

    template_name = "ui/widgets/chips.html"


class ChipChecks(forms.CheckboxSelectMultiple):
    """The same for several answers."""

    template_name = "ui/widgets/chips.html"


class Radios(forms.RadioSelect):
    """A plain list of up to seven choices."""

    template_name = "ui/widgets/radios.html"
    option_template_name = "ui/widgets/radio.html"


class Checks(forms.CheckboxSelectMultiple):
    """A plain list of boxes to tick."""

    template_name = "ui/widgets/radios.html"
    option_template_name = "ui/widgets/radio.html"


class DateInput(forms.DateInput):
    """Typed or picked; the browser sends and gets ISO whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class LocalDateTimeInput(forms.DateTimeInput):
    """A minute of Asia/Shanghai; Django turns it into an aware time by the current time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class PhotosInput(forms.FileInput):
    """Several pictures from camera or album; photo.js adds previews and shrinks them before upload."""

    allow_multiple_selected = True
    template_name = "ui/widgets/photos.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, most: int | None = None) -> None:
        self.most = most or settings.PHOTO_MAX_PER_SUBJECT
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "multiple": True, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["most"] = self.most
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "list[UploadedFile[Any]]":
        here = list(files.getlist(name)) if isinstance(files, MultiValueDict) else list(files.get(name) or [])
        return [*here, *coming_photos(data, name)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}{SUFFIX}" not in data


class PhotosField(forms.FileField):
    """A list of uploaded pictures. Whether they are pictures is core.files' to check, by content."""

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self.most = most or settings.PHOTO_MAX_PER_SUBJECT
        super().__init__(widget=PhotosInput(most=self.most), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        uploads: Sequence[UploadedFile[Any]] = data or []
        if not uploads and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            message = f"最多{self.most}张照片，现在是{len(uploads)}张，请去掉几张"
            raise forms.ValidationError(message, code="too_many")
        limit = settings.PHOTO_MAX_BYTES
        for upload in uploads:
            if upload.size is not None and upload.size > limit:
                message = f"「{upload.name}」超过{limit // 1024 // 1024}MB，请换一张小些的"
                raise forms.ValidationError(message, code="too_big")
            if not upload.size:
                raise forms.ValidationError(f"「{upload.name}」是空的，请重新选一张", code="empty")
        return list(uploads)
