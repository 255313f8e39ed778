"""L25: the card of a small wish (domain.md J13, L). It is set from the wish each time and names nobody."""

from core.papers.kinds import PaperKind
from core.papers.layout import P, Table, line, title, wide
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

KINDS = (WISH_CARD,)
