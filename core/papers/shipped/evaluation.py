"""L29: what one subject got in one period, and how it was counted.

Not kept as a paper: the result itself is, with the first figures and what an objection corrected."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, head, line, title
from core.papers.shipped.parts import F

_LINE = (
    F("name", "指标", sample="按期办结率"),
    F("above", "分子", sample="19"),
    F("below", "分母", sample="20"),
    F("rate", "比率", sample="95.00%"),
    F("weight", "权重", sample="20"),
    F("score", "得分", sample="20.00"),
)
_WIDTHS = (5, 2, 2, 3, 2, 3)


def _lines(name: str) -> Table:
    cells = tuple(
        Cell(f"{{{{ r.{one.key} }}}}", style="cell" if one.key == "name" else "label") for one in _LINE
    )
    return Table(_WIDTHS, (head(*(one.label for one in _LINE)), Row(cells, each=f"r in {name}", height=8)))


SCORE = PaperKind(
    code="L29",
    name="考评得分表",
    subject_kind="evaluation_result",
    is_personal=False,
    is_kept=False,
    fields=(
        F("subject", "考评对象", sample="铁北1-01格"),
        F("period", "考评期", sample="2026年第1季度"),
        F("state", "结果", sample="异议期"),
        F("lines", "指标得分", rows=_LINE),
        F(
            "adjustments",
            "加减分",
            required=False,
            rows=(F("what", "事由", sample="受到表扬"), F("points", "分数", sample="+2"), F("why", "情况和依据", sample="街道通报表扬")),
        ),
        F("total", "得分", sample="91.50分，优秀"),
        F("appeal", "异议", required=False, sample="没有异议"),
        F("corrected", "更正后", required=False, sample="93.00分，优秀"),
        F("corrections", "更正后的指标得分", required=False, rows=_LINE),
    ),
    layout=(
        title("考评得分表"),
        Table((3, 6, 2, 6), (line("考评对象", "{{ subject }}", "考评期", "{{ period }}"), line("结果", "{{ state }}", "初评", "{{ total }}"))),
        _lines("lines"),
        P("比率＝分子÷分母；得分＝权重×比率÷目标，达到目标得满分；分母不足最少件数的不适用，它的权重摊到其他指标上。", "small"),
        Table(
            (4, 2, 10),
            (
                head("加减分事由", "分数", "情况和依据"),
                Row((Cell("{{ a.what }}"), Cell("{{ a.points }}", style="label"), Cell("{{ a.why }}")), each="a in adjustments", height=8),
            ),
        ),
        P("异议：{{ appeal }}", "small", before=8),
        P("更正后：{{ corrected }}", "small", when="corrected"),
        P("更正后各项：{% for r in corrections %}{{ r.name }} {{ r.above }}/{{ r.below }}，{{ r.score }}分；{% endfor %}", "small", when="corrected"),
        Table((1, 1, 1), (Row((Cell("考评对象（签名）："), Cell("考评人（签名）："), Cell("分管领导（签名）：")), height=16),)),
    ),
)  # fmt: skip

KINDS = (SCORE,)
