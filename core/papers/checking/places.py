"""Whether the places of a template name only declared facts, and nothing but names, loops and conditions. Pure.

A template is read as a tree and never run here. What is not on the short list below is refused: no calls, no filters,
no arithmetic, no attributes but those of a row, no loop inside a loop. So no place can reach the program behind it, and
no loop can be longer than a list of facts."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from docxtpl.template import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

_TAGS = re.compile(r"<[^>]+>")
_LOOP_FACTS = frozenset({"index", "first", "last"})
_DRAWN = re.compile(r"<w:drawing|<w:pict|<w:txbxContent")
_PARAGRAPH = re.compile(r"<w:p([ >])")
QUOTED = 40
MOST_PROBLEMS = 30


@dataclass
class Report:
    """What the check found: what stops the template, what is only remarked, which names it uses."""

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def check_places(docx: bytes, declared: Mapping[str, Sequence[str]], required: Mapping[str, str]) -> Report:
    """Look through body, heads, feet and footnotes. `declared` as PaperKind.declared(); `required` names to labels."""
    report = Report()
    for where, xml in _stories(docx):
        _Reader(where, xml, declared, report).read()
        if _DRAWN.search(xml):
            report.remarks.append(f"{where}里有图片或文本框：Word 里照样有，PDF 里不显示")
        if "<w:ins " in xml or "<w:del " in xml:
            report.remarks.append(f"{where}里有修订痕迹，请接受全部修订后再传一次")
    report.remarks += [
        f"没有用到必填项「{label}」（{{{{ {key} }}}}），出具的文书上不会有它"
        for key, label in required.items()
        if key not in report.used
    ]
    del report.problems[MOST_PROBLEMS:]
    return report


def _stories(docx: bytes) -> Iterator[tuple[str, str]]:
    """Each part that docxtpl runs, as it will run it."""
    template = DocxTemplate(io.BytesIO(docx))
    document = template.get_docx()
    yield "正文", _lined(template.patch_xml(template.get_xml()))
    for words, uri in (("页眉", template.HEADER_URI), ("页脚", template.FOOTER_URI)):
        for _key, part in template.get_headers_footers(uri):
            yield words, _lined(template.patch_xml(template.get_part_xml(part)))
    for part in document.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            yield "脚注", _lined(template.patch_xml(part.blob.decode()))


def _lined(xml: str) -> str:
    """A paragraph a line, so that the number of a line says which paragraph it is."""
    return _PARAGRAPH.sub(r"\n<w:p\1", xml)


class _Reader:
    """One story under the eye: which names stand where."""

    def __init__(self, where: str, xml: str, declared: Mapping[str, Sequence[str]], report: Report) -> None:
        self.where, self.xml, self.lines = where, xml, xml.split("\n")
        self.declared, self.report = declared, report

    def read(self) -> None:
        try:
            tree = ImmutableSandboxedEnvironment().parse(self.xml)
        except TemplateSyntaxError as error:
            self.say(error.lineno, "占位符没有写完整，或者循环、条件没有配对结束")
            return
        for node in tree.body:
            self.statement(node, {})

    def say(self, line: int, words: str) -> None:
        """A problem with the words of its paragraph, by which a person finds it."""
        text = _TAGS.sub("", self.lines[min(line, len(self.lines)) - 1]).strip()
        place = f"{self.where}「{text[:QUOTED]}{'…' if len(text) > QUOTED else ''}」" if text else self.where
        if (sentence := f"{place}：{words}") not in self.report.problems:
            self.report.problems.append(sentence)

    def statement(self, node: nodes.Node, rows: dict[str, Sequence[str]]) -> None:
        if isinstance(node, nodes.Output):
            for one in node.nodes:
                if not isinstance(one, nodes.TemplateData):
                    self.shown(one, rows)
        elif isinstance(node, nodes.For):
            self.loop(node, rows)
        elif isinstance(node, nodes.If):
            self.condition(node.test, rows)
            for inner in (*node.body, *node.elif_, *node.else_):
                self.statement(inner, rows)
        else:
            self.say(node.lineno, "用了模板里不能用的写法，只能写占位符、循环和条件")

    def shown(self, node: nodes.Expr, rows: dict[str, Sequence[str]]) -> None:
        if isinstance(node, nodes.Name) and node.name not in rows and self.declared.get(node.name):
            self.say(node.lineno, f"「{node.name}」是一张清单，要用循环逐行写")
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self.name(node, rows)
        else:
            self.say(node.lineno, "占位符里只能写一个名字，不能写运算、函数或过滤")

    def name(self, node: nodes.Node, rows: dict[str, Sequence[str]]) -> None:
        if isinstance(node, nodes.Name):
            if node.name in self.declared:
                self.report.used.add(node.name)
            else:
                self.say(node.lineno, f"没有「{node.name}」这一项")
            return
        owner = node.node if isinstance(node, nodes.Getattr) else None
        if not isinstance(node, nodes.Getattr) or not isinstance(owner, nodes.Name):
            self.say(node.lineno, "占位符里只能写一个名字，不能写运算、函数或过滤")
        elif owner.name == "loop" and rows and node.attr in _LOOP_FACTS:
            return
        elif owner.name not in rows:
            self.say(node.lineno, f"「{owner.name}.{node.attr}」不在循环里，或者没有这一项")
        elif node.attr not in rows[owner.name]:
            self.say(node.lineno, f"清单里没有「{node.attr}」这一栏")

    def loop(self, node: nodes.For, rows: dict[str, Sequence[str]]) -> None:
        known = isinstance(node.iter, nodes.Name) and bool(self.declared.get(node.iter.name))
        if rows:
            self.say(node.lineno, "循环里不能再套循环")
        elif not known or not isinstance(node.target, nodes.Name) or node.recursive or node.test:
            self.say(node.lineno, "循环只能写成「for 行 in 清单」，清单要是这种文书有的")
        else:
            assert isinstance(node.iter, nodes.Name)  # noqa: S101 - known says so
            self.report.used.add(node.iter.name)
            inside = {node.target.name: self.declared[node.iter.name]}
            for inner in (*node.body, *node.else_):
                self.statement(inner, inside)

    def condition(self, node: nodes.Node, rows: dict[str, Sequence[str]]) -> None:
        if isinstance(node, nodes.Not):
            self.condition(node.node, rows)
        elif isinstance(node, nodes.And | nodes.Or):
            self.condition(node.left, rows)
            self.condition(node.right, rows)
        elif isinstance(node, nodes.Compare) and all(
            one.op in ("eq", "ne") and isinstance(one.expr, nodes.Const) for one in node.ops
        ):
            self.name(node.expr, rows)
        else:
            self.name(node, rows)
