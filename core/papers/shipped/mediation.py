"""L1-L3, L7: what parties are given and sign before and around a mediation (人民调解法)."""

from core.papers.kinds import PaperKind
from core.papers.layout import P, Table, h1, line, sealed_by, sign, title, wide
from core.papers.shipped.parts import (
    CASE_NO,
    CAUSE,
    COMMITTEE,
    DEMANDS,
    FACTS,
    PARTIES,
    F,
    parties_table,
    signatures,
)

APPLICATION = PaperKind(
    code="L1",
    name="人民调解申请书",
    subject_kind="dispute",
    fields=(PARTIES, FACTS, DEMANDS, COMMITTEE),
    layout=(
        title("人民调解申请书"),
        parties_table(),
        h1("一、纠纷简要情况"),
        P("{{ facts }}"),
        h1("二、申请事项"),
        P("{{ demands }}"),
        P(
            "人民调解委员会已将申请人民调解的相关规定告知我。我自愿申请人民调解，知道调解不收费，"
            "也知道可以随时拒绝调解、终止调解，可以依法通过仲裁、行政、司法等途径维护自己的权利。"
        ),
        P("特此申请。"),
        P("此致"),
        P("{{ committee }}", "plain"),
        sign("申请人（签名或盖章、按指印）：", before=29),
        sign("日期：　　　　年　　　月　　　日"),
    ),
)

ACCEPTANCE = PaperKind(
    code="L2",
    name="人民调解受理登记表",
    subject_kind="dispute",
    needs_seal=True,
    fields=(
        COMMITTEE,
        CASE_NO,
        PARTIES,
        CAUSE,
        F("source", "案件来源", sample="当事人申请"),
        F("place", "发生地点", sample="铁路小区3号楼"),
        F("people", "涉及人数", required=False, sample="2"),
        F("amount", "涉及金额", required=False, sample="800"),
        FACTS,
        F("consent", "当事人意愿", sample="双方同意调解"),
        F("accepted_on", "受理日期", sample="2026年3月2日"),
        F("registrar", "登记人", sample="王秀兰"),
        F("note", "备注", required=False, long=True, sample=""),
    ),
    layout=(
        title("人民调解受理登记表"),
        P("{{ committee }}", "small"),
        Table(
            (3, 5, 3, 5),
            (
                line("案件编号", "{{ case_no }}", "受理日期", "{{ accepted_on }}"),
                line("纠纷类型", "{{ cause }}", "案件来源", "{{ source }}"),
                line("发生地点", "{{ place }}", "涉及人数", "{{ people }}"),
                line("涉及金额（元）", "{{ amount }}", "登记人", "{{ registrar }}"),
            ),
        ),
        parties_table(),
        Table(
            (3, 13),
            (
                wide("纠纷简要情况", "{{ facts }}", 2, 32),
                wide("当事人意愿", "{{ consent }}", 2, 11),
                wide("备注", "{{ note }}", 2, 11),
            ),
        ),
        *sealed_by("{{ committee }}（盖章）"),
    ),
)

RIGHTS = PaperKind(
    code="L3",
    name="人民调解权利义务告知书",
    subject_kind="dispute",
    needs_seal=True,
    is_personal=False,
    fields=(COMMITTEE, CASE_NO, F("party_names", "当事人姓名", sample="王建国、李桂花")),
    layout=(
        title("人民调解权利义务告知书"),
        P("{{ party_names }}：", "plain"),
        P("你们之间的纠纷（{{ case_no }}）由{{ committee }}调解。现将有关事项告知如下："),
        h1("一、人民调解的性质"),
        P(
            "人民调解是人民调解委员会通过说服、疏导等方法，促使当事人在平等协商基础上自愿达成调解协议、"
            "解决民间纠纷的活动。人民调解不收取任何费用。"
        ),
        h1("二、调解的原则"),
        P(
            "在当事人自愿、平等的基础上进行调解；不违背法律、法规和国家政策；尊重当事人的权利，"
            "不因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。"
        ),
        h1("三、当事人的权利"),
        P("1.选择或者接受人民调解员；"),
        P("2.接受调解、拒绝调解或者要求终止调解；"),
        P("3.要求调解公开进行或者不公开进行；"),
        P("4.自主表达意愿、自愿达成调解协议。"),
        h1("四、当事人的义务"),
        P("1.如实陈述纠纷事实；"),
        P("2.遵守调解现场秩序，尊重人民调解员；"),
        P("3.尊重对方当事人行使权利。"),
        h1("五、调解协议的效力和司法确认"),
        P(
            "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。"
            "双方当事人认为有必要的，可以自调解协议生效之日起三十日内共同向人民法院申请司法确认；"
            "人民法院依法确认调解协议有效，一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请强制执行。"
        ),
        P("以上内容已向我们告知，我们已经清楚。"),
        sign("当事人（签名或盖章、按指印）：", before=14),
        sign("日期：　　　　年　　　月　　　日"),
        *sealed_by("{{ committee }}"),
    ),
)

ENDED = PaperKind(
    code="L7",
    name="终止调解告知书",
    subject_kind="dispute",
    needs_seal=True,
    is_personal=False,
    fields=(
        COMMITTEE,
        CASE_NO,
        F("party_names", "当事人姓名", sample="王建国、李桂花"),
        F("title", "纠纷事项", sample="下水堵塞"),
        F("reason", "终止原因", long=True, sample="双方对赔偿数额分歧较大，调解不成"),
        F("advice", "其他途径", long=True, sample="可以向人民法院起诉，或者依法申请仲裁、行政处理"),
    ),
    layout=(
        title("终止调解告知书"),
        P("{{ party_names }}：", "plain"),
        P(
            "你们因“{{ title }}”发生的纠纷（{{ case_no }}），经{{ committee }}调解，因{{ reason }}，现终止调解。"
        ),
        P(
            "依照《中华人民共和国人民调解法》第二十六条的规定，告知你们可以依法通过仲裁、行政、司法等途径维护自己的权利：{{ advice }}。"
        ),
        *sealed_by("{{ committee }}"),
        P("以上告知书我已收到。", before=29),
        signatures("当事人签收", "签收日期", "当事人签收", "签收日期"),
    ),
)

KINDS = (APPLICATION, ACCEPTANCE, RIGHTS, ENDED)
