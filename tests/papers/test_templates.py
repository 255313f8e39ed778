"""The office's own templates: what is taken, what is refused and in which words, and that nothing of it ever acts."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml.ns import qn

from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.papers.actions.issuing import issue_paper
from core.papers.actions.templates import upload_template, use_shipped, use_template
from core.papers.checking import confined
from core.papers.checking.child import look
from core.papers.checking.confined import look_at_scan, look_at_template, template_task
from core.papers.kinds import KINDS
from core.papers.models import Paper, PaperTemplate
from core.papers.stationery import template_of
from tests.cast import Cast
from tests.disputes.walk import Walk
from tests.papers.conftest import TYPED, Issue, SignIn
from tests.papers.hostile import PLACES, SCANS, TEMPLATES, with_words

L7 = KINDS["L7"]


def sent(data: bytes, name: str = "模板.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def looked_at(data: bytes, task: dict[str, Any] | None = None) -> str:
    """What the child says, asked here and not in a process of its own: its sentences are the same."""
    answer, copy = look(task or template_task(L7), data)
    assert not copy
    return str(answer.get("refused") or "；".join(answer["problems"]))


@pytest.mark.parametrize("what", TEMPLATES)
def test_what_is_no_plain_word_file_is_refused_in_a_sentence(what: str) -> None:
    make, words = TEMPLATES[what]
    assert words in looked_at(make())


@pytest.mark.parametrize("what", PLACES)
def test_a_place_that_is_more_than_a_name_is_refused_with_its_paragraph(what: str) -> None:
    paragraphs, words = PLACES[what]
    told = looked_at(with_words(*paragraphs))
    assert words in told
    assert told.startswith("正文「") or "没有写完整" in told


@pytest.mark.parametrize("what", SCANS)
def test_a_scan_in_which_something_acts_is_refused(what: str) -> None:
    make, words = SCANS[what]
    assert words in looked_at(make(), {"kind": "scan"})


def test_the_worst_of_them_through_the_real_process() -> None:
    for data, words in (
        (TEMPLATES["200 MB inside"][0](), "展开后超过"),
        (with_words(*PLACES["bomb"][0]), "循环只能写成"),
        (with_words(*PLACES["globals"][0]), "只能写一个名字"),
    ):
        with pytest.raises(RuleBroken, match=words) as told:
            look_at_template(data, L7)
        assert told.value.field == "docx"
    with pytest.raises(RuleBroken, match="脚本"):
        look_at_scan(SCANS["javascript"][0]())


def test_what_takes_too_much_memory_ends_its_own_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child lays limits on itself; here they are so narrow that it cannot even begin."""
    monkeypatch.setattr(confined.sys, "executable", "/bin/false")
    with pytest.raises(RuleBroken, match="超出了限度"):
        look_at_template(template_of(L7), L7)


def test_every_unknown_name_is_listed_with_its_paragraph() -> None:
    with pytest.raises(RuleBroken) as told:
        look_at_template(with_words("金额：{{ money }}元", "律师：{{ lawyer }}"), L7)
    assert "正文「金额：{{ money }}元」：没有「money」这一项" in told.value.message
    assert "正文「律师：{{ lawyer }}」：没有「lawyer」这一项" in told.value.message


def test_a_loop_inside_a_loop_and_a_wrong_column_are_refused() -> None:
    kind = KINDS["L5"]
    document = Document(io.BytesIO(template_of(kind)))
    document.add_paragraph(
        "{% for p in parties %}{% for i in items %}{{ i.what }}{% endfor %}{{ p.salary }}{% endfor %}"
    )
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(RuleBroken, match="不能再套循环") as told:
        look_at_template(out.getvalue(), kind)
    assert "清单里没有「salary」这一栏" in told.value.message


def test_required_facts_that_it_does_not_use_are_remarked() -> None:
    document = Document()
    document.add_paragraph("{{ reason }}")
    out = io.BytesIO()
    document.save(out)
    _copy, remarks = look_at_template(out.getvalue(), L7)
    assert any("没有用到必填项「人民调解委员会」" in one for one in remarks)
    assert not any("终止原因" in one for one in remarks)


def test_properties_of_the_file_are_never_run() -> None:
    document = Document(io.BytesIO(template_of(L7)))
    document.core_properties.title = "{{ ''.__class__ }}"
    document.core_properties.comments = "{% for a in range(999999999) %}x{% endfor %}"
    out = io.BytesIO()
    document.save(out)
    copy, _remarks = look_at_template(out.getvalue(), L7)
    assert copy


@pytest.mark.django_db
class TestTheOfficesOwn:
    def test_it_is_kept_apart_until_it_is_used_and_then_papers_are_written_on_it(
        self, cast: Cast, walk: Walk, issue: Issue
    ) -> None:
        before = issue("L3")
        kind = KINDS["L3"]
        document = Document(io.BytesIO(template_of(kind)))
        document.add_paragraph("本街道监督电话：0937-0000000", style="公文正文")
        out = io.BytesIO()
        document.save(out)
        made = upload_template(kind, sent(out.getvalue()), actor=cast.sysadmin)
        assert (made.version, made.is_active, made.remarks) == (1, False, [])
        assert bytes(made.docx) != out.getvalue()  # our own packing
        use_template(made, actor=cast.sysadmin)
        other = walk.mediating()
        from_office = _issued(cast, other.pk)
        assert from_office.template == made
        assert "监督电话" in _words(from_office)
        assert "监督电话" not in _words(before)
        use_shipped(kind, actor=cast.sysadmin)
        assert not PaperTemplate.objects.filter(is_active=True).exists()
        acts = Entry.objects.filter(subject_kind="template").order_by("seq").values_list("action", flat=True)
        assert list(acts) == ["template.upload", "template.use", "template.retire"]

    def test_only_one_is_in_use(self, cast: Cast) -> None:
        first = upload_template(L7, sent(template_of(L7)), actor=cast.sysadmin)
        second = upload_template(L7, sent(template_of(L7)), actor=cast.sysadmin)
        use_template(first, actor=cast.sysadmin)
        use_template(second, actor=cast.sysadmin)
        assert [one.version for one in PaperTemplate.objects.filter(is_active=True)] == [2]

    def test_nobody_else_changes_templates(self, cast: Cast, sign_in: SignIn) -> None:
        for who in (cast.clerk, cast.manager, cast.security_admin):
            with pytest.raises(NotAllowed):
                upload_template(L7, sent(template_of(L7)), actor=who)
            assert sign_in(who).get("/settings/papers/").status_code == 404
            assert sign_in(who).post("/settings/papers/L7/use/", {"version": "1"}).status_code == 404

    def test_the_page_says_what_is_wrong_and_shows_the_sample(self, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.sysadmin)
        answer = client.post("/settings/papers/L7/", {"docx": sent(with_words("{{ money }}"))})
        assert answer.status_code == 422
        assert "没有「money」这一项" in answer.content.decode()
        answer = client.post("/settings/papers/L7/", {"docx": sent(template_of(L7))}, follow=True)
        page = answer.content.decode()
        assert "第1版" in page and "启用这一版" in page and "data:image/png;base64," in page
        assert client.post("/settings/papers/L7/use/", {"version": "1"}, follow=True).status_code == 200
        assert "在用" in client.get("/settings/papers/L7/").content.decode()
        file = client.get("/settings/papers/L7/file/?version=1")
        assert file.content[:2] == b"PK" and "attachment" in file["Content-Disposition"]

    def test_every_form_has_a_page_and_a_sample(self, cast: Cast, sign_in: SignIn) -> None:
        client = sign_in(cast.sysadmin)
        assert client.get("/settings/papers/").status_code == 200
        for code in KINDS:
            assert client.get(f"/settings/papers/{code}/").status_code == 200, code
        assert client.get("/settings/papers/L99/").status_code == 404


def _issued(cast: Cast, pk: int) -> Paper:
    return issue_paper(KINDS["L3"], pk, actor=cast.clerk, typed=TYPED)


def _words(paper: Paper) -> str:
    document = Document(io.BytesIO(paper.files.get(format="docx").data))
    return "".join(text.text or "" for text in document.element.iter(qn("w:t")))
