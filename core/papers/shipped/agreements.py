"""L5, L6, L11: what the parties agreed, and asking the court to confirm it (人民调解法 arts. 28-33)."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, h1, head, line, number_line, sealed_by, sign, title, wide
from core.papers.shipped.parts import (
    CASE_NO,
    COMMITTEE,
    FACTS,
    MEDIATOR,
    PARTIES,
    F,
    parties_table,
    signatures,
)

ITEMS = F(
    "items",
    "履行事项",
    rows=(
        F("what", "履行内容", sample="疏通下水并赔偿地板"),
        F("debtor", "履行人", sample="李桂花"),
        F("creditor", "对方", required=False, sample="王建国"),
        F("amount", "金额（元）", required=False, sample="800"),
        F("due_on", "履行期限", sample="2026年3月12日"),
    ),
)
ITEMS_TABLE = Table(
    (7, 3, 3, 3, 5),
    (
        head("履行内容", "履行人", "对方", "金额（元）", "履行期限"),
        Row(
            (
                Cell("{{ i.what }}"),
                Cell("{{ i.debtor }}"),
                Cell("{{ i.creditor }}"),
                Cell("{{ i.amount }}"),
                Cell("{{ i.due_on }}"),
            ),
            each="i in items",
        ),
    ),
)

AGREEMENT = PaperKind(
    code="L5",
    name="人民调解协议书",
    subject_kind="dispute",
    by_committee=True,
    needs_seal=True,
    retention="30年",
    fields=(
        COMMITTEE,
        PARTIES,
        F(
            "facts",
            "纠纷事实、争议事项和各方责任",
            long=True,
            sample="三楼下水管堵塞，一楼返水，三楼负疏通责任。",
        ),
        F("terms", "约定内容", long=True, sample="三楼三日内疏通，赔偿八百元。"),
        ITEMS,
        F("manner", "履行方式和地点", required=False, sample="现金，社区调解室"),
        F("copies", "份数", sample="三"),
        F("agreed_on", "达成日期", sample="2026年3月2日"),
        MEDIATOR,
        F("recorder", "记录人", required=False, sample="马军"),
    ),
    layout=(
        title("人民调解协议书"),
        number_line(),
        parties_table(),
        h1("一、纠纷主要事实、争议事项和各方责任"),
        P("{{ facts }}"),
        h1("二、经调解，自愿达成如下协议"),
        P("{{ terms }}"),
        h1("三、履行的内容、期限"),
        ITEMS_TABLE,
        P("履行方式和地点：{{ manner }}", when="manner"),
        P(
            "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。"
            "本协议一式{{ copies }}份，当事人各持一份，人民调解委员会存一份。"
        ),
        P("双方当事人认为有必要的，可以自本协议生效之日起三十日内共同向人民法院申请司法确认。"),
        sign("当事人（签名或盖章、按指印）：", before=14),
        sign("{{ p.role }}　{{ p.name }}：", each="p in parties"),
        sign("人民调解员（签名）：　　　　　（{{ mediator }}）", before=10),
        sign("记录人（签名）：{% if recorder %}　　　　　（{{ recorder }}）{% endif %}"),
        *sealed_by("{{ committee }}（盖章）", "{{ agreed_on }}"),
    ),
)

ORAL = PaperKind(
    code="L6",
    name="人民调解口头协议登记表",
    subject_kind="dispute",
    by_committee=True,
    needs_seal=True,
    fields=(
        COMMITTEE,
        CASE_NO,
        PARTIES,
        FACTS,
        F("terms", "约定内容", long=True, sample="当场疏通，互不追究。"),
        F("performance", "履行情况", required=False, long=True, sample="已当场履行"),
        F("agreed_on", "约定日期", sample="2026年3月2日"),
        MEDIATOR,
        F("recorder", "记录人", required=False, sample="马军"),
    ),
    layout=(
        title("人民调解口头协议登记表"),
        number_line(),
        Table(
            (3, 5, 3, 5),
            (
                line("案件编号", "{{ case_no }}", "约定日期", "{{ agreed_on }}"),
                line("调解员", "{{ mediator }}", "记录人", "{{ recorder }}"),
            ),
        ),
        parties_table(),
        Table(
            (3, 13),
            (
                wide("纠纷简要情况", "{{ facts }}", 2, 18),
                wide("约定内容", "{{ terms }}", 2, 18),
                wide("履行情况", "{{ performance }}", 2, 11),
            ),
        ),
        P("以上口头协议内容属实。"),
        signatures("当事人", "当事人", "人民调解员", "记录人"),
        P("{{ committee }}（盖章）　　{{ agreed_on }}", "right", before=10),
    ),
)

CONFIRMATION = PaperKind(
    code="L11",
    name="人民调解协议司法确认申请书",
    subject_kind="dispute",
    retention="30年",
    fields=(
        PARTIES,
        COMMITTEE,
        F("agreement_no", "协议编号", sample="铁北人调字〔2026〕0001号"),
        F("effective_on", "协议生效日期", sample="2026年3月2日"),
        FACTS,
        F("terms", "协议内容", long=True, sample="三楼三日内疏通，赔偿八百元。"),
        F("court", "受理法院", sample="市城区人民法院"),
        F("enclosures", "附件", long=True, sample="调解协议书、调解委员会主持调解的证明、身份证明"),
    ),
    layout=(
        title("司法确认申请书"),
        parties_table(),
        h1("请求事项"),
        P(
            "请求人民法院依法确认申请人于{{ effective_on }}经{{ committee }}主持达成的调解协议（{{ agreement_no }}）有效。"
        ),
        h1("事实和理由"),
        P("{{ facts }}"),
        P("经{{ committee }}调解，双方自愿达成如下协议：{{ terms }}"),
        P(
            "申请人双方承诺：出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；"
            "如果因为该协议内容而给国家利益、社会公共利益或者他人合法权益造成损害的，愿意承担相应的民事责任和其他法律责任。"
        ),
        P("此致"),
        P("{{ court }}", "plain"),
        P("附：{{ enclosures }}", before=10),
        sign("申请人（签名或盖章、按指印）：", before=20),
        sign("{{ p.name }}：", each="p in parties"),
        sign("日期：　　　　年　　　月　　　日", before=10),
    ),
)

KINDS = (AGREEMENT, ORAL, CONFIRMATION)
