"""Party organisations: a tree with counts, and no list of members (domain.md J24)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from grids.works.work import Work
from partybuilding.choices_works import ORG_ABOVE, OrgKind, OrgState


class PartyOrg(Work):
    """街道党工委, a community's 党委, a branch, a party group of a grid. Numbers only: who is a member is not kept."""

    room = "orgs"
    past = ("counted_on", "founded_on")

    state = models.CharField("状态", max_length=20, choices=OrgState.choices)
    kind = models.CharField("类别", max_length=10, choices=OrgKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级党组织",
        help_text="党委选街道党工委，支部选社区党委，党小组选支部",
    )
    grid = models.ForeignKey(
        "grids.Grid",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在网格",
        help_text="网格党小组才选",
    )
    member_count = models.PositiveIntegerField(
        "党员数", null=True, blank=True, help_text="只填人数，不登记名单"
    )
    counted_on = models.DateField("人数截至", null=True, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    term_to = models.DateField("本届到", null=True, blank=True)

    class Meta(Work.Meta):
        verbose_name = "党组织"
        indexes = [
            *Work.Meta.indexes,
            # The lazy tree opens one node at a time.
            models.Index(fields=["parent", "state"], name="partyorg_below"),
        ]

        constraints = [
            models.UniqueConstraint(
                name="org_one_committee",
                fields=["kind", "community"],
                condition=Q(kind__in=[OrgKind.STREET, OrgKind.COMMITTEE], state=OrgState.ACTIVE),
                nulls_distinct=False,
                violation_error_message="街道党工委只有一个，每个社区的党委也只有一个，已经登记过",
            ),
        ]

    def clean(self) -> None:
        above = ORG_ABOVE.get(self.kind)
        if above is None and self.parent is not None:
            raise ValidationError({"parent": "街道党工委没有上级，请不要选"})
        if above is not None and (self.parent is None or self.parent.kind != above):
            raise ValidationError(
                {"parent": f"{OrgKind(self.kind).label}的上级是{OrgKind(above).label}，请选一个"}
            )
        if self.parent is not None and self.state == OrgState.ACTIVE and self.parent.state != OrgState.ACTIVE:
            raise ValidationError({"parent": f"{self.parent}已撤销，请另选上级"})
        if (self.kind == OrgKind.STREET) != (self.community_id is None):
            words = "街道党工委是街道本级的，请不要选社区" if self.community_id else "请选哪个社区的"
            raise ValidationError({"community": words})
        if self.parent is not None and self.parent.community_id not in (None, self.community_id):
            raise ValidationError({"parent": f"{self.parent}不在这个社区，请选本社区的"})
        if (self.grid is not None) != (self.kind == OrgKind.GROUP):
            words = "只有网格党小组才选网格" if self.grid else "请选党小组在哪个网格"
            raise ValidationError({"grid": words})
        if self.grid is not None and self.grid.community_id != self.community_id:
            raise ValidationError({"grid": "这个网格不在这个社区，请另选"})
