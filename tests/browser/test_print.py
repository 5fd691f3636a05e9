"""What is printed on A4: a statement on one page, and the week."""

import re

import pytest

from tests import given


def pages_of(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("path", ["/student/packages/{package}/statement"])
def test_a_statement_is_one_page(window, running, path):
    assert len(given.sessions_of(running)) == 8
    page = window().sign_in("student").go(path.format(package=running.package))
    assert pages_of(page) == 1


def test_a_week_is_one_page(window, running):
    assert pages_of(window().sign_in("admin").go("/admin/week")) <= 2
