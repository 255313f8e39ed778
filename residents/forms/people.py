"""Forms about people: one person, a household's worth of them, corrections that never show what is covered."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms

from core.errors import RuleBroken
from core.flow.forms import ActForm
from core.text import CleanCharField
from core.ui.fields import PhoneField, RowsForm
from core.ui.forms import UiForm, add_rule_error, set_choices
from core.ui.widgets import ChipRadios, DateInput, Radios
from residents.choices import IdType, Relation, ResidenceStatus, Sex, Source, Tenure
from residents.forms.fields import BirthField, DocumentField, SystemNumberField
from residents.models import Household, Resident
from residents.persons import Person, contradictions

LEARNED = "和今天不是同一天才改。超过3个工作日会在时间线上写明"


def learned_field() -> forms.DateField:
    """B12: the day the office learned of it."""
    return forms.DateField(label="哪天知道的", widget=DateInput, required=False, help_text=LEARNED)


class PersonFields(UiForm):
    """Everything that may be said about somebody; what may be held is residents.persons' to judge."""

    name = CleanCharField(label="姓名", max_length=25, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    relation = forms.ChoiceField(label="与户主关系", choices=Relation.choices)
    birth = BirthField(label="出生", required=False)
    phone = PhoneField(label="手机", required=False)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, required=False, initial=Sex.UNKNOWN)
    id_type = forms.ChoiceField(label="证件类型", choices=[("", "没有证件"), *IdType.choices], required=False)
    id_number = DocumentField(label="证件号码", required=False)
    residence_status = forms.ChoiceField(label="居住状态", choices=ResidenceStatus.choices, required=False)
    registered_place = CleanCharField(
        label="户籍地", max_length=40, required=False, help_text="到县级就行，比如 甘肃省酒泉市肃州区"
    )
    moved_in_on = forms.DateField(label="迁入日期", widget=DateInput, required=False)
    guardian_name = CleanCharField(
        label="监护人", max_length=25, required=False, help_text="14岁以下要填；就住在这一户的，写他的姓名"
    )
    guardian_agreed_on = forms.DateField(label="监护人哪天同意登记", widget=DateInput, required=False)
    id_checked = forms.BooleanField(label="和证件不一样的地方已经核对过", required=False)

    # What the page folds away until it is wanted.
    more: ClassVar[tuple[str, ...]] = (
        "sex",
        "id_type",
        "id_number",
        "residence_status",
        "registered_place",
        "moved_in_on",
        "guardian_name",
        "guardian_agreed_on",
    )
    first: ClassVar[tuple[str, ...]] = ("name", "relation", "birth", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allow_past_century(self)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("id_number") and not said.get("id_type"):
            said["id_type"] = IdType.RESIDENT.value
        if not self.errors and not said.get("id_checked"):
            for line in contradictions(self.person()):
                self.add_error("id_number", f"{line}。核对后请在下面打勾")
        return said

    @property
    def doubts_document(self) -> bool:
        """Whether the box that settles a contradiction is to be shown."""
        return self.is_bound and (
            "id_number" in self.errors or bool(self.data.get(self.add_prefix("id_checked")))
        )

    def person(self) -> Person:
        """What was typed."""
        said = self.cleaned_data
        born, year = said.get("birth") or (None, None)
        return Person(
            name=said.get("name", ""),
            relation=said.get("relation") or Relation.OTHER,
            sex=said.get("sex") or Sex.UNKNOWN,
            birth_date=born,
            birth_year=year,
            id_type=said.get("id_type") or "",
            id_number=said.get("id_number") or "",
            phone=said.get("phone") or "",
            residence_status=said.get("residence_status") or ResidenceStatus.HERE,
            registered_place=said.get("registered_place") or "",
            moved_in_on=said.get("moved_in_on"),
            guardian_name=said.get("guardian_name") or "",
            guardian_agreed_on=said.get("guardian_agreed_on"),
        )


def allow_past_century(form: forms.BaseForm) -> None:
    """People moved in long before this century; the rest of sensible_dates stays."""
    for name in ("moved_in_on",):
        if name in form.fields:
            form.fields[name].validators = []
            form.fields[name].error_messages["invalid"] = "日期请写成 2026-01-09 这样"


class PersonRow(PersonFields):
    """One row of a new household; an untouched one is nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        number = str(kwargs.get("prefix", "")).rpartition("-")[2]
        self.fields["birth"].help_text = "1968-05-12，孩子只写年"
        usual = {"0": Relation.SELF, "1": Relation.SPOUSE}
        self.fields["relation"].initial = usual.get(number, Relation.OTHER).value

    def has_changed(self) -> bool:
        """A name or a number makes a person; preset choices do not."""
        if not self.is_bound:
            return False
        told = ("name", "birth", "phone", "id_number", "guardian_name")
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in told)


class RegisterForm(ActForm):
    """A household with its people, in the order in which they are told at the door."""

    body = "residents/_register.html"
    tenure = forms.ChoiceField(
        label="房子是", choices=Tenure.choices, widget=ChipRadios, initial=Tenure.OWNED
    )
    source = forms.ChoiceField(label="怎么知道的", choices=Source.choices, initial=Source.VISIT)
    learned_on = learned_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        extra = 1 if data is not None and data.get("add_row") else 0
        self.rows = RowsForm(PersonRow, data, prefix="person", least=2, extra=extra)

    def is_valid(self) -> bool:
        judged = [super().is_valid(), all(row.is_valid() for row in self.rows.filled())]
        return all(judged)

    def place_error(self, broken: RuleBroken) -> bool:
        """Put an action's refusal to the row and field that it names: person-1-phone."""
        kind, _, rest = broken.field.partition("-")
        number, _, name = rest.partition("-")
        if kind != "person" or not number.isdecimal():
            return False
        filled = self.rows.filled()
        add_rule_error(filled[int(number)], RuleBroken(broken.code, broken.message, field=name))
        return True

    def arguments(self) -> dict[str, Any]:
        people = [row.person() for row in self.rows.filled() if isinstance(row, PersonRow)]
        return {**super().arguments(), "people": people}


class AddPersonForm(ActForm, PersonFields):
    """One more person in a household."""

    body = "residents/_person_fields.html"
    learned_on = learned_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allow_past_century(self)
        household: Household = self.row
        if household.head_id is not None:
            choices = [one for one in Relation.choices if one[0] != Relation.SELF]
            set_choices(self, "relation", choices)

    def arguments(self) -> dict[str, Any]:
        return {"person": self.person(), "learned_on": self.cleaned_data["learned_on"]}


class ChangePersonForm(ActForm, PersonFields):
    """Corrections. Names and numbers stay covered: an empty field keeps them, a tick removes them."""

    body = "residents/_person_fields.html"
    covered: ClassVar[tuple[str, ...]] = ("name", "phone", "id_number", "guardian_name")
    drop_phone = forms.BooleanField(label="删掉手机", required=False)
    drop_id = forms.BooleanField(label="删掉证件号码", required=False)
    learned_on = learned_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allow_past_century(self)
        person: Resident = self.row
        self.fields["name"].required = False
        for name, masked in self._masks(person).items():
            if masked:
                self.fields[name].help_text = f"已填 {masked}，不改就留空"
        if not person.has_sealed("phone"):
            del self.fields["drop_phone"]
        if not person.has_sealed("id_number"):
            del self.fields["drop_id"]

    @staticmethod
    def _masks(person: Resident) -> dict[str, str]:
        return {
            "name": person.masked_name,
            "phone": person.masked_phone,
            "id_number": person.masked_id,
            "guardian_name": person.masked_guardian,
        }

    @classmethod
    def first_values(cls, row: Any, now: datetime) -> dict[str, Any]:
        """What is not covered stands in the form."""
        plain = ("relation", "sex", "id_type", "residence_status", "registered_place", "moved_in_on")
        found = {name: getattr(row, name) for name in (*plain, "guardian_agreed_on")}
        born: date | None = None if row.is_child else row.birth_date
        return {**found, "birth": BirthField.words(born, row.birth_year)}

    def arguments(self) -> dict[str, Any]:
        person, said = self.person(), self.cleaned_data
        changes: dict[str, Any] = {
            name: getattr(person, name)
            for name in (
                "relation",
                "sex",
                "birth_date",
                "birth_year",
                "residence_status",
                "registered_place",
                "moved_in_on",
                "guardian_agreed_on",
            )
        }
        changes |= {name: getattr(person, name) for name in self.covered if getattr(person, name)}
        if person.guardian_name:
            changes["guardian"] = None
        if person.id_number:
            changes["id_type"] = person.id_type
        if said.get("drop_phone"):
            changes["phone"] = ""
        if said.get("drop_id"):
            changes |= {"id_number": "", "id_type": ""}
        return {"changes": changes, "learned_on": said["learned_on"]}


class BringBackForm(ActForm):
    intro = "登记错了、其实没有搬走时用。会恢复成搬走以前的样子"
    submit = "确认没有搬走"

    def arguments(self) -> dict[str, Any]:
        return {}


class KeepForm(ActForm):
    intro = "搬走满一年的人会自动删除。案件还要用的，写明留到哪天"
    until = forms.DateField(label="留存到", widget=DateInput)
    reason = CleanCharField(
        label="为什么留存", max_length=60, help_text="写案件编号，比如 2026-01184。不要写姓名"
    )


class AskMergeForm(ActForm):
    """Which other entry is the same person; this one stays."""

    intro = "这一条会保留，另一条并进来。要由另一个人核对后才生效，30天内可以撤销"
    submit = "提出并档"
    from_address = ("gone",)
    gone = SystemNumberField(
        label="另一条登记的编号", letter="R", help_text="在那个人的住户页上，写成 R-0000123"
    )
    reason = CleanCharField(
        label="为什么说是同一个人",
        max_length=100,
        help_text="比如：住户说是一个人登记了两次。不要写姓名和号码",
    )

    def clean_gone(self) -> Resident:
        seen = Resident.objects.visible_to(self.user)
        found: Resident | None = seen.filter(pk=self.cleaned_data["gone"]).first()
        if found is None:
            raise forms.ValidationError("没找到这个编号，请核对", code="gone")
        return found


class DecideMergeForm(ActForm):
    body = "residents/_pair.html"
    approved = forms.ChoiceField(
        label="是同一个人吗",
        choices=[("yes", "是同一个人，并档"), ("no", "不是同一个人")],
        widget=Radios,
    )
    submit = "提交"

    def arguments(self) -> dict[str, Any]:
        return {"approved": self.cleaned_data["approved"] == "yes"}


class UndoMergeForm(ActForm):
    body = "residents/_pair.html"
    intro = "两条登记会恢复成并档以前的样子"
    submit = "撤销并档"

    def arguments(self) -> dict[str, Any]:
        return {}
