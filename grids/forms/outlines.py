"""Drawing, typing and importing where grids lie; and the filter of the map."""

from typing import Any

from django import forms
from django.conf import settings
from shapely.geometry.base import BaseGeometry

from core.text import CleanCharField, CleanTextArea
from core.ui.filters import AddressFilter
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import Radios
from grids.choices import MapCrs
from grids.forms.fields import approval_field
from grids.models import GridOutline
from grids.scope import Scope
from grids.selectors.picking import community_choices
from grids.shapes.judging import solid
from grids.shapes.reading import MOST_BYTES, Feature, ShapeTrouble, read_features, read_shape

WHOLE = "all"
_TOO_MUCH = "内容超过1MB。把边界简化一些（每个网格几十个点就够），或分几次导入"


def _crs_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="这些坐标是哪一种",
        choices=MapCrs.choices,
        widget=Radios,
        initial=settings.MAP_SOURCE_CRS,
        help_text="选错会整体偏出几百米。系统按选的转换一次，存成 WGS-84",
    )


def _seen_field() -> forms.IntegerField:
    """The newest outline that this form has seen; missing is none."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1, required=False)


class OutlineForm(UiForm):
    """One grid. The map writes the points into the box; without the map they are typed."""

    text = CleanTextArea(
        label="边界的点",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="一行一个点，写成「经度,纬度」，沿着边走一圈，第一个点不用重复。也可以贴一个图形的 GeoJSON",
    )
    crs = _crs_field()
    approval_no = approval_field()
    version = _seen_field()
    drawn: BaseGeometry

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("text") and said.get("crs"):
            try:
                self.drawn = solid(read_shape(said["text"], said["crs"]))
            except ShapeTrouble as trouble:
                self.add_error("text", str(trouble))
        return said


class OutlinesForm(UiForm):
    """Many grids: a file, or the text of one."""

    file = forms.FileField(
        label="边界文件",
        required=False,
        allow_empty_file=True,
        help_text="GeoJSON，最大1MB。每个图形的属性里写网格编码（code）或名称（name）",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    text = CleanTextArea(
        label="或者贴文字",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    crs = _crs_field()
    approval_no = approval_field()
    version = _seen_field()
    features: list[Feature]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            text = _text_of(said.get("file")) or said.get("text") or ""
            if not text:
                raise ShapeTrouble("请选边界文件，或把文字贴在下面")
            said["text"] = text
            self.features = read_features(text, said.get("crs") or "")
        except ShapeTrouble as trouble:
            self.add_error("file" if said.get("file") else "text", str(trouble))
        return said


def _text_of(file: Any) -> str:
    if not file:
        return ""
    if file.size > MOST_BYTES:
        raise ShapeTrouble(_TOO_MUCH)
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ShapeTrouble("文件不是 UTF-8 编码的文字。请从地图软件重新导出 GeoJSON") from None
    return text


def points_text(outline: GridOutline | None) -> str:
    """What the box of a grid begins with: a line for each corner; GeoJSON for what has holes or several parts."""
    if outline is None:
        return ""
    rings = outline.geometry["coordinates"]
    if outline.geometry["type"] == "Polygon" and len(rings) == 1:
        return "\n".join(f"{lon},{lat}" for lon, lat in rings[0][:-1])
    return forms.JSONField().prepare_value(outline.geometry)


class MapFilter(AddressFilter):
    """Which grids the map and its list show; one's own communities unless one asks for others."""

    q = CleanCharField(label="网格名称", max_length=40, required=False)
    community = forms.ChoiceField(label="社区", required=False)

    def prepare(self) -> None:
        scope = Scope.of(self.user)
        own = scope.community_ids | scope.grid_community_ids
        first = [("", "我的社区"), (WHOLE, "全街道")] if own else [("", "全街道")]
        set_choices(self, "community", first + community_choices(self.user, whole=True))

    def communities(self) -> frozenset[int] | None:
        """The communities wanted; None for all."""
        wanted = self.given().get("community", "")
        scope = Scope.of(self.user)
        if wanted and wanted != WHOLE:
            return frozenset({int(wanted)})
        return (scope.community_ids | scope.grid_community_ids or None) if not wanted else None
