"""Copies: who takes one is noted before it leaves; who may not read the matter finds nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter

from core.audit.models import Entry, Reveal
from core.errors import NotAllowed, RuleBroken
from core.files.models import StoredFile
from core.papers.actions.issuing import void_paper
from core.papers.actions.printing import hand_out
from core.papers.actions.sealing import seal_paper
from core.papers.drafting import sha256
from core.papers.models import PaperState, PrintLog
from disputes.models import Dispute
from tests.cast import Cast
from tests.papers.conftest import Issue, SignIn
from tests.papers.hostile import SCANS

pytestmark = pytest.mark.django_db
ORIGINAL = {"purpose": "交当事人签字", "copy": "original"}


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "white").save(out, "JPEG")
    return SimpleUploadedFile("盖章.jpg", out.getvalue())


def scan(pages: int = 2) -> SimpleUploadedFile:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Author": "扫描仪"})
    out = io.BytesIO()
    writer.write(out)
    return SimpleUploadedFile("扫描.pdf", out.getvalue())


def words_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_original_is_the_bytes_that_were_hashed(cast: Cast, issue: Issue, sign_in: SignIn) -> None:
    paper = issue("L5")
    client = sign_in(cast.clerk)
    for form, expected in (("pdf", paper.pdf_sha256), ("docx", paper.docx_sha256)):
        answer = client.post(f"/docs/{paper.pk}/download/", {**ORIGINAL, "format": form})
        assert answer.status_code == 200
        assert sha256(answer.content) == expected
        assert "attachment" in answer["Content-Disposition"]
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store, private", "nosniff")
    lines = list(
        PrintLog.objects.filter(paper=paper).order_by("pk").values_list("way", "purpose", "is_original", "by")
    )
    assert lines == [
        ("pdf", "交当事人签字", True, cast.clerk.pk),
        ("docx", "交当事人签字", True, cast.clerk.pk),
    ]
    assert Entry.objects.filter(action="paper.print_pdf", subject_id=paper.pk).count() == 1
    # It carries full numbers of people, so it counts as a look at them.
    assert Reveal.objects.filter(way=Reveal.Way.PRINT, actor=cast.clerk).count() == 2


def test_a_working_copy_says_who_printed_it(cast: Cast, issue: Issue) -> None:
    paper = issue("L5")
    made = hand_out(paper, "pdf", actor=cast.clerk, purpose="工作查阅", original=False)
    text = words_of(made)
    assert "工作副本" in text and "打印人：李静" in text and paper.number in text
    word = hand_out(paper, "docx", actor=cast.clerk, purpose="工作查阅", original=False)
    footer = Document(io.BytesIO(word)).sections[0].footer
    assert any("打印人：李静" in one.text for one in footer.paragraphs)
    assert sha256(made) != paper.pdf_sha256


def test_a_void_one_says_so_on_every_page(cast: Cast, issue: Issue) -> None:
    paper = void_paper(issue("L3"), actor=cast.clerk, reason="数额写错")
    assert "已作废" in words_of(hand_out(paper, "pdf", actor=cast.clerk, purpose="工作查阅", original=False))


def test_without_a_purpose_nothing_leaves(cast: Cast, issue: Issue, sign_in: SignIn) -> None:
    paper = issue("L5")
    answer = sign_in(cast.clerk).post(f"/docs/{paper.pk}/download/", {"format": "pdf", "copy": "original"})
    assert answer.status_code == 422
    assert not PrintLog.objects.exclude(way="preview").exists()


def test_bytes_that_are_not_those_that_were_issued_do_not_leave(cast: Cast, issue: Issue) -> None:
    paper = issue("L3")
    kept = paper.files.get(format="pdf")
    kept.seal_in("content", "QUJD")
    kept.save(update_fields=["content_sealed"])
    with pytest.raises(RuleBroken, match="可能被改过"):
        hand_out(paper, "pdf", actor=cast.clerk, purpose="归档", original=True)


def test_out_of_scope_nothing_is_found(cast: Cast, case: Dispute, issue: Issue, sign_in: SignIn) -> None:
    paper = issue("L5")
    for who in (cast.outsider, cast.other_worker, cast.supervisor, cast.sysadmin, cast.auditor, cast.nobody):
        client = sign_in(who)
        missing = client.get("/docs/999999/")
        for path in (
            f"/docs/{paper.pk}/",
            f"/docs/{paper.pk}/void/",
            f"/docs/{paper.pk}/seal/",
            f"/docs/of/dispute/{case.pk}/",
            f"/docs/of/dispute/{case.pk}/file/",
            f"/docs/L5/{case.pk}/preview/",
        ):
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, missing.content), (who, path)
        assert client.post(f"/docs/{paper.pk}/download/", {**ORIGINAL, "format": "pdf"}).status_code == 404
        assert client.post(f"/docs/L3/{case.pk}/issue/").status_code == 404
    assert not PrintLog.objects.exists()


def test_the_log_is_never_changed(cast: Cast, issue: Issue) -> None:
    hand_out(issue("L3"), "pdf", actor=cast.clerk, purpose="归档", original=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PrintLog.objects.update(purpose="别的")


def test_photos_of_the_signed_paper_are_re_encoded_and_belong_to_it(
    cast: Cast, issue: Issue, sign_in: SignIn
) -> None:
    paper = seal_paper(issue("L5"), actor=cast.clerk, photos=[photo(), photo()])
    assert (paper.state, paper.sealed_by) == (PaperState.SEALED, cast.clerk)
    kept = StoredFile.objects.filter(subject_kind="paper", subject_id=paper.pk)
    assert {one.content_type for one in kept} == {"image/jpeg"} and kept.count() == 2
    address = f"/files/{kept[0].public_id}/"
    assert sign_in(cast.clerk).get(address).status_code == 200
    assert sign_in(cast.outsider).get(address).status_code == 404
    assert Entry.objects.filter(action="paper.seal").count() == 1
    with pytest.raises(RuleBroken, match="不能再传"):
        seal_paper(paper, actor=cast.clerk, photos=[photo()])


def test_a_scan_is_our_own_copy_of_its_pages(cast: Cast, issue: Issue) -> None:
    paper = seal_paper(issue("L5"), actor=cast.clerk, scan=scan(3))
    data = hand_out(paper, "scan", actor=cast.clerk, purpose="归档", original=True)
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 3
    assert "扫描仪" not in str(reader.metadata)


def test_what_is_no_scan_leaves_the_paper_as_it_was(cast: Cast, issue: Issue, sign_in: SignIn) -> None:
    paper = issue("L5")
    bad = SimpleUploadedFile("扫描.pdf", SCANS["javascript"][0]())
    answer = sign_in(cast.clerk).post(f"/docs/{paper.pk}/seal/", {"scan": bad})
    assert answer.status_code == 422 and "脚本" in answer.content.decode()
    with pytest.raises(RuleBroken, match="请选签章后的照片"):
        seal_paper(paper, actor=cast.clerk)
    with pytest.raises(NotAllowed):
        seal_paper(paper, actor=cast.outsider, photos=[photo()])
    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED
