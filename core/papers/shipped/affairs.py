"""L25 (the form of a safe building) and L31 (domain.md J8, J15). Neither is kept as a paper: the record itself is."""

from core.papers.kinds import PaperKind
from core.papers.layout import Cell, P, Table, line, sealed_by, title, wide
from core.papers.shipped.parts import F

AFFAIR = PaperKind(
    code="L31",
    name="居务公开公告",
    subject_kind="open_affair",
    is_personal=False,
    is_kept=False,
    needs_seal=False,
    fields=(
        F("community", "社区", sample="铁北社区"),
        F("kind", "公开类别", sample="公益事业、便民服务项目"),
        F("title", "标题", sample="关于楼道照明改造的公开"),
        F("text", "公开内容", long=True, sample="3号楼楼道灯已全部更换，费用从社区公益金列支。"),
        F("shown_from", "公示开始", sample="2026年3月2日"),
        F("shown_to", "公示到", sample="2026年3月17日"),
        F("contact", "咨询电话", sample="0937-0000000"),
    ),
    layout=(
        title("居务公开公告"),
        P("{{ title }}", "h1"),
        P("公开类别：{{ kind }}", "small"),
        P("{{ text }}"),
        P("公示时间：{{ shown_from }}至{{ shown_to }}。"),
        P("有疑问、有意见，请在公示期内到社区居民委员会提出，咨询电话：{{ contact }}。"),
        *sealed_by("{{ community }}居民委员会", "{{ shown_from }}"),
    ),
)

UNIT = PaperKind(
    code="L25-unit",
    name="平安楼栋申报表",
    subject_kind="award_nomination",
    is_personal=False,
    is_kept=False,
    fields=(
        F("award", "申报项目", sample="平安楼栋"),
        F("year", "年度", sample="2026年"),
        F("community", "社区", sample="铁北社区"),
        F("unit", "申报楼栋", sample="铁路小区3号楼"),
        F("reason", "主要做法", long=True, sample="楼道无堆物，住户轮流值日，邻里纠纷在楼里说开。"),
        F("self_score", "自评分", required=False, sample="95分"),
        F("community_opinion", "社区意见", required=False, long=True, sample="情况属实，同意申报。"),
        F("street_opinion", "街道意见", required=False, long=True, sample="同意。"),
    ),
    layout=(
        title("{{ award }}申报表"),
        Table(
            (3, 5, 3, 5),
            (
                line("申报项目", "{{ award }}", "年度", "{{ year }}"),
                line("社区", "{{ community }}", "申报楼栋", "{{ unit }}"),
                line("楼栋长（签名）", "", "自评分", "{{ self_score }}"),
                wide("主要做法", "{{ reason }}", 4, 70),
                line("社区意见", Cell("{{ community_opinion }}\n（盖章）　　　年　　月　　日", 3), height=36),
                line("街道意见", Cell("{{ street_opinion }}\n（盖章）　　　年　　月　　日", 3), height=36),
            ),
        ),
    ),
)

KINDS = (AFFAIR, UNIT)
