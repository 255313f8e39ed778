"""L30 网格公示牌 (domain.md J25): who serves a grid and how to reach them, to hang up at the door.

Set anew from the posts of the day each time it is printed, so that no old board is kept."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, head, line, title
from core.papers.shipped.parts import F

BOARD = PaperKind(
    code="L30",
    name="网格公示牌",
    subject_kind="grid_board",
    is_personal=False,
    is_kept=False,
    fields=(
        F("grid", "网格", sample="铁北1-01格"),
        F("community", "社区", sample="铁北社区"),
        F("area", "网格范围", long=True, sample="铁路小区：1号楼、2号楼"),
        F("leader", "网格长", sample="赵强　0937-6221001"),
        F("worker", "网格员", sample="王秀兰　0937-6221002"),
        F("police", "社区民警", sample="马警官　0937-6221003"),
        F("lawyer", "律师", sample="何律师　0937-6221100　每周三上午"),
        F("hotline", "求助电话", sample="12345　街道0937-0000000"),
        F("day", "日期", sample="2026年3月2日"),
        F(
            "helpers",
            "其他支持力量",
            required=False,
            rows=(
                F("kind", "类别", sample="楼栋长"),
                F("who", "姓名", sample="周师傅"),
                F("where", "单位、值班", required=False, sample="铁路小区1号楼"),
                F("phone", "办公电话", required=False, sample="0937-6221004"),
            ),
        ),
    ),
    layout=(
        title("{{ grid }}公示牌"),
        P("{{ community }}", "small"),
        Table(
            (4, 12),
            (
                line("网格范围", "{{ area }}", height=26),
                line("网格长", "{{ leader }}", height=14),
                line("网格员", "{{ worker }}", height=14),
                line("社区民警", "{{ police }}", height=14),
                line("律师", "{{ lawyer }}", height=14),
                line("求助电话", "{{ hotline }}", height=14),
            ),
        ),
        P("", "small"),
        Table(
            (3, 4, 5, 4),
            (
                head("支持力量", "姓名", "单位、值班", "办公电话"),
                Row(
                    (
                        Cell("{{ p.kind }}", style="label"),
                        Cell("{{ p.who }}"),
                        Cell("{{ p.where }}"),
                        Cell("{{ p.phone }}"),
                    ),
                    each="p in helpers",
                ),
            ),
        ),
        P("有人受伤、有人要伤人，先打110、120；着火打119。", "small", before=10),
        P("{{ day }}更新", "small"),
    ),
)

KINDS = (BOARD,)
