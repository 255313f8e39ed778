"""Forms about doors, households and letting."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.flow.forms import ActForm
from core.text import CleanCharField
from core.ui.fields import PhoneField
from core.ui.forms import set_choices
from core.ui.widgets import Checks, ChipChecks, ChipRadios, DateInput, Radios
from grids.models import Grid
from residents.actions import Place
from residents.choices import DwellingUse, Leaving, Service, Tenure
from residents.forms.fields import AddressField, SystemNumberField
from residents.forms.people import learned_field
from residents.models import Dwelling, Household, HouseholdService, Rental
from residents.selectors.homes import present_members

WITHIN = "within"
ROOM_HELP = "比如 201；平房写 5、东2"


class AddDoorForm(ActForm):
    """One more door of a building."""

    unit_no = CleanCharField(label="单元", max_length=10, required=False, help_text="只写数字，平房不填")
    room_no = CleanCharField(label="房号", max_length=20, help_text=ROOM_HELP)
    use = forms.ChoiceField(
        label="用途", choices=DwellingUse.choices, widget=ChipRadios, initial=DwellingUse.OWN
    )
    floor = forms.IntegerField(
        label="楼层", min_value=-3, max_value=60, required=False, help_text="不填就按房号算"
    )
    learned_on = learned_field()

    def clean_unit_no(self) -> str:
        return str(self.cleaned_data["unit_no"]).removesuffix("单元").strip()

    def clean_room_no(self) -> str:
        return str(self.cleaned_data["room_no"]).removesuffix("室").upper().strip()

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "unit_no": said["unit_no"],
            "room_no": said["room_no"],
            "facts": {"use": said["use"], "floor": said["floor"]},
            "learned_on": said["learned_on"],
        }


class ChangeDoorForm(ActForm):
    """Use and owner. The owner's name and number stay covered: empty keeps, a tick removes."""

    use = forms.ChoiceField(label="用途", choices=DwellingUse.choices, widget=ChipRadios)
    floor = forms.IntegerField(label="楼层", min_value=-3, max_value=60, required=False)
    owner_name = CleanCharField(label="房主", max_length=60, required=False)
    owner_phone = PhoneField(label="房主电话", required=False)
    drop_owner = forms.BooleanField(label="删掉房主信息", required=False)
    learned_on = learned_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        door: Dwelling = self.row
        if door.owner_name:
            self.fields["owner_name"].help_text = "已填，不改就留空"
        if door.has_sealed("owner_phone"):
            self.fields["owner_phone"].help_text = f"已填 {door.masked_owner_phone}，不改就留空"
        if not (door.owner_name or door.has_sealed("owner_phone")):
            del self.fields["drop_owner"]

    @classmethod
    def first_values(cls, row: Any, now: datetime) -> dict[str, Any]:
        return {"use": row.use, "floor": row.floor}

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        changes = {"use": said["use"], "floor": said["floor"]}
        changes |= {name: said[name] for name in ("owner_name", "owner_phone") if said[name]}
        if said.get("drop_owner"):
            changes |= {"owner_name": "", "owner_phone": ""}
        return {"changes": changes, "learned_on": said["learned_on"]}


class UnitsForm(ActForm):
    """Units of a building that another grid serves."""

    intro = "大楼可以按单元划给本社区的另一个网格，住户和人跟着走"
    units = forms.MultipleChoiceField(label="哪些单元", widget=ChipChecks)
    grid = forms.ChoiceField(label="划给哪个网格", widget=Radios)
    approval_no = CleanCharField(label="街道批准文号", max_length=60)
    is_final = False

    def prepare(self) -> None:
        units = Dwelling.objects.filter(building=self.row).order_by("unit_no")
        names = list(units.values_list("unit_no", flat=True).distinct())
        set_choices(self, "units", [(name, f"{name}单元" if name else "没有单元的") for name in names])
        grids = Grid.objects.active().in_community(self.row.community_id).order_by("code")
        set_choices(self, "grid", [("", "跟着整栋楼"), *((str(one.pk), one.name) for one in grids)])
        self.fields["grid"].required = False

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        grid = Grid.objects.filter(pk=said["grid"]).first() if said["grid"] else None
        return {"units": said["units"], "grid": grid, "approval_no": said["approval_no"]}


class ChangeHomeForm(ActForm):
    tenure = forms.ChoiceField(label="房子是", choices=Tenure.choices, widget=ChipRadios)
    head = forms.ChoiceField(label="户主", required=False, widget=Radios)
    learned_on = learned_field()

    def prepare(self) -> None:
        self._grown = {str(one.pk): one for one in present_members(self.row) if not one.is_child}
        names = [(pk, f"{one.masked_name} {one.no}") for pk, one in self._grown.items()]
        set_choices(self, "head", [("", "先不定"), *names])

    @classmethod
    def first_values(cls, row: Any, now: datetime) -> dict[str, Any]:
        return {"tenure": row.tenure, "head": str(row.head_id or "")}

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        head = self._grown.get(said["head"])
        return {"tenure": said["tenure"], "head": head, "learned_on": said["learned_on"]}


class MoveForm(ActForm):
    """Who leaves, and whether for another door of the street or out of it."""

    body = "residents/_move.html"
    submit = "登记"
    members = forms.MultipleChoiceField(label="谁", widget=Checks, error_messages={"required": "请选是谁"})
    where = forms.ChoiceField(
        label="去哪里",
        choices=[
            (Leaving.MOVED, "搬出本街道"),
            (WITHIN, "搬到本街道另一处"),
            (Leaving.DIED, "去世"),
            (Leaving.MISTAKE, "登记错了，没有这个人"),
        ],
        widget=Radios,
        initial=Leaving.MOVED,
    )
    on = forms.DateField(label="哪天", widget=DateInput)
    address = AddressField(
        label="新地址", required=False, help_text="搬到本街道另一处要填，比如 东苑小区3号楼1单元301"
    )
    tenure = forms.ChoiceField(label="新房子是", choices=Tenure.choices, widget=ChipRadios, required=False)
    join = SystemNumberField(
        label="住进已有的哪一户",
        letter="H",
        required=False,
        help_text="和已登记的住户住到一起才填，写成 H-000123",
    )
    learned_on = learned_field()

    def prepare(self) -> None:
        self._members = {str(one.pk): one for one in present_members(self.row)}
        words = [(pk, f"{one.masked_name}（{one.relation_words}）") for pk, one in self._members.items()]
        set_choices(self, "members", words)

    @classmethod
    def first_values(cls, row: Any, now: datetime) -> dict[str, Any]:
        everybody = [str(one.pk) for one in present_members(row)]
        return {"on": timezone.localdate(now), "members": everybody, "tenure": row.tenure}

    def clean_join(self) -> Household | None:
        number = self.cleaned_data["join"]
        if number is None:
            return None
        found: Household | None = Household.objects.visible_to(self.user).present().filter(pk=number).first()
        if found is None:
            raise forms.ValidationError("没找到这一户，请核对编号", code="join")
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("where") == WITHIN and not said.get("address") and "address" not in self.errors:
            self.add_error("address", "请填新地址，写到房号")
        return said

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        found: dict[str, Any] = {
            "members": [self._members[pk] for pk in said["members"]],
            "on": said["on"],
            "learned_on": said["learned_on"],
        }
        if said["where"] != WITHIN:
            return {**found, "leaving": said["where"]}
        building, unit, room = said["address"]
        to = Place(building, room, unit)
        return {**found, "to": to, "tenure": said["tenure"] or Tenure.OWNED, "join": said["join"]}


class ServiceForm(ActForm):
    intro = "只登记住户自己要的、本人同意的服务"
    service = forms.ChoiceField(label="服务", choices=Service.choices, widget=ChipRadios)
    agreed_on = forms.DateField(label="本人哪天同意的", widget=DateInput)
    today_fields = ("agreed_on",)


class EndServiceForm(ActForm):
    intro = "不问原因"
    service = forms.ChoiceField(label="结束哪一项", widget=Radios)

    def prepare(self) -> None:
        rows = HouseholdService.objects.filter(household=self.row, ended_on__isnull=True).order_by("pk")
        self._running = {str(one.pk): one for one in rows}
        set_choices(self, "service", [(pk, str(one)) for pk, one in self._running.items()])

    def arguments(self) -> dict[str, Any]:
        return {"service": self._running[self.cleaned_data["service"]]}


class RentalForm(ActForm):
    """Facts of letting. The landlord stays covered once entered."""

    landlord_name = CleanCharField(label="房东", max_length=60)
    landlord_phone = PhoneField(label="房东电话", required=False)
    tenants = forms.IntegerField(label="租住几人", min_value=0, max_value=999, initial=0)
    filing_no = CleanCharField(label="租赁备案号", max_length=40, required=False)
    last_check_on = forms.DateField(label="上次消防燃气检查", widget=DateInput, required=False)
    next_check_on = forms.DateField(
        label="下次检查", widget=DateInput, required=False, help_text="不填就按半年一次算"
    )
    learned_on = learned_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("last_check_on", "next_check_on"):
            self.fields[name].error_messages["invalid"] = "日期请写成 2026-01-09 这样"
        if isinstance(self.row, Rental):
            self.fields["landlord_name"].required = False
            self.fields["landlord_name"].help_text = "已填，不改就留空"
            if self.row.has_sealed("landlord_phone"):
                masked = self.row.masked_landlord_phone
                self.fields["landlord_phone"].help_text = f"已填 {masked}，不改就留空"

    @classmethod
    def first_values(cls, row: Any, now: datetime) -> dict[str, Any]:
        if not isinstance(row, Rental):
            return {}
        plain = ("tenants", "filing_no", "last_check_on", "next_check_on")
        return {name: getattr(row, name) for name in plain}

    def arguments(self) -> dict[str, Any]:
        said = dict(super().arguments())
        learned_on = said.pop("learned_on")
        if isinstance(self.row, Rental):
            said = {
                name: value
                for name, value in said.items()
                if value or name not in ("landlord_name", "landlord_phone")
            }
        return {"facts": said, "learned_on": learned_on}


class CheckForm(ActForm):
    submit = "登记检查"
    checked_on = forms.DateField(label="哪天检查的", widget=DateInput)
    next_on = forms.DateField(
        label="下次检查", widget=DateInput, required=False, help_text="不填就按半年一次算"
    )
    today_fields = ("checked_on",)


class EndRentalForm(ActForm):
    intro = "不再出租后，房东的姓名和电话会删除"
    submit = "确认不再出租"
    is_final = True

    def arguments(self) -> dict[str, Any]:
        return {}
