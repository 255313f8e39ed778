"""The people and units in a case."""

from typing import ClassVar

from django.db import models

from core.crypto.sealed import Mark, Sealed, SealedModel
from core.privacy import mask_phone
from disputes.choices import Consent, Mode, PartyRole


class DisputeParty(SealedModel):
    """A party: who asks, who is asked, who is touched. The phone is sealed; nothing links parties between cases."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="parties")
    role = models.CharField("身份", max_length=10, choices=PartyRole.choices)
    name = models.CharField("姓名或单位", max_length=60)
    is_organisation = models.BooleanField("是单位", default=False)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    phone_sealed = models.BinaryField(null=True)
    # HMAC-SM3 of the number: finds the same matter told twice, tells nothing without the key.
    phone_index = models.BinaryField(null=True)
    address = models.CharField("住址", max_length=100, blank=True)
    guardian_name = models.CharField("监护人", max_length=25, blank=True)
    representative = models.CharField("代理人", max_length=25, blank=True)
    representative_paper = models.CharField("委托手续", max_length=60, blank=True)
    consent = models.CharField("调解意愿", max_length=10, choices=Consent.choices, default="", blank=True)
    consent_on = models.DateField("表态日期", null=True, blank=True)
    consent_mode = models.CharField("表态方式", max_length=10, choices=Mode.choices, blank=True)
    rights_told_on = models.DateField("权利义务告知日期", null=True, blank=True)
    wants_public = models.BooleanField("同意公开调解", default=False)

    SEALED: ClassVar[dict[str, Sealed]] = {"phone": Sealed("phone_sealed", {"phone_index": Mark("phone")})}

    class Meta:
        verbose_name = "当事人"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            # Duplicate check at intake: same phone, same cause, 90 days.
            models.Index(name="party_phone", fields=["phone_index"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.open_sealed("phone"))
