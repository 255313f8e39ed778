"""L21: letters on a petition matter (信访工作条例). A letter answers one matter; nothing here lists or counts people."""

from core.papers.kinds import Field, PaperKind
from core.papers.layout import Block, Cell, P, Row, Table, h1, head, number_line, sealed_by, title
from core.papers.shipped.parts import F

_TO = F("addressee", "信访人", mask="name", sample="王建国")
_ON = F("received_on", "收到日期", sample="2026年3月2日")
_WHAT = F("matter", "反映的事项", long=True, sample="小区北门路灯长期不亮")
_BODY = F("body_name", "答复机关", sample="雄关街道办事处")
_VIEW = (
    F("demand", "信访请求", long=True, sample="恢复路灯照明"),
    F("facts", "查明的事实和理由", long=True, sample="三盏路灯线路老化，已报修。"),
    F("view", "处理意见", long=True, sample="支持信访请求，限期修复。"),
    F("basis", "法律政策依据", long=True, sample="《城市道路照明设施管理规定》"),
)


def _letter(
    code: str, name: str, fields: tuple[Field, ...], *text: Block, retention: str = "10年"
) -> PaperKind:
    """A letter: number, to whom, text, who signs."""
    return PaperKind(
        code=code,
        name=name,
        subject_kind="petition",
        series="雄信函",
        needs_seal=True,
        retention=retention,
        fields=(_TO, _BODY, *fields),
        layout=(
            title(name),
            number_line(),
            P("{{ addressee }}：", "plain"),
            *text,
            *sealed_by("{{ body_name }}（盖章）"),
        ),
    )


_OPENING = P("你（们）反映“{{ matter }}”的信访事项，我单位于{{ received_on }}收到。")

ACCEPTED = _letter(
    "L21-accept",
    "信访事项受理告知书",
    (
        _WHAT,
        _ON,
        F("accepted_on", "受理日期", sample="2026年3月5日"),
        F("due", "办结期限", sample="2026年5月4日"),
        F("contact", "联系方式", required=False, sample="0937-0000000"),
    ),
    _OPENING,
    P(
        "经审查，该事项属于我单位职权范围。根据《信访工作条例》的规定，我单位于{{ accepted_on }}决定受理，将在{{ due }}前办结，并书面答复你（们）。"
    ),
    P("情况复杂需要延长办理期限的，我单位将告知延期理由。"),
    P("联系方式：{{ contact }}", when="contact"),
)
DECLINED = _letter(
    "L21-decline",
    "信访事项不予受理告知书",
    (
        _WHAT,
        _ON,
        F("reason", "不予受理的理由", long=True, sample="该事项已经进入诉讼程序"),
        F("advice", "可以走的途径", long=True, sample="请向受理案件的人民法院提出"),
    ),
    _OPENING,
    P("经审查，{{ reason }}。根据《信访工作条例》的规定，我单位决定不予受理。"),
    P("你（们）可以通过下列途径提出：{{ advice }}。"),
)
FORWARDED = _letter(
    "L21-forward",
    "信访事项转送告知书",
    (
        _WHAT,
        _ON,
        F("competent", "有权处理的机关", sample="市住房和城乡建设局"),
        F("forwarded_on", "转送日期", sample="2026年3月5日"),
        F("contact", "对方联系方式", required=False, sample="0937-0000000"),
    ),
    _OPENING,
    P(
        "经审查，该事项属于{{ competent }}的职权范围。根据《信访工作条例》的规定，"
        "我单位已于{{ forwarded_on }}将该事项转送{{ competent }}，由其依法处理并答复你（们）。"
    ),
    P("{{ competent }}的联系方式：{{ contact }}", when="contact"),
)
EXTENDED = _letter(
    "L21-extend",
    "信访事项延期办理告知书",
    (
        _WHAT,
        F("accepted_on", "受理日期", sample="2026年3月5日"),
        F("reason", "延期理由", long=True, sample="需要多部门现场勘查"),
        F("first_due", "原定期限", sample="2026年5月4日"),
        F("due", "延长后的期限", sample="2026年6月3日"),
    ),
    P("你（们）反映“{{ matter }}”的信访事项，我单位于{{ accepted_on }}受理，原定于{{ first_due }}前办结。"),
    P(
        "因{{ reason }}，不能按期办结。根据《信访工作条例》第三十四条的规定，经本单位负责人批准，办理期限延长至{{ due }}。特此告知。"
    ),
)
OPINION = _letter(
    "L21-opinion",
    "信访事项处理意见书",
    (
        _WHAT,
        F("accepted_on", "受理日期", sample="2026年3月5日"),
        *_VIEW,
        F("review_body", "复查机关", sample="市人民政府"),
    ),
    P("你（们）反映“{{ matter }}”的信访事项，我单位于{{ accepted_on }}受理，现已办理完毕。"),
    h1("一、信访请求"),
    P("{{ demand }}"),
    h1("二、查明的事实和理由"),
    P("{{ facts }}"),
    h1("三、处理意见及依据"),
    P("依据{{ basis }}，处理意见如下：{{ view }}"),
    P(
        "如不服本处理意见，可以自收到本意见书之日起30日内，向{{ review_body }}书面提出复查申请。逾期不提出的，不再受理。"
    ),
    retention="30年",
)
REVIEW = _letter(
    "L21-review",
    "信访事项复查意见书",
    (
        _WHAT,
        F("first_no", "原处理意见书编号", sample="雄信函〔2026〕0001号"),
        F("asked_on", "申请复查日期", sample="2026年5月10日"),
        *_VIEW,
        F("review_body", "复核机关", sample="省人民政府"),
    ),
    P(
        "你（们）对“{{ matter }}”信访事项的处理意见（{{ first_no }}）不服，于{{ asked_on }}提出复查申请。现复查如下："
    ),
    h1("一、复查请求"),
    P("{{ demand }}"),
    h1("二、复查查明的事实和理由"),
    P("{{ facts }}"),
    h1("三、复查意见及依据"),
    P("依据{{ basis }}，复查意见如下：{{ view }}"),
    P("如不服本复查意见，可以自收到本意见书之日起30日内，向{{ review_body }}书面提出复核申请。"),
    retention="30年",
)
SECOND_REVIEW = _letter(
    "L21-second",
    "信访事项复核意见书",
    (
        _WHAT,
        F("first_no", "复查意见书编号", sample="嘉信复〔2026〕0001号"),
        F("asked_on", "申请复核日期", sample="2026年6月10日"),
        *_VIEW,
    ),
    P(
        "你（们）对“{{ matter }}”信访事项的复查意见（{{ first_no }}）不服，于{{ asked_on }}提出复核申请。现复核如下："
    ),
    h1("一、复核请求"),
    P("{{ demand }}"),
    h1("二、复核查明的事实和理由"),
    P("{{ facts }}"),
    h1("三、复核意见及依据"),
    P("依据{{ basis }}，复核意见如下：{{ view }}"),
    P(
        "本复核意见是该信访事项的终结性意见。你（们）仍以同一事实和理由提出请求的，各级机关不再受理，但会继续做好解释和帮助。"
    ),
    retention="30年",
)
SERVICE = PaperKind(
    code="L21-service",
    name="送达回证",
    subject_kind="petition",
    fields=(
        _TO,
        _BODY,
        F(
            "papers",
            "送达文书",
            rows=(
                F("name", "文书名称", sample="信访事项处理意见书"),
                F("no", "编号", sample="雄信函〔2026〕0001号"),
            ),
        ),
        F("place", "送达地点", required=False, sample="铁路小区3号楼"),
        F("mode", "送达方式", sample="直接送达"),
        F("server", "送达人", required=False, sample="李静"),
    ),
    layout=(
        title("送达回证"),
        P("{{ body_name }}", "small"),
        Table(
            (3, 2),
            (head("文书名称", "编号"), Row((Cell("{{ p.name }}"), Cell("{{ p.no }}")), each="p in papers")),
        ),
        Table(
            (4, 12),
            (
                Row((Cell("受送达人", style="label"), Cell("{{ addressee }}"))),
                Row((Cell("送达地点", style="label"), Cell("{{ place }}"))),
                Row((Cell("送达方式", style="label"), Cell("{{ mode }}"))),
                Row((Cell("送达人", style="label"), Cell("{{ server }}"))),
                Row((Cell("受送达人签名或盖章", style="label"), Cell("")), height=22),
                Row((Cell("收到时间", style="label"), Cell("　　　年　　月　　日　　时　　分"))),
                Row((Cell("代收人和代收理由", style="label"), Cell("")), height=22),
                Row((Cell("拒收或无法送达的记载", style="label"), Cell("")), height=28),
            ),
        ),
        P("注：代收的，由代收人签名并注明和受送达人的关系。", "small"),
    ),
)

KINDS = (ACCEPTED, DECLINED, FORWARDED, EXTENDED, OPINION, REVIEW, SECOND_REVIEW, SERVICE)
