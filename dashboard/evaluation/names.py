"""What no indicator may reward or count (domain.md I8, 0.1): its name is refused, whoever types it."""

# Fewer complaints, calls, petitions or lawsuits is nobody's merit; people in programmes are no figure of work; a
# resident's conduct is not evaluated.
FORBIDDEN_WORDS: tuple[str, ...] = (
    "信访", "上访", "访量", "进京", "投诉", "热线量", "来电", "工单量", "诉讼", "起诉", "官司", "立案数",
    "帮扶人数", "帮扶对象数", "在册人数", "矫正", "戒毒", "吸毒", "精神障碍", "刑满", "安置帮教人数", "特殊人群",
    "重点人员", "管控", "稳控", "劝返", "居民表现", "居民积分", "信教", "宗教", "上报数量", "上报量",
)  # fmt: skip


def forbidden_in(name: str) -> str:
    """The first word of the name that may not stand in an indicator; empty when it may be used."""
    plain = "".join(name.split())
    return next((word for word in FORBIDDEN_WORDS if word in plain), "")
