"""L20: the order to put a hazard right, and the second look (domain.md H)."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Table, line, number_line, sealed_by, sign, title
from core.papers.shipped.parts import F, signatures

_FOUND = (
    F("addressee", "整改责任人", sample="铁路小区物业服务中心"),
    F("place", "地点", sample="铁路小区3号楼1单元楼道"),
    F("found_on", "检查日期", sample="2026年3月2日"),
    F("finding", "存在的隐患", long=True, sample="楼道堆放杂物，堵塞疏散通道。"),
)

ORDER = PaperKind(
    code="L20",
    name="隐患整改通知书",
    subject_kind="hazard",
    series="雄改",
    is_personal=False,
    needs_seal=True,
    fields=(
        *_FOUND,
        F("basis", "依据", long=True, sample="《中华人民共和国消防法》第二十八条"),
        F("order", "整改要求", long=True, sample="清理杂物，保持疏散通道畅通。"),
        F("due", "整改期限", sample="2026年3月5日"),
        F("issuer", "检查人", sample="王秀兰"),
    ),
    layout=(
        title("隐患整改通知书"),
        number_line(),
        P("{{ addressee }}：", "plain"),
        P("{{ found_on }}，经检查，{{ place }}存在下列隐患：{{ finding }}"),
        P("依据{{ basis }}，请你（单位）按下列要求整改：{{ order }}"),
        P("请于{{ due }}前整改完毕。整改期间请采取防护措施，确保安全。我们将在期满后复查。"),
        P("有困难或者不同意见，请在期限前说明。社区只督促整改，不作处罚；拒不整改的，移送有权处理的部门。"),
        P("检查人：{{ issuer }}"),
        *sealed_by("{{ office }}（盖章）"),
        P("以上通知书已收到。", before=29),
        signatures("签收人", "签收日期"),
    ),
)

RECHECK = PaperKind(
    code="L20-recheck",
    name="隐患整改复查单",
    subject_kind="hazard",
    is_personal=False,
    needs_seal=True,
    fields=(
        *_FOUND,
        F("order_no", "整改通知书编号", sample="雄改〔2026〕0001号"),
        F("rechecked_at", "复查时间", sample="2026年3月6日10时00分"),
        F("result", "复查结果", long=True, sample="杂物已清理，通道畅通。"),
        F("verdict", "结论", sample="整改合格"),
        F("next_step", "下一步", required=False, long=True, sample=""),
        F("checker", "复查人", sample="赵强"),
    ),
    layout=(
        title("隐患整改复查单"),
        Table(
            (3, 5, 3, 5),
            (
                line("整改通知书", Cell("{{ order_no }}", 3)),
                line("整改责任人", Cell("{{ addressee }}", 3)),
                line("地点", "{{ place }}", "检查日期", "{{ found_on }}"),
                line("原有隐患", Cell("{{ finding }}", 3), height=28),
                line("复查时间", "{{ rechecked_at }}", "复查人", "{{ checker }}"),
                line("复查结果", Cell("{{ result }}", 3), height=34),
                line("结论", Cell("{{ verdict }}", 3)),
                line("下一步", Cell("{{ next_step }}", 3), height=20),
            ),
        ),
        sign("整改责任人（签名）：", before=14),
        sign("复查人（签名）："),
        *sealed_by("{{ office }}（盖章）"),
    ),
)

KINDS = (ORDER, RECHECK)
