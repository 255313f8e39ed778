"""L18-L19: the sheet of a visit to a home, and the day's log of a patrol (domain.md H3, H6).

Nothing of them is kept as a paper: the record itself is, for as long as its own rule says; a copy would outlive it."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, head, line, sign, title
from core.papers.shipped.parts import F

VISIT = PaperKind(
    code="L18",
    name="走访记录表",
    subject_kind="visit",
    is_personal=False,
    is_kept=False,
    fields=(
        F("visit_no", "走访编号", sample="V-000123"),
        F("visited_at", "走访时间", sample="2026年3月2日10时30分"),
        F("community", "社区", sample="铁北社区"),
        F("grid", "网格", sample="铁北1-01格"),
        F("place", "住户（地点）", sample="铁路小区1号楼2单元201"),
        F("visitors", "走访人", sample="王秀兰、赵强"),
        F("met", "见到人数", sample="2人"),
        F("kind", "走访类别", sample="日常走访"),
        F("work", "工作内容", required=False, sample="民意收集、服务代办"),
        F("matters", "反映的事", required=False, long=True, sample="楼道灯不亮，希望尽快修好。"),
        F("help", "提供的帮助", required=False, long=True, sample="代缴水费"),
        F("follow_up", "后续要办", required=False, long=True, sample="2026年3月9日前回访路灯情况"),
    ),
    layout=(
        title("走访记录表"),
        P("编号：{{ visit_no }}", "small"),
        Table(
            (3, 5, 3, 5),
            (
                line("走访时间", "{{ visited_at }}", "走访类别", "{{ kind }}"),
                line("社区", "{{ community }}", "网格", "{{ grid }}"),
                line("住户（地点）", Cell("{{ place }}", 3)),
                line("走访人", "{{ visitors }}", "见到人数", "{{ met }}"),
                line("工作内容", Cell("{{ work }}", 3)),
                line("反映的事", Cell("{{ matters }}", 3), height=50),
                line("提供的帮助", Cell("{{ help }}", 3), height=28),
                line("后续要办", Cell("{{ follow_up }}", 3), height=22),
            ),
        ),
        sign("走访人（签名）：", before=14),
        sign("住户（签名，自愿）："),
    ),
)

PATROL = PaperKind(
    code="L19",
    name="网格巡查日志",
    subject_kind="patrol",
    is_personal=False,
    is_kept=False,
    fields=(
        F("day", "日期", sample="2026年3月2日"),
        F("weather", "天气", required=False, sample="晴"),
        F("community", "社区", sample="铁北社区"),
        F("grid", "网格", sample="铁北1-01格"),
        F(
            "points",
            "巡查点位",
            required=False,
            rows=(
                F("time", "时间", sample="10时30分"),
                F("point", "点位", sample="1号楼门厅"),
                F("finding", "发现", sample="正常"),
                F("disposal", "处置", required=False, sample="当场清理"),
            ),
        ),
        F("note", "其他情况", required=False, long=True, sample="提醒住户不在楼道充电。"),
        F("reporter", "巡查人", sample="王秀兰"),
    ),
    layout=(
        title("网格巡查日志"),
        Table(
            (3, 5, 3, 5),
            (
                line("社区", "{{ community }}", "网格", "{{ grid }}"),
                line("日期", "{{ day }}", "天气", "{{ weather }}"),
            ),
        ),
        P("", "small"),
        Table(
            (3, 5, 6, 4),
            (
                head("时间", "点位", "发现", "处置"),
                Row(
                    (
                        Cell("{{ p.time }}", style="label"),
                        Cell("{{ p.point }}"),
                        Cell("{{ p.finding }}"),
                        Cell("{{ p.disposal }}"),
                    ),
                    each="p in points",
                ),
            ),
        ),
        P("其他情况：{{ note }}", when="note", before=14),
        sign("巡查人：{{ reporter }}　（签名）", before=14),
        sign("网格长（签名）："),
    ),
)

KINDS = (VISIT, PATROL)
