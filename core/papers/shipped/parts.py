"""Fields and pieces of wording that several forms share."""

from core.papers.kinds import Field
from core.papers.layout import Cell, Row, Table, head, label

F = Field

PARTY = (
    F("role", "身份", sample="申请人"),
    F("name", "姓名或单位", sample="王建国"),
    F("sex", "性别", required=False, sample="男"),
    F("age", "年龄", required=False, sample="52"),
    F("post", "职业或职务", required=False, sample="职工"),
    F("phone", "联系电话", required=False, mask="phone", sample="13800000000"),
    F("address", "住址", required=False, sample="铁路小区3号楼2单元201"),
)
PARTIES = F("parties", "当事人", rows=PARTY)
# The case's committee; typed once where none is registered: the next paper takes it from the one before.
COMMITTEE = F("committee", "人民调解委员会", sample="雄关街道铁北社区人民调解委员会", is_shared=True)
MEDIATOR = F("mediator", "人民调解员", sample="李静")
CASE_NO = F("case_no", "案件编号", sample="雄纠〔2026〕0001号")
CAUSE = F("cause", "纠纷类型", sample="邻里")
FACTS = F("facts", "纠纷简要情况", long=True, sample="三楼下水管堵塞，一楼返水两天，地板被泡。")
DEMANDS = F("demands", "申请事项", long=True, sample="疏通下水并赔偿地板损失。")
UNITS = F("assist", "协办单位", required=False, sample="市自然资源局")
DUE = F("due", "办理期限", sample="2026年3月12日")
CONTACT = F("contact", "联系人和电话", required=False, mask="text", sample="李静 0937-0000000")
ISSUER = F("issuer", "签发人", sample="赵街道")


def parties_table() -> Table:
    """Everybody in the matter, a row each."""
    rows = Row(
        (
            Cell("{{ p.role }}", style="label"),
            Cell("{{ p.name }}"),
            Cell("{{ p.sex }}", style="label"),
            Cell("{{ p.age }}", style="label"),
            Cell("{{ p.post }}"),
            Cell("{{ p.phone }}"),
            Cell("{{ p.address }}"),
        ),
        each="p in parties",
    )
    return Table(
        (11, 10, 6, 6, 9, 13, 17),
        (head("身份", "姓名或单位", "性别", "年龄", "职业或职务", "联系电话", "住址"), rows),
    )


def signatures(*names: str) -> Table:
    """Two columns to sign in: who, and room for name and day."""
    rows = [
        Row(
            (
                label(names[at]),
                Cell(""),
                *((label(names[at + 1]), Cell("")) if at + 1 < len(names) else (Cell("", 2),)),
            ),
            height=16,
        )
        for at in range(0, len(names), 2)
    ]
    return Table((3, 5, 3, 5), tuple(rows))
