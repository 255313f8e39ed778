"""L4, L8-L10: what is written down of a mediation, and the covers of its file."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, h1, head, line, sign, title, wide
from core.papers.shipped.parts import (
    CASE_NO,
    CAUSE,
    COMMITTEE,
    FACTS,
    MEDIATOR,
    PARTIES,
    F,
    parties_table,
    signatures,
)

_HELD = (
    COMMITTEE,
    CASE_NO,
    F("held_at", "时间", sample="2026年3月2日10时30分"),
    F("place", "地点", sample="社区调解室"),
    F("title", "事由", sample="下水堵塞"),
    F("present", "在场的人", sample="王建国、李桂花"),
    F("invited", "邀请参加的人", required=False, sample="楼栋长"),
    F("mediators", "调解员", sample="李静"),
    F("recorder", "记录人", sample="马军"),
)
_HELD_TABLE = Table(
    (3, 5, 3, 5),
    (
        line("案件编号", "{{ case_no }}", "事由", "{{ title }}"),
        line("时间", "{{ held_at }}", "地点", "{{ place }}"),
        line("调解员", "{{ mediators }}", "记录人", "{{ recorder }}"),
        line("在场的人", Cell("{{ present }}", 3)),
        line("邀请参加的人", Cell("{{ invited }}", 3)),
    ),
)
_READ = (
    P("以上笔录我已看过（或者已读给我听过），和我说的一样。"),
    signatures("当事人", "当事人", "调解员", "记录人"),
    P("注：笔录有多页的，当事人在每一页签名或按指印。", "small"),
)

SITTING = PaperKind(
    code="L4",
    name="人民调解笔录",
    subject_kind="dispute",
    fields=(
        *_HELD,
        F("facts", "查明的事实", long=True, sample="三楼下水管堵塞，一楼返水两天。"),
        F("positions", "各方陈述", long=True, sample="王建国要求疏通并赔偿；李桂花同意疏通。"),
        F(
            "law_explained",
            "讲解的法律政策",
            required=False,
            long=True,
            sample="相邻关系应当有利生产、方便生活。",
        ),
        F("proposals", "调解方案", required=False, long=True, sample="三日内疏通，赔偿八百元。"),
        F("outcome", "调解结果", sample="谈成了"),
    ),
    layout=(
        title("人民调解笔录"),
        P("{{ committee }}", "small"),
        _HELD_TABLE,
        P("调解员已告知当事人权利义务和回避、不公开等事项，当事人表示清楚。"),
        h1("一、当事人陈述"),
        P("{{ positions }}"),
        h1("二、查明的事实"),
        P("{{ facts }}"),
        h1("三、调解员讲解法律政策", when="law_explained"),
        P("{{ law_explained }}", when="law_explained"),
        h1("调解方案", when="proposals"),
        P("{{ proposals }}", when="proposals"),
        h1("调解结果"),
        P("{{ outcome }}"),
        *_READ,
    ),
)

INQUIRY = PaperKind(
    code="L4-inquiry",
    name="人民调解调查笔录",
    subject_kind="dispute",
    fields=(
        *_HELD,
        F("asked", "被调查人", sample="楼栋长 陈洁"),
        F("statements", "调查内容", long=True, sample="问：什么时候开始返水？答：前天晚上。"),
    ),
    layout=(
        title("人民调解调查笔录"),
        P("{{ committee }}", "small"),
        _HELD_TABLE,
        Table((3, 13), (wide("被调查人", "{{ asked }}", 2, 11),)),
        h1("调查内容"),
        P("{{ statements }}"),
        P("以上笔录我已看过（或者已读给我听过），和我说的一样。"),
        signatures("被调查人", "签名日期", "调查人", "记录人"),
        P("注：笔录有多页的，被调查人在每一页签名或按指印。", "small"),
    ),
)

VISIT = PaperKind(
    code="L8",
    name="人民调解回访记录",
    subject_kind="dispute",
    fields=(
        COMMITTEE,
        CASE_NO,
        F("party_names", "当事人", sample="王建国、李桂花"),
        F("agreement_no", "协议编号", required=False, sample="铁北人调字〔2026〕0001号"),
        F("reason", "回访事由", sample="协议履行情况回访"),
        F("visited_at", "回访时间", sample="2026年3月20日15时00分"),
        F("mode", "回访方式", sample="电话"),
        F("performance", "协议履行情况", long=True, sample="已全部履行"),
        F("satisfaction", "满意度", sample="满意"),
        F("new_signs", "新的苗头或隐患", required=False, long=True, sample="无"),
        F("suggestions", "意见建议", required=False, long=True, sample="无"),
        F("visitor", "回访人", sample="马军"),
    ),
    layout=(
        title("人民调解回访记录"),
        P("{{ committee }}", "small"),
        Table(
            (3, 5, 3, 5),
            (
                line("案件编号", "{{ case_no }}", "协议编号", "{{ agreement_no }}"),
                line("当事人", Cell("{{ party_names }}", 3)),
                line("回访事由", "{{ reason }}", "回访方式", "{{ mode }}"),
                line("回访时间", "{{ visited_at }}", "回访人", "{{ visitor }}"),
                line("履行情况", Cell("{{ performance }}", 3), height=32),
                line("满意度", Cell("{{ satisfaction }}", 3)),
                line("新的苗头或隐患", Cell("{{ new_signs }}", 3), height=24),
                line("意见建议", Cell("{{ suggestions }}", 3), height=24),
            ),
        ),
        sign("回访人（签名）：", before=14),
        sign("日期：{{ issued_on }}"),
    ),
)

CLOSING = PaperKind(
    code="L9",
    name="人民调解结案报告表",
    subject_kind="dispute",
    needs_seal=True,
    fields=(
        F("file_no", "卷号", required=False, sample="雄纠卷2026-0001"),
        CASE_NO,
        COMMITTEE,
        MEDIATOR,
        F("accepted_on", "受理日期", sample="2026年3月2日"),
        F("closed_on", "结案日期", sample="2026年3月20日"),
        PARTIES,
        CAUSE,
        F("source", "案件来源", sample="当事人申请"),
        FACTS,
        F("course", "调解经过", long=True, sample="共调解一次，双方当面协商。"),
        F("result", "调解结果", sample="书面协议"),
        F("performance", "履行情况", long=True, sample="已全部履行"),
        F("review", "审核意见", required=False, long=True, sample="同意结案"),
    ),
    layout=(
        title("人民调解结案报告表"),
        Table(
            (3, 5, 3, 5),
            (
                line("案件编号", "{{ case_no }}", "卷号", "{{ file_no }}"),
                line("调解组织", Cell("{{ committee }}", 3)),
                line("承办人", "{{ mediator }}", "案件来源", "{{ source }}"),
                line("受理日期", "{{ accepted_on }}", "结案日期", "{{ closed_on }}"),
                line("纠纷类型", "{{ cause }}", "调解结果", "{{ result }}"),
            ),
        ),
        parties_table(),
        Table(
            (3, 13),
            (
                wide("纠纷简要情况", "{{ facts }}", 2, 24),
                wide("调解经过", "{{ course }}", 2, 24),
                wide("履行情况", "{{ performance }}", 2, 11),
                wide("审核意见", "{{ review }}\n\n{{ committee }}（盖章）　　{{ issued_on }}", 2, 34),
            ),
        ),
    ),
)

_FILED = (
    F("title", "卷名", sample="王建国与李桂花下水堵塞纠纷"),
    F("file_no", "卷号", required=False, sample="雄纠卷2026-0001"),
    CASE_NO,
    COMMITTEE,
    F("mediators", "调解员", sample="李静"),
    F("from_on", "起始日期", sample="2026年3月2日"),
    F("to_on", "终止日期", required=False, sample="2026年3月20日"),
    F("filed_by", "立卷人", required=False, sample="李静"),
    F("filed_on", "立卷日期", required=False, sample="2026年4月1日"),
    F("retention", "保管期限", sample="10年"),
    F("pages", "页数", required=False, sample="18"),
)

COVER = PaperKind(
    code="L10",
    name="人民调解卷宗封面",
    subject_kind="dispute",
    fields=_FILED,
    layout=(
        P("{{ committee }}", "centre", before=60),
        P("人民调解卷宗", "cover", before=30),
        Table(
            (4, 12),
            (
                line("卷名", "{{ title }}", height=18),
                line("案件编号", "{{ case_no }}", height=14),
                line("卷号", "{{ file_no }}", height=14),
                line("调解员", "{{ mediators }}", height=14),
                line("起止日期", "{{ from_on }} 至 {{ to_on }}", height=14),
                line("立卷人", "{{ filed_by }}", height=14),
                line("立卷日期", "{{ filed_on }}", height=14),
                line("保管期限", "{{ retention }}", height=14),
                line("页数", "{{ pages }}", height=14),
            ),
        ),
    ),
)

CONTENTS = PaperKind(
    code="L10-contents",
    name="卷内目录",
    subject_kind="dispute",
    fields=(
        F("title", "卷名", sample="王建国与李桂花下水堵塞纠纷"),
        F(
            "entries",
            "目录",
            rows=(
                F("no", "序号", sample="1"),
                F("name", "文书名称", sample="人民调解申请书"),
                F("page", "页号", required=False, sample="1"),
                F("note", "备注", required=False, sample=""),
            ),
        ),
    ),
    layout=(
        title("卷内目录"),
        P("{{ title }}", "small"),
        Table(
            (2, 9, 2, 4),
            (
                head("序号", "文书名称", "页号", "备注"),
                Row(
                    (
                        Cell("{{ e.no }}", style="label"),
                        Cell("{{ e.name }}"),
                        Cell("{{ e.page }}", style="label"),
                        Cell("{{ e.note }}"),
                    ),
                    each="e in entries",
                ),
            ),
        ),
    ),
)

FILE_NOTE = PaperKind(
    code="L10-note",
    name="卷宗情况说明（备考表）",
    subject_kind="dispute",
    is_personal=False,
    fields=(
        F("title", "卷名", sample="王建国与李桂花下水堵塞纠纷"),
        CASE_NO,
        F("pages", "页数", required=False, sample="18"),
        F("situation", "本卷情况说明", long=True, sample="本卷齐全。"),
        F("filed_by", "立卷人", required=False, sample="李静"),
        F("checked_by", "检查人", required=False, sample="周敏"),
        F("filed_on", "立卷日期", required=False, sample="2026年4月1日"),
    ),
    layout=(
        title("卷宗情况说明"),
        P("{{ title }}（{{ case_no }}）", "small"),
        Table(
            (3, 13), (wide("本卷情况说明", "{{ situation }}", 2, 110), wide("本卷页数", "{{ pages }}", 2, 14))
        ),
        sign("立卷人：{{ filed_by }}", before=20),
        sign("检查人：{{ checked_by }}"),
        sign("立卷日期：{{ filed_on }}"),
    ),
)

KINDS = (SITTING, INQUIRY, VISIT, CLOSING, COVER, CONTENTS, FILE_NOTE)
