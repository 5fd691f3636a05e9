"""What is printed on A4: a statement on one page, and the week across, each with its words and no blank page."""

import io

import pytest
from pypdf import PdfReader

from tests import given


def printed(page):
    """Return the pages of the PDF as (width, height in points, words)."""
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [(float(each.mediabox.width), float(each.mediabox.height), each.extract_text()) for each in pages]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_statement_is_one_upright_page_with_its_letterhead(window, running, scheme):
    page = window(color_scheme=scheme).sign_in("student").go(f"/student/packages/{running.package}/statement")
    [(width, height, words)] = printed(page)

    assert width < height
    assert "Test Academy" in words
    assert "Statement, Ayaan Sheikh, Math, O Levels" in words
    assert words.count("Upcoming") + words.count("To be marked") + words.count("Done") >= len(
        given.sessions_of(running)
    )
    assert "Used so far, of 8" in words
    assert "Sign out" not in words
    assert "CSV" not in words


def test_a_week_lies_across_and_no_page_is_blank(window, running):
    pages = printed(window().sign_in("admin").go("/admin/week"))

    assert len(pages) <= 2
    for width, height, words in pages:
        assert width > height
        assert len(words.split()) > 5
    assert "Ayaan" in pages[0][2]
