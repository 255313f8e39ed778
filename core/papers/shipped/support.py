"""L22, L23: forms of the support programmes (domain.md L). Each is of one person; nothing here is a list.

They are set for one printing and not kept: the signed original lies in the programme's own file."""

from core.papers.kinds import Field, PaperKind
from core.papers.layout import Block, P, Table, h1, line, sealed_by, title, wide
from core.papers.shipped.parts import F, signatures

_NAME = F("name", "姓名", mask="name", sample="王建国")
_NO = F("no", "帮扶编号", sample="S-0193")
_HELP = F("help", "帮扶内容", sample="就业、户口证件")
_LEAD = F("lead", "负责人", sample="韩立新")
_BASIS = F("basis", "法律依据", long=True, sample="《监狱法》（2026）第59至62条")
_PURPOSE = F("purpose", "目的", long=True, sample="帮助回归生活：落户、参保、培训、就业、救助和法律援助")
_FROM = F("start", "开始日期", sample="2026年3月1日")
_TO = F("due_end", "到期日期", sample="2027年3月1日")
_CONTACT = F("office_phone", "联系电话", sample="0937-0000000")


def _form(code: str, name: str, fields: tuple[Field, ...], *blocks: Block, seal: bool = False) -> PaperKind:
    return PaperKind(
        code=code,
        name=name,
        subject_kind="support_enrollment",
        is_kept=False,
        needs_seal=seal,
        fields=fields,
        layout=(title(name), *blocks),
    )


PLAN = _form(
    "L22-plan",
    "帮扶计划",
    (
        _NAME,
        _NO,
        _HELP,
        F("cycle", "联系周期", sample="每月"),
        F("next_on", "下次联系", required=False, sample="2026年4月1日"),
        F("words", "约定的事", required=False, long=True, sample="周五一起去人社大厅办就业登记"),
        _LEAD,
        _CONTACT,
    ),
    Table(
        (3, 5, 3, 5),
        (
            line("姓名", "{{ name }}", "帮扶编号", "{{ no }}"),
            line("联系周期", "{{ cycle }}", "下次联系", "{{ next_on }}"),
            wide("帮扶内容", "{{ help }}", 4),
            wide("约定的事", "{{ words }}", 4, 60),
            line("负责人", "{{ lead }}", "联系电话", "{{ office_phone }}"),
        ),
    ),
    P("本计划和本人商量后定，本人可以要求修改。", "small"),
    signatures("本人", "负责人"),
)
CONTACT = _form(
    "L22-contact",
    "帮扶联系记录",
    (
        _NAME,
        _NO,
        F("on", "联系日期", sample="2026年3月10日"),
        F("mode", "联系方式", sample="电话"),
        F("outcome", "情况", sample="联系上了"),
        F("needs", "提到的需求", required=False, sample="就业"),
        F("helped", "帮了什么", required=False, sample="户口证件"),
        F("words", "约定的事", required=False, long=True, sample="周五一起去人社大厅"),
        F("next_on", "下次联系", sample="2026年4月10日"),
        F("worker", "联系人", sample="韩立新"),
    ),
    Table(
        (3, 5, 3, 5),
        (
            line("姓名", "{{ name }}", "帮扶编号", "{{ no }}"),
            line("联系日期", "{{ on }}", "联系方式", "{{ mode }}"),
            line("情况", "{{ outcome }}", "下次联系", "{{ next_on }}"),
            wide("提到的需求", "{{ needs }}", 4, 14),
            wide("帮了什么", "{{ helped }}", 4, 14),
            wide("约定的事", "{{ words }}", 4, 60),
            line("联系人", "{{ worker }}", "", ""),
        ),
    ),
)
REFERRAL = _form(
    "L22-referral",
    "服务转介单",
    (
        _NAME,
        _NO,
        F("unit", "转给单位", sample="市人社局"),
        F("need", "需要的帮助", sample="技能培训"),
        F("sent_on", "转介日期", sample="2026年3月10日"),
        F("phone", "本人电话", required=False, mask="phone", sample="13800000000"),
        _LEAD,
        _CONTACT,
    ),
    P("{{ unit }}：", "plain"),
    P("{{ name }}需要{{ need }}方面的帮助，请你单位接待办理，并把结果告诉我单位。"),
    Table(
        (3, 5, 3, 5),
        (
            line("帮扶编号", "{{ no }}", "转介日期", "{{ sent_on }}"),
            line("本人电话", "{{ phone }}", "我单位联系人", "{{ lead }} {{ office_phone }}"),
        ),
    ),
    P("请只用于办理本次服务，不要转给他人。", "small"),
    *sealed_by("{{ office }}（盖章）"),
    seal=True,
)
NOTICE = _form(
    "L22-notice",
    "个人信息处理告知书",
    (_NAME, _BASIS, _PURPOSE, _FROM, _TO, F("kept", "保存到", sample="结束后180天"), _CONTACT),
    P("{{ name }}：", "plain"),
    P("为了帮助你，我单位要处理你的个人信息。根据《个人信息保护法》的规定，现告知如下："),
    h1("一、为什么处理"),
    P("依据：{{ basis }}。目的：{{ purpose }}。不用于其他目的。"),
    h1("二、处理哪些信息"),
    P("姓名、证件号码、电话、住址、依据文书、需要的帮助和联系情况。不记经历、病情、检测结果和评价。"),
    h1("三、谁能看到、保存多久"),
    P("只有帮助你的人能看到，每次查看都留下记录。从{{ start }}到{{ due_end }}，{{ kept }}删除。"),
    h1("四、你的权利"),
    P(
        "你可以查阅、复制、更正自己的信息，可以问谁看过。职责以外的帮助由你自己决定要不要，不要也没有任何影响。"
    ),
    P("联系电话：{{ office_phone }}"),
    *sealed_by("{{ office }}（盖章）"),
    signatures("本人或监护人", "告知人"),
    seal=True,
)
END = _form(
    "L22-end",
    "帮扶终止通知",
    (
        _NAME,
        _NO,
        F("ended_on", "结束日期", sample="2027年3月1日"),
        F("reason", "结束原因", sample="期满"),
        F("until", "保存到", required=False, sample="2027年8月28日"),
        _CONTACT,
    ),
    P("{{ name }}：", "plain"),
    P("你的帮扶（{{ no }}）自{{ ended_on }}起结束，原因：{{ reason }}。"),
    P("你的身份信息和联系内容保存到{{ until }}，到期删除。", when="until"),
    P("以后需要帮助，可以随时打电话：{{ office_phone }}"),
    *sealed_by("{{ office }}（盖章）"),
    seal=True,
)
AGREEMENT = _form(
    "L23",
    "社区戒毒（康复）协议",
    (
        _NAME,
        F("document", "决定书编号", sample="嘉公戒字〔2026〕1号"),
        _FROM,
        _TO,
        F("help", "帮扶内容", sample="技能培训、就业"),
        _LEAD,
        _CONTACT,
    ),
    P("甲方：{{ office }}　乙方：{{ name }}", "plain"),
    P("根据《禁毒法》《戒毒条例》和决定书（{{ document }}），双方就社区戒毒（康复）约定如下："),
    h1("一、期限"),
    P("自{{ start }}起至{{ due_end }}止。"),
    h1("二、甲方的责任"),
    P("1.提供知识辅导、职业技能培训、就业指导和就学、就医援助，本次约定：{{ help }}。"),
    P("2.为乙方保密，不歧视乙方；指定{{ lead }}为联系人，电话{{ office_phone }}。"),
    h1("三、乙方的责任"),
    P("1.履行本协议；根据公安机关的要求，定期接受检测。"),
    P("2.离开执行地所在县（市、区）3日以上的，书面报告。"),
    P("3.变更执行地的，15日内到变更后的地方报到，期限连续计算。"),
    h1("四、其他"),
    P("拒绝报到、违反协议的，按《戒毒条例》第20、21条办理。期限届满，公安机关出具解除通知书，本协议终止。"),
    P("本协议一式三份，双方各一份，公安机关一份。"),
    *sealed_by("{{ office }}（盖章）"),
    signatures("乙方", "甲方联系人"),
    seal=True,
)

KINDS = (PLAN, CONTACT, REFERRAL, NOTICE, END, AGREEMENT)
