"""L16-L17: minutes of a joint meeting and the list of who does what (domain.md E)."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, Each, P, Row, Table, h1, head, title
from core.papers.shipped.parts import F

_DECISIONS = F(
    "decisions",
    "议定事项",
    rows=(
        F("no", "序号", sample="1"),
        F("what", "事项", sample="修复白马公寓北门路灯"),
        F("unit", "责任单位", required=False, sample="市住房和城乡建设局"),
        F("due", "完成期限", required=False, sample="2026年3月20日"),
        F("standard", "完成标准", required=False, sample="全部恢复照明"),
    ),
)

MINUTES = PaperKind(
    code="L16",
    name="会议纪要",
    subject_kind="meeting",
    series="雄纪",
    retention="30年",
    is_personal=False,
    needs_seal=True,
    fields=(
        F("body", "会议名称", sample="街道大工委联席会议"),
        F("held_at", "时间", sample="2026年3月2日15时00分"),
        F("place", "地点", sample="街道三楼会议室"),
        F("chair", "主持人", sample="赵街道"),
        F("present", "出席", long=True, sample="公安、民政、住建、综合执法等八个单位"),
        F("absent", "请假", required=False, sample="无"),
        F("observers", "列席", required=False, sample="铁北社区"),
        F(
            "topics",
            "议题",
            rows=(
                F("no", "序号", sample="一"),
                F("title", "议题", sample="听取上次议定事项落实情况"),
                F("text", "讨论情况", required=False, long=True, sample="会议听取了汇报。"),
            ),
        ),
        _DECISIONS,
        F("next_meeting", "下次会议", required=False, sample="2026年6月"),
        F("sent_to", "发送", required=False, sample="各成员单位"),
        F("drafter", "起草人", sample="许秘书"),
        F("signatory", "签发人", sample="赵街道"),
    ),
    layout=(
        P("{{ body }}纪要", "redhead"),
        P("{{ number }}　　　　　　{{ issued_on }}", "centre"),
        P("", "redline"),
        title("{{ body }}纪要"),
        P("{{ held_at }}，{{ chair }}在{{ place }}主持召开{{ body }}。现将会议议定事项纪要如下：", before=14),
        Each("t in topics", (h1("{{ t.no }}、{{ t.title }}"), P("{{ t.text }}", when="t.text"))),
        h1("议定事项"),
        Table(
            (2, 8, 5, 4, 5),
            (
                head("序号", "事项", "责任单位", "完成期限", "完成标准"),
                Row(
                    (
                        Cell("{{ d.no }}", style="label"),
                        Cell("{{ d.what }}"),
                        Cell("{{ d.unit }}"),
                        Cell("{{ d.due }}"),
                        Cell("{{ d.standard }}"),
                    ),
                    each="d in decisions",
                ),
            ),
        ),
        P("下次会议：{{ next_meeting }}", when="next_meeting", before=10),
        P("出席：{{ present }}", before=14),
        P("请假：{{ absent }}", when="absent"),
        P("列席：{{ observers }}", when="observers"),
        P("起草：{{ drafter }}　　签发：{{ signatory }}"),
        P("发送：{{ sent_to }}", "plain", when="sent_to", before=29),
        P("{{ office }}　　{{ issued_on }}印发", "plain"),
    ),
)

DUTIES = PaperKind(
    code="L17",
    name="责任清单表",
    subject_kind="joint_body",
    is_personal=False,
    landscape=True,
    fields=(
        F("body", "清单名称", sample="街道大工委联席会议责任清单"),
        F(
            "items",
            "清单",
            rows=(
                F("no", "序号", sample="1"),
                F("matter", "事项", sample="修复白马公寓北门路灯"),
                F("source", "议定来源", sample="雄纪〔2026〕0001号"),
                F("lead", "牵头单位", sample="市住房和城乡建设局"),
                F("assist", "配合单位", required=False, sample="市自然资源局"),
                F("responsible", "责任人", sample="张工"),
                F("due", "完成期限", sample="2026年3月20日"),
                F("progress", "进展", required=False, sample="已完成"),
                F("evidence", "佐证", required=False, sample="照片"),
                F("state", "状态", sample="已销号"),
                F("cleared_on", "销号日期", required=False, sample="2026年3月18日"),
            ),
        ),
    ),
    layout=(
        title("{{ body }}"),
        P("{{ office }}　　{{ issued_on }}", "small"),
        Table(
            (3, 10, 7, 7, 7, 5, 7, 7, 6, 5, 7),
            (
                head(
                    "序号",
                    "事项",
                    "议定来源",
                    "牵头单位",
                    "配合单位",
                    "责任人",
                    "完成期限",
                    "进展",
                    "佐证",
                    "状态",
                    "销号日期",
                ),
                Row(
                    tuple(
                        Cell(f"{{{{ i.{key} }}}}", style="label" if key in ("no", "state") else "cell")
                        for key in (
                            *("no", "matter", "source", "lead", "assist", "responsible"),
                            *("due", "progress", "evidence", "state", "cleared_on"),
                        )
                    ),
                    each="i in items",
                ),
            ),
        ),
    ),
)

KINDS = (MINUTES, DUTIES)
