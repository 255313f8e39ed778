"""L12-L15: whistles to departments, their answers, matters handed on, and supervision (domain.md D).

A slip and an order carry the number that the whistle and the order got when they were signed (N7): no second one."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, Cut, P, Row, Table, head, line, number_line, sealed_by, title, wide
from core.papers.shipped.parts import CONTACT, DUE, ISSUER, UNITS, F

_LETTERHEAD = (P("{{ office }}", "redhead"), P("", "redline"))
# Closer than elsewhere: the strip below is cut off and must lie on the same page.
_SEALED = (P("{{ office }}（盖章）", "seal", before=12), P("{{ issued_on }}", "seal"))

SLIP = PaperKind(
    code="L12",
    name="吹哨单",
    subject_kind="whistle",
    is_personal=False,
    needs_seal=True,
    fields=(
        F("whistle_no", "吹哨单编号", sample="雄哨〔2026〕0001号"),
        F("kind", "哨类", sample="难点民生"),
        F("blown_at", "吹哨时间", sample="2026年3月2日10时30分"),
        F("community", "呼叫社区", sample="铁北社区"),
        F("place", "地点", sample="白马公寓北门主干道"),
        F("problem", "需要解决的问题", long=True, sample="路灯不亮，夜间有人摔倒。"),
        F("basis", "职责依据", long=True, sample="职责清单第12项：市政照明设施维护"),
        F("lead", "主办单位", sample="市住房和城乡建设局"),
        UNITS,
        F("action", "请求事项", long=True, sample="到现场查看，恢复照明。"),
        F("report_at", "报到时间", sample="2026年3月3日9时00分"),
        F("report_place", "报到地点", sample="白马公寓北门"),
        DUE,
        CONTACT,
        ISSUER,
    ),
    layout=(
        title("{{ office }}吹哨单"),
        P("{{ whistle_no }}", "number"),
        Table(
            (3, 5, 3, 5),
            (
                line("哨类", "{{ kind }}", "吹哨时间", "{{ blown_at }}"),
                line("呼叫社区", "{{ community }}", "地点", "{{ place }}"),
                line("问题", Cell("{{ problem }}", 3), height=26),
                line("职责依据", Cell("{{ basis }}", 3), height=13),
                line("主办单位", "{{ lead }}", "协办单位", "{{ assist }}"),
                line("请求事项", Cell("{{ action }}", 3), height=20),
                line("报到时间", "{{ report_at }}", "报到地点", "{{ report_place }}"),
                line("办理期限", "{{ due }}", "联系人", "{{ contact }}"),
                line("签发人", "{{ issuer }}", "签发日期", "{{ issued_on }}"),
            ),
        ),
        P("{{ office }}（盖章）", "seal", before=12),
        Cut("签收回执"),
        Table(
            (3, 5, 3, 5),
            (
                line("编号", "{{ whistle_no }}", "签收单位", ""),
                line("签收人", "", "签收时间", ""),
            ),
        ),
    ),
)

ANSWER = PaperKind(
    code="L13",
    name="报到反馈单",
    subject_kind="whistle_unit",
    is_personal=False,
    needs_seal=True,
    fields=(
        F("whistle_no", "吹哨单编号", sample="雄哨〔2026〕0001号"),
        F("unit", "报到单位", sample="市住房和城乡建设局"),
        F("arrived_at", "到场时间", sample="2026年3月3日8时55分"),
        F("persons", "到场人员", sample="张工等2人"),
        F("findings", "现场情况", long=True, sample="三盏路灯线路老化。"),
        F("measures", "采取的措施", long=True, sample="更换线路和灯具。"),
        F("plan", "办理计划和完成日期", long=True, sample="2026年3月10日前完成。"),
        F("result", "办理结果", long=True, sample="已全部恢复照明。"),
        F("pictures", "照片", required=False, sample="前后照片各2张"),
        F("responsible", "责任人", sample="张工"),
        F("check", "街道核查意见", required=False, long=True, sample="现场核查属实。"),
        F("responded", "响应及时", required=False, sample="是"),
        F("solved", "问题解决", required=False, sample="是"),
        F("satisfied", "结果满意", required=False, sample="满意"),
    ),
    layout=(
        title("报到反馈单"),
        P("对应吹哨单：{{ whistle_no }}", "small"),
        Table(
            (3, 5, 3, 5),
            (
                line("报到单位", "{{ unit }}", "责任人", "{{ responsible }}"),
                line("到场时间", "{{ arrived_at }}", "到场人员", "{{ persons }}"),
                line("现场情况", Cell("{{ findings }}", 3), height=22),
                line("采取的措施", Cell("{{ measures }}", 3), height=22),
                line("计划和日期", Cell("{{ plan }}", 3), height=14),
                line("办理结果", Cell("{{ result }}", 3), height=22),
                line("照片", Cell("{{ pictures }}", 3)),
                line("街道核查", Cell("{{ check }}", 3), height=14),
            ),
        ),
        Table(
            (1, 1, 1),
            (
                head("响应及时", "问题解决", "结果满意"),
                Row(
                    (
                        Cell("{{ responded }}", style="label"),
                        Cell("{{ solved }}", style="label"),
                        Cell("{{ satisfied }}", style="label"),
                    )
                ),
            ),
        ),
        *sealed_by("{{ unit }}（盖章）"),
    ),
)


_HANDED = (
    F("source", "事项来源", sample="居民来电"),
    F("received_on", "收到日期", sample="2026年3月2日"),
    F("subject", "事项", sample="白马公寓北门路灯不亮"),
    F("content", "主要内容", long=True, sample="夜间照明缺失，居民出行不安全。"),
    F("unit", "承办单位", sample="市住房和城乡建设局"),
    F("requirement", "办理要求", long=True, sample="查明原因，限期修复，结果书面反馈。"),
    DUE,
    CONTACT,
    F("enclosures", "附件", required=False, sample="现场照片2张"),
    ISSUER,
)
_HANDED_TABLE = Table(
    (3, 5, 3, 5),
    (
        line("事项", Cell("{{ subject }}", 3)),
        line("来源", "{{ source }}", "收到日期", "{{ received_on }}"),
        line("主要内容", Cell("{{ content }}", 3), height=18),
        line("办理要求", Cell("{{ requirement }}", 3), height=13),
        line("附件", Cell("{{ enclosures }}", 3)),
        line("联系人", "{{ contact }}", "签发人", "{{ issuer }}"),
    ),
)
_RETURN_STRIP = Table(
    (3, 5, 3, 5),
    (
        line("编号", "{{ number }}", "签收人和时间", ""),
        line("是否异议", "", "异议理由", ""),
    ),
)


def _handed(code: str, name: str, series: str, opening: str) -> PaperKind:
    return PaperKind(
        code=code,
        name=name,
        subject_kind="whistle_unit",
        series=series,
        is_personal=False,
        needs_seal=True,
        fields=_HANDED,
        layout=(
            *_LETTERHEAD,
            title(name),
            number_line(),
            P("{{ unit }}：", "plain"),
            P(f"{opening}，请依职责办理，并在{{{{ due }}}}前书面反馈结果。"),
            _HANDED_TABLE,
            *_SEALED,
            Cut("回执"),
            _RETURN_STRIP,
        ),
    )


TRANSFER = _handed("L14", "转办单", "雄转", "现将下列事项转给你单位")
ASSIGNMENT = _handed("L14-assign", "交办单", "雄交", "现将下列事项交你单位办理")

SUPERVISION = PaperKind(
    code="L15",
    name="督办单",
    subject_kind="supervision_order",
    is_personal=False,
    needs_seal=True,
    fields=(
        F("order_no", "督办单编号", sample="雄督〔2026〕0001号"),
        F("unit", "被督办单位", sample="市住房和城乡建设局"),
        F("subject", "督办事项", sample="白马公寓北门路灯不亮"),
        F("basis", "督办依据", long=True, sample="吹哨单 雄哨〔2026〕0001号，办理期限已过"),
        F("first_due", "原定期限", sample="2026年3月12日"),
        F("progress", "目前进展", long=True, sample="尚未反馈结果"),
        F("requirement", "督办要求", long=True, sample="立即组织施工，每日报告进度。"),
        F("new_due", "新的期限", sample="2026年3月20日"),
        F("consequence", "逾期后果", required=False, long=True, sample="再次逾期的，提请联席会议通报。"),
        ISSUER,
    ),
    layout=(
        *_LETTERHEAD,
        title("督办单"),
        P("{{ order_no }}", "number"),
        P("{{ unit }}：", "plain"),
        P("关于“{{ subject }}”，原定于{{ first_due }}前办结。依据：{{ basis }}。"),
        P("目前进展：{{ progress }}"),
        P("督办要求：{{ requirement }}"),
        P("请于{{ new_due }}前办结，并书面反馈结果。"),
        P("{{ consequence }}", when="consequence"),
        P("签发人：{{ issuer }}"),
        *_SEALED,
        Cut("回复"),
        Table(
            (3, 13),
            (
                line("编号", "{{ order_no }}"),
                wide("办理结果", "", 2, 14),
                line("回复单位（盖章）", ""),
                line("回复日期", ""),
            ),
        ),
    ),
)

KINDS = (SLIP, ANSWER, TRANSFER, ASSIGNMENT, SUPERVISION)
