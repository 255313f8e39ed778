"""社会风险评估: a decision or project is asked seven questions before it is carried out (domain.md J9)."""

from django.db import models

from civics.choices_services import Conclusion, ReviewState, Risk
from grids.works.work import Work

# Column -> question. The order is that of the form.
QUESTIONS: dict[str, str] = {
    "legality": "是否合法合规",
    "support": "多数群众是否支持",
    "timing": "时机是否成熟",
    "side_effects": "会不会带来别的矛盾",
    "group_events": "会不会引发群体性事件",
    "plan": "有没有可行的防范预案",
    "other": "其他风险",
}


def _answer(question: str) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(question, choices=Risk.choices, null=True, blank=True)


class DecisionRiskReview(Work):
    """One review. It judges a plan, never people."""

    room, pages = "reviews", "services"
    past = ("filed_on",)

    state = models.CharField("状态", max_length=20, choices=ReviewState.choices)
    scope = models.CharField("涉及范围", max_length=120, help_text="哪些小区、多少户")
    about = models.TextField("内容", max_length=500)
    consulted = models.TextField(
        "怎么征求的意见", max_length=500, blank=True, help_text="走访、座谈、公示、问卷各多少"
    )
    legality = _answer(QUESTIONS["legality"])
    support = _answer(QUESTIONS["support"])
    timing = _answer(QUESTIONS["timing"])
    side_effects = _answer(QUESTIONS["side_effects"])
    group_events = _answer(QUESTIONS["group_events"])
    plan = _answer(QUESTIONS["plan"])
    other = _answer(QUESTIONS["other"])
    findings = models.TextField("主要风险点和防范措施", max_length=1000, blank=True)
    level = models.PositiveSmallIntegerField("风险等级", choices=Risk.choices, null=True, blank=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    file_no = models.CharField("备案文号", max_length=40, blank=True)

    class Meta(Work.Meta):
        verbose_name = "风险评估"
        constraints = [
            models.CheckConstraint(
                name="risk_review_concluded",
                condition=~models.Q(state__in=[ReviewState.DECIDED, ReviewState.FILED])
                | (models.Q(level__isnull=False) & ~models.Q(conclusion="")),
            ),
        ]
