"""L24: the certificate of a volunteer's service; L25: the card of a small wish (domain.md J11, J13, L).

The card is set from the wish each time and names nobody."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Row, Table, head, line, number_line, sealed_by, title, wide
from core.papers.shipped.parts import F

WISH_CARD = PaperKind(
    code="L25-wish",
    name="微心愿卡",
    subject_kind="micro_wish",
    is_personal=False,
    is_kept=False,
    fields=(
        F("wish_no", "心愿编号", sample="雄愿〔2026〕0001号"),
        F("kind", "类别", sample="物品"),
        F("title", "心愿", sample="想要一个小书桌"),
        F("text", "说明", required=False, long=True, sample="孩子上一年级，在饭桌上写作业。"),
        F("amount", "大约要花", sample="200元"),
        F("community", "社区", sample="铁北社区"),
        F("contact", "认领联系", sample="铁北社区，电话0937-0000000"),
        F("page", "认领网页", sample="http://127.0.0.1:8000/open/wishes/"),
    ),
    layout=(
        title("微心愿卡"),
        Table(
            (3, 5, 3, 5),
            (
                line("心愿编号", "{{ wish_no }}", "社区", "{{ community }}"),
                line("类别", "{{ kind }}", "大约要花", "{{ amount }}"),
                wide("我的心愿", "{{ title }}", 4, 24),
                wide("说明", "{{ text }}", 4, 50),
                wide("想帮我实现", "请联系{{ contact }}\n或在网页上认领：{{ page }}", 4, 24),
            ),
        ),
        P("卡上不写姓名。认领后由社区联系双方。", "small", before=8),
    ),
)

CERTIFICATE = PaperKind(
    code="L24",
    name="志愿服务记录证明",
    subject_kind="volunteer_certificate",
    series="雄志",
    needs_seal=True,
    fields=(
        F("name", "姓名", mask="name", sample="王建国"),
        F("id_number", "身份证号", mask="identity", sample="620299198001010011"),
        F("volunteer_no", "志愿者编号", sample="VL-2026-00001"),
        F("span", "服务时间", sample="2026年1月1日至2026年3月31日"),
        F("hours", "服务时长", sample="12小时"),
        F(
            "services",
            "服务内容",
            rows=(
                F("on", "日期", sample="2026年3月2日"),
                F("what", "内容", sample="铁路小区清雪"),
                F("hours", "时长", sample="2小时"),
            ),
        ),
        F("purpose", "用途", sample="入学"),
        F("issuer", "出具单位", sample="雄关街道铁北社区"),
        F("responsible", "负责人", sample="陈社区"),
        F("contact", "联系电话", sample="0937-0000000"),
    ),
    layout=(
        title("志愿服务记录证明"),
        number_line(),
        P(
            "兹证明{{ name }}（身份证号{{ id_number }}，志愿者编号{{ volunteer_no }}）于{{ span }}参加志愿服务，累计{{ hours }}，内容如下："
        ),
        Table(
            (4, 9, 3),
            (
                head("日期", "服务内容", "时长"),
                Row((Cell("{{ s.on }}"), Cell("{{ s.what }}"), Cell("{{ s.hours }}")), each="s in services"),
            ),
        ),
        P("以上记录已在本单位内部公示7天。用途：{{ purpose }}。", before=10),
        P("负责人：{{ responsible }}　联系电话：{{ contact }}"),
        *sealed_by("{{ issuer }}"),
    ),
)

KINDS = (CERTIFICATE, WISH_CARD)
