"""What stands beside a people's mediation: an authority's agreement, the committee's proof for the court, the request
not to punish, the minutes of a case conference (domain.md C6, C8)."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, h1, head, sealed_by, sign, title
from core.papers.shipped.agreements import ITEMS, ITEMS_TABLE
from core.papers.shipped.parts import CASE_NO, COMMITTEE, FACTS, MEDIATOR, PARTIES, F, parties_table

_TERMS = F("terms", "约定内容", long=True, sample="三楼三日内疏通，赔偿八百元。")
_AGREEMENT_NO = F("agreement_no", "协议编号", sample="铁北人调字〔2026〕0001号")
_AGREED_ON = F("agreed_on", "达成日期", sample="2026年3月2日")

ADMINISTRATIVE = PaperKind(
    code="L5-admin",
    name="行政调解协议书",
    subject_kind="dispute",
    needs_seal=True,
    retention="30年",
    fields=(
        F("body", "调解机关", sample="市住房和城乡建设局"),
        F("body_ref", "文号", required=False, sample="嘉住建调〔2026〕3号"),
        CASE_NO,
        PARTIES,
        F("facts", "事实和争议", long=True, sample="三楼下水管堵塞，一楼返水，三楼负疏通责任。"),
        _TERMS,
        ITEMS,
        F("copies", "份数", sample="三"),
        _AGREED_ON,
    ),
    layout=(
        title("行政调解协议书"),
        P("{{ body_ref }}", "number", when="body_ref"),
        P("案件编号：{{ case_no }}"),
        parties_table(),
        h1("一、事实和争议"),
        P("{{ facts }}"),
        h1("二、经{{ body }}调解，自愿达成如下协议"),
        P("{{ terms }}"),
        h1("三、履行的内容、期限"),
        ITEMS_TABLE,
        P("本协议一式{{ copies }}份，当事人各持一份，调解机关存一份。"),
        sign("当事人（签名或盖章、按指印）：", before=14),
        sign("{{ p.role }}　{{ p.name }}：", each="p in parties"),
        *sealed_by("{{ body }}（盖章）", "{{ agreed_on }}"),
    ),
)

PROOF = PaperKind(
    code="L11-proof",
    name="主持调解证明",
    subject_kind="dispute",
    needs_seal=True,
    retention="30年",
    is_personal=False,
    fields=(
        COMMITTEE,
        CASE_NO,
        F("party_names", "当事人姓名", sample="王建国、李桂花"),
        F("title", "纠纷事项", sample="下水堵塞"),
        MEDIATOR,
        _AGREED_ON,
        _AGREEMENT_NO,
        F("court", "受理法院", sample="市城区人民法院"),
    ),
    layout=(
        title("主持调解证明"),
        P("{{ court }}：", "plain"),
        P(
            "{{ party_names }}因“{{ title }}”发生的纠纷（{{ case_no }}），由{{ committee }}受理，"
            "指派人民调解员{{ mediator }}主持调解，双方于{{ agreed_on }}自愿达成调解协议（{{ agreement_no }}）。"
        ),
        P("调解没有收取任何费用。特此证明。"),
        *sealed_by("{{ committee }}（盖章）"),
    ),
)

NO_PENALTY = PaperKind(
    code="L5-police",
    name="不予处罚申请书",
    subject_kind="dispute",
    fields=(
        PARTIES,
        FACTS,
        COMMITTEE,
        _AGREED_ON,
        _AGREEMENT_NO,
        _TERMS,
        F("performance", "履行情况", long=True, sample="疏通下水并赔偿：2026年3月6日已履行"),
        F("police", "公安机关", sample="雄关派出所", is_shared=True),
    ),
    layout=(
        title("不予处罚申请书"),
        parties_table(),
        P("{{ police }}：", "plain", before=10),
        P("我们之间因民间纠纷发生争执：{{ facts }}"),
        P(
            "经{{ committee }}主持，我们于{{ agreed_on }}自愿达成调解协议（{{ agreement_no }}）：{{ terms }}"
            "协议已经履行：{{ performance }}。"
        ),
        P(
            "依照《中华人民共和国治安管理处罚法》第九条的规定，我们自愿书面申请：对这起纠纷引起的"
            "打架斗殴或者损毁他人财物等违反治安管理行为，不予处罚。是否不予处罚，由公安机关依法决定。"
        ),
        sign("申请人（签名或盖章、按指印）：", before=20),
        sign("{{ p.role }}　{{ p.name }}：", each="p in parties"),
        sign("日期：　　　　年　　　月　　　日", before=10),
    ),
)

CONFERENCE = PaperKind(
    code="L16-case",
    name="研判会纪要",
    subject_kind="dispute",
    is_personal=False,
    fields=(
        CASE_NO,
        F("title", "事项", sample="下水堵塞"),
        F("held_at", "时间", sample="2026年3月2日15时00分"),
        F("place", "地点", sample="街道综治中心研判室"),
        F("chair", "主持人", sample="赵街道"),
        F(
            "opinions",
            "到会单位和意见",
            rows=(
                F("body", "单位", sample="雄关派出所"),
                F("people", "到会人", required=False, sample="陈警官"),
                F("opinion", "意见", long=True, sample="没有违法情节，适合继续调解。"),
            ),
        ),
        F("decision", "研判意见", long=True, sample="由街道调委会继续调解，住建部门到场说明。"),
        F("next_step", "下一步", sample="街道调委会组织第二次调解"),
        F("next_by", "完成时间", required=False, sample="2026年3月9日"),
        F("recorder", "记录人", sample="许秘书"),
    ),
    layout=(
        title("矛盾纠纷研判会纪要"),
        P(
            "{{ held_at }}，{{ chair }}在{{ place }}主持研判会，研究“{{ title }}”（{{ case_no }}）。纪要如下：",
            before=14,
        ),
        h1("一、各单位意见"),
        Table(
            (5, 4, 12),
            (
                head("单位", "到会人", "意见"),
                Row(
                    (Cell("{{ o.body }}"), Cell("{{ o.people }}"), Cell("{{ o.opinion }}")),
                    each="o in opinions",
                ),
            ),
        ),
        h1("二、研判意见"),
        P("{{ decision }}"),
        h1("三、下一步"),
        P("{{ next_step }}{% if next_by %}，{{ next_by }}前完成{% endif %}。"),
        P("记录：{{ recorder }}", "right", before=20),
        P("{{ issued_on }}", "right"),
    ),
)

KINDS = (ADMINISTRATIVE, PROOF, NO_PENALTY, CONFERENCE)
